"""Which groups a report may show: a group too small would give away the result of a single structure."""

from __future__ import annotations

from scoring.publication import GROUP_FLOOR, RATE_FLOOR
from scoring.results import GroupComparison, GroupScores, Scores

Key = tuple[str, str]


class Disclosure:
    """The groups of one campaign that may be shown, and how many may not."""

    def __init__(self, scores: Scores) -> None:
        self._scores = scores
        self._hidden = _hidden(scores)

    def shows(self, dimension: str, key: str) -> bool:
        return (dimension, key) not in self._hidden

    def groups(self) -> list[GroupScores]:
        """Return the groups that hold structures enough, in their order."""
        return [group for group in self._scores.groups if self.shows(group.dimension, group.key) and group.structures]

    def withheld(self) -> int:
        """Return how many groups that have a score are left out."""
        return sum(
            not self.shows(group.dimension, group.key) and group.scores.overall.value is not None
            for group in self._scores.groups
        )

    def comparisons(self) -> list[GroupComparison]:
        """Return the comparisons of which both sides may be shown."""
        return [
            compared
            for compared in self._scores.comparisons
            if all(self.shows(compared.dimension, key) for key in (compared.first, compared.second))
        ]

    def has_rates(self) -> bool:
        """Tell whether the panel has contacts enough for a share of them to be printed."""
        return self._scores.panel.outcomes.measured >= RATE_FLOOR


def _hidden(scores: Scores) -> frozenset[Key]:
    sector_of = {entry.category: entry.sector for entry in scores.structures}
    wholes: dict[Key, list[GroupScores]] = {}
    for group in scores.groups:
        if group.structures:
            whole = sector_of.get(group.key, "") if group.dimension == "category" else ""
            wholes.setdefault((group.dimension, whole), []).append(group)
    found: set[Key] = set()
    for groups in wholes.values():
        found |= _hidden_among(groups, scores)
    return frozenset(found)


def _hidden_among(groups: list[GroupScores], scores: Scores) -> set[Key]:
    """Hide small groups, and the next smallest while what is hidden could be had by subtraction from the whole."""
    rising = sorted(groups, key=lambda group: (group.structures, group.key))
    small = [group for group in rising if group.structures < GROUP_FLOOR]
    shown = rising[len(small) :]
    if small and small[0].dimension == "sector":
        # the whole that is printed is the panel, which leaves benchmark structures out
        known = scores.panel.structures - sum(group.structures for group in shown)
        missing = known if known > 0 else GROUP_FLOOR
    else:
        missing = sum(group.structures for group in small) or GROUP_FLOOR
    if missing < GROUP_FLOOR and shown:
        small.append(shown[0])
    return {(group.dimension, group.key) for group in small}
