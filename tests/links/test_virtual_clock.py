"""The client of the virtual clock, against a real service on loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.errors import InputError, Unavailable
from domain.wording import render
from links.virtual_clock import VirtualClock
from tests.sandbox.clock_service import START, TOKEN, Running, running_clock

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Iterator[Running]:
    with running_clock() as running:
        yield running


@pytest.fixture
def clock(town: Running) -> Iterator[VirtualClock]:
    clock = VirtualClock.connect(town.address, TOKEN)
    yield clock
    clock.close()


async def test_two_months_of_sleep_take_no_time_and_are_exact(clock: VirtualClock) -> None:
    assert clock.now() == START
    await clock.sleep_until(START + 60 * DAY)
    assert clock.now() == START + 60 * DAY


async def test_a_sleep_into_the_past_returns_at_once(clock: VirtualClock) -> None:
    await clock.sleep_until(START - DAY)
    assert clock.now() == START


async def test_tasks_wake_in_order_of_time_then_of_scheduling(clock: VirtualClock) -> None:
    order: list[str] = []

    async def sleeper(name: str, hours: int) -> None:
        await clock.sleep_until(START + hours * HOUR)
        order.append(f"{name}@{(clock.now() - START) // HOUR}")

    await asyncio.gather(sleeper("c", 3), sleeper("a1", 1), sleeper("a2", 1), sleeper("b", 2))
    assert order == ["a1@1", "a2@1", "b@2", "c@3"]


async def test_time_stands_still_while_a_woken_task_works_beside_sleepers(clock: VirtualClock) -> None:
    seen = []

    async def worker() -> None:
        await clock.sleep_until(START + HOUR)
        for _ in range(20):
            await asyncio.to_thread(lambda: None)  # work that gives the loop away
        seen.append(clock.now())

    async def poller() -> None:
        for turn in range(1, 100):
            await clock.sleep_until(START + turn * HOUR / 4)

    await asyncio.gather(worker(), poller())
    assert seen == [START + HOUR]


async def test_a_parent_that_was_woken_may_wait_for_children_that_sleep(clock: VirtualClock) -> None:
    await clock.sleep_until(START + HOUR)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(clock.sleep_until(START + DAY))
        group.create_task(clock.sleep_until(START + 2 * DAY))
    assert clock.now() == START + 2 * DAY


async def test_a_working_block_holds_time_although_others_sleep(clock: VirtualClock) -> None:
    sleeper = asyncio.create_task(clock.sleep_until(START + DAY))
    with clock.working():
        await asyncio.to_thread(lambda: None)
        before = clock.now()
        for _ in range(20):
            await asyncio.to_thread(lambda: None)
        assert clock.now() == before
    await asyncio.wait_for(sleeper, 5)
    assert clock.now() == START + DAY


async def test_a_sleep_inside_a_working_block_lets_time_go(clock: VirtualClock) -> None:
    async with asyncio.timeout(5):
        with clock.working():
            await clock.sleep_until(START + DAY)
            assert clock.now() == START + DAY


async def test_tasks_that_start_others_before_they_sleep_are_waited_for(clock: VirtualClock) -> None:
    order: list[int] = []

    async def sleeper(hours: int) -> None:
        await clock.sleep_until(START + hours * HOUR)
        order.append(hours)

    async def starter() -> None:
        await asyncio.gather(sleeper(2), sleeper(1))

    await asyncio.gather(sleeper(3), starter())
    assert order == [1, 2, 3]


async def test_a_cancelled_sleep_is_forgotten(clock: VirtualClock) -> None:
    with clock.working():
        long = asyncio.create_task(clock.sleep_until(START + 300 * DAY))
        await asyncio.to_thread(lambda: None)
        long.cancel()
        await asyncio.gather(long, return_exceptions=True)
    await clock.sleep_until(START + DAY)
    assert clock.now() == START + DAY


async def test_two_holders_move_together_and_neither_overtakes_the_other(town: Running, clock: VirtualClock) -> None:
    other = VirtualClock.connect(town.address, TOKEN)
    log: list[tuple[str, int]] = []

    async def walk(holder: VirtualClock, name: str, step: int) -> None:
        for turn in range(1, 13 // step):
            await holder.sleep_until(START + turn * step * HOUR)
            log.append((name, (holder.now() - START) // HOUR))
        holder.close()

    await asyncio.wait_for(asyncio.gather(walk(clock, "a", 2), walk(other, "b", 3)), 5)
    assert sorted(log, key=lambda entry: entry[1]) == log
    assert ("a", 10) in log and ("b", 9) in log


async def test_another_holder_at_work_keeps_time_still(town: Running, clock: VirtualClock) -> None:
    other = VirtualClock.connect(town.address, TOKEN)  # connected, asleep over nothing: at work
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(clock.sleep_until(START + HOUR), 0.2)
    assert clock.now() == START
    other.close()
    await asyncio.wait_for(clock.sleep_until(START + HOUR), 5)


async def test_a_killed_holder_loses_its_lease(town: Running, clock: VirtualClock) -> None:
    script = (
        "import sys; from links.virtual_clock import VirtualClock as C\n"
        "C.connect(sys.argv[1], sys.argv[2]); print('leased', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, town.address, TOKEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin and child.stdout
    assert child.stdout.readline() == b"leased\n"
    sleeper = asyncio.create_task(clock.sleep_until(START + HOUR))
    done, _ = await asyncio.wait([sleeper], timeout=0.2)
    assert not done
    os.kill(child.pid, signal.SIGKILL)
    await asyncio.wait_for(sleeper, 5)
    child.wait()
    child.stdin.close()
    child.stdout.close()


def test_a_thread_asks_while_the_loop_sleeps(town: Running, clock: VirtualClock) -> None:
    reached, go = threading.Event(), threading.Event()

    async def pause() -> None:
        reached.set()
        await asyncio.to_thread(go.wait)

    town.schedule(START + HOUR, pause)
    sleeper = threading.Thread(target=lambda: asyncio.run(clock.sleep_until(START + 2 * HOUR)))
    sleeper.start()
    assert reached.wait(5)
    assert clock.now() == START + HOUR  # moved by an event of the town, while we sleep
    go.set()
    sleeper.join(5)
    assert clock.now() == START + 2 * HOUR


def test_another_town_or_another_machine_is_refused(town: Running) -> None:
    with pytest.raises(InputError) as wrong:
        VirtualClock.connect(town.address, "town-other")
    assert wrong.value.message.code == "clock_not_the_town"
    with pytest.raises(InputError) as far:
        VirtualClock.connect("192.0.2.1:4000", TOKEN)
    assert far.value.message.code == "clock_not_loopback"
    for language in ("fr", "en"):
        assert "192.0.2.1" in render(far.value.message, language)


async def test_a_clock_that_goes_away_is_said() -> None:
    with running_clock() as town:
        clock = VirtualClock.connect(town.address, TOKEN)
        other = VirtualClock.connect(town.address, TOKEN)
        sleeper = asyncio.create_task(clock.sleep_until(START + DAY))
        await asyncio.to_thread(lambda: None)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(sleeper, 5)
    with pytest.raises(Unavailable):
        VirtualClock.connect(town.address, TOKEN)
    clock.close()
    other.close()
