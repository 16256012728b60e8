"""Inserting hundreds of thousands of rows; `bulk_create` would build an object and a statement part for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models


def next_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Reserve `count` ids; call it inside the transaction that inserts them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
    last = model._default_manager.aggregate(last=models.Max("id"))["last"] or 0
    return range(last + 1, last + 1 + count)


def moments() -> Callable[[datetime], Any]:
    """Return the function that gives a moment as the database takes it."""
    if connection.vendor == "sqlite":
        return _sqlite_moment
    adapt: Callable[[datetime], Any] = connection.ops.adapt_datetimefield_value
    return adapt


def _sqlite_moment(value: datetime) -> str:
    """What Django writes, three times faster."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of plain database values for the fields `names` (attribute names); the others get their defaults."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    others = [name for name in fields if name not in names]
    defaults = [fields[name].get_db_prep_save(fields[name].get_default(), connection) for name in others]
    if connection.vendor == "postgresql":
        _copy(model, [str(fields[name].column) for name in (*names, *others)], rows, tuple(defaults))
        return
    # a literal costs nothing per row; what has no plain one (JSON on PostgreSQL) is given with each
    literals = [_literal(value) for value in defaults]
    given = tuple(value for value, literal in zip(defaults, literals, strict=True) if literal is None)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(fields[name].column)) for name in (*names, *others))
    marks = ", ".join(["%s"] * len(names) + [literal or "%s" for literal in literals])
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.executemany(statement, [row + given for row in rows] if given else list(rows))


def _copy(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]], fixed: tuple[Any, ...]
) -> None:
    """PostgreSQL's own way in: an insert is a round trip for each row."""
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row + fixed)


def _literal(value: object) -> str | None:
    """Return a field's default as SQL, None when it has to be a parameter."""
    if value is None:
        return "NULL"
    if type(value) is int:
        return str(value)
    if isinstance(value, str) and not set(value) & set("'%\\"):
        return f"'{value}'"
    return None


def stored_values(model: type[models.Model], name: str, values: Sequence[str]) -> set[str]:
    """Return those of the values that the column holds; an ORM look-up of thousands takes ten times as long."""
    if not values:
        return set()
    quote = connection.ops.quote_name
    fields = {field.attname: field for field in model._meta.concrete_fields}
    column, marks = quote(str(fields[name].column)), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {quote(model._meta.db_table)} WHERE {column} IN ({marks})",  # noqa: S608 - names of ours
            list(values),
        )
        return {row[0] for row in cursor.fetchall()}
