"""Opens the database: Django set up once, migrations applied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from campaigns.patience import unreachable


def open_database() -> None:
    """Bring the tables up to date; cheap when they are. Raises Unavailable when the database cannot be reached."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.django")
    django.setup()
    try:
        if _behind():
            with _alone():
                if _behind():
                    call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, InterfaceError, OSError) as error:
        raise unreachable(error) from error


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """Let one worker of many that start together bring the tables up to date. SQLite has one worker."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('barometer.migrate'))")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('barometer.migrate'))")
