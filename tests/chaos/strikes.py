"""Where the runner is to be killed, and when: drawn once from a seed, so that a run can be repeated."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

from tests.chaos.boundaries import BOUNDARIES, KINDS


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
        "reminder": structures // 5,
        "second_turn": structures // 5,
        "reply": structures,
        "batch": structures // 2,
        "close": 2 * structures,
        "once": 1,
    }


def draw(structures: int, seed: int, *, copies: int = 1, at_random: int = 0, in_turn: bool = False) -> Schedule:
    """Draw `copies` of every boundary, spread over the campaign.

    Boundaries of a dispatch are drawn for every kind of dispatch, or `in_turn` each for one kind, the kinds in turn.
    """
    rng, calls, turn = random.Random(seed), expected(structures), cycle(KINDS)
    strikes: list[Strike] = []
    for boundary in BOUNDARIES:
        kinds: Sequence[str] = ("",)
        if boundary.per == "dispatch":
            kinds = (next(turn),) if in_turn else KINDS
        for kind in kinds:
            for _ in range(1 if boundary.per == "once" else copies):
                most = max(1, calls[kind or boundary.per])
                strikes.append(Strike(boundary.name, kind, rng.randint(1, most)))
    return Schedule(tuple(strikes), at_random, seed)
