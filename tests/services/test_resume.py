"""The real commands against a town kept open: stopped, killed, started again, and nothing sent twice or lost."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.demo import town_campaign
from services.sandbox_town import running_town
from tests.sandbox.small_town import profile, structure, write_town

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("BAROMETER_", "DATABASE_"))}
BEHAVIOURS = {
    "answers": profile(),
    "silent": profile("silent"),
    "asks-back": profile("clarification"),
    "leaves": profile("silent"),
    "lost": profile(thread={"other_domain": 1.0, "mistyped": 1.0, "no_reference": 1.0}),
}
DAYS = 12


@dataclass
class Said:
    code: int
    out: str
    errors: str


@dataclass
class Practice:
    """A working folder whose accounts are a town's, and what each command said there."""

    folder: Path
    truth_log: Path
    said: dict[str, Said] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)

    def open(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "cli.main", *arguments]
        environment = ENVIRONMENT | {"BAROMETER_LANG": "en", "PYTHONPATH": str(ROOT)}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=pipe, stderr=pipe, text=True)

    def end(self, name: str, process: subprocess.Popen[str]) -> Said:
        out, errors = process.communicate(timeout=120)
        self.said[name] = Said(process.returncode, out, errors)
        self.at[name] = len(self.received())
        return self.said[name]

    def do(self, name: str, *arguments: str) -> Said:
        return self.end(name, self.open(*(arguments or (name,))))

    def truth(self) -> list[dict[str, Any]]:
        lines = self.truth_log.read_bytes().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith(b"\n")]

    def received(self) -> list[dict[str, Any]]:
        return [event for event in self.truth() if event["event"] == "received"]

    def until_received(self, count: int, process: subprocess.Popen[str]) -> None:
        """Wait, in real time, for that many messages to have reached the town."""
        for _ in range(6000):
            if len(self.received()) >= count:
                return
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)  # noqa: TID251 - another process's work, in real time
        raise AssertionError(f"{count} messages never arrived")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "barometer.sqlite3") as database:
            return database.execute(query).fetchall()


def _accounts(variables: dict[str, str]) -> str:
    """A look into the mailbox every four virtual hours is enough here, and quicker."""
    return "".join(f"{name}={value}\n" for name, value in (variables | {"BAROMETER_POLL_MINUTES": "240"}).items())


@contextmanager
def practising(folder: Path) -> Iterator[Practice]:
    town = write_town(folder, BEHAVIOURS, [structure(key, key) for key in BEHAVIOURS])
    work = folder / "work"
    work.mkdir()
    with running_town(work, town=town, seed=5) as world:
        (work / "accounts.env").write_text(_accounts(world.variables), "utf-8")
        starts = world.start.date() + timedelta(days=1)
        campaign = town_campaign(world, "practice", 5)
        lines = [line for line in campaign.splitlines() if not line.startswith("ends:")]
        ends: date = starts + timedelta(days=DAYS)
        (work / "campaign.yaml").write_text("\n".join([*lines, f"ends: {ends}", ""]), "utf-8")
        yield Practice(work, world.truth)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    with practising(tmp_path_factory.mktemp("practice")) as made:
        made.do("plan")
        made.do("unapproved", "run", "--send")
        made.do("approve", "approve", "--yes", "--by", "Ada Lovelace")
        made.do("dry", "run")
        made.do("pause", "pause", "--by", "Ada Lovelace", "--why", "holidays")
        made.do("paused", "run", "--send")
        made.do("resume", "resume", "--by", "Ada Lovelace")
        process = made.open("run", "--send")
        made.until_received(3, process)
        process.send_signal(signal.SIGINT)
        made.end("interrupted", process)
        made.do("status")
        process = made.open("run", "--send")
        made.until_received(6, process)
        process.kill()
        made.end("killed", process)
        made.do("kill", "kill", "--by", "Ada Lovelace", "--why", "a complaint")
        made.do("cut", "run", "--send")
        made.do("optout", "optout", "leaves", "--by", "Ada Lovelace")
        made.do("release", "resume", "--by", "Ada Lovelace")
        made.do("finished", "run", "--send")
        made.do("pen", "pen", "list")
        made.do("uncertain", "uncertain", "list")
        made.do("tasks", "tasks", "list")
        made.do("again", "run", "--send")
        made.do("report")
        yield made


def test_every_command_ends_as_it_should(practice):
    expected = dict.fromkeys(practice.said, 0) | {"unapproved": 2, "cut": 2, "again": 2, "killed": -signal.SIGKILL}
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
    assert practice.at["kill"] == practice.at["cut"] == practice.at["release"]
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
        json.loads(reading)["headers"]["message_id"]
        for (reading,) in practice.ask("select reading from campaigns_replyrow where state != 'ignored'")
    }
    assert stored == {event["message_id"] for event in practice.truth() if event["event"] == "act"}
    outcomes = Counter(
        practice.ask(
            "select s.key, c.outcome from campaigns_contact c join campaigns_structurerow s on s.id = c.structure_id"
        )
    )
    assert outcomes["answers", "answered"] == outcomes["asks-back", "answered"] == outcomes["silent", "silent"] == 3


def test_what_no_machine_should_decide_waits_in_the_pen(practice):
    held = practice.ask("select count(*) from campaigns_replyrow where state = 'held'")[0][0]
    assert (held > 0) == ("barometer pen accept" in practice.said["pen"].out)
    assert "no" in practice.said["tasks"].out.lower()


def test_a_closed_campaign_is_not_run_again_but_reports(practice):
    assert "closed" in practice.said["again"].errors
    assert "Overall score" in practice.said["report"].out
    assert (practice.folder / "reports" / "practice-en.html").is_file()
