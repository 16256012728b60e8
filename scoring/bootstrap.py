"""Means of groups with intervals: structures are resampled, not contacts.

Percentile intervals of small groups are too narrow; theirs are taken at the wider levels of Hesterberg's expanded
percentile interval (2015), which match a t interval when scores are normal. Resampled sums are of whole numbers that
fit a double exactly, so a matrix product on any number of threads gives the same draws.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.rollup import Array

DRAWS = 2000
CELLS_AT_ONCE = 4_000_000
SCORE_UNIT = 1e4
WEIGHT_UNIT = 1e4


@dataclass(frozen=True)
class GroupMeans:
    """Weighted means of a group's columns, their resampled means (draws × columns) and the structures behind each."""

    value: Array
    draws: Array
    n: NDArray[np.int64]

    def interval(self, column: int) -> tuple[float, float] | None:
        """Return the 95 % interval of one column, or None with fewer than two structures."""
        return interval(self.draws[:, column], int(self.n[column]))


def group_means(values: Array, weights: Array, *, seed: int, members: bytes, draws: int = DRAWS) -> GroupMeans:
    """Return the means of `values` (structures × columns, NaN for none).

    `members` tells who is in the group:
    the same structures get the same draws wherever they are averaged.
    """
    there = ~np.isnan(values)
    counts = there.sum(axis=0)
    means = np.array(
        [_mean(values[there[:, column], column], weights[there[:, column]]) for column in range(values.shape[1])]
    )
    rng = np.random.default_rng([seed, zlib.crc32(members)])
    return GroupMeans(means, _resampled(values, there, weights, rng, draws), counts)


def _mean(values: Array, weights: Array) -> float:
    """Exactly rounded, so that the order of structures does not matter."""
    if not len(values):
        return math.nan
    return math.fsum((values * weights).tolist()) / math.fsum(weights.tolist())


def _resampled(values: Array, there: NDArray[np.bool_], weights: Array, rng: np.random.Generator, draws: int) -> Array:
    size = len(values)
    if size < 2:
        return np.full((draws, values.shape[1]), np.nan)
    whole = np.maximum(np.rint(weights / weights.max() * WEIGHT_UNIT), 1.0)[:, None]
    tops = np.where(there, np.rint(np.nan_to_num(values) * SCORE_UNIT), 0.0) * whole
    bottoms = there * whole
    result = np.full((draws, values.shape[1]), np.nan)
    step = max(1, CELLS_AT_ONCE // size)
    for start in range(0, draws, step):
        rows = min(step, draws - start)
        picked = rng.integers(0, size, (rows, size))
        flat = picked + np.arange(rows)[:, None] * size
        times = np.bincount(flat.ravel(), minlength=rows * size).reshape(rows, size).astype(np.float64)
        top, bottom = times @ tops, times @ bottoms
        np.divide(top, bottom * SCORE_UNIT, out=result[start : start + rows], where=bottom > 0)
    return result


def interval(draws: Array, n: int) -> tuple[float, float] | None:
    """Return the expanded percentile interval of resampled means of `n` structures."""
    kept = draws[~np.isnan(draws)]
    if n < 2 or not len(kept):
        return None
    tail = _tail(n)
    low, high = np.quantile(kept, [tail, 1 - tail])
    return float(low), float(high)


def difference_interval(first: Array, second: Array, n_first: int, n_second: int) -> tuple[float, float] | None:
    """Return the interval of first − second from independent draws of two groups."""
    return interval(first - second, min(n_first, n_second)) if min(n_first, n_second) >= 2 else None


def _tail(n: int) -> float:
    return float(stats.norm.cdf(-math.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1)))


def welch_p(first: Array, first_weights: Array, second: Array, second_weights: Array) -> float | None:
    """Return the two-sided p-value of equal weighted means, variances not pooled (Welch 1947)."""
    if len(first) < 2 or len(second) < 2:
        return None
    sides = [_mean_variance(first, first_weights), _mean_variance(second, second_weights)]
    variance = sides[0] + sides[1]
    gap = _mean(first, first_weights) - _mean(second, second_weights)
    if variance == 0:
        return 1.0 if gap == 0 else 0.0
    freedom = variance**2 / (sides[0] ** 2 / (len(first) - 1) + sides[1] ** 2 / (len(second) - 1))
    return float(2 * stats.t.sf(abs(gap) / math.sqrt(variance), freedom))


def _mean_variance(values: Array, weights: Array) -> float:
    """The linearised variance of a weighted mean; s² / n when weights are equal."""
    n = len(values)
    residual = weights * (values - _mean(values, weights))
    return float(n / (n - 1) * (residual**2).sum() / weights.sum() ** 2)
