"""`python -m sandbox` as the product starts it: ready line, panel, ends, refusals."""

from __future__ import annotations

import csv
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest

from tests.sandbox.small_town import profile, structure, write_town


def start(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sandbox", "--dir", str(folder / "run"), *options]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def end(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=20)
    return process.returncode, errors.decode()


def said(stream: IO[bytes] | None) -> dict[str, Any]:
    assert stream
    line: dict[str, Any] = json.loads(stream.readline())
    return line


def panel(ready: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(Path(ready["panel"]).read_text("utf-8").splitlines()))


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write_town(
        tmp_path, {"usual": profile()}, [structure("P1", "usual"), structure("E2", "usual", sector="private")]
    )


def test_ready_line_identity_and_panel(tmp_path: Path, town: Path) -> None:
    process = start(tmp_path, "--town", str(town), "--seed", "7", "--start", "2026-05-04T06:00:00+02:00")
    ready = said(process.stdout)
    assert ready["seed"] == 7 and ready["start"] == "2026-05-04T04:00:00+00:00"
    for endpoint in ("clock", "smtp", "imap", "identity"):
        host, _, port = ready[endpoint].partition(":")
        assert host == "127.0.0.1"
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            assert ready["token"].encode() in connection.recv(4096)
    rows = panel(ready)
    assert [(row["key"], row["basis"], row["starts"]) for row in rows] == [
        ("P1", "consent", "2026-05-04"),
        ("E2", "research", "2026-05-04"),
    ]
    assert {row["channels"] for row in rows} == {"mail:automated webform:automated site:automated"}
    assert end(process) == (0, "")  # its standard input closes


def test_the_credentials_are_not_shown_to_whoever_asks(tmp_path: Path, town: Path) -> None:
    process = start(tmp_path, "--town", str(town))
    ready = said(process.stdout)
    host, _, port = ready["identity"].partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        assert ready["credentials"]["password"].encode() not in connection.recv(4096)
    process.send_signal(signal.SIGTERM)
    assert end(process) == (0, "")


def test_a_wrong_town_file_is_refused_with_its_place(tmp_path: Path) -> None:
    town = write_town(tmp_path, {"usual": profile()}, [structure("P1", "absent")])
    code, errors = end(start(tmp_path, "--town", str(town)))
    assert code == 2 and "Traceback" not in errors
    assert errors.startswith(f"{town}:") and ":structures.0.profile: profil inconnu" in errors


def test_the_default_town_runs(tmp_path: Path) -> None:
    process = start(tmp_path)
    ready = said(process.stdout)
    assert len(panel(ready)) == 80
    assert end(process) == (0, "")
