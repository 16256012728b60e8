"""The graded sample as dense arrays: who the structures and contacts are, and the exact grade of every pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from domain.vocabulary import Outcome
from scoring.grading import Frame, grades, item_sums
from scoring.rules import GRADE_UNIT, GradedItem
from scoring.tables import Tables

NO_GRADE = -1
SPARSEST = 8

Integers = NDArray[np.int64]
Small = NDArray[np.int32]


@dataclass(frozen=True)
class Sample:
    """Structures in the order of their keys, contacts in the order of structure and id, whatever the tables' order.

    `totals` and `counts` are structures × items, in grade units; `grades` is contacts × items, `NO_GRADE` for none.
    """

    structures: dict[str, list[Any]]
    owner: Integers  # of each contact: the row of its structure
    channel: NDArray[np.str_]
    outcome: NDArray[np.str_]
    contact_ids: Integers
    totals: Integers
    counts: Integers
    grades: Small

    @property
    def keys(self) -> list[str]:
        return self.structures["structure"]

    @property
    def measured(self) -> NDArray[np.bool_]:
        measured: NDArray[np.bool_] = self.outcome != Outcome.NOT_MEASURED.value
        return measured

    def means(self) -> NDArray[np.float64]:
        """Return each structure's item means (0…1), NaN where no contact was graded."""
        return item_means(self.totals, self.counts)

    def column(self, name: str) -> NDArray[Any]:
        """Return one column of the structures table as an array."""
        return np.array(self.structures[name])


def item_means(totals: Integers, counts: Integers) -> NDArray[np.float64]:
    """Return totals / counts as grades of 0…1, NaN for an empty count."""
    scaled = totals / GRADE_UNIT
    means: NDArray[np.float64] = np.divide(scaled, counts, out=np.full(totals.shape, np.nan), where=counts > 0)
    return means


def collected(frame: Frame) -> dict[str, list[Any]]:
    """Return a frame's columns as lists."""
    columns: dict[str, list[Any]] = frame.collect("pyarrow").to_native().to_pydict()
    return columns


def draw_sample(tables: Tables, items: Sequence[GradedItem]) -> Sample:
    """Grade the tables and return the sample. Contacts of structures that are not in the panel are left aside."""
    structures = _sorted(collected(tables.lazy("structures")))
    keys = np.array(structures["structure"], dtype=object)
    contacts = tables.lazy("contacts").select("contact_id", "structure", "channel", "outcome")
    rows = contacts.collect("pyarrow").to_native()
    owner, known = _positions(keys, rows.column("structure"))
    ids = rows.column("contact_id").to_numpy()
    # engines collate text each in their own way: the order that counts is made here
    order = np.lexsort((ids, owner))
    order = order[known[order]]
    graded = grades(tables, list(items))
    totals, counts = _sums(graded, keys, len(items))
    return Sample(
        structures=structures,
        owner=owner[order],
        channel=_strings(rows.column("channel"))[order],
        outcome=_strings(rows.column("outcome"))[order],
        contact_ids=ids[order],
        totals=totals,
        counts=counts,
        grades=_dense(graded, ids[order], len(items)),
    )


def numbers(tables: Tables, measure: str) -> Frame:
    """Return contact_id and number of one measure's observations."""
    return tables.lazy("observations").filter(nw.col("measure") == measure).select("contact_id", "number")


def aligned(frame: Frame, sample: Sample) -> NDArray[np.float64]:
    """Return a frame's numbers (contact_id, number) in the order of the sample's contacts, NaN where it has none."""
    rows = frame.collect("pyarrow").to_native()
    values = np.full(len(sample.contact_ids), np.nan)
    at, known = _places(rows.column("contact_id").to_numpy(), sample.contact_ids)
    values[at[known]] = rows.column("number").to_numpy(zero_copy_only=False)[known]
    return values


def _places(wanted: Integers, ids: Integers) -> tuple[Integers, NDArray[np.bool_]]:
    """Return where each wanted id is among `ids`, and which are there at all."""
    if not len(ids):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    lowest, highest = int(ids.min()), int(ids.max())
    if highest - lowest < SPARSEST * len(ids):
        return _looked_up(wanted, ids, lowest, highest)
    order = np.argsort(ids, kind="stable")
    at = order[np.minimum(np.searchsorted(ids, wanted, sorter=order), len(ids) - 1)]
    return at, ids[at] == wanted


def _looked_up(wanted: Integers, ids: Integers, lowest: int, highest: int) -> tuple[Integers, NDArray[np.bool_]]:
    """The same through a table of all ids in between: a campaign's ids are nearly dense, and this is much faster."""
    row_of = np.full(highest - lowest + 1, -1, dtype=np.int64)
    row_of[ids - lowest] = np.arange(len(ids))
    within = (wanted >= lowest) & (wanted <= highest)
    at = row_of[np.where(within, wanted - lowest, 0)]
    known = within & (at >= 0)
    return np.where(known, at, 0), known


def _sorted(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    order = sorted(range(len(columns["structure"])), key=columns["structure"].__getitem__)
    return {name: [values[row] for row in order] for name, values in columns.items()}


def _strings(column: Any) -> NDArray[np.str_]:
    """Decode a text column through its few distinct values, not one Python object a row."""
    encoded = column.combine_chunks().dictionary_encode()
    values = np.array(encoded.dictionary.to_pylist(), dtype=np.str_)
    decoded: NDArray[np.str_] = values[encoded.indices.to_numpy()] if len(values) else np.empty(0, dtype=np.str_)
    return decoded


def _positions(keys: NDArray[Any], column: Any) -> tuple[Integers, NDArray[np.bool_]]:
    """Return the row of each value among the sorted keys, and which values are there at all."""
    encoded = column.combine_chunks().dictionary_encode()
    row_of = {key: row for row, key in enumerate(keys)}
    rows = np.array([row_of.get(value, -1) for value in encoded.dictionary.to_pylist()], dtype=np.int64)
    found = rows[encoded.indices.to_numpy()] if len(rows) else np.empty(0, dtype=np.int64)
    return found, found >= 0


def _sums(graded: Frame, keys: NDArray[Any], width: int) -> tuple[Integers, Integers]:
    table = item_sums(graded).collect("pyarrow").to_native()
    rows, known = _positions(keys, table.column("structure"))
    at = rows[known], table.column("item").to_numpy()[known]
    totals = np.zeros((len(keys), width), dtype=np.int64)
    counts = np.zeros((len(keys), width), dtype=np.int64)
    totals[at] = table.column("total").to_numpy()[known]
    counts[at] = table.column("count").to_numpy()[known]
    return totals, counts


def _dense(graded: Frame, contact_ids: Integers, width: int) -> Small:
    """Scatter the grades into contacts × items, batch by batch where the engine can stream."""
    dense = np.full((len(contact_ids), width), NO_GRADE, dtype=np.int32)
    for batch in _batches(graded.select("contact_id", "item", "grade")):
        at, known = _places(batch.column("contact_id").to_numpy(), contact_ids)
        dense[at[known], batch.column("item").to_numpy()[known]] = batch.column("grade").to_numpy()[known]
    return dense


def _batches(frame: Frame) -> Any:
    native = nw.to_native(frame)
    if hasattr(native, "to_arrow_reader"):
        return native.to_arrow_reader(1_000_000)
    return [frame.collect("pyarrow").to_native()]
