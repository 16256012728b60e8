"""Opens the database: Django set up once, migrations applied."""

from __future__ import annotations

import os

import django
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from domain.errors import Unavailable


def open_database() -> None:
    """Bring the tables up to date; cheap when they are. Raises Unavailable when the database cannot be reached."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.django")
    django.setup()
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, OSError) as error:
        raise Unavailable("database_unreachable", why=str(error).strip()) from error
