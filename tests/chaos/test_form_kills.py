"""A worker is killed before the mark of a form, after it, and once the button was pressed: no form arrives twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from domain.vocabulary import Channel
from services.demo import town_campaign
from services.sandbox_town import running_town
from tests.sandbox.small_town import profile, structure, write_town
from tests.services.demonstration import ENVIRONMENT, ROOT, asked

pytestmark = pytest.mark.outside("chromium")
DOOMED = """
import os, signal, sys
from importlib import import_module
where, name, moment = sys.argv.pop(1).split()
sys.argv[0] = "barometer"
import settings.django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.django")
import django
django.setup()
holder = import_module(where.partition(":")[0])
for part in filter(None, where.partition(":")[2].split(".")):
    holder = getattr(holder, part)
real = getattr(holder, name)
def doomed(*given, **named):
    if moment == "after":
        real(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(holder, name, doomed)
from cli.main import main
main()
"""
MOMENTS = {
    "before the mark": "campaigns.history:History begin before",
    "after the mark": "campaigns.store mark_data_started after",
    "after the press": "probes.webform.probe:WebformProbe _receipt before",
}


def barometer(folder: Path, *arguments: str, dying: str = "") -> int:
    begin = [sys.executable, "-c", DOOMED, dying] if dying else [sys.executable, "-m", "cli.main"]
    done = subprocess.run(
        [*begin, *arguments], cwd=folder, env=ENVIRONMENT | {"PYTHONPATH": str(ROOT), "BAROMETER_LANG": "en"},
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode in (0, -9), done.stdout + done.stderr
    return done.returncode


def test_a_form_never_arrives_twice_and_a_reply_lifts_the_doubt(tmp_path: Path) -> None:
    residents = [structure(f"v{n}", "answers", website=f"https://www.v{n}.example", site="wordpress") for n in range(3)]
    town = write_town(tmp_path, {"answers": profile()}, residents)
    folder = tmp_path / "work"
    folder.mkdir()
    with running_town(folder, town=town, seed=4) as world:
        given = world.variables | {"BAROMETER_POLL_MINUTES": "480"}
        (folder / "accounts.env").write_text("".join(f"{name}={value}\n" for name, value in given.items()), "utf-8")
        lines = town_campaign(world, "practice", 4, [Channel.WEBFORM]).splitlines()
        lines = [f"ends: {world.start.date() + timedelta(days=13)}" if ln.startswith("ends:") else ln for ln in lines]
        (folder / "campaign.yaml").write_text("\n".join(lines) + "\n", "utf-8")
        barometer(folder, "plan")
        barometer(folder, "approve", "--by", "Ada Exemple", "--yes")
        codes = [barometer(folder, "run", "--send", dying=step) for step in MOMENTS.values()]
        assert codes == [-9, -9, -9]
        assert barometer(folder, "run", "--send") == 0
    events = [json.loads(line) for line in world.truth.read_bytes().splitlines()]
    taken = [event for event in events if event["event"] == "submitted"]
    assert all(event["times"] == 1 and event["accepted"] for event in taken)
    arrived = Counter(event["structure"] for event in taken)
    states = dict(asked(
        folder,
        "select s.key, d.state from campaigns_dispatch d join campaigns_contact c on c.id = d.contact_id"
        " join campaigns_structurerow s on s.id = c.structure_id where d.kind = 'first'",
    ))  # fmt: skip
    # one was killed between its mark and the press, so never arrived; the one pressed was answered
    assert sorted(states.values()) == ["sent", "sent", "uncertain"]
    assert arrived == Counter(key for key, state in states.items() if state == "sent")
    outcomes = dict(asked(
        folder,
        "select s.key, c.outcome from campaigns_contact c join campaigns_structurerow s on s.id = c.structure_id",
    ))  # fmt: skip
    assert outcomes == {key: "answered" if state == "sent" else "not_measured" for key, state in states.items()}
