"""The sandbox profile of the compose file, service by service, as processes: its commands, variables and conditions.

What differs from containers: paths, the database's address, a town and a campaign that are small, and mailboxes looked
into less often, since time flies.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import SEARCHED
from tests.executors.forking import Child, Commands, Said, commands
from tests.operations.compose import conditions, in_order, services
from tests.outside.postgres_server import PostgresServer
from tests.sandbox.small_town import profile, structure, write_town
from tests.services.demonstration import ENVIRONMENT

pytestmark = pytest.mark.outside("postgresql")
BEHAVIOURS = {"answers": profile(), "asks-back": profile("clarification"), "silent": profile("silent")}
WANTED = "sandbox-mail"


class Machine:
    """Plays the container engine for one profile."""

    def __init__(self, folder: Path, server: PostgresServer, stack: ExitStack) -> None:
        self.folder = folder
        self.server = server
        self.url = server.create("topology")
        self.running: dict[str, list[Child]] = {}
        self.done: dict[str, Said] = {}
        self.checked: dict[str, int] = {}
        self._stack = stack
        self._shells: dict[str, Commands] = {}

    def up(self, name: str) -> None:
        for other, condition in conditions(name).items():
            self._await(other, condition)
        service = services()[name]
        if name == "sandbox-database":
            return
        if name == "sandbox":
            self._open_town(service)
            return
        command = self._placed(service["command"])[1:]
        shell = self._shell(service)
        copies = int(service.get("deploy", {}).get("replicas", 1))
        if service["restart"] == "no":
            self.done[name] = shell.do(*command)
        else:
            self.running[name] = [shell.start(*command) for _ in range(copies)]

    def health(self, name: str) -> int:
        """Run the service's health check where it runs; return its code."""
        test = self._placed(services()[name]["healthcheck"]["test"])[1:]
        if test[0] == "barometer":
            return self._shell(services()[name]).do(*test[1:]).code
        if test[0] == "pg_isready":
            test.append(f"--port={self.server.port}")
        return subprocess.run(
            [shutil.which(test[0], path=SEARCHED) or test[0], *test[1:]], capture_output=True
        ).returncode

    def until_well(self, name: str) -> None:
        """Check again and again, as an engine does while a service starts."""
        deadline = time.monotonic() + 60
        while (code := self.health(name)) and time.monotonic() < deadline:
            time.sleep(0.1)  # noqa: TID251 - another process's work, in real time
        self.checked[name] = code
        assert code == 0, name

    def _await(self, name: str, condition: str) -> None:
        if condition == "service_completed_successfully":
            assert self.done[name].code == 0, self.done[name].errors
        elif condition == "service_healthy" and name not in self.checked:
            self.until_well(name)
            if name == "sandbox":
                self._make_small()

    def _open_town(self, service: dict[str, Any]) -> None:
        town = write_town(self.folder, dict(BEHAVIOURS), [structure(key, key) for key in BEHAVIOURS])
        arguments = self._placed(service["command"])[1:]
        self._stack.enter_context(
            closing_process(
                [sys.executable, "-m", "cli.main", *arguments, "--town", str(town)], self._environment(service)
            )
        )

    def _make_small(self) -> None:
        path = self.folder / "practice" / "campaign.yaml"
        text = path.read_text("utf-8").replace("plan: afnor-13", "plan: flash")
        path.write_text(re.sub(r"^ends: .*$", f"ends: {text.split('starts: ')[1][:8]}14", text, flags=re.M), "utf-8")

    def _shell(self, service: dict[str, Any]) -> Commands:
        environment = self._environment(service)
        key = json.dumps(environment, sort_keys=True)
        if key not in self._shells:
            where = Path(self._placed([service["working_dir"]])[0])
            self._shells[key] = self._stack.enter_context(commands(where, environment))
        return self._shells[key]

    def _environment(self, service: dict[str, Any]) -> dict[str, str]:
        values = service["environment"]
        placed = dict(zip(values, self._placed([str(value) for value in values.values()]), strict=True))
        if "DATABASE_URL" in placed:
            placed |= {"DATABASE_URL": self.url, "BAROMETER_POLL_MINUTES": "480"}
        return placed

    def _placed(self, words: list[str]) -> list[str]:
        return [re.sub("^/campaign", str(self.folder), word) for word in words]


def closing_process(command: list[str], environment: dict[str, str]) -> Any:
    process = subprocess.Popen(command, env=ENVIRONMENT | environment, stdout=subprocess.DEVNULL)

    class Ending:
        def close(self) -> None:
            process.terminate()
            process.wait(20)

    return closing(Ending())


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresServer) -> Iterator[Machine]:
    with ExitStack() as stack:
        played = Machine(tmp_path_factory.mktemp("campaign"), postgresql, stack)
        for name in in_order({WANTED}):
            played.up(name)
        for name in ("sandbox-scheduler", WANTED):
            played.until_well(name)
        for name, children in played.running.items():
            for child in children:
                said = child.wait()
                assert said.code == 0, f"{name}: {said.errors}"
                played.done[name] = said
        yield played


def test_everybody_was_well_and_finished(machine: Machine) -> None:
    assert machine.checked == dict.fromkeys(["sandbox-database", "sandbox", "sandbox-scheduler", WANTED], 0)
    assert set(machine.done) == {"sandbox-plan", "sandbox-approve", "sandbox-scheduler", WANTED}
    # nobody is at work any more
    assert machine.health(WANTED) != 0


def test_the_whole_campaign_was_done_once_by_several(machine: Machine) -> None:
    lines = (machine.folder / "practice" / "truth.jsonl").read_text("utf-8").splitlines()
    received = [event["message_id"] for event in map(json.loads, lines) if event["event"] == "received"]
    assert len(received) == len(set(received)) >= len(BEHAVIOURS) + 1
    with psycopg.connect(machine.url) as connection:
        rows = connection.execute("select outcome, count(*) from campaigns_contact group by 1").fetchall()
        assert dict(rows) == {"answered": 2, "silent": 1}
        assert connection.execute("select count(*) from campaigns_dispatch where state = 'sent'").fetchone() == (
            len(received),
        )


def test_as_many_worked_as_the_file_says(machine: Machine) -> None:
    assert len(machine.running[WANTED]) == int(services()[WANTED]["deploy"]["replicas"]) >= 2
    with psycopg.connect(machine.url) as connection:
        senders = connection.execute("select distinct claimed_by from campaigns_dispatch where attempts > 0").fetchall()
    # each of them has written its own acts down
    journals = list((machine.folder / "practice" / "evidence" / "journal").glob("*/*.jsonl"))
    assert 1 <= len(senders) == len(journals) <= 3
