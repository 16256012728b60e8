"""The statements of each send, written out: building them anew from Django's queries took longer than running them.

Rows come back as the same model instances, through the same conversions of their columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models


class Statement:
    """One SELECT of rows of several tables. `{alias}` stands for all columns of the model given under that alias.

    What follows the models' columns is handed on as the database gives it. `{lock}` becomes `FOR UPDATE OF` its alias
    where the database locks rows, nothing on SQLite, where one transaction writes at a time.
    """

    def __init__(self, text: str, *, lock: str = "", **tables: type[models.Model]) -> None:
        self._text = text
        self._lock = lock
        self._tables = tables

    def one(self, *values: Any) -> Sequence[Any] | None:
        """Return the instances in the order of their tables and the further values of the first row, if any."""
        sql, readers = _written(self, connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(sql, [_adapted(value) for value in values])
            row = cursor.fetchone()
        if row is None:
            return None
        found: list[Any] = []
        at = 0
        for reader in readers:
            found.append(reader.instance(row[at : at + reader.width]))
            at += reader.width
        return [*found, *row[at:]]

    def written(self) -> tuple[str, list[_Reader]]:
        """Return the SQL for the open database and how each table's columns are read."""
        readers = {alias: _Reader(model) for alias, model in self._tables.items()}
        columns = {alias: reader.columns(alias) for alias, reader in readers.items()}
        lock = f"FOR UPDATE OF {self._lock}" if self._lock and connection.features.has_select_for_update_of else ""
        return self._text.format(lock=lock, **columns), list(readers.values())


class _Reader:
    """Makes instances of one model from the columns of its table, as Django's own queries do."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._fields = model._meta.concrete_fields
        self.width = len(self._fields)
        self._names = [field.attname for field in self._fields]
        self._conversions: list[tuple[int, Any, Any]] = []
        for at, field in enumerate(self._fields):
            column = field.cached_col
            steps = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
            self._conversions += [(at, step, column) for step in steps]

    def columns(self, alias: str) -> str:
        return ", ".join(f"{alias}.{_quoted(field)}" for field in self._fields)

    def instance(self, row: Sequence[Any]) -> models.Model:
        values = list(row)
        for at, convert, column in self._conversions:
            values[at] = convert(values[at], column, connection)
        return self._model.from_db(connection.alias, self._names, values)


def _quoted(field: Any) -> str:
    return str(connection.ops.quote_name(field.column))


@lru_cache(maxsize=64)
def _written(statement: Statement, vendor: str) -> tuple[str, list[_Reader]]:
    return statement.written()


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a SELECT and return its rows as the database gives them; see `moment` for times."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_adapted(value) for value in values])
        return list(cursor.fetchall())


def change(sql: str, *values: Any) -> int:
    """Run an UPDATE and return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_adapted(value) for value in values])
        return int(cursor.rowcount)


def moment(value: Any) -> datetime:
    """Return a time as `rows` gave it, in UTC."""
    convert = getattr(connection.ops, "convert_datetimefield_value", None)
    told: datetime = convert(value, None, connection) if convert else value
    return told


def save(row: models.Model, *names: str) -> None:
    """Store these fields of a row that exists; what `row.save(update_fields=…)` does without signals and defaults."""
    fields = [row._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(_update(type(row), names), [*values, row.pk])


@lru_cache(maxsize=64)
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{model._meta.get_field(name).column}" = %s' for name in names)  # type: ignore[union-attr]
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %s'  # noqa: S608
