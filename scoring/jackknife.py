"""The interval of one structure's scores: leave each contact out in turn, stratified by channel.

The variance of a metric is the sum over the structure's channels h of (n_h - 1) / n_h · Σ (θ_(hi) - mean θ_(h·))²
(Wolter, Introduction to Variance Estimation, chapter 4). Two or three contacts
tell little of their own spread (three that happen to end alike would claim certainty), so it is moderated by the
variance per contact pooled over the panel, which counts for `PRIOR_FREEDOM` degrees of freedom (Smyth 2004); a channel
of one contact has no spread of its own and takes the pooled one. Degrees of freedom add up as Satterthwaite's do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from scoring.rollup import Array, Metric, Rollup
from scoring.sample import NO_GRADE, Integers, Sample, item_means

BATCH = 20_000
CONFIDENCE = 0.95
PRIOR_FREEDOM = 4.0
NO_SPREAD = 1e-12


@dataclass(frozen=True)
class Spread:
    """Standard error and degrees of freedom of each structure's metrics (structures × metrics); NaN when unknown."""

    metrics: list[Metric]
    error: Array
    freedom: Array

    def half_width(self) -> Array:
        """Return half the 95 % interval."""
        quantile = stats.t.ppf(0.5 + CONFIDENCE / 2, np.maximum(self.freedom, 1.0))
        width: Array = quantile * self.error
        return width


def jackknife(sample: Sample, rollup: Rollup, metrics: list[Metric]) -> Spread:
    """Return the spread of `metrics` for every structure of the sample."""
    shape = (len(sample.keys), len(metrics))
    variance, weight = np.zeros(shape), np.zeros(shape)
    rows = np.flatnonzero(sample.measured)
    channels = [channel.value for channel in rollup.channels]
    left_out = _leave_one_out(sample, rollup, metrics, rows)
    for channel in channels:
        own = sample.channel[rows] == channel
        value, size = _stratum(left_out[own], sample.owner[rows][own], shape)
        value, freedom = _moderated(value, size)
        there = size[:, None] > 0  # a channel without contacts adds nothing
        variance += np.where(there, value, 0.0)
        weight += np.where(there, np.divide(value**2, freedom, out=np.zeros(shape), where=freedom > 0), 0.0)
    variance[np.bincount(sample.owner[rows], minlength=shape[0]) == 0] = np.nan
    freedom = np.divide(variance**2, weight, out=np.ones(shape), where=weight > 0)
    return Spread(metrics, np.sqrt(variance), freedom)


def _leave_one_out(sample: Sample, rollup: Rollup, metrics: list[Metric], rows: Integers) -> Array:
    """Return the metrics of each contact's structure without that contact (contacts × metrics)."""
    result = np.empty((len(rows), len(metrics)))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        grades = sample.grades[batch].astype(np.int64)
        graded = grades != NO_GRADE
        owner = sample.owner[batch]
        means = item_means(sample.totals[owner] - np.where(graded, grades, 0), sample.counts[owner] - graded)
        found = rollup.metrics(means)
        for column, metric in enumerate(metrics):
            result[start : start + len(batch), column] = found[metric]
    return result


def _stratum(left_out: Array, owner: Integers, shape: tuple[int, int]) -> tuple[Array, Integers]:
    """Return the variance that one channel adds to each structure's metrics, and its number of contacts."""
    size = np.bincount(owner, minlength=shape[0])
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    variance = np.full(shape, np.nan)
    if len(starts):
        n = size[size > 0][:, None]
        mean = np.add.reduceat(left_out, starts, axis=0) / n
        deviation = left_out - np.repeat(mean, n[:, 0], axis=0)
        variance[size > 0] = (n - 1) / n * np.add.reduceat(deviation**2, starts, axis=0)
    variance[size == 1] = np.nan
    return variance, size


def _moderated(variance: Array, size: Integers) -> tuple[Array, Array]:
    """Draw each structure's variance towards the panel's; return it with its degrees of freedom."""
    own_freedom = np.maximum(size - 1, 0)[:, None].astype(np.float64)
    own_freedom = np.where(np.isnan(variance), 0.0, own_freedom)
    per_contact = np.where(own_freedom > 0, variance, 0.0) * size[:, None]
    total_freedom = own_freedom.sum(axis=0)
    pooled = np.divide(
        (per_contact * own_freedom).sum(axis=0),
        total_freedom,
        out=np.full(variance.shape[1], np.nan),
        where=total_freedom > 0,
    )
    # pooling a structure with itself alone would claim freedom that is not there
    prior = np.where((own_freedom > 0).sum(axis=0) > 1, PRIOR_FREEDOM, 0.0)
    freedom = own_freedom + prior
    mixed = np.divide(
        own_freedom * per_contact + prior * np.where(prior > 0, pooled, 0.0),
        freedom,
        out=np.full(variance.shape, np.nan),
        where=freedom > 0,
    )
    # no spread seen anywhere is not certainty: the interval is unknown
    mixed = np.where(mixed > NO_SPREAD, mixed, np.nan)
    return mixed / np.maximum(size, 1)[:, None], freedom
