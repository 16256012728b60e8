"""The tables that scoring takes, on any engine Narwhals speaks to; DuckDB unless told otherwise.

contacts      contact_id (int) · structure · channel · scenario · kind · persona · outcome
observations  contact_id (int) · measure · number (double or null) · text (or null)
structures    structure · sector · category · size (int or null) · certified (bool) · region · weight · entry ·
              site (main, annex) · basis (consent, public_task, research)
A yes/no value is the number 1 or 0, a category is text. A national edition feeds these from Parquet segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa

from domain.observation import Document
from domain.structure import Basis, Structure

Lift = Callable[[pa.Table], Any]
"""Turns a small Arrow table into a frame of the engine that holds the other tables, so that they can be joined."""

CONTACTS = pa.schema(
    [("contact_id", pa.int64())]
    + [(name, pa.string()) for name in ("structure", "channel", "scenario", "kind", "persona", "outcome")]
)
OBSERVATIONS = pa.schema(
    [("contact_id", pa.int64()), ("measure", pa.string()), ("number", pa.float64()), ("text", pa.string())]
)
STRUCTURES = pa.schema(
    [
        ("structure", pa.string()),
        ("sector", pa.string()),
        ("category", pa.string()),
        ("size", pa.int64()),
        ("certified", pa.bool_()),
        ("region", pa.string()),
        ("weight", pa.float64()),
        ("entry", pa.string()),
        ("site", pa.string()),
        ("basis", pa.string()),
    ]
)


@dataclass(frozen=True)
class Tables:
    """Native frames (DuckDB relations, Spark frames…) of one engine, and how to add a table to that engine."""

    contacts: Any
    observations: Any
    structures: Any
    lift: Lift

    def lazy(self, table: str) -> nw.LazyFrame[Any]:
        """Return one of the tables as a Narwhals frame."""
        frame: nw.LazyFrame[Any] = nw.from_native(getattr(self, table)).lazy()
        return frame

    def add(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Return an Arrow table as a frame that can be joined with the others."""
        frame: nw.LazyFrame[Any] = nw.from_native(self.lift(table)).lazy()
        return frame


def duckdb_tables(
    contacts: pa.Table, observations: pa.Table, structures: pa.Table, *, threads: int | None = None
) -> Tables:
    """Return Arrow tables as DuckDB relations in memory; `threads` None leaves DuckDB its default."""
    connection = duckdb.connect(":memory:", config={"threads": threads} if threads else {})
    return relation_tables(
        connection,
        connection.from_arrow(contacts),
        connection.from_arrow(observations),
        connection.from_arrow(structures),
    )


def relation_tables(
    connection: duckdb.DuckDBPyConnection,
    contacts: duckdb.DuckDBPyRelation,
    observations: duckdb.DuckDBPyRelation,
    structures: duckdb.DuckDBPyRelation,
) -> Tables:
    """Return relations of one connection (over Parquet segments, say) as the tables to score."""
    return Tables(contacts, observations, structures, connection.from_arrow)


def tables_from(
    documents: Iterable[Document],
    structures: Iterable[Structure],
    *,
    bases: Mapping[str, Basis] | None = None,
    threads: int | None = None,
) -> Tables:
    """Return the tables of a campaign.

    `bases` gives each structure's mandate basis by key; a structure that is not in it counts as consenting. The first
    observation of a measure counts when a document holds several, as in `Document.value`.
    """
    contacts: list[dict[str, object]] = []
    observations: dict[str, list[Any]] = {name: [] for name in OBSERVATIONS.names}
    for document in documents:
        contacts.append(_contact_row(document))
        _add_observations(document, observations)
    rows = [_structure_row(structure, bases or {}) for structure in structures]
    return duckdb_tables(
        pa.Table.from_pylist(contacts, schema=CONTACTS),
        pa.table(observations, schema=OBSERVATIONS),
        pa.Table.from_pylist(rows, schema=STRUCTURES),
        threads=threads,
    )


def _contact_row(document: Document) -> dict[str, object]:
    return {
        "contact_id": document.contact_id,
        "structure": document.structure,
        "channel": document.channel.value,
        "scenario": document.scenario,
        "kind": document.scenario_kind.value,
        "persona": document.persona,
        "outcome": document.outcome.value,
    }


def _add_observations(document: Document, columns: dict[str, list[Any]]) -> None:
    seen: set[str] = set()
    for observation in document.observations:
        if observation.measure in seen:
            continue
        seen.add(observation.measure)
        is_text = isinstance(observation.value, str)
        columns["contact_id"].append(document.contact_id)
        columns["measure"].append(observation.measure)
        columns["number"].append(None if is_text else float(observation.value))
        columns["text"].append(observation.value if is_text else None)


def _structure_row(structure: Structure, bases: Mapping[str, Basis]) -> dict[str, object]:
    return {
        "structure": structure.key,
        "sector": structure.sector.value,
        "category": structure.category,
        "size": structure.size,
        "certified": bool(structure.certified),
        "region": structure.subdivision,
        "weight": structure.weight,
        "entry": structure.entry,
        "site": "annex" if structure.parent else "main",
        "basis": bases.get(structure.key, Basis.CONSENT).value,
    }
