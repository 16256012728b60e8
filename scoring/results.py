"""What scoring yields: plain values that can be stored as JSON and reported years later.

Scores are out of 100. Every estimate carries its 95 % interval and the number of units behind it; `None` means that
nothing could be graded, or that too few contacts would be behind a public figure.
"""

from __future__ import annotations

from typing import Literal

from domain.structure import Frozen


class Estimate(Frozen):
    """A value with its 95 % interval.

    `n` counts structures for a group's score, contacts for a structure's score or a rate.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0


class Breakdown(Frozen):
    """A score and what it is made of, by key of channel (webform and site as `website`), step and determinant.

    `cells` has determinant × channel under "determinant/channel", for groups only. `composites`: `reception`
    (welcome to transfer), `reliable` (in time, right and with a contact), `consistency`.
    """

    overall: Estimate
    channels: dict[str, Estimate]
    steps: dict[str, Estimate]
    determinants: dict[str, Estimate]
    cells: dict[str, Estimate]
    composites: dict[str, Estimate]


class Outcomes(Frozen):
    """How contacts ended; `not_measured` counts against nobody."""

    answered: int = 0
    silent: int = 0
    not_measured: int = 0

    @property
    def measured(self) -> int:
        return self.answered + self.silent

    @property
    def total(self) -> int:
        return self.measured + self.not_measured


class GroupScores(Frozen):
    """The mean of a group's structures. `left_out` counts those that may only appear in larger aggregates."""

    dimension: Literal["panel", "sector", "category", "certified", "site"]
    key: str
    structures: int
    left_out: int = 0
    outcomes: Outcomes
    scores: Breakdown


class StructureScores(Frozen):
    """One structure's scores; those contacted on a research basis have none of their own."""

    key: str
    sector: str
    category: str
    entry: str
    certified: bool
    outcomes: Outcomes
    scores: Breakdown


class Rank(Frozen):
    """A volunteer's place. `tied` when others have the same score at the published rounding of one decimal.

    `first_probability` is the chance of being first once the uncertainty of all scores is reckoned with.
    """

    structure: str
    rank: int
    tied: bool
    score: Estimate
    first_probability: float | None
    category_rank: int
    category_tied: bool


class ItemScore(Frozen):
    """An item's mean grade out of 100 over all graded contacts."""

    item: str
    channel: str
    determinant: str
    estimate: Estimate
    structures: int


class Comparison(Frozen):
    """Two groups set against each other on one item or score.

    `difference` is first minus second, in points. `p` is the test of no difference, `p_holm` the same adjusted for
    all comparisons of its family; `effect` is Cohen's h of two rates or Hedges' g of two means. `sentence` is the
    code of the plain sentence that says it.
    """

    family: Literal["item", "score"]
    key: str
    is_rate: bool
    first: Estimate
    second: Estimate
    difference: Estimate
    p: float | None
    p_holm: float | None
    effect: float | None
    sentence: str


class GroupComparison(Frozen):
    """All comparisons between two groups of a dimension."""

    dimension: str
    first: str
    second: str
    rows: tuple[Comparison, ...]


class DelayGroup(Frozen):
    """How long replies took in one group. `bins` are contacts by edge, the last one those never answered."""

    key: str
    contacts: int
    answered: int
    median_hours: float | None
    bins: tuple[int, ...]


class Delays(Frozen):
    """The delays' distribution of one measure; `edges` are the bins' upper bounds in hours, the last one open."""

    measure: str
    edges: tuple[float, ...]
    groups: tuple[DelayGroup, ...]


class Method(Frozen):
    """What the scores were reckoned with."""

    grid: str
    norms: str
    seed: int
    draws: int
    confidence: float
    ungraded_items: tuple[str, ...]
    research_floor: int
    rate_floor: int


class Scores(Frozen):
    """Everything a report needs. `panel` leaves out the structures that entered as a benchmark only."""

    panel: GroupScores
    groups: tuple[GroupScores, ...]
    structures: tuple[StructureScores, ...]
    ranking: tuple[Rank, ...]
    items: tuple[ItemScore, ...]
    comparisons: tuple[GroupComparison, ...]
    delays: tuple[Delays, ...]
    outcomes: Outcomes
    method: Method

    def group(self, dimension: str, key: str) -> GroupScores | None:
        """Return one group, or None."""
        return next((group for group in self.groups if (group.dimension, group.key) == (dimension, key)), None)
