"""Rolls item means up: items → determinant × channel → channel → structure; steps and determinants the same way.

One row of the arrays is one structure (or one structure less a contact), one column an item or a metric. NaN is
"none" and leaves the denominator at every level. Sums go item by item in the grid's order, never through a matrix
product: the same means give the same scores to the last digit on any number of threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from domain.grid import Grid
from domain.vocabulary import STEP_OF, Channel, Determinant, Step
from scoring.rules import GradedItem

Array = NDArray[np.float64]

WEBSITE = "website"
RESULT_CHANNEL: dict[Channel, str] = {
    channel: WEBSITE if channel in (Channel.WEBFORM, Channel.SITE) else channel.value for channel in Channel
}
"""The six channels of results: form and pages are one website."""

RECEPTION = (
    Determinant.WELCOME,
    Determinant.COURTESY,
    Determinant.LISTENING,
    Determinant.PERSONALIZATION,
    Determinant.CLARITY,
    Determinant.TRANSFER,
)
"""The determinants of the reception competence (design section 7)."""

Metric = tuple[str, str]
"""What a column holds: ("overall", ""), ("channel", "mail"), ("step", "access"), ("cell", "courtesy/mail")…"""


def weighted_mean(columns: Sequence[Array], weights: Sequence[float]) -> Array:
    """Return the row-wise weighted mean of the columns that are not NaN; NaN where all are."""
    total = np.zeros_like(columns[0])
    weight_sum = np.zeros_like(columns[0])
    for column, weight in zip(columns, weights, strict=True):
        there = ~np.isnan(column)
        total += np.where(there, column, 0.0) * weight
        weight_sum += there * weight
    return np.divide(total, weight_sum, out=np.full_like(total, np.nan), where=weight_sum > 0)


@dataclass(frozen=True)
class Rollup:
    """The grid's weights, ready to turn item means into metrics."""

    items: Sequence[GradedItem]
    grid: Grid
    cells: Mapping[tuple[Determinant, Channel], list[GradedItem]] = field(init=False)

    def __post_init__(self) -> None:
        cells: dict[tuple[Determinant, Channel], list[GradedItem]] = {}
        for graded in self.items:
            cells.setdefault((graded.item.determinant, graded.item.channel), []).append(graded)
        object.__setattr__(self, "cells", cells)

    @property
    def channels(self) -> list[Channel]:
        return [channel for channel in Channel if any(cell[1] is channel for cell in self.cells)]

    def metrics(self, means: Array) -> dict[Metric, Array]:
        """Return every metric of `means` (rows × items, grades of 0…1), out of 100."""
        cells = {
            key: 100.0 * weighted_mean([means[:, graded.index] for graded in own], [g.item.weight for g in own])
            for key, own in self.cells.items()
        }
        everything = tuple(Determinant)
        found: dict[Metric, Array] = {("overall", ""): self._across(cells, everything, self.channels)}
        for name in dict.fromkeys(RESULT_CHANNEL[channel] for channel in self.channels):
            own = [channel for channel in self.channels if RESULT_CHANNEL[channel] == name]
            found["channel", name] = self._across(cells, everything, own)
        for step in Step:
            own_determinants = tuple(name for name in Determinant if STEP_OF[name] is step)
            found["step", step.value] = self._across(cells, own_determinants, self.channels)
        for determinant in Determinant:
            found["determinant", determinant.value] = self._across(cells, (determinant,), self.channels)
        found["composite", "reception"] = self._across(cells, RECEPTION, self.channels)
        found["composite", "consistency"] = found["determinant", Determinant.CONSISTENCY.value]
        for (determinant, channel), value in cells.items():
            found["cell", f"{determinant.value}/{channel.value}"] = value
        return found

    def _across(
        self,
        cells: Mapping[tuple[Determinant, Channel], Array],
        determinants: Sequence[Determinant],
        channels: Sequence[Channel],
    ) -> Array:
        """Return the mean over channels of the mean over determinants, with the grid's weights."""
        rows = len(next(iter(cells.values())))
        per_channel = []
        for channel in channels:
            there = [name for name in determinants if (name, channel) in cells]
            weights = [self.grid.determinant_weights[name] for name in there]
            columns = [cells[name, channel] for name in there]
            per_channel.append(weighted_mean(columns, weights) if columns else np.full(rows, np.nan))
        return weighted_mean(per_channel, [self.grid.channel_weights[channel] for channel in channels])
