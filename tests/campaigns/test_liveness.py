"""Who is taken for dead: at once on this machine, after a silence elsewhere, by the observer's own time alone."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from django.db import connection

from campaigns import store, this_process
from campaigns.liveness import Activity, Heart, Observer, Pulse, introduce
from campaigns.models import WorkerRow
from campaigns.store import WorkerView
from domain.vocabulary import Channel

from .builders import paris, running

pytestmark = pytest.mark.django_db
PULSE = Pulse(beat=5, silence=30)


class Stopwatch:
    """Real time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def observer(time: Stopwatch) -> Observer:
    return Observer(PULSE, time)


def worker(name: str = "w", **changes: object) -> WorkerView:
    return replace(introduce(name, 1, [Channel.MAIL]), **changes)  # type: ignore[arg-type]


def elsewhere(name: str = "far", **changes: object) -> WorkerView:
    return worker(name, machine="another", **changes)


def test_one_of_another_machine_lives_as_long_as_its_counter_moves(observer, time):
    assert observer.alive([elsewhere(beats=7)]) == {"far"}
    time.now += 29
    assert observer.alive([elsewhere(beats=7)]) == {"far"}
    time.now += 1
    assert observer.alive([elsewhere(beats=7)]) == set()
    # it was only slow: it is back among the living
    assert observer.alive([elsewhere(beats=8)]) == {"far"}


def test_clocks_are_not_compared(observer, time):
    long_ago = elsewhere(beats=1, beat_at=paris(4, 8) - timedelta(days=4000))
    assert observer.alive([long_ago]) == {"far"}
    time.now += 31
    in_future = replace(long_ago, beat_at=paris(4, 8) + timedelta(days=4000))
    assert observer.alive([in_future]) == set()


def test_a_process_of_this_machine_that_is_gone_is_dead_at_once(observer):
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    there = worker(pid=process.pid, pid_started=this_process.started(process.pid))
    assert observer.alive([there]) == {"w"}
    process.send_signal(signal.SIGKILL)
    # its parent has not noticed yet, it does no work any more
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert observer.alive([there]) == set()
    process.communicate()
    assert observer.alive([there]) == set()


def test_a_later_process_of_the_same_number_does_not_count(observer):
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = this_process.started(process.pid)
    assert started
    assert observer.alive([worker(pid=process.pid, pid_started=f"{int(started) - 1}")]) == set()
    process.communicate()


def test_a_process_that_hangs_is_dead_after_the_silence(observer, time):
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    there = worker(pid=process.pid, pid_started=this_process.started(process.pid))
    assert observer.alive([there]) == {"w"}
    time.now += 30
    assert observer.alive([there]) == set()
    process.communicate()


def test_an_earlier_worker_of_this_very_process_is_dead(observer):
    assert observer.alive([worker("earlier")]) == set()


def test_the_dead_leave_the_table_once_nothing_of_theirs_is_unsettled(observer):
    campaign = running()
    dispatch = campaign.dispatches.order_by("due_at")[0]
    assert store.claim(dispatch.id, "gone", dispatch.due_at)
    for name in ("gone", "idle"):
        store.register(worker(name, campaign_id=campaign.id, engine=3))
    assert {row.name for row in observer.strike_off(campaign.id)} == {"gone", "idle"}
    assert [row.name for row in store.workers(campaign.id)] == ["gone"]
    store.settle(dispatch.id, "planned", None, "nothing left", "w2", dispatch.due_at)
    observer.strike_off(campaign.id)
    assert store.workers(campaign.id) == []


def test_a_beat_moves_the_counter_and_tells_when_the_row_is_gone():
    campaign = running()
    me = worker(campaign_id=campaign.id)
    store.register(me)
    assert store.beat("w", {"send": 2}, 9, me.beat_at)
    [row] = store.workers(campaign.id)
    assert (row.beats, row.doing, row.engine, row.channels) == (1, {"send": 2}, 9, ("mail",))
    store.forget(["w"])
    assert not store.beat("w", {}, None, me.beat_at)


def test_a_worker_whose_loop_hangs_falls_silent():
    campaign = running()
    loop = asyncio.new_event_loop()
    heart = Heart(worker(campaign_id=campaign.id), Pulse(beat=0, silence=1))
    store.register(worker(campaign_id=campaign.id))
    beats = []

    def turn() -> None:
        loop.call_soon(loop.stop)
        loop.run_forever()

    def beat_twice() -> None:
        for _ in range(2):
            heart.beat()
            beats.append(WorkerRow.objects.get().beats)

    try:
        loop.call_soon(heart.follow, loop)
        turn()
        beat_twice()  # between these two the loop does not turn
        turn()
        beat_twice()
    finally:
        loop.close()
    assert beats == [1, 1, 2, 2]


def _until(there: Callable[[], bool]) -> None:
    deadline = monotonic() + 10
    while not there():
        assert monotonic() < deadline


if connection.vendor != "sqlite":  # there, a thread of its own does not see the tests' database

    @pytest.mark.django_db(transaction=True)
    def test_a_heart_beats_by_itself_and_returns_to_the_table():
        campaign = running()
        heart = Heart(worker(campaign_id=campaign.id), Pulse(0.02, 1), lambda: Activity({"send": 1}))
        heart.start()
        _until(lambda: WorkerRow.objects.get().beats > 2)
        store.forget(["w"])  # somebody took it for dead
        _until(lambda: WorkerRow.objects.filter(beats__gt=1).exists())
        heart.stop()
        assert not WorkerRow.objects.exists()
