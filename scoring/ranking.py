"""Ranks the volunteers by their published score; the probability of being first is reckoned beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from scoring.publication import published
from scoring.results import Rank, StructureScores

DRAWS = 4000
AT_ONCE = 4_000_000
Z95 = 1.959963984540054


def rank(structures: Sequence[StructureScores], *, seed: int) -> tuple[Rank, ...]:
    """Return the volunteers in order. Equal published scores share a rank and the next one is skipped (1, 1, 3)."""
    entered = [entry for entry in structures if entry.entry == "volunteer" and entry.scores.overall.value is not None]
    entered.sort(key=lambda entry: (-published(entry.scores.overall.value or 0.0), entry.key))
    probabilities = _first_probabilities(entered, seed)
    places = _places(entered)
    own_places: dict[str, tuple[int, bool]] = {}
    for category in {entry.category for entry in entered}:
        own_places |= _places([entry for entry in entered if entry.category == category])
    return tuple(
        Rank(
            structure=entry.key,
            rank=places[entry.key][0],
            tied=places[entry.key][1],
            score=entry.scores.overall,
            first_probability=probability,
            category_rank=own_places[entry.key][0],
            category_tied=own_places[entry.key][1],
        )
        for entry, probability in zip(entered, probabilities, strict=True)
    )


def _places(entered: Sequence[StructureScores]) -> dict[str, tuple[int, bool]]:
    """Return rank and whether it is shared, by structure; `entered` is in falling order of published score."""
    scores = [published(entry.scores.overall.value or 0.0) for entry in entered]
    first = {score: position + 1 for position, score in reversed(list(enumerate(scores)))}
    shared = Counter(scores)
    return {entry.key: (first[score], shared[score] > 1) for entry, score in zip(entered, scores, strict=True)}


def _first_probabilities(entered: Sequence[StructureScores], seed: int) -> list[float | None]:
    """Draw every score around its value; count who comes first. None for all when an interval is unknown."""
    overall = [entry.scores.overall for entry in entered]
    if not overall or any(score.low is None or score.high is None for score in overall):
        return [None] * len(overall)
    value = np.array([score.value for score in overall], dtype=np.float64)
    # half the interval, not its clipped side, tells the spread
    half = np.array([max((s.high or 0.0) - (s.value or 0.0), (s.value or 0.0) - (s.low or 0.0)) for s in overall])
    rng = np.random.default_rng([seed, len(overall)])
    first = np.zeros(len(overall), dtype=np.int64)
    done = 0
    while done < DRAWS:
        rows = min(DRAWS - done, max(1, AT_ONCE // len(overall)))
        drawn = value + half / Z95 * rng.standard_normal((rows, len(overall)))
        first += np.bincount(drawn.argmax(axis=1), minlength=len(overall))
        done += rows
    return [round(int(count) / DRAWS, 4) for count in first]
