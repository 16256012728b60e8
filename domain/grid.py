"""The grid: measures, items, rules, weights, norm sets. Loaded from `scenarios/grid/`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.scenario import PerLanguage
from domain.structure import Frozen
from domain.vocabulary import Channel, Determinant, ScenarioKind, Step

MeasureType = Literal["bool", "number", "share", "count", "category"]


class Measure(Frozen):
    """A named, typed, norm-free fact.

    `scope`: `reply` is read on the contact's principal reply (and by `barometer read`), `exchange` on all that came
    back for one contact, `structure` across the contacts of one structure, `site` on the pages of its website. `mode`:
    `auto` has exactly one reading function, `assisted` is filled in by a person.
    """

    id: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    type: MeasureType
    scope: Literal["reply", "exchange", "structure", "site"]
    mode: Literal["auto", "assisted"] = "auto"
    unit: str = ""
    values: tuple[str, ...] = ()  # of a category
    label: PerLanguage


class Rule(Frozen):
    """How a value becomes a grade in 0…1; exactly one of the keys is set.

    A threshold is a number or "norm.NAME". `bands` are [upper bound, grade] pairs in rising order, the last bound may
    be null; `share` takes the value itself, `one_of` maps category values to grades.
    """

    yes: bool | None = None
    no: bool | None = None
    at_most: float | str | None = None
    at_least: float | str | None = None
    bands: tuple[tuple[float | None, float], ...] | None = None
    share: bool | None = None
    one_of: dict[str, float] | None = None


class Item(Frozen):
    """A line of the grid: measure + rule + weight under channel, determinant and step.

    `when_absent`: `unmet` grades a missing fact 0, `none` leaves the denominator. A `not_measured` contact is never
    graded. `kinds` restricts the item to scenario kinds, `requires` to contacts where that bool measure is true.
    """

    id: str = Field(pattern=r"^[A-Z]{1,3}[0-9]{2,3}[a-z]?$")
    channel: Channel
    determinant: Determinant
    step: Step
    label: PerLanguage
    measure: str
    rule: Rule
    weight: float = Field(default=1.0, gt=0)
    when_absent: Literal["unmet", "none"]
    kinds: tuple[ScenarioKind, ...] = ()
    requires: str = ""
    source: str  # section or source id of the field notes, or "usual practice"


class NormSet(Frozen):
    """Named thresholds of one label or edition; items that need a norm it does not state are not graded."""

    id: str
    label: PerLanguage
    year: int | None = None
    source: str
    norms: dict[str, float]


class Grid(Frozen):
    """A whole grid. Weights default to 1: determinant weights within a channel, channel weights within a structure."""

    version: str
    measures: tuple[Measure, ...]
    items: tuple[Item, ...]
    determinant_weights: dict[Determinant, float]
    channel_weights: dict[Channel, float]
    determinant_labels: dict[Determinant, PerLanguage]
    step_labels: dict[Step, PerLanguage]
    channel_labels: dict[Channel, PerLanguage]


class PlannedContacts(Frozen):
    """How many contacts of a channel a plan makes at one structure."""

    channel: Channel
    count: int = Field(ge=0)
    optional: bool = False


class ContactPlan(Frozen):
    """How many contacts by channel: `afnor-13`, `marianne-24`, `flash`…"""

    id: str
    label: PerLanguage
    source: str
    contacts: tuple[PlannedContacts, ...]
