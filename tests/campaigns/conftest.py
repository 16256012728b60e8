"""A database that several connections see."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections


@pytest.fixture
def shared(request: pytest.FixtureRequest) -> None:
    """A database that several connections see, with the product's settings."""
    if connection.vendor == "sqlite":
        request.getfixturevalue("on_disk")


@pytest.fixture
def on_disk(tmp_path: Path, django_db_blocker):
    """A database file of its own, as several processes would open it."""
    with django_db_blocker.unblock():
        before = connections.databases[DEFAULT_DB_ALIAS]["NAME"], connections[DEFAULT_DB_ALIAS]
        connections.databases[DEFAULT_DB_ALIAS]["NAME"] = str(tmp_path / "barometer.sqlite3")
        del connections[DEFAULT_DB_ALIAS]
        call_command("migrate", verbosity=0)
        yield
        connections[DEFAULT_DB_ALIAS].close()
        connections.databases[DEFAULT_DB_ALIAS]["NAME"], connections[DEFAULT_DB_ALIAS] = before
