"""The same whole campaign on SQLite, on PostgreSQL, and on a PostgreSQL that goes away in the middle."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.outside.dovecot import process_wait
from tests.outside.postgres_server import PostgresServer
from tests.sandbox.small_town import structure, write_town
from tests.services.demonstration import ENVIRONMENT, ROOT
from tests.services.whole_town import BEHAVIOURS

RESIDENTS = ("answers", "bounces", "greylists", "asks-back", "wants-reminder", "opts-out", "mistypes")
AWAY = {5: signal.SIGINT, 12: signal.SIGQUIT, 20: signal.SIGINT}
"""Messages the town has received → how its database is stopped then: as for an upgrade, as in a crash."""
pytestmark = pytest.mark.outside("postgresql")


def start(folder: Path, town: Path, url: str) -> subprocess.Popen[str]:
    folder.mkdir()
    with (folder / "said.json").open("w") as said, (folder / "errors.txt").open("w") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.outside.one_campaign", str(folder), str(town), "3"],
            cwd=ROOT, env=ENVIRONMENT | {"BAROMETER_HOME": str(folder), "DATABASE_URL": url},
            stdout=said, stderr=errors, text=True,
        )  # fmt: skip


def received(folder: Path) -> Counter[str]:
    truth = folder / "truth.jsonl"
    lines = truth.read_bytes().splitlines(keepends=True) if truth.exists() else []
    events = [json.loads(line) for line in lines if line.endswith(b"\n")]
    return Counter(event["message_id"] for event in events if event["event"] == "received")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresServer) -> dict[str, dict[str, Any]]:
    base = tmp_path_factory.mktemp("both")
    town = write_town(base, BEHAVIOURS, [structure(key, key) for key in RESIDENTS])
    urls = {
        "sqlite": f"sqlite:///{base / 'sqlite' / 'barometer.sqlite3'}",
        "postgresql": postgresql.create("whole"),
    }
    running = {name: start(base / name, town, url) for name, url in urls.items()}
    stopped = 0
    for least, how in AWAY.items():
        while running["postgresql"].poll() is None and len(received(base / "postgresql")) < least:
            process_wait(running["postgresql"], 0.05)  # type: ignore[arg-type]
        if running["postgresql"].poll() is None:
            postgresql.stop(how)
            process_wait(running["postgresql"], 0.5)  # type: ignore[arg-type]
            postgresql.start()
            stopped += 1
    for name, process in running.items():
        assert process.wait(180) == 0, (base / name / "errors.txt").read_text()
        assert (base / name / "errors.txt").read_text() == ""
    assert stopped == len(AWAY)
    return {
        name: json.loads((base / name / "said.json").read_text()) | {"received": received(base / name), "url": url}
        for name, url in urls.items()
    }


def test_each_ran_where_it_was_told_to(told):
    assert {name: one["vendor"] for name, one in told.items()} == {"sqlite": "sqlite", "postgresql": "postgresql"}
    assert told["postgresql"]["counts"]["structures"] == len(RESIDENTS)


@pytest.mark.parametrize("what", ["contacts", "dispatches", "replies", "documents", "counts", "scores", "page"])
def test_nothing_differs_to_the_last_digit(told, what):
    assert len(told["sqlite"][what]) > 5
    assert told["sqlite"][what] == told["postgresql"][what]


def test_a_campaign_moves_from_sqlite_with_all_it_has(told, postgresql, tmp_path):
    moved = postgresql.create("moved")
    kept = str(tmp_path / "campaigns.jsonl.gz")
    before = django(told["sqlite"]["url"], COUNT)
    django(told["sqlite"]["url"], "dumpdata", "campaigns", "--format", "jsonl", "-o", kept)
    django(moved, "migrate", "-v", "0")
    django(moved, "loaddata", kept)
    after = django(moved, COUNT)
    assert before == after
    # what comes next gets numbers of its own
    django(
        moved, "from campaigns.models import Event as E; E.objects.create(at='2027-01-01T00:00Z', who='x', code='x')"
    )


COUNT = (
    "from django.apps import apps; print([(m.__name__, list(m.objects.order_by('id').values_list('id', flat=True)))"
    " for m in apps.get_app_config('campaigns').get_models()])"
)


def django(url: str, *arguments: str) -> str:
    """Run one of Django's commands, or the statements given instead."""
    if len(arguments) == 1:
        command = ["-c", f"import django; django.setup(); {arguments[0]}"]
    else:
        command = ["-m", "django", *arguments]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True,
        env=ENVIRONMENT | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "settings.django"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_database_that_goes_away_makes_nothing_be_sent_twice_or_lost(told):
    for one in told.values():
        assert set(one["received"].values()) == {1}
    assert told["sqlite"]["received"] == told["postgresql"]["received"]
