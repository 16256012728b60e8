"""Our side of the sandbox's virtual clock: a `Clock` whose time is shared by every process that leases it.

The connection is the lease: a process that dies drops it. This holder counts as idle, so that time may jump, when at
least one task sleeps and none of these is at work: a task that was woken and has neither slept again nor ended (a task
whose child sleeps is taken to wait for that child), and a `working()` block. Idleness is declared a few turns of the
loop after the last sleep, so that tasks started together all get to theirs first. A task that works before it ever
slept, beside others that sleep, is invisible: it belongs in a `working()` block.

A holder that only works when others give it work says so with `rest()`: it is then idle too when nobody of it sleeps.

Time cannot move while we are not idle, so `now()` then costs nothing; otherwise it asks the service.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from domain.errors import InputError, Unavailable

_QUIET_TURNS = 4  # of the event loop before a holder calls itself idle
_TIMEOUT = 30.0  # seconds of real time for an answer that never waits for virtual time

_woken: ContextVar[asyncio.Task[Any] | None] = ContextVar("woken", default=None)
# the task inside `working()` blocks, and how many: a child inherits the context but not the work
_at_work: ContextVar[tuple[asyncio.Task[Any] | None, int]] = ContextVar("at_work", default=(None, 0))


@dataclass
class _Sleep:
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[None]
    task: asyncio.Task[Any]


@dataclass
class _Question:
    done: threading.Event = field(default_factory=threading.Event)
    answer: dict[str, Any] = field(default_factory=dict)


class VirtualClock:
    """Implements `domain.clock.Clock`. `now` may be called from any thread; a sleep belongs to its event loop."""

    def __init__(self, connection: socket.socket, token: str) -> None:
        self._socket = connection
        self._lines = connection.makefile("rb")
        self._token = token
        self._lock = threading.RLock()
        self._ids = count(1)
        self._sleeps: dict[int, _Sleep] = {}
        self._questions: dict[int, _Question] = {}
        self._awake: set[asyncio.Task[Any]] = set()
        self._known: set[asyncio.Task[Any]] = set()
        self._working = 0
        self._settling = 0
        self._seen = 0
        self._lost = False
        self._resting = False
        self._now = datetime.min.replace(tzinfo=UTC)
        self._reader = threading.Thread(target=self._read, name="virtual-clock", daemon=True)

    @classmethod
    def connect(cls, address: str, token: str) -> VirtualClock:
        """Lease the clock at `address` ("127.0.0.1:port").

        Raises `InputError` when the address is not on loopback or does not present the town's token, and `Unavailable`
        when nobody answers there.
        """
        host, _, port = address.rpartition(":")
        if not _is_loopback(host):
            raise InputError("clock_not_loopback", address=address)
        try:
            connection = socket.create_connection((host, int(port)), timeout=_TIMEOUT)
        except (OSError, ValueError) as fault:
            raise Unavailable("clock_unreachable", address=address, detail=str(fault)) from fault
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        clock = cls(connection, token)
        try:
            clock._greet(address)
        except BaseException:
            clock.close()
            raise
        return clock

    def now(self) -> datetime:
        with self._lock:
            if not self._idle():
                return self._now
        self._ask({"op": "now"})
        return self._now

    async def sleep_until(self, when: datetime) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("sleep_until needs a task")
        loop = asyncio.get_running_loop()
        sleep = _Sleep(loop, loop.create_future(), task)
        number = next(self._ids)
        inside = _blocks(task)
        with self._lock:
            self._follow(task)
            self._awake -= {task, *filter(None, [_woken.get()])}
            self._working -= inside
            self._sleeps[number] = sleep
            self._settle_down(loop)
            self._send({"op": "sleep", "id": number, "at": when.astimezone(UTC).isoformat(), **self._state()})
        try:
            await sleep.future
        except asyncio.CancelledError:
            self._give_up(number, task)
            raise
        finally:
            with self._lock:
                self._working += inside
        _woken.set(task)

    def rest(self) -> None:
        """Hold time still only inside `working()` blocks and for tasks that were woken, even while nobody sleeps.

        Where all holders rest, nobody moves time.
        """
        with self._lock:
            self._resting = True
            self._tell_if_idle()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Hold time still during a block, whichever tasks sleep meanwhile; a sleep inside the block lets time go."""
        with self._lock:
            was_idle = self._idle()
            self._working += 1
        if was_idle:
            self._ask({"op": "state", **self._state()})
        task = _task()
        mark = _at_work.set((task, _blocks(task) + 1))
        try:
            yield
        finally:
            _at_work.reset(mark)
            with self._lock:
                self._working -= 1
                self._tell_if_idle()

    def close(self) -> None:
        """Give the lease back; time may then go on without us."""
        with self._lock:
            self._lost = True
            with suppress(OSError):  # already gone
                self._socket.shutdown(socket.SHUT_RDWR)
        if self._reader.is_alive() and self._reader is not threading.current_thread():
            self._reader.join(_TIMEOUT)
        self._lines.close()
        self._socket.close()

    # --- state; the lock is held

    def _state(self) -> dict[str, object]:
        return {"busy": not self._idle(), "seen": self._seen, "rests": self._resting}

    def _idle(self) -> bool:
        return (self._resting or bool(self._sleeps)) and not self._awake and self._working == 0 and self._settling == 0

    def _tell_if_idle(self) -> None:
        if self._idle() and not self._lost:
            self._send({"op": "state", "id": next(self._ids), **self._state()})

    def _settle_down(self, loop: asyncio.AbstractEventLoop) -> None:
        """Call ourselves idle, if we then are, once the loop has run what is ready now."""
        self._settling += 1

        def turn(left: int) -> None:
            if left:
                loop.call_soon(turn, left - 1)
                return
            with self._lock:
                self._settling -= 1
                self._tell_if_idle()

        loop.call_soon(turn, _QUIET_TURNS)

    def _follow(self, task: asyncio.Task[Any]) -> None:
        """Have a woken task stop counting as awake when it ends."""
        if task not in self._known:
            self._known.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        with self._lock:
            self._known.discard(task)
            if task in self._awake:
                self._awake.discard(task)
                self._settle_down(task.get_loop())

    def _give_up(self, number: int, task: asyncio.Task[Any]) -> None:
        with self._lock:
            self._awake.add(task)
            if self._sleeps.pop(number, None) is not None and not self._lost:
                self._send({"op": "cancel", "id": next(self._ids), "sleep": number})

    # --- the wire

    def _greet(self, address: str) -> None:
        try:
            first = json.loads(self._lines.readline() or b"{}")
        except (OSError, ValueError) as fault:
            raise Unavailable("clock_unreachable", address=address, detail=str(fault)) from fault
        if not isinstance(first, dict) or first.get("token") != self._token:
            raise InputError("clock_not_the_town", address=address)
        self._socket.settimeout(None)
        self._reader.start()
        self._ask({"op": "hello", "token": self._token, "name": f"pid {os.getpid()}"})

    def _ask(self, request: dict[str, object]) -> None:
        """Send and wait for the answer, which `_read` takes the time from."""
        question = _Question()
        with self._lock:
            number = next(self._ids)
            self._questions[number] = question
            self._send({**request, "id": number})
        if not question.done.wait(_TIMEOUT) or "now" not in question.answer:
            raise Unavailable("clock_lost", detail=str(question.answer.get("error", "")))

    def _send(self, request: dict[str, object]) -> None:
        if self._lost:
            raise Unavailable("clock_lost", detail="")
        try:
            self._socket.sendall(json.dumps(request).encode() + b"\n")
        except OSError as fault:
            raise Unavailable("clock_lost", detail=str(fault)) from fault

    def _read(self) -> None:
        with suppress(OSError, ValueError):  # the end below tells everyone who waits
            for line in self._lines:
                self._take(json.loads(line))
        with self._lock:
            self._lost = True
            sleeps, self._sleeps = list(self._sleeps.values()), {}
            questions, self._questions = list(self._questions.values()), {}
        for question in questions:
            question.done.set()
        for sleep in sleeps:
            _settle(sleep, Unavailable("clock_lost", detail=""))

    def _take(self, answer: dict[str, Any]) -> None:
        with self._lock:
            if "now" in answer:
                self._now = max(self._now, datetime.fromisoformat(answer["now"]))
            number = int(answer.get("id", 0))
            question = self._questions.pop(number, None)
            sleep = self._sleeps.pop(number, None) if "woken" in answer else None
            if "woken" in answer:
                self._seen = int(answer["woken"])
            if sleep is not None:
                self._awake.add(sleep.task)
            elif "woken" in answer:
                self._tell_if_idle()  # its sleeper was cancelled meanwhile
        if question is not None:
            question.answer = answer
            question.done.set()
        if sleep is not None:
            _settle(sleep, None)


def _settle(sleep: _Sleep, fault: Exception | None) -> None:
    def finish() -> None:
        if not sleep.future.done():
            if fault is None:
                sleep.future.set_result(None)
            else:
                sleep.future.set_exception(fault)

    with suppress(RuntimeError):  # that loop has closed: nobody waits any more
        sleep.loop.call_soon_threadsafe(finish)


def _task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None  # a thread without a loop


def _blocks(task: asyncio.Task[Any] | None) -> int:
    owner, blocks = _at_work.get()
    return blocks if owner is task else 0


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
