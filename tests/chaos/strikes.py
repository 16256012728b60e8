"""Where the runner is to be killed, and when: drawn once from a seed, so that a run can be repeated."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.chaos.boundaries import BOUNDARIES, KINDS, Boundary


@dataclass(frozen=True)
class Strike:
    """Kill at the `call`-th call of a boundary (for dispatches of one kind), counted over all lives of the runner."""

    boundary: str
    kind: str
    call: int

    @property
    def name(self) -> str:
        return f"{self.boundary} ({self.kind})" if self.kind else self.boundary


@dataclass(frozen=True)
class Schedule:
    """What one campaign has to live through: strikes at boundaries, and kills at random moments of real time."""

    strikes: tuple[Strike, ...]
    at_random: int
    seed: int


def expected(structures: int) -> Mapping[str, int]:
    """Return how many calls a campaign surely makes of each sort of boundary, with many kills in between."""
    return {
        "first": 2 * structures,
        "reminder": structures // 2,
        "second_turn": structures // 2,
        "reply": structures,
        "batch": structures // 2,
        "close": 2 * structures,
        "once": 1,
    }


def draw(structures: int, seed: int, *, copies: int = 1, at_random: int = 0) -> Schedule:
    """Draw `copies` of every boundary, for every kind of dispatch where that matters, spread over the campaign."""
    rng, calls = random.Random(seed), expected(structures)
    strikes = [
        Strike(boundary.name, kind, rng.randint(1, max(1, calls[kind or boundary.per])))
        for boundary in BOUNDARIES
        for kind in kinds_of(boundary)
        for _ in range(1 if boundary.per == "once" else copies)
    ]
    return Schedule(tuple(strikes), at_random, seed)


def kinds_of(boundary: Boundary) -> Sequence[str]:
    """Return the kinds of dispatch that a boundary is struck for, one empty name when kinds do not matter there."""
    return KINDS if boundary.per == "dispatch" else ("",)
