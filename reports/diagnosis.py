"""What a diagnosis of one website holds, as reports and the command line show it."""

from __future__ import annotations

from datetime import date

from domain.observation import Evidence, Value
from domain.scenario import PerLanguage
from domain.structure import Frozen


class GradedFact(Frozen):
    """One item with the fact behind it. `grade` is in 0…1; `gain` is how many points of the website's score are to be
    won by mending it."""

    item: str
    determinant: str
    label: PerLanguage
    measure: str
    measure_label: PerLanguage
    value: Value
    grade: float
    weight: float
    gain: float
    confidence: float
    evidence: tuple[Evidence, ...] = ()


class Fault(Frozen):
    """A rule of the automatic accessibility check that pages break: its sentences, how grave, on how many elements."""

    rule: str
    sentence: PerLanguage
    impact: str
    elements: int
    address: str
    sample: str


class Shot(Frozen):
    """A picture of the site: what it shows ("home-view", "phone-view"…) and its bytes in base64."""

    name: str
    media_type: str
    data: str


class PageSeen(Frozen):
    """A page of the site that was seen; `clicks` None when no link led there."""

    address: str
    title: str
    clicks: int | None = None


class Diagnosis(Frozen):
    """One website on one day. With `failure` it could not be inspected and nothing is graded; `detail` says more.

    Scores are out of 100; `determinants` by key. `seconds` is how long the inspection took.
    """

    website: str
    address: str
    made_on: date
    seconds: float
    scenario: str = ""
    scenario_title: PerLanguage | None = None
    failure: str = ""
    detail: str = ""
    score: float | None = None
    steps: dict[str, float] = {}
    determinants: dict[str, float] = {}
    facts: tuple[GradedFact, ...] = ()
    faults: tuple[Fault, ...] = ()
    pages: tuple[PageSeen, ...] = ()
    shots: tuple[Shot, ...] = ()
    grid: str = ""
    norms: str = ""

    @property
    def to_mend(self) -> tuple[GradedFact, ...]:
        """The items below full marks, those with most to gain first."""
        lacking = (fact for fact in self.facts if fact.grade < 1)
        return tuple(sorted(lacking, key=lambda fact: (-fact.gain, fact.item)))

    @property
    def strong(self) -> tuple[GradedFact, ...]:
        """The items with full marks, the weightiest first."""
        full = (fact for fact in self.facts if fact.grade >= 1)
        return tuple(sorted(full, key=lambda fact: (-fact.weight, fact.item)))
