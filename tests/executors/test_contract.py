"""One contract for both executors, by the real commands against a town kept open: stopped, killed, halted, restarted.

`alone` is `barometer run` on SQLite, `together` are two of `barometer worker` on PostgreSQL.
"""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.conftest import missing
from tests.executors.practice import BY, FAST, Practice, practising
from tests.outside.postgres_server import postgres_server
from tests.outside.quick_folder import quick_folder
from tests.sandbox.small_town import profile

BEHAVIOURS = {
    "answers": profile(),
    "silent": profile("silent"),
    "asks-back": profile("clarification"),
    "leaves": profile("silent"),
    "lost": profile(thread={"other_domain": 1.0, "mistyped": 1.0, "no_reference": 1.0}),
}


@pytest.fixture(
    scope="module",
    params=["alone", pytest.param("together", marks=pytest.mark.outside("postgresql"))],
)
def practice(request: pytest.FixtureRequest) -> Iterator[Practice]:
    residents = {key: key for key in BEHAVIOURS}
    if request.param == "alone":
        with quick_folder("alone") as folder, practising(folder, BEHAVIOURS, residents) as made:
            _begun(made)
            _alone(made)
            yield _ended(made)
        return
    if missing("postgresql"):
        pytest.skip("postgresql is not on this machine")
    with (
        postgres_server() as server,
        quick_folder("together") as folder,
        practising(
            folder, BEHAVIOURS, residents, database=server.create("contract"), workers=2, settings=FAST
        ) as made,
    ):  # fmt: skip
        _begun(made)
        _together(made)
        yield _ended(made)


def _begun(made: Practice) -> None:
    made.do("plan")
    # virtual days run away from whoever is halted or slow: what is late may still be sent
    made.ask_all("update campaigns_dispatch set not_after = null")
    made.ask_all("update campaigns_campaign set ends = '2026-07-31'")
    made.do("unapproved", *made.working)
    made.do("approve", "approve", "--yes", *BY)
    made.do("dry", made.working[0])
    made.do("pause", "pause", *BY, "--why", "holidays")


def _alone(made: Practice) -> None:
    made.do("paused", *made.working)
    made.do("resume", "resume", *BY)
    [runner] = made.begin()
    made.until_received(3)
    runner.signal(signal.SIGINT)
    made.note("interrupted", runner.wait())
    made.do("status")
    [runner] = made.begin()
    made.until_received(6)
    runner.signal(signal.SIGKILL)
    made.note("killed", runner.wait())
    made.do("kill", "kill", *BY, "--why", "a complaint")
    made.do("cut", *made.working)
    made.do("optout", "optout", "leaves", *BY)
    made.do("release", "resume", *BY)
    made.do("finished", *made.working)


def _together(made: Practice) -> None:
    [early] = made.begin(1)
    made.until(lambda: "is at work" in early.printed())
    time.sleep(1)  # noqa: TID251 - it must do nothing
    early.signal(signal.SIGTERM)
    made.note("paused", early.wait())
    made.do("resume", "resume", *BY)
    first, second = made.begin()
    made.until_received(3)
    second.signal(signal.SIGTERM)
    made.note("interrupted", second.wait())
    made.do("status")
    [second] = made.begin(1)
    made.until(lambda: "is at work" in second.printed())
    made.until_received(6)
    first.signal(signal.SIGKILL)
    made.note("killed", first.wait())
    # nobody restarts anything: the other one goes on
    made.until_received(made.at["killed"] + 1)
    made.do("kill", "kill", *BY, "--why", "a complaint")
    time.sleep(1)  # noqa: TID251 - nobody may act
    made.note("cut", made.said["kill"])
    made.do("optout", "optout", "leaves", *BY)
    made.do("release", "resume", *BY)
    # a rolling restart: the new one comes, the old one goes
    [third] = made.begin(1)
    made.until_received(made.at["cut"] + 1)
    second.signal(signal.SIGTERM)
    made.note("replaced", second.wait())
    made.note("finished", third.wait())


def _ended(made: Practice) -> Practice:
    made.do("pen", "pen", "list")
    made.do("uncertain", "uncertain", "list")
    made.do("tasks", "tasks", "list")
    made.do("again", *made.working)
    made.do("workers")
    made.do("report")
    return made


def test_every_command_ends_as_it_should(practice):
    expected = dict.fromkeys(practice.said, 0) | {"unapproved": 2, "again": 2, "killed": -signal.SIGKILL}
    if practice.working[0] == "run":
        expected["cut"] = 2
    assert {name: said.code for name, said in practice.said.items()} == expected
    assert [name for name, said in practice.said.items() if "Traceback" in said.out + said.errors] == []
    assert not (practice.folder / "barometer-error.log").exists()


def test_nothing_leaves_before_approval_in_a_dry_run_or_while_paused(practice):
    assert [practice.at[name] for name in ("unapproved", "approve", "dry", "paused", "resume")] == [0] * 5
    assert "no valid approval" in practice.said["unapproved"].errors
    assert "15 messages would have been sent" in practice.said["dry"].out
    assert "Ada Lovelace paused sending (holidays)" in practice.said["paused"].out
    assert "barometer resume" in practice.said["paused"].out


def test_stopping_says_how_to_go_on(practice):
    assert "Run again to go on" in practice.said["interrupted"].out
    assert "running" in practice.said["status"].out
    assert "Ada Lovelace" in practice.said["status"].out
    assert 0 < practice.at["interrupted"] < practice.at["killed"] < practice.at["finished"]


def test_a_kill_switch_holds_until_it_is_released(practice):
    assert practice.acts["kill"] == practice.acts["cut"] == practice.acts["release"]
    assert practice.at["cut"] == practice.at["release"]
    if practice.working[0] == "run":
        assert "a complaint" in practice.said["cut"].errors


def test_an_opt_out_acts_before_the_next_send(practice):
    assert "leaves will not be contacted any more" in practice.said["optout"].out
    assert [e for e in practice.received()[practice.at["optout"] :] if e["structure"] == "leaves"] == []


def test_every_message_reached_the_town_exactly_once(practice):
    assert [event for event in practice.truth() if event["event"] == "duplicate"] == []
    received = Counter(event["message_id"] for event in practice.received())
    assert set(received.values()) == {1}
    left = practice.ask("select message_id, state from campaigns_dispatch where state in ('sent', 'uncertain')")
    assert {identifier for identifier, state in left if state == "sent"} <= set(received)
    assert set(received) <= {identifier for identifier, _ in left}
    uncertain = [identifier for identifier, state in left if state == "uncertain"]
    assert len(uncertain) <= 1
    assert ("No dispatch is uncertain" in practice.said["uncertain"].out) == (not uncertain)


def test_no_contact_and_no_reply_is_lost(practice):
    assert practice.ask("select count(*) from campaigns_contact where closed_at is null") == [(0,)]
    assert practice.ask("select state from campaigns_campaign") == [("closed",)]
    stored = {
        (json.loads(reading) if isinstance(reading, str) else reading)["headers"]["message_id"]
        for (reading,) in practice.ask("select reading from campaigns_replyrow where state != 'ignored'")
    }
    assert stored == {event["message_id"] for event in practice.truth() if event["event"] == "act"}
    outcomes = Counter(
        practice.ask(
            "select s.key, c.outcome from campaigns_contact c join campaigns_structurerow s on s.id = c.structure_id"
        )
    )
    # a kill may leave one in doubt, which counts for nobody unless an answer lifts it
    doubtful = Counter(
        key
        for (key,) in practice.ask(
            "select s.key from campaigns_dispatch d join campaigns_contact c on c.id = d.contact_id"
            " join campaigns_structurerow s on s.id = c.structure_id where d.state = 'uncertain' and d.kind = 'first'"
        )
    )
    for key, outcome in (("answers", "answered"), ("asks-back", "answered"), ("silent", "silent")):
        assert outcomes[key, outcome] + doubtful[key] == 3
        assert outcomes[key, "not_measured"] == doubtful[key]


def test_the_campaign_and_each_contact_are_closed_once(practice):
    assert practice.ask("select count(*) from campaigns_event where code = 'closed'") == [(1,)]
    per_contact = practice.ask("select count(*) from campaigns_documentrow group by contact_id")
    assert per_contact == [(1,)] * 15


def test_nobody_is_left_at_work(practice):
    assert "Nobody is at work" in practice.said["workers"].out
    assert practice.ask("select count(*) from campaigns_dispatch where state = 'sending'") == [(0,)]
    if practice.working[0] == "worker":
        assert practice.ask("select count(*) from procrastinate_jobs where status != 'todo'") == [(0,)]


def test_what_no_machine_should_decide_waits_in_the_pen(practice):
    held = practice.ask("select count(*) from campaigns_replyrow where state = 'held'")[0][0]
    assert (held > 0) == ("barometer pen accept" in practice.said["pen"].out)
    assert "no" in practice.said["tasks"].out.lower()


def test_a_closed_campaign_is_not_run_again_but_reports(practice):
    assert "closed" in practice.said["again"].errors
    assert "Overall score" in practice.said["report"].out
    assert (practice.folder / "reports" / "practice-en.html").is_file()
