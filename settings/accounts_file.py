"""Loads `accounts.env` of the working folder into the environment; what is already set there wins."""

from __future__ import annotations

import os
from pathlib import Path

from domain.errors import InputError, Place

ACCOUNTS_FILE = "accounts.env"


def parse(text: str, name: str) -> dict[str, str]:
    """Return the variables of `KEY=value` lines; blank lines and lines that begin with # are skipped.

    A value may stand in single or double quotes. Raises InputError naming every line that is neither.
    """
    values: dict[str, str] = {}
    faults: list[InputError] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip().removeprefix("export ")
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        key = key.strip()
        if not equals or not key.isidentifier():
            faults.append(InputError("accounts_line_odd", place=Place(name, number), content=key[:40]))
            continue
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        values[key] = value
    if faults:
        raise InputError.together(faults)
    return values


def load_accounts(folder: Path) -> bool:
    """Load the file when there is one; return whether there was."""
    path = folder / ACCOUNTS_FILE
    if not path.is_file():
        return False
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("accounts_unreadable", place=Place(str(path)), why=str(error)) from error
    for key, value in parse(text, str(path)).items():
        os.environ.setdefault(key, value)
    return True
