"""Heartbeats, and who is taken for dead: at once on one machine, by a counter that stands still elsewhere."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic

from django.db import DatabaseError, InterfaceError, connection

from campaigns import store, this_process
from campaigns.database_file import DatabaseFile
from campaigns.store import WorkerView
from domain.clock import SystemClock

_HERE: set[str] = set()
"""Workers of this process."""


@dataclass(frozen=True)
class Pulse:
    """Seconds of real time: between beats, and of silence after which a worker is taken for dead."""

    beat: float = 5.0
    silence: float = 30.0


@dataclass
class Activity:
    """What a worker tells about itself with each beat."""

    doing: dict[str, int] = field(default_factory=dict)
    engine: int | None = None


def introduce(name: str, campaign_id: int, channels: Iterable[str], *, schedules: bool = True) -> WorkerView:
    """Return this process as a worker, not yet in the table."""
    now, pid = SystemClock().now(), os.getpid()
    return WorkerView(
        name,
        campaign_id,
        this_process.host(),
        this_process.machine(),
        pid,
        this_process.started(pid) or "",
        tuple(channels),
        schedules,
        None,
        0,
        {},
        now,
        now,
    )


class Heart:
    """Beats in a thread and on a connection of its own, so that no long query keeps it from beating.

    It beats for the event loop that does the work: once that hangs, the heart is silent, and others take over after the
    silence they allow.
    """

    def __init__(self, me: WorkerView, pulse: Pulse, activity: Callable[[], Activity] = Activity) -> None:
        self._me = me
        self._pulse = pulse
        self._activity = activity
        self._ending = threading.Event()
        self._file = DatabaseFile()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turns = self._told_of = 0
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Beat only as long as this loop, which calls this, goes round."""
        self._loop = loop
        self._turn()

    def _turn(self) -> None:
        self._turns += 1
        if self._loop is not None and not self._ending.is_set():
            # twice between two beats: one that was merely late does not silence the next
            self._loop.call_later(self._pulse.beat / 2, self._turn)

    def start(self) -> None:
        """Enter the worker in the table; nothing may be claimed before. Called where the database is used."""
        self._file.check()
        store.register(self._me)
        _HERE.add(self._me.name)
        self._thread.start()

    def stop(self) -> None:
        """Leave the table; what is left in `sending` is then nobody's."""
        _HERE.discard(self._me.name)
        if self._thread.is_alive():
            self._ending.set()
            self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._ending.wait(self._pulse.beat):
                self._quietly(self.beat)
            self._quietly(lambda: store.forget([self._me.name]))
        finally:
            connection.close()

    def beat(self) -> None:
        """Beat once, unless the loop has hung since the last time."""
        if self._loop is not None and self._turns == self._told_of:
            return
        self._told_of = self._turns
        told, now = self._activity(), SystemClock().now()
        if not store.beat(self._me.name, told.doing, told.engine, now):
            store.register(self._me)

    def _quietly(self, act: Callable[[], None]) -> None:
        try:
            self._file.check()
            act()
        except (DatabaseError, InterfaceError, OSError):
            # the work itself notices, waits and says so; a beat that fails is a beat missed
            connection.close()


def gone(row: WorkerView) -> bool:
    """Whether a worker of this machine has ended; of another machine's nothing can be told at once."""
    return row.machine == this_process.machine() and this_process.started(row.pid) != row.pid_started


class Observer:
    """Tells the living from the dead, by this process's own clock and the numbers of its machine's processes."""

    def __init__(self, pulse: Pulse, time: Callable[[], float] = monotonic) -> None:
        self._silence = pulse.silence
        self._time = time
        self._seen: dict[str, tuple[int, float]] = {}

    def alive(self, rows: Iterable[WorkerView]) -> set[str]:
        """Return the names of those alive; call it again and again with what the table holds."""
        now, living, seen = self._time(), set[str](), {}
        for row in rows:
            beats, since = self._seen.get(row.name, (row.beats, now))
            seen[row.name] = (row.beats, since if beats == row.beats else now)
            if self._lives(row, now - seen[row.name][1]):
                living.add(row.name)
        self._seen = seen
        return living

    def strike_off(self, campaign_id: int) -> list[WorkerView]:
        """Return the campaign's dead workers; out of the table are those that left nothing in `sending`."""
        # held first: a worker that claims meanwhile is either seen to hold something or seen alive
        held, rows = store.senders(campaign_id), store.workers(campaign_id)
        alive = self.alive(rows)
        dead = [row for row in rows if row.name not in alive]
        store.forget([row.name for row in dead if row.name not in held])
        return dead

    def _lives(self, row: WorkerView, silent_for: float) -> bool:
        if row.pid == os.getpid() and row.machine == this_process.machine():
            return row.name in _HERE
        return not gone(row) and silent_for < self._silence
