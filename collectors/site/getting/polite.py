"""Plain requests within what a site allows us: robots.txt, a budget, a deadline. The pace is the fetcher's own."""

from __future__ import annotations

from urllib.parse import urlsplit

from collectors.site.getting.deadline import Deadline
from collectors.site.getting.encoding import is_page, text_of_answer
from collectors.site.getting.robots import Robots, parse_robots
from links.pages.addresses import place_of
from links.web_fetch import Fetched, WebFetcher

ONE_REQUEST = 12.0
"""The longest a request may take, in seconds."""
PAGE_LIMIT = 2_000_000
_SMALL = 200_000


class PoliteFetcher:
    """Gets addresses of one site. What robots.txt forbids, and what comes after the budget or the deadline, is not
    asked for."""

    def __init__(self, fetcher: WebFetcher, deadline: Deadline, *, budget: int) -> None:
        self._fetcher = fetcher
        self._robots: dict[str, Robots] = {}
        self.deadline = deadline
        self.budget = budget
        self.made = 0
        self.forbidden: list[str] = []

    async def robots(self, address: str) -> Robots:
        """Return what the host of an address asks of robots.

        Without a robots.txt everything is allowed (RFC 9309, 2.3.1.3); so it is when the host cannot say, since then
        its pages tell for themselves whether it answers.
        """
        place = place_of(address)
        if place not in self._robots:
            self._robots[place] = Robots()
            fetched = await self._get(f"{urlsplit(address).scheme}://{place}/robots.txt", "GET", _SMALL)
            if fetched is not None and fetched.status == 200 and not is_page(fetched):
                self._robots[place] = parse_robots(text_of_answer(fetched))
                if delay := self._robots[place].delay:
                    self._fetcher.pace.slow_down(urlsplit(address).hostname or "", delay)
        return self._robots[place]

    async def allows(self, address: str) -> bool:
        if (await self.robots(address)).allows(address):
            return True
        self.forbidden.append(address)
        return False

    async def get(self, address: str, *, method: str = "GET", limit: int = PAGE_LIMIT) -> Fetched | None:
        """Return the answer of an address, None when it was not asked for."""
        return await self._get(address, method, limit) if await self.allows(address) else None

    async def _get(self, address: str, method: str, limit: int) -> Fetched | None:
        if self.made >= self.budget or not self.deadline.allows(0.5):
            return None
        self.made += 1
        seconds = max(0.5, min(ONE_REQUEST, self.deadline.left))
        return await self._fetcher.get(address, limit=limit, seconds=seconds, method=method)
