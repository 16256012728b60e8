"""What commands need before a service: the database opened and up to date, the date of today."""

from __future__ import annotations

from datetime import date, datetime

from domain.clock import SystemClock


def open_database() -> None:
    """Set Django up and bring the database's tables up to date. Raises Unavailable when it cannot be reached."""
    from services.database import open_database as opened

    opened()


def now() -> datetime:
    """Return the machine's time."""
    return SystemClock().now()


def today() -> date:
    """Return the machine's local date."""
    return now().astimezone().date()
