"""A SQLite file moved, removed or replaced under a running worker: SQLite itself would go on writing to nowhere."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.db import OperationalError, connection


class DatabaseFile:
    """The file that a worker began with; it never changes to another one, which may not know what was sent.

    On a database that is not a file it does nothing.
    """

    def __init__(self) -> None:
        self._began_with: tuple[int, int] | None = None

    def check(self) -> None:
        """Raise OperationalError, as SQLite does for a file it cannot open, unless the file is in its place."""
        name = str(connection.settings_dict["NAME"])
        if connection.vendor != "sqlite" or ":memory:" in name or "mode=memory" in name:
            return
        if (found := _identity(name)) is None:
            raise _cannot_open(f"{name} is not there any more")
        self._began_with = self._began_with or found
        if found != self._began_with:
            raise _cannot_open(f"{name} is another file than at the start")


def _identity(name: str) -> tuple[int, int] | None:
    try:
        told = Path(name).stat()
    except OSError:
        return None
    return told.st_dev, told.st_ino


def _cannot_open(why: str) -> OperationalError:
    cause = sqlite3.OperationalError(why)
    cause.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
    error = OperationalError(why)
    error.__cause__ = cause
    return error
