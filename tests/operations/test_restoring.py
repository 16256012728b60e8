"""A back-up taken during a run, restored after the run went on, never makes anything leave a second time."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.executors.forking import commands
from tests.executors.practice import BY, FAST, Practice, practising
from tests.operations import documented
from tests.outside.postgres_server import PostgresServer
from tests.sandbox.small_town import profile

BEHAVIOURS = {
    "answers": profile(),
    "asks-back": profile("clarification"),
    "wants-reminder": profile("after_reminder"),
    "bounces": profile("bounce"),
    "greylists": profile(extra={"greylist": 1.0}),
    "silent": profile("silent"),
}
RESIDENTS = {name: name for name in BEHAVIOURS} | {"later-a": "answers", "later-b": "asks-back"}


def addressed(practice: Practice) -> Counter[str]:
    return Counter(str(event["message_id"]) for event in practice.received())


def turns(practice: Practice) -> Counter[str]:
    """Structures → messages that reached them."""
    return Counter(str(event["structure"]) for event in practice.received())


def killed_after_a_back_up(practice: Practice, environment: Mapping[str, str]) -> None:
    """Back up during the run, let it go on through reminders and second turns, and kill it."""
    kind = "postgresql" if environment else "sqlite"
    project = practice.folder / "campaign.yaml"
    project.write_text(project.read_text("utf-8").replace("plan: afnor-13", "plan: flash"), "utf-8")
    for command in (("plan",), ("approve", *BY, "--yes")):
        assert practice.commands.do(*command).code == 0
    (worker,) = practice.begin(1)
    practice.until_received(2)
    documented.run(f"backup-{kind}", practice.folder, environment)
    documented.run("backup-evidence", practice.folder)
    practice.until(lambda: turns(practice)["wants-reminder"] > 1 and turns(practice)["asks-back"] > 1)
    worker.signal(signal.SIGKILL)
    worker.wait()


def restore(practice: Practice, environment: Mapping[str, str], *, evidence: bool) -> None:
    documented.run("restore-postgresql" if environment else "restore-sqlite", practice.folder, environment)
    if evidence:
        documented.run("restore-evidence", practice.folder)


def to_the_end(practice: Practice) -> None:
    assert practice.commands.do("resume", *BY).code == 0
    (worker,) = practice.begin(1)
    said = worker.wait()
    assert said.code == 0, said.errors


def states(practice: Practice) -> Counter[str]:
    return Counter(str(row[0]) for row in practice.ask("select state from campaigns_dispatch"))


def nothing_twice_and_nothing_lost(practice: Practice) -> None:
    assert set(addressed(practice).values()) == {1}
    assert not [event for event in practice.truth() if event["event"] == "duplicate"]
    # everything the town answered is stored once, and nothing else
    acts = [event for event in practice.truth() if event["event"] == "act"]
    assert practice.ask("select count(*) from campaigns_replyrow")[0][0] == len(acts) > 5
    assert practice.ask("select count(*) from campaigns_contact where closed_at is null")[0][0] == 0
    assert not states(practice).keys() & {"planned", "sending"}


def test_with_its_evidence_lost_too_sqlite_learns_from_the_mailbox_what_had_left(tmp_path: Path) -> None:
    with practising(
        tmp_path, BEHAVIOURS, RESIDENTS, days=6, poll_minutes=480, settings=FAST, answer_after=0.04
    ) as practice:
        killed_after_a_back_up(practice, {})
        left = len(practice.received())
        restore(practice, {}, evidence=True)
        known = states(practice)["sent"]
        assert known < left - 4
        said = practice.commands.do("restored", *BY, "--journal", "lost", "--absent-is-planned")
        assert said.code == 0, said.errors
        # a line of the journal may have been written while the copy was laid back
        settled = [int(number) for number in re.findall(r"(?:journal|outside): (\d+)", said.out)]
        assert sum(settled) == left - known
        assert len(practice.received()) == left
        to_the_end(practice)
        nothing_twice_and_nothing_lost(practice)
        assert states(practice).keys() == {"sent", "skipped", "failed"} & states(practice).keys()


@pytest.mark.outside("postgresql")
def test_with_its_journal_kept_postgresql_corrects_itself(tmp_path: Path, postgresql: PostgresServer) -> None:
    """Even if nobody says that a back-up was restored."""
    first = postgresql.create("first")
    environment = {"DATABASE_URL": first, "RESTORED_URL": postgresql.url("barometer_restored")}
    with practising(
        tmp_path, BEHAVIOURS, RESIDENTS, database=first, days=6, poll_minutes=480, settings=FAST, answer_after=0.04
    ) as practice:
        practice.working = ("run", "--send")  # the quicker executor; many workers are another test's matter
        killed_after_a_back_up(practice, environment)
        assert practice.commands.do("optout", "later-a", *BY, "--why", "they telephoned").code == 0
        left, to_them = len(practice.received()), turns(practice)["later-a"]
        restore(practice, environment, evidence=False)
        practice.database = environment["RESTORED_URL"]
        assert states(practice)["sent"] < left - 4
        with commands(practice.folder, {"DATABASE_URL": practice.database}) as practice.commands:
            (worker,) = practice.begin(1)
            said = worker.wait()
        assert said.code == 0, said.errors
        nothing_twice_and_nothing_lost(practice)
        ((found,),) = practice.ask("select params from campaigns_event where code = 'database_was_older' limit 1")
        assert found["decisions"] == 1
        assert turns(practice)["later-a"] == to_them
