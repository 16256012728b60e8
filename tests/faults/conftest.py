from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections

from tests.faults.world import World, a_world

_MEMORY = Path("/dev/shm")
BUSY_SECONDS = 0.2
"""How long SQLite itself waits for a lock here; 30 in the product."""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: waiting for a disk proves nothing here."""
    if not _MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=_MEMORY, prefix="barometer-faults-") as made:
        yield Path(made)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Path:
    """An empty database file with its tables."""
    path = tmp_path_factory.mktemp("database") / "barometer.sqlite3"
    with django_db_blocker.unblock(), on_file(path):
        call_command("migrate", verbosity=0)
    return path


class on_file:
    """The default connection on a file of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        settings = connections.databases[DEFAULT_DB_ALIAS]
        self.before = settings["NAME"], settings["OPTIONS"], connections[DEFAULT_DB_ALIAS]
        settings["NAME"] = str(self.path)
        settings["OPTIONS"] = settings["OPTIONS"] | {"timeout": BUSY_SECONDS}
        del connections[DEFAULT_DB_ALIAS]

    def __exit__(self, *error: object) -> None:
        connections[DEFAULT_DB_ALIAS].close()
        settings = connections.databases[DEFAULT_DB_ALIAS]
        settings["NAME"], settings["OPTIONS"], connections[DEFAULT_DB_ALIAS] = self.before


@pytest.fixture
def database(migrated: Path, folder: Path, django_db_blocker) -> Iterator[Path]:
    """A database file as the product uses it, for this test alone."""
    if connection.vendor != "sqlite":
        pytest.skip("these worlds break a SQLite file")
    path = folder / "barometer.sqlite3"
    shutil.copy(migrated, path)
    with django_db_blocker.unblock(), on_file(path):
        yield path


@pytest.fixture
def world(database: Path, folder: Path) -> Iterator[World]:
    """Two structures, two messages each, both answer."""
    with a_world(folder) as made:
        yield made
