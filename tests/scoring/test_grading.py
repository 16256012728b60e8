"""Each rule, and what a missing fact, a kind, a requirement or an unmeasured contact do to a grade."""

from __future__ import annotations

from typing import Any

import pytest

from domain.observation import Document, Value
from scoring.grading import grades
from scoring.rules import GRADE_UNIT, graded_items
from scoring.sample import collected
from scoring.tables import tables_from
from tests.scoring.small import document, grid, item, norms, structure


def graded(entry: Any, *documents: Document, **stated: float) -> dict[int, float]:
    """Return the grade of each graded contact on one item."""
    items, _ = graded_items(grid(entry), norms(**stated))
    rows = collected(grades(tables_from(documents, [structure("a")]), items))
    return {c: g / GRADE_UNIT for c, g in zip(rows["contact_id"], rows["grade"], strict=True)}


@pytest.mark.parametrize(
    ("rule", "value", "grade"),
    [
        ({"yes": True}, True, 1.0),
        ({"yes": True}, False, 0.0),
        ({"no": True}, True, 0.0),
        ({"no": True}, False, 1.0),
        ({"at_most": 24}, 24.0, 1.0),
        ({"at_most": 24}, 24.01, 0.0),
        ({"at_most": 0}, 0, 1.0),
        ({"at_most": "norm.limit"}, 5.0, 1.0),
        ({"at_most": "norm.limit"}, 5.5, 0.0),
        ({"at_least": 3}, 3, 1.0),
        ({"at_least": 3}, 2.999, 0.0),
        ({"bands": [[1, 1], [2, 0.5], [None, 0.1]]}, 1, 1.0),
        ({"bands": [[1, 1], [2, 0.5], [None, 0.1]]}, 1.5, 0.5),
        ({"bands": [[1, 1], [2, 0.5], [None, 0.1]]}, 900, 0.1),
        ({"bands": [[1, 1], [2, 0.5]]}, 3, 0.0),
        ({"share": True}, 0.375, 0.375),
        ({"share": True}, 1.2, 1.0),
        ({"one_of": {"precise": 1, "wrong": 0.25}}, "precise", 1.0),
        ({"one_of": {"precise": 1, "wrong": 0.25}}, "wrong", 0.25),
    ],
)
def test_rules(rule: dict[str, Any], value: Value, grade: float) -> None:
    entry = item("E01", "courtesy", "a.b", rule)
    assert graded(entry, document(1, "a", facts={"a.b": value}), limit=5) == {1: grade}


def test_a_missing_fact_is_zero_or_nothing() -> None:
    silent = document(1, "a", outcome="silent")
    assert graded(item("E01", "courtesy", "a.b", {"yes": True}, when_absent="unmet"), silent) == {1: 0.0}
    assert graded(item("E01", "courtesy", "a.b", {"yes": True}), silent) == {}
    late = item("E01", "responsiveness", "a.b", {"at_most": 24}, when_absent="unmet")
    assert graded(late, silent, document(2, "a", facts={"a.b": 3.0})) == {1: 0.0, 2: 1.0}


def test_a_contact_that_was_not_measured_is_never_graded() -> None:
    entry = item("E01", "courtesy", "a.b", {"yes": True}, when_absent="unmet")
    assert graded(entry, document(1, "a", outcome="not_measured", facts={"a.b": True})) == {}


def test_kinds_and_channels_restrict_an_item() -> None:
    entry = item("E01", "complaints", "a.b", {"yes": True}, when_absent="unmet", kinds=("complaint",))
    contacts = (
        document(1, "a", facts={"a.b": True}),
        document(2, "a", kind="complaint"),
        document(3, "a", kind="complaint", channel="phone"),
    )
    assert graded(entry, *contacts) == {2: 0.0}


@pytest.mark.parametrize("when_absent", ["none", "unmet"])
def test_requires_restricts_an_item_to_contacts_where_it_holds(when_absent: str) -> None:
    entry = item("E01", "waiting", "a.b", {"yes": True}, when_absent=when_absent, requires="c.d")
    contacts = (
        document(1, "a", facts={"a.b": True, "c.d": True}),
        document(2, "a", facts={"a.b": True, "c.d": False}),
        document(3, "a", facts={"a.b": True}),
        document(4, "a", facts={"c.d": True}),
    )
    assert graded(entry, *contacts) == ({1: 1.0} if when_absent == "none" else {1: 1.0, 4: 0.0})


def test_an_item_whose_norm_is_not_stated_is_left_out_and_named() -> None:
    entry = item("E01", "responsiveness", "a.b", {"at_most": "norm.limit"})
    items, left_out = graded_items(grid(entry, item("E02", "courtesy", "a.c", {"yes": True})), norms())
    assert [one.item.id for one in items] == ["E02"]
    assert [one.id for one in left_out] == ["E01"]
