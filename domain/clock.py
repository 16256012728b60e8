"""The injected clock: the only source of time in the product."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Time as the product sees it; all values are timezone-aware UTC."""

    def now(self) -> datetime: ...

    async def sleep_until(self, when: datetime) -> None:
        """Return once `now() >= when`."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place that may

    async def sleep_until(self, when: datetime) -> None:
        while (left := (when - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - there is no event to wait for
            # short slices: a stepped or suspended machine clock is noticed
            await asyncio.sleep(min(left, 60))  # noqa: TID251


class FrozenClock:
    """A clock that tests move by hand; sleeping moves it."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now

    async def sleep_until(self, when: datetime) -> None:
        self._now = max(self._now, when)
