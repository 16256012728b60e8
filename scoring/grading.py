"""Grades every measured contact on every item that concerns it, as one query of the tables' engine.

A fact that is there is graded by the rule; a missing one is graded 0 where the item says `when_absent: unmet` and not
at all elsewhere. A contact that could not be measured is never graded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw
import pyarrow as pa

from domain.vocabulary import Outcome
from scoring.rules import (
    GradedItem,
    band_width,
    choice_table,
    grade_expression,
    item_table,
    kind_expression,
)
from scoring.tables import Tables

Frame = nw.LazyFrame[Any]
GRADED = ("contact_id", "structure", "item", "grade")


def grades(tables: Tables, items: list[GradedItem]) -> Frame:
    """Return contact_id, structure, item (its index) and grade (in grade units), one row per graded pair."""
    contacts = (
        tables.lazy("contacts")
        .filter(nw.col("outcome") != Outcome.NOT_MEASURED.value)
        .select("contact_id", "structure", "channel", "kind")
    )
    observations = (
        tables.lazy("observations")
        .with_columns(number=nw.when(~nw.col("number").is_nan()).then(nw.col("number")))
        .filter(~nw.col("number").is_null() | ~nw.col("text").is_null())
    )
    parts = list(_parts(tables, items, contacts, observations))
    return nw.concat(parts, how="vertical") if len(parts) > 1 else parts[0]


def _parts(tables: Tables, items: list[GradedItem], contacts: Frame, observations: Frame) -> Iterator[Frame]:
    choices = tables.add(choice_table(items))
    width = band_width(items)
    free = [graded for graded in items if not graded.item.requires]
    bound = [graded for graded in items if graded.item.requires]
    for group in (free, bound):
        if group:
            item_rows = tables.add(_widened(group, width))
            present = contacts.join(observations, on="contact_id", how="inner").join(
                item_rows, left_on=["measure", "channel"], right_on=["measure", "item_channel"], how="inner"
            )
            present = _where_required(_of_kind(present), observations, bound=group is bound)
            present = present.join(choices, on=["item", "text"], how="left")
            yield present.with_columns(grade=grade_expression(width)).filter(~nw.col("grade").is_null()).select(*GRADED)
    for group in (free, bound):
        unmet = [graded for graded in group if graded.item.when_absent == "unmet"]
        if unmet:
            item_rows = tables.add(_widened(unmet, width))
            concerned = contacts.join(item_rows, left_on="channel", right_on="item_channel", how="inner")
            concerned = _where_required(_of_kind(concerned), observations, bound=group is bound)
            absent = concerned.join(observations, on=["contact_id", "measure"], how="anti")
            yield absent.with_columns(grade=nw.lit(0, nw.Int64)).select(*GRADED)


def _widened(items: list[GradedItem], width: int) -> pa.Table:
    """The item table of some items, with as many band columns as that of all."""
    table = item_table(items)
    for position in range(band_width(items), width):
        table = table.append_column(f"bound_{position}", pa.nulls(len(items), pa.float64()))
        table = table.append_column(f"grade_{position}", pa.nulls(len(items), pa.int64()))
    return table


def _of_kind(frame: Frame) -> Frame:
    return frame.filter(kind_expression())


def _where_required(frame: Frame, observations: Frame, *, bound: bool) -> Frame:
    if not bound:
        return frame
    met = observations.filter(nw.col("number") == 1.0).select("contact_id", requires=nw.col("measure"))
    return frame.join(met, on=["contact_id", "requires"], how="semi")


def item_sums(graded: Frame) -> Frame:
    """Return structure, item, total (of grades, in grade units) and count (of graded contacts)."""
    return graded.group_by("structure", "item").agg(
        total=nw.col("grade").sum().cast(nw.Int64), count=nw.len().cast(nw.Int64)
    )
