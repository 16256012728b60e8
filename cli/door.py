"""What commands need before a service: the database opened and up to date, the date of today."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

from domain.clock import SystemClock
from domain.errors import InputError, Place


def open_database() -> None:
    """Set Django up and bring the database's tables up to date.

    Raises InputError where there is no campaign, so that none is left behind there, and Unavailable when the database
    cannot be reached.
    """
    from services.database import open_database as opened
    from services.project import CAMPAIGN_FILE

    path = Path.cwd() / CAMPAIGN_FILE
    if not path.is_file():
        raise InputError("project_absent", place=Place(str(path)))
    opened()


def now() -> datetime:
    """Return the time of the campaign's clock: the machine's, or a sandbox town's."""
    from services.time_source import now as campaign_now

    return campaign_now()


def today() -> date:
    """Return the machine's local date."""
    return SystemClock().now().astimezone().date()


def open_demo(folder: Path) -> None:
    """Open the demonstration's or practice's own database in its folder, whatever `DATABASE_URL` says."""
    from services.database import open_database as opened

    os.environ["BAROMETER_HOME"] = str(folder.absolute())
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DATABASE_URL_FILE", None)
    opened()
