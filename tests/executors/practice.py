"""A campaign against a town kept open, run by the real commands of one executor or the other."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from domain.vocabulary import Channel
from links.virtual_clock import VirtualClock
from services.demo import town_campaign
from services.sandbox_town import running_town
from tests.executors.forking import Child, Commands, Said, commands
from tests.executors.slow_line import slow_line
from tests.sandbox.small_town import structure, write_town

FAST = {"BAROMETER_BEAT_SECONDS": "1", "BAROMETER_SILENCE_SECONDS": "3", "BAROMETER_TEND_SECONDS": "2"}
BY = ("--by", "Ada Lovelace")


@dataclass
class Practice:
    """`begin` starts those who work; what each command said is kept under its name."""

    folder: Path
    truth_log: Path
    commands: Commands
    database: str
    working: tuple[str, ...]
    count: int
    clock: tuple[str, str]
    said: dict[str, Said] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)
    acts: dict[str, int] = field(default_factory=dict)

    def do(self, name: str, *arguments: str) -> Said:
        said = self.commands.do(*(arguments or (name,)))
        self.note(name, said)
        return said

    def note(self, name: str, said: Said) -> None:
        self.said[name] = said
        self.at[name] = len(self.received())
        self.acts[name] = self.begun()

    def begin(self, count: int | None = None) -> list[Child]:
        return [self.commands.start(*self.working) for _ in range(self.count if count is None else count)]

    def truth(self) -> list[dict[str, Any]]:
        lines = self.truth_log.read_bytes().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith(b"\n")]

    def received(self) -> list[dict[str, Any]]:
        return [event for event in self.truth() if event["event"] == "received"]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        if self.database.startswith("sqlite"):
            with closing(sqlite3.connect(self.database.removeprefix("sqlite:///"), timeout=30)) as file, file:
                return file.execute(query).fetchall()
        with psycopg.connect(self.database) as connection:
            found = connection.execute(query.encode())
            return found.fetchall() if found.description else []

    def ask_all(self, statements: str) -> None:
        """Carry out what gives nothing back."""
        self.ask(statements)

    def hold_time(self) -> closing[VirtualClock]:
        """Keep the town's time where it is, in a block."""
        return closing(VirtualClock.connect(*self.clock))

    def begun(self) -> int:
        """How many acts were begun, to the last step before they leave."""
        return int(self.ask("select count(*) from campaigns_dispatch where data_started_at is not null")[0][0])

    def until(self, there: Callable[[], bool], seconds: float = 240) -> None:
        """Wait, in real time, for what other processes do."""
        deadline = time.monotonic() + seconds
        while not there():
            said = "\n".join(path.read_text()[-800:] for path in sorted(self.folder.glob("said-*")))
            assert time.monotonic() < deadline, said
            time.sleep(0.02)  # noqa: TID251 - another process's work, in real time

    def until_received(self, count: int) -> None:
        self.until(lambda: len(self.received()) >= count)


@contextmanager
def practising(
    folder: Path,
    behaviours: Mapping[str, Any],
    residents: Mapping[str, str],
    *,
    database: str = "",
    days: int = 12,
    workers: int = 1,
    poll_minutes: int = 240,
    settings: Mapping[str, str] | None = None,
    seed: int = 5,
    answer_after: float = 0,
    channels: Sequence[Channel] = (Channel.MAIL,),
    theme: str = "",
) -> Iterator[Practice]:
    """Open a town whose `residents` (structure → behaviour) get a campaign; on SQLite it is run alone.

    Each answer of its relay takes `answer_after` seconds of real time. With a `theme` everybody has such a website.
    """
    people = [
        structure(key, profile, **({"website": f"https://www.{key}.example", "site": theme} if theme else {}))
        for key, profile in residents.items()
    ]
    town = write_town(folder, dict(behaviours), people)
    work = folder / "work"
    work.mkdir()
    url = database or f"sqlite:///{work / 'barometer.sqlite3'}"
    working = ("worker", "--send") if database else ("run", "--send")
    with (
        running_town(work, town=town, seed=seed) as world,
        slow_line(int(world.variables["BAROMETER_SMTP_PORT"]), answer_after) as port,
    ):
        own = {"BAROMETER_POLL_MINUTES": str(poll_minutes)} | (
            {"BAROMETER_SMTP_PORT": str(port)} if answer_after else {}
        )
        variables = world.variables | own | dict(settings or {})
        (work / "accounts.env").write_text("".join(f"{name}={value}\n" for name, value in variables.items()), "utf-8")
        starts = world.start.date() + timedelta(days=1)
        told = town_campaign(world, "practice", seed, channels)
        lines = [ln for ln in told.splitlines() if not ln.startswith("ends:")]
        (work / "campaign.yaml").write_text("\n".join([*lines, f"ends: {starts + timedelta(days=days)}", ""]), "utf-8")
        with commands(work, {"DATABASE_URL": url} if database else {}) as started:
            yield Practice(work, world.truth, started, url, working, workers, (world.clock, world.token))
