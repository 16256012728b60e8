"""Which of a database's errors pass by themselves, and calling again once it is back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from domain.errors import Unavailable

R = TypeVar("R")
PATIENCE = 120.0
"""Seconds for which a database may be away (restarted, moved to its stand-by) without the worker giving up."""
_PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
_SQLITE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
           sqlite3.SQLITE_CANTOPEN)  # fmt: skip
_POSTGRESQL = ("08", "40", "53", "57", "55P03")
"""Connection gone, deadlock or serialisation, resources (disk full, too many clients), shutting down, lock timeout:
classes and codes of PostgreSQL's appendix "Error Codes"."""


def passes(error: DatabaseError | InterfaceError) -> bool:
    """Return whether the same call may succeed later, nothing of it having been kept, or all of it."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # the low byte is the family: a full disk is told in several ways
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    if code := getattr(cause, "sqlstate", None):
        return str(code).startswith(_POSTGRESQL)
    return isinstance(error, OperationalError | InterfaceError)


def with_patience(function: Callable[[], R], seconds: float, given_up: Event) -> R:
    """Call the function, and again while the database is away, on a fresh connection each time.

    What was committed just as the connection broke is done twice: the store's functions bear that. Raises
    Unavailable(`database_unreachable`) after so many seconds of it, or once `given_up` is set.
    """
    began, tries = monotonic(), 0
    while True:
        try:
            return function()
        except (DatabaseError, InterfaceError) as error:
            # inside a transaction of the caller's, the whole of it must be done again, which is not ours to do
            if not passes(error) or connection.in_atomic_block:
                raise
            connection.close()
            if monotonic() - began >= seconds or given_up.is_set():
                raise unreachable(error) from error
        given_up.wait(_PAUSES[min(tries, len(_PAUSES) - 1)])
        tries += 1


def unreachable(error: Exception) -> Unavailable:
    """Return the error for people: the database's own first line."""
    return Unavailable("database_unreachable", why=(str(error).strip().splitlines() or [type(error).__name__])[0])
