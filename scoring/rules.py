"""Turns the grid's items and a norm set into a table of bands, and the grade into one expression over that table.

Every rule but two is a step function of the value: `yes` and `no` of 0 and 1, `at_most` and `at_least` of their
threshold. So one row of bounds and grades per item grades them all in a single pass. `share` takes the value itself,
`one_of` looks a text up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import narwhals as nw
import pyarrow as pa

from domain.grid import Grid, Item, NormSet, Rule
from domain.vocabulary import ScenarioKind

GRADE_UNIT = 1_000_000
"""Grades are whole numbers of millionths, so that sums are exact in any order and on any number of threads."""

Band = tuple[float, int]
"""A value up to and including the bound gets the grade (in grade units)."""


@dataclass(frozen=True)
class GradedItem:
    """An item with its thresholds filled in from a norm set. Values above the last band get `above`."""

    index: int
    item: Item
    bands: tuple[Band, ...] = ()
    above: int = 0
    is_share: bool = False
    choices: tuple[tuple[str, int], ...] = ()

    @property
    def binary(self) -> bool:
        """Whether the grade is all or nothing, so that its mean is a rate."""
        grades = {grade for _, grade in self.bands} | {grade for _, grade in self.choices} | {self.above}
        return not self.is_share and grades <= {0, GRADE_UNIT}


def graded_items(grid: Grid, norms: NormSet) -> tuple[list[GradedItem], list[Item]]:
    """Return the items that can be graded under `norms`, and those whose norm it does not state."""
    graded: list[GradedItem] = []
    left_out: list[Item] = []
    for item in grid.items:
        threshold = item.rule.at_most if item.rule.at_most is not None else item.rule.at_least
        if isinstance(threshold, str) and threshold.removeprefix("norm.") not in norms.norms:
            left_out.append(item)
        else:
            graded.append(_graded(len(graded), item, norms))
    return graded, left_out


def _graded(index: int, item: Item, norms: NormSet) -> GradedItem:
    rule = item.rule
    if rule.share:
        return GradedItem(index, item, is_share=True)
    if rule.one_of is not None:
        return GradedItem(index, item, choices=tuple((value, units(grade)) for value, grade in rule.one_of.items()))
    bands, above = _bands(rule, norms)
    return GradedItem(index, item, bands=bands, above=above)


def _bands(rule: Rule, norms: NormSet) -> tuple[tuple[Band, ...], int]:
    if rule.yes:
        return ((0.0, 0),), GRADE_UNIT
    if rule.no:
        return ((0.0, GRADE_UNIT),), 0
    if rule.at_most is not None:
        return ((_threshold(rule.at_most, norms), GRADE_UNIT),), 0
    if rule.at_least is not None:
        below = math.nextafter(_threshold(rule.at_least, norms), -math.inf)
        return ((below, 0),), GRADE_UNIT
    bands = rule.bands or ()
    bounded = tuple((bound, units(grade)) for bound, grade in bands if bound is not None)
    return bounded, next((units(grade) for bound, grade in bands if bound is None), 0)


def _threshold(value: float | str, norms: NormSet) -> float:
    return norms.norms[value.removeprefix("norm.")] if isinstance(value, str) else value


def units(grade: float) -> int:
    """Return a grade of 0…1 in grade units."""
    return round(grade * GRADE_UNIT)


def item_table(items: list[GradedItem]) -> pa.Table:
    """Return one row per item: what selects the contacts it grades, and its bands."""
    width = band_width(items)
    rows = [dict(_item_row(graded, width)) for graded in items]
    fields = [("item", pa.int64())]
    fields += [(name, pa.string()) for name in ("item_channel", "measure", "requires")]
    fields += [(f"for_{kind.value}", pa.bool_()) for kind in ScenarioKind]
    fields += [("unmet", pa.bool_()), ("is_share", pa.bool_()), ("above", pa.int64())]
    for position in range(width):
        fields += [(f"bound_{position}", pa.float64()), (f"grade_{position}", pa.int64())]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def _item_row(graded: GradedItem, width: int) -> Iterator[tuple[str, object]]:
    item = graded.item
    yield "item", graded.index
    yield "item_channel", item.channel.value
    yield "measure", item.measure
    yield "requires", item.requires
    for kind in ScenarioKind:
        yield f"for_{kind.value}", not item.kinds or kind in item.kinds
    yield "unmet", item.when_absent == "unmet"
    yield "is_share", graded.is_share
    yield "above", None if graded.choices else graded.above
    for position in range(width):
        bound, grade = graded.bands[position] if position < len(graded.bands) else (None, None)
        yield f"bound_{position}", bound
        yield f"grade_{position}", grade


def choice_table(items: list[GradedItem]) -> pa.Table:
    """Return the grade of each value of each `one_of` item."""
    rows = [
        {"item": graded.index, "text": value, "choice_grade": grade}
        for graded in items
        for value, grade in graded.choices
    ]
    return pa.Table.from_pylist(
        rows, schema=pa.schema([("item", pa.int64()), ("text", pa.string()), ("choice_grade", pa.int64())])
    )


def band_width(items: list[GradedItem]) -> int:
    """Return the largest number of bands of an item."""
    return max((len(graded.bands) for graded in items), default=0)


def grade_expression(width: int) -> nw.Expr:
    """Return the grade (in grade units, null when there is none) of `number` under the item's columns."""
    number = nw.col("number")
    banded = nw.col("above")
    for position in reversed(range(width)):
        within = number <= nw.col(f"bound_{position}")
        banded = nw.when(within).then(nw.col(f"grade_{position}")).otherwise(banded)
    own = (number.clip(0.0, 1.0) * float(GRADE_UNIT)).round(0).cast(nw.Int64)
    numeric = nw.when(nw.col("is_share")).then(own).otherwise(banded)
    measured = nw.when(~number.is_null()).then(numeric)
    return nw.coalesce(nw.col("choice_grade"), measured)


def kind_expression() -> nw.Expr:
    """Return whether the item is meant for the contact's scenario kind."""
    matches = [(nw.col("kind") == kind.value) & nw.col(f"for_{kind.value}") for kind in ScenarioKind]
    return nw.any_horizontal(*matches, ignore_nulls=True)
