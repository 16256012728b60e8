"""When time may move, and in which order events happen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from sandbox.clock import ClockService
from sandbox.virtual_time import VirtualTime
from tests.sandbox.clock_service import START, TOKEN

HOUR = timedelta(hours=1)


class Holder:
    """A raw client of the wire protocol."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, **request: Any) -> None:
        self.writer.write(json.dumps(request).encode() + b"\n")
        await self.writer.drain()

    async def hear(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(await asyncio.wait_for(self.reader.readline(), 5) or b"{}")
        return answer

    async def silent(self) -> bool:
        try:
            await asyncio.wait_for(self.reader.readexactly(1), 0.1)
        except TimeoutError:
            return True
        return False

    def close(self) -> None:
        self.writer.close()


class Clock:
    def __init__(self) -> None:
        self.time = VirtualTime(START)
        self.service = ClockService(self.time, TOKEN)
        self.holders: list[Holder] = []
        self.address = ""

    async def holder(self) -> Holder:
        host, _, port = self.address.partition(":")
        holder = Holder(*await asyncio.open_connection(host, int(port)))
        self.holders.append(holder)
        assert (await holder.hear())["token"] == TOKEN
        await holder.say(op="hello", id=1, token=TOKEN)
        assert "now" in await holder.hear()
        return holder


@pytest.fixture
async def clock() -> AsyncIterator[Clock]:
    clock = Clock()
    clock.address = await clock.service.start()
    moving = asyncio.create_task(clock.time.run())
    yield clock
    moving.cancel()
    await asyncio.gather(moving, return_exceptions=True)
    for holder in clock.holders:
        holder.close()
    await clock.service.stop()


def at(hours: float) -> str:
    return (START + hours * HOUR).isoformat()


async def test_without_a_lease_time_stands_still(clock: Clock) -> None:
    ran = asyncio.Event()

    async def act() -> None:
        ran.set()

    clock.time.schedule(START + HOUR, act)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ran.wait(), 0.1)
    holder = await clock.holder()
    await holder.say(op="sleep", id=2, at=at(2), busy=False, seen=0)
    await asyncio.wait_for(ran.wait(), 5)
    assert (await holder.hear())["now"] == at(2)


async def test_events_of_one_instant_run_in_order_of_scheduling(clock: Clock) -> None:
    order: list[str] = []

    def act(name: str) -> Any:
        async def run() -> None:
            order.append(name)

        return run

    for name in ("b", "a", "c"):
        clock.time.schedule(START + HOUR, act(name))
    clock.time.schedule(START + HOUR / 2, act("first"))
    holder = await clock.holder()
    await holder.say(op="sleep", id=2, at=at(3), busy=False, seen=0)
    await holder.hear()
    assert order == ["first", "b", "a", "c"]


async def test_a_woken_holder_is_at_work_until_it_has_seen_it(clock: Clock) -> None:
    holder = await clock.holder()
    await holder.say(op="sleep", id=2, at=at(1), busy=False, seen=0)
    await holder.say(op="sleep", id=3, at=at(2), busy=False, seen=0)
    assert await holder.hear() == {"id": 2, "now": at(1), "woken": 1}
    assert await holder.silent()  # the second sleep is due only after the first was seen
    await holder.say(op="state", id=4, busy=True, seen=1)
    assert (await holder.hear())["id"] == 4
    assert await holder.silent()
    await holder.say(op="state", id=5, busy=False, seen=1)
    assert (await holder.hear())["id"] == 5
    assert await holder.hear() == {"id": 3, "now": at(2), "woken": 2}


async def test_the_town_at_work_holds_time(clock: Clock) -> None:
    holder = await clock.holder()
    with clock.time.working():
        await holder.say(op="sleep", id=2, at=at(1), busy=False, seen=0)
        assert await holder.silent()
    assert (await holder.hear())["now"] == at(1)


async def test_a_dropped_connection_drops_its_lease_and_its_sleeps(clock: Clock) -> None:
    first, second = await clock.holder(), await clock.holder()
    await second.say(op="sleep", id=2, at=at(1), busy=False, seen=0)
    await first.say(op="sleep", id=2, at=at(3), busy=False, seen=0)
    assert (await second.hear())["now"] == at(1)
    second.close()
    assert (await first.hear())["now"] == at(3)


@pytest.mark.parametrize(
    "line", [b"nonsense\n", b"[]\n", b'{"op": "sleep", "id": 2}\n', b'{"op": "fly", "id": 2}\n', b"x" * 70_000 + b"\n"]
)
async def test_babble_ends_the_connection_and_nothing_else(clock: Clock, line: bytes) -> None:
    holder, other = await clock.holder(), await clock.holder()
    holder.writer.write(line)
    while await holder.hear():
        pass
    await other.say(op="sleep", id=2, at=at(1), busy=False, seen=0)
    assert (await other.hear())["now"] == at(1)


async def test_an_action_that_fails_stops_time() -> None:
    time = VirtualTime(START)

    async def fail() -> None:
        raise RuntimeError("broken town")

    time.schedule(START, fail)
    lease = time.lease("test")
    lease.busy = False
    lease.sleeps[1] = time.schedule(START + HOUR, fail)
    with pytest.raises(RuntimeError, match="broken town"):
        await asyncio.wait_for(time.run(), 5)
