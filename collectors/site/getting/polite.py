"""Plain requests made politely: robots.txt, few at a time, a pause between them, a budget, a deadline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from collectors.site.getting.addresses import place_of
from collectors.site.getting.answer import Answer
from collectors.site.getting.deadline import Deadline
from collectors.site.getting.robots import Robots, parse_robots
from domain.failure import Failure

Fetch = Callable[[str, str, float], Awaitable[Answer]]
"""Makes one request: method, address, seconds it may take. Never raises for what the site does."""

AT_ONCE = 2
PAUSE = 0.1
"""Seconds between the beginnings of two requests to one host, unless it asks for more."""
LONGEST_PAUSE = 10.0
ONE_REQUEST = 12.0
"""The longest a request may take, in seconds."""


@dataclass
class _Host:
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: float = 0.0


class PoliteFetcher:
    """Gets addresses of one site. What robots.txt forbids, and what comes after the budget or the deadline, is not
    asked for: the answer says so in `detail` and carries no failure of the site."""

    def __init__(self, fetch: Fetch, deadline: Deadline, *, budget: int = 90) -> None:
        self._fetch = fetch
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, Robots] = {}
        self.deadline = deadline
        self.budget = budget
        self.made = 0
        self.refused: list[str] = []

    async def robots(self, address: str) -> Robots:
        """Return what the host of an address asks of robots. Without a readable robots.txt everything is allowed."""
        scheme, place = address.split("://", 1)[0], place_of(address)
        if place not in self._robots:
            self._robots[place] = Robots()
            answer = await self._get("GET", f"{scheme}://{place}/robots.txt", 0.0)
            plain = answer.status == 200 and not answer.is_page
            self._robots[place] = parse_robots(answer.text) if plain else Robots()
        return self._robots[place]

    async def allows(self, address: str) -> bool:
        return (await self.robots(address)).allows(address)

    async def get(self, address: str, *, method: str = "GET") -> Answer:
        """Return the answer of an address, or why it was not asked for."""
        robots = await self.robots(address)
        if not robots.allows(address):
            self.refused.append(address)
            return Answer(address, address, detail="robots")
        return await self._get(method, address, min(LONGEST_PAUSE, robots.delay or 0.0))

    async def _get(self, method: str, address: str, pause: float) -> Answer:
        if self.made >= self.budget or not self.deadline.allows(0.5):
            return Answer(address, address, detail="budget")
        host = self._hosts.setdefault(place_of(address), _Host())
        async with host.places:
            async with host.turn:
                wait = host.last + max(PAUSE, pause) - time.monotonic()
                if wait > 0:
                    if not self.deadline.allows(wait):
                        return Answer(address, address, detail="budget")
                    await asyncio.sleep(wait)  # noqa: TID251 - courtesy to a server is real time
                host.last = time.monotonic()
            self.made += 1
            seconds = max(0.5, min(ONE_REQUEST, self.deadline.left))
            try:
                return await asyncio.wait_for(self._fetch(method, address, seconds), seconds + 1)
            except TimeoutError:
                return Answer(address, address, seconds=seconds, failure=Failure.TOO_SLOW)
