"""The commands that the documentation gives, run as they are written there."""

from __future__ import annotations

import os
import re
import subprocess
import textwrap
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^(?P<indent> *)```sh (?P<name>[a-z-]+)\n(?P<body>.*?)^ *```$", re.M | re.S)


def blocks() -> dict[str, str]:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    return {found["name"]: textwrap.dedent(found["body"]) for found in _BLOCK.finditer(text)}


def run(name: str, folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Run a documented block in a folder, as a person's shell would; any command that fails is a fault."""
    done = subprocess.run(
        ["sh", "-eu", "-c", blocks()[name]], cwd=folder, env=dict(os.environ) | dict(environment or {}),
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, f"{name}: {done.stderr}"
    assert done.stderr == "", f"{name}: {done.stderr}"
