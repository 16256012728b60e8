"""The town's time: a schedule that jumps from event to event, and only while nobody is at work.

Time moves when at least one lease is held that does not only rest, every holder is idle and the town itself has nothing
in flight. Events of the same instant run in order of scheduling, one at a time, so that the same run always gives the
same history.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

Action = Callable[[], Awaitable[None]]


@dataclass(order=True)
class Event:
    """Something that happens at an instant; `dropped` events are skipped when their turn comes."""

    at: datetime
    order: int
    action: Action = field(compare=False)
    dropped: bool = field(default=False, compare=False)


@dataclass
class Lease:
    """One holder. It is idle when it sleeps, says it is not busy, and has seen every wake-up sent to it.

    One that `rests` works only when others give it work: it need not sleep to be idle, and does not move time itself.
    """

    name: str
    busy: bool = True
    rests: bool = False
    woken: int = 0
    seen: int = 0
    sleeps: dict[int, Event] = field(default_factory=dict)

    @property
    def idle(self) -> bool:
        return (self.rests or bool(self.sleeps)) and not self.busy and self.seen >= self.woken


class VirtualTime:
    """The schedule and its leases. Single-threaded: everything happens in one event loop."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self._events: list[Event] = []
        self._orders = count()
        self._leases: list[Lease] = []
        self._in_flight = 0
        self._kicked = asyncio.Event()

    def schedule(self, at: datetime, action: Action) -> Event:
        """Have `action` awaited once time reaches `at`; an instant already past means as soon as time may move."""
        event = Event(max(at, self.now), next(self._orders), action)
        heapq.heappush(self._events, event)
        self.kick()
        return event

    def lease(self, name: str) -> Lease:
        lease = Lease(name)
        self._leases.append(lease)
        return lease

    def release(self, lease: Lease) -> None:
        """Drop a lease and its sleeps; the others may go on."""
        if lease in self._leases:
            self._leases.remove(lease)
        for event in lease.sleeps.values():
            event.dropped = True
        lease.sleeps.clear()
        self.kick()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Hold time still while the town is in the middle of something."""
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1
            self.kick()

    def kick(self) -> None:
        """Look again whether time may move."""
        self._kicked.set()

    async def run(self) -> None:
        """Move time whenever it may; an action's exception ends the run, since history would be wrong after it."""
        while True:
            await self._kicked.wait()
            self._kicked.clear()
            while self._may_move():
                event = heapq.heappop(self._events)
                self.now = event.at
                await event.action()

    def _may_move(self) -> bool:
        while self._events and self._events[0].dropped:
            heapq.heappop(self._events)
        return (
            bool(self._events)
            and self._in_flight == 0
            and not all(lease.rests for lease in self._leases)
            and all(lease.idle for lease in self._leases)
        )
