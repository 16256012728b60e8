"""Intervals and tests of proportions: Wilson, Newcombe, the design effect of clustering, Holm, Cohen's h.

Contacts of one structure are alike, so a rate over contacts carries less than n of information. The interval of a
published rate is Wilson's on the effective number n / deff (Korn and Graubard 1998), so that structures, not contacts,
are the units; a difference is Newcombe's hybrid score interval (1998, method 10) of two such rates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from scoring.rollup import Array

Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Rate:
    """A proportion: `k` of `n` contacts, worth `effective` independent ones."""

    k: float
    n: int
    effective: float

    @property
    def value(self) -> float:
        return self.k / self.n


def wilson(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Return Wilson's score interval of a share observed on `n` (Wilson 1927)."""
    centre = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def newcombe(first: float, n_first: float, second: float, n_second: float) -> tuple[float, float]:
    """Return the interval of first − second from the two Wilson intervals."""
    low_1, high_1 = wilson(first, n_first)
    low_2, high_2 = wilson(second, n_second)
    difference = first - second
    below = math.hypot(first - low_1, high_2 - second)
    above = math.hypot(high_1 - first, second - low_2)
    return difference - below, difference + above


def clustered_rate(successes: Array, contacts: Array) -> Rate:
    """Return the rate over structures' contacts, with the effective number that their likeness leaves.

    `successes` and `contacts` are per structure; the variance is the linearised one of a ratio (Cochran, 1977).
    """
    there = contacts > 0
    k, n = float(successes[there].sum()), int(contacts[there].sum())
    clusters = int(there.sum())
    share = k / n
    simple = share * (1 - share) / n
    if clusters < 2 or simple == 0:
        return Rate(k, n, float(n))
    residual = successes[there] - share * contacts[there]
    variance = clusters / (clusters - 1) * float((residual**2).sum()) / n**2
    # never worth more than its contacts, nor less than one structure
    return Rate(k, n, min(float(n), max(1.0, n * simple / variance)) if variance > 0 else float(n))


def difference_p(first: Rate, second: Rate) -> float:
    """Return the two-sided p-value of equal rates: the pooled z test on the effective numbers (Rao and Scott 1992)."""
    pooled = (first.value * first.effective + second.value * second.effective) / (first.effective + second.effective)
    spread = pooled * (1 - pooled) * (1 / first.effective + 1 / second.effective)
    if spread == 0:
        return 1.0
    return 2 * NormalDist().cdf(-abs(first.value - second.value) / math.sqrt(spread))


def cohen_h(first: float, second: float) -> float:
    """Return the effect size of two rates (Cohen 1988): 0.2 small, 0.5 medium, 0.8 large."""
    return 2 * math.asin(math.sqrt(first)) - 2 * math.asin(math.sqrt(second))


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return Holm's step-down adjustment (1979); a None is no test and stays out of the family."""
    tested = [(p, position) for position, p in enumerate(p_values) if p is not None]
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, position) in enumerate(sorted(tested)):
        largest = max(largest, min(1.0, (len(tested) - rank) * p))
        adjusted[position] = largest
    return adjusted


def hedges_g(first: Array, second: Array) -> float | None:
    """Return the standardised difference of two means, with the small-sample correction (Hedges 1981)."""
    freedom = len(first) + len(second) - 2
    if len(first) < 2 or len(second) < 2:
        return None
    pooled = math.sqrt(
        (np.var(first, ddof=1) * (len(first) - 1) + np.var(second, ddof=1) * (len(second) - 1)) / freedom
    )
    if pooled == 0:
        return None
    return float((first.mean() - second.mean()) / pooled * (1 - 3 / (4 * freedom - 1)))
