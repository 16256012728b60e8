"""How long replies took, by sector: bins from the hour to never."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scoring.publication import RATE_FLOOR, stored
from scoring.results import DelayGroup, Delays
from scoring.rollup import Array
from scoring.sample import Sample, aligned, numbers
from scoring.tables import Tables

EDGES = (1.0, 4.0, 8.0, 24.0, 48.0, 120.0, 168.0, 336.0)
"""Upper bounds in hours: 1 h, 4 h, 8 h, 24 h, 48 h, 5 days, 7 days, 14 days; then "later" and "never"."""

MEASURES = ("reply.delay_hours", "answer.delay_hours")


def delays(tables: Tables, sample: Sample, sectors: Mapping[str, NDArray[np.bool_]]) -> tuple[Delays, ...]:
    """Return the distribution of each delay measure over each sector's measured contacts (masks over structures)."""
    return tuple(_measure_delays(tables, sample, measure, sectors) for measure in MEASURES)


def _measure_delays(tables: Tables, sample: Sample, measure: str, sectors: Mapping[str, NDArray[np.bool_]]) -> Delays:
    hours = aligned(numbers(tables, measure), sample)
    hours = np.where(np.isnan(hours), np.inf, hours)  # never answered
    groups = []
    for key, structures in sectors.items():
        own = hours[structures[sample.owner] & sample.measured]
        if len(own) >= RATE_FLOOR:
            groups.append(_group(key, own))
    return Delays(measure=measure, edges=EDGES, groups=tuple(groups))


def _group(key: str, hours: Array) -> DelayGroup:
    answered = np.isfinite(hours)
    later = len(EDGES)
    bins = np.where(answered, np.searchsorted(EDGES, hours, side="left"), later + 1)
    # over all contacts: half of them waited at most so long; none when most were never answered
    median = float(np.quantile(hours, 0.5, method="inverted_cdf"))
    return DelayGroup(
        key=key,
        contacts=len(hours),
        answered=int(answered.sum()),
        median_hours=stored(median) if np.isfinite(median) else None,
        bins=tuple(int(count) for count in np.bincount(bins, minlength=later + 2)),
    )
