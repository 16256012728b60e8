"""Puts a row of metrics, with their intervals, into a `Breakdown`."""

from __future__ import annotations

import numpy as np

from scoring.bootstrap import GroupMeans
from scoring.jackknife import Spread
from scoring.proportions import wilson
from scoring.publication import estimate
from scoring.results import Breakdown, Estimate
from scoring.rollup import Array, Metric
from scoring.sample import Integers

RELIABLE: Metric = ("composite", "reliable")
"""The one metric that is a rate of contacts, not a roll-up of items."""

Bounds = tuple[float, float] | None


def breakdown(estimates: dict[Metric, Estimate]) -> Breakdown:
    """Sort estimates by the kind of their metric."""
    kinds: dict[str, dict[str, Estimate]] = {}
    for (kind, key), found in estimates.items():
        kinds.setdefault(kind, {})[key] = found
    return Breakdown(
        overall=kinds["overall"][""],
        channels=kinds.get("channel", {}),
        steps=kinds.get("step", {}),
        determinants=kinds.get("determinant", {}),
        cells=kinds.get("cell", {}),
        composites=kinds.get("composite", {}),
    )


def group_breakdown(metrics: list[Metric], means: GroupMeans, alone: list[Bounds] | None) -> Breakdown:
    """Return a group's scores; `alone` holds the intervals of its only structure when it has just one."""
    found = {}
    for column, metric in enumerate(metrics):
        bounds = alone[column] if alone else means.interval(column)
        found[metric] = estimate(float(means.value[column]), bounds, int(means.n[column]))
    return breakdown(found)


def structure_bounds(values: Array, spread: Spread, reliable: Array, contacts: Integers) -> list[list[Bounds]]:
    """Return each structure's intervals, metric by metric in the order of `values`' columns."""
    half = spread.half_width()
    low, high = np.clip(values[:, : half.shape[1]] - half, 0, 100), np.clip(values[:, : half.shape[1]] + half, 0, 100)
    every: list[list[Bounds]] = []
    for row in range(len(values)):
        bounds: list[Bounds] = list(zip(low[row].tolist(), high[row].tolist(), strict=True))
        share = reliable[row]
        of_rate = wilson(share, int(contacts[row])) if contacts[row] else None
        every.append([*bounds, (100 * of_rate[0], 100 * of_rate[1]) if of_rate else None])
    return every
