"""Columns that take whatever the world sends: PostgreSQL refuses in a text or a JSON value what SQLite stores.

NUL and lone surrogates become U+FFFD, in what is written and in what is looked for alike. The columns are Django's own,
and so are the migrations.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


def storable(value: Any) -> Any:
    """Return a text, or a JSON value with all its texts, as every database takes it."""
    if isinstance(value, str):
        if value.isascii() and "\x00" not in value:
            return value
        # not "replace", which writes a question mark: what was there is unknown, and must look so
        plain = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return plain.replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {storable(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    return value


class Line(models.CharField):  # type: ignore[type-arg] # not subscriptable when run
    """A short text of ours or of a person, which is cut where the column ends: SQLite would take any length."""

    def get_prep_value(self, value: Any) -> Any:
        return storable(super().get_prep_value(value))

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        ready = super().get_db_prep_save(value, connection)
        return ready[: self.max_length] if isinstance(ready, str) else ready

    def deconstruct(self) -> Any:
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options


class Prose(models.TextField):  # type: ignore[type-arg]
    """A text of any length."""

    def get_prep_value(self, value: Any) -> Any:
        return storable(super().get_prep_value(value))

    def deconstruct(self) -> Any:
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.TextField", arguments, options


class Json(models.JSONField):
    """A JSON value."""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return super().get_db_prep_value(storable(value), connection, prepared)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return super().get_db_prep_save(storable(value), connection)

    def deconstruct(self) -> Any:
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options
