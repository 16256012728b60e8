"""Three workers under load on one PostgreSQL, and two runners on one SQLite: what must hold across all of them.

All first messages are made due in the same hour, so that everybody always has something to send.
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.conftest import missing
from tests.executors.forking import Child
from tests.executors.practice import BY, FAST, Practice, practising
from tests.outside.postgres_server import postgres_server
from tests.outside.quick_folder import quick_folder
from tests.sandbox.small_town import profile

STRUCTURES = 24
RATE = 20
SLOW = 0.25
"""Seconds of real time for each answer of the relay: a message takes about six of them."""
BEHAVIOURS = {"silent": profile("silent"), "answers": profile()}
RESIDENTS = {f"s{number:02d}": ("silent", "answers")[number % 2] for number in range(STRUCTURES)}
OPTED_OUT = "s23"
COUNT_JOBS = """
create table jobs_given (task text, args jsonb, worker bigint);
create function note_job() returns trigger language plpgsql as $$
begin insert into jobs_given values (old.task_name, old.args, old.worker_id); return old; end $$;
create trigger note_job before delete on procrastinate_jobs for each row execute function note_job();
"""


def _prepared(made: Practice) -> None:
    made.do("plan")
    made.do("approve", "approve", "--yes", *BY)
    # one message each, all due as the desks open on the first day; the structure that opts out comes last
    made.ask_all("delete from campaigns_dispatch where id not in (select min(id) from campaigns_dispatch group by"
                 " (select structure_id from campaigns_contact c where c.id = contact_id))")  # fmt: skip
    made.ask_all("delete from campaigns_contact where id not in (select contact_id from campaigns_dispatch)")
    first = str(made.ask("select min(starts) from campaigns_campaign")[0][0])
    made.ask_all(f"update campaigns_dispatch set due_at = '{first} 09:00:00'")
    made.ask_all(f"update campaigns_dispatch set due_at = '{first} 09:00:01' where contact_id in (select c.id from"
                 " campaigns_contact c join campaigns_structurerow s on s.id = c.structure_id"
                 f" where s.key = '{OPTED_OUT}')")  # fmt: skip


def _under_load(made: Practice) -> list[Child]:
    """Halt everybody in each way while all are at it and time stands still; return those at work."""
    workers = made.begin()
    made.until_received(1)
    with made.hold_time():
        made.until_received(4)
        made.do("pause", "pause", *BY, "--why", "lunch")
        time.sleep(0.7)  # noqa: TID251 - nobody may act
        made.note("paused", made.said["pause"])
        made.do("optout", "optout", OPTED_OUT, *BY)
        made.do("resume", "resume", *BY)
        made.until_received(made.acts["pause"] + 3)
        made.do("kill", "kill", *BY, "--why", "a complaint")
        time.sleep(0.7)  # noqa: TID251 - nobody may act
        made.note("killed", made.said["kill"])
        made.do("release", "resume", *BY)
        made.until_received(RATE)
        time.sleep(1)  # noqa: TID251 - what the hour bears has left
        made.at["in the hour"] = len(made.received())
    return workers


@pytest.fixture(scope="module")
def three() -> Iterator[Practice]:
    if missing("postgresql"):
        pytest.skip("postgresql is not on this machine")
    settings = FAST | {"BAROMETER_MAIL_RATE_PER_HOUR": str(RATE)}
    with (
        postgres_server() as server,
        quick_folder("three") as folder,
        practising(folder, BEHAVIOURS, RESIDENTS, database=server.create("three"), workers=3, days=6,
                   poll_minutes=1440, settings=settings, answer_after=SLOW) as made,
    ):  # fmt: skip
        _prepared(made)
        made.ask_all(COUNT_JOBS)
        workers = _under_load(made)
        made.until_received(RATE + 1)
        # the one in charge dies; nobody restarts anything
        made.until(lambda: bool(_in_charge(made)))
        dead = next(one for one in workers if one.pid == _in_charge(made)[0])
        dead.signal(signal.SIGKILL)
        began = time.monotonic()
        made.note("dead", dead.wait())
        made.until(lambda: bool(set(_in_charge(made)) - {dead.pid}))
        made.at["taken over after"] = round(time.monotonic() - began)
        for number, worker in enumerate(one for one in workers if one is not dead):
            made.note(f"end {number}", worker.wait())
        yield made


def _in_charge(made: Practice) -> list[int]:
    """The process that goes the rounds, by the engine's own word."""
    rows = made.ask(
        "select w.pid from procrastinate_jobs j join campaigns_workerrow w on w.engine = j.worker_id"
        " where j.status = 'doing' and j.task_name = 'barometer.schedule'"
    )
    return [pid for (pid,) in rows]


@pytest.fixture(scope="module")
def two() -> Iterator[Practice]:
    settings = FAST | {"BAROMETER_MAIL_RATE_PER_HOUR": str(RATE)}
    with (
        quick_folder("two") as folder,
        practising(
            folder, BEHAVIOURS, RESIDENTS, workers=2, days=6, poll_minutes=1440, settings=settings, answer_after=SLOW
        ) as made,
    ):
        _prepared(made)
        for number, runner in enumerate(_under_load(made)):
            made.note(f"end {number}", runner.wait())
        yield made


@pytest.fixture(params=["two", pytest.param("three", marks=pytest.mark.outside("postgresql"))])
def made(request: pytest.FixtureRequest) -> Practice:
    practice: Practice = request.getfixturevalue(request.param)
    return practice


def test_each_message_leaves_once_and_none_is_lost(made):
    received = Counter(event["message_id"] for event in made.received())
    states = dict(made.ask("select message_id, state from campaigns_dispatch where message_id != ''"))
    assert set(received.values()) == {1}
    assert {mid for mid, state in states.items() if state == "sent"} <= set(received) <= set(states)
    assert set(states.values()) <= {"sent", "uncertain"}
    assert list(states.values()).count("uncertain") <= 1
    firsts = made.ask("select count(*) from campaigns_dispatch where kind = 'first' and state != 'skipped'")
    assert firsts == [(STRUCTURES - 1,)]


def test_a_pause_and_the_kill_switch_hold_on_every_worker(made):
    assert made.acts["pause"] == made.acts["paused"] == made.acts["optout"]
    assert made.acts["kill"] == made.acts["killed"]
    assert 4 <= made.acts["pause"] < made.acts["kill"] < RATE


def test_an_opt_out_holds_on_every_worker(made):
    assert OPTED_OUT not in {event["structure"] for event in made.received()}


def test_an_accounts_rate_holds_across_workers(made):
    moments = sorted(_moment(at) for (at,) in made.ask("select claimed_at from campaigns_dispatch where claimed_at"
                                                       " is not null"))  # fmt: skip
    for start in moments:
        assert sum(start <= moment < start + timedelta(hours=1) for moment in moments) <= RATE
    assert made.at["in the hour"] == RATE


def _moment(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def test_all_had_their_part(made):
    senders = {who for (who,) in made.ask("select distinct claimed_by from campaigns_dispatch where claimed_by != ''")}
    assert len(senders) >= made.count


def test_everything_is_closed_once(made):
    assert made.ask("select count(*) from campaigns_event where code = 'closed'") == [(1,)]
    assert made.ask("select count(*) from campaigns_contact where closed_at is null") == [(0,)]
    answered = made.ask("select count(*) from campaigns_contact where outcome = 'answered'")[0][0]
    assert answered == len({event["structure"] for event in made.truth() if event["event"] == "act"})


@pytest.mark.outside("postgresql")
def test_one_killed_workers_work_is_taken_over(three):
    assert three.said["dead"].code == -signal.SIGKILL
    # three seconds of silence here, thirty in the product
    assert three.at["taken over after"] <= 15
    assert [said.code for name, said in three.said.items() if name.startswith("end")] == [0, 0]
    assert three.ask("select count(*) from procrastinate_jobs where status = 'doing'") == [(0,)]


@pytest.mark.outside("postgresql")
def test_collecting_and_closing_are_done_once_not_by_each_worker(three):
    jobs = three.ask("select task, args from jobs_given")
    closed = Counter(
        contact for task, args in jobs if task == "barometer.close" for contact in args["contacts"]
    )  # fmt: skip
    assert len(closed) == STRUCTURES
    assert set(closed.values()) == {1}
    # a look each day, one before each moment with something due, one at each start of the rounds
    ends = three.ask("select max(closed_at) - min(claimed_at) from campaigns_contact c join campaigns_dispatch d"
                     " on d.contact_id = c.id")[0][0]  # fmt: skip
    polls = ends / timedelta(days=1)
    collects = sum(task == "barometer.collect" for task, _ in jobs)
    assert polls * 0.9 <= collects <= 2 * polls + 20
