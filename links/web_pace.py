"""Politeness: at most two requests at once to a host, and a moment between them, whoever in this process asks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

AT_ONCE = 2
MOST_DELAY = 10.0
"""Seconds; a robots.txt that asks for more would make a visit impossible."""


@dataclass
class _Host:
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    delay: float = 0.0
    next_at: float = 0.0


class Pace:
    """`delay` is the least time in seconds between two requests' starts, per host."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._hosts: dict[str, _Host] = {}

    def slow_down(self, host: str, delay: float) -> None:
        """Wait longer between requests to a host, as its robots.txt asks (Crawl-delay)."""
        self._host(host).delay = min(max(delay, self._delay), MOST_DELAY)

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            self._hosts[host] = _Host(delay=self._delay)
        return self._hosts[host]

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn, and hold it while the block runs."""
        entry = self._host(host)
        async with entry.slots:
            now = time.monotonic()
            start = max(now, entry.next_at)
            entry.next_at = start + entry.delay
            if start > now:
                await asyncio.sleep(start - now)  # noqa: TID251 - politeness is in real time
            yield
