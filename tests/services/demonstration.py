"""A whole demonstration through the command line, and what it left behind."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("BAROMETER_", "DATABASE_"))}
"""That of these tests, without accounts or a database of this machine."""


def start(*arguments: str, language: str = "en") -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cli.main", *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT | {"BAROMETER_LANG": language},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@dataclass
class Demonstration:
    """A finished demonstration: what it printed, its folder, its truth log."""

    folder: Path
    code: int
    said: str
    errors: str

    @property
    def truth(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "truth.jsonl").read_bytes().splitlines()]

    def events(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.truth if event["event"] == name]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return asked(self.folder, query)


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Put a question to the database of a folder."""
    with sqlite3.connect(folder / "barometer.sqlite3") as database:
        return database.execute(query).fetchall()


def value(document: dict[str, Any], measure: str) -> Any:
    """Return what a stored document says of a measure, None when nothing."""
    return next((one["value"] for one in document["observations"] if one["measure"] == measure), None)
