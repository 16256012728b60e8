"""Sets two groups against each other: every item and every score, with interval, adjusted test and effect size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scoring.bootstrap import GroupMeans, difference_interval, group_means, welch_p
from scoring.proportions import Rate, clustered_rate, cohen_h, difference_p, hedges_g, holm, newcombe, wilson
from scoring.publication import RATE_FLOOR, estimate
from scoring.results import Comparison, Estimate, GroupComparison
from scoring.rollup import Array, Metric
from scoring.rules import GRADE_UNIT, GradedItem
from scoring.sample import Sample

LEADING_ITEMS = ("E13", "E20")
"""Answered within 24 h, polite phrase: the two rates that the 2023 barometer compared, always shown first."""

SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Side:
    """One of the two groups, and which structures are in it."""

    key: str
    mask: NDArray[np.bool_]


@dataclass(frozen=True)
class Material:
    """What comparisons are drawn from: the sample, its items, and the metrics of every structure."""

    sample: Sample
    items: Sequence[GradedItem]
    metrics: list[Metric]
    values: Array
    weights: Array
    seed: int
    known: dict[bytes, GroupMeans] = field(default_factory=dict)

    def means(self, mask: NDArray[np.bool_]) -> GroupMeans:
        """Return a group's means, the metrics' columns first and the items' after them; each group is drawn once."""
        members = mask.tobytes()
        if members not in self.known:
            columns = np.column_stack([self.values[mask], 100 * self.sample.means()[mask]])
            self.known[members] = group_means(columns, self.weights[mask], seed=self.seed, members=members)
        return self.known[members]


def compare(material: Material, dimension: str, first: Side, second: Side) -> GroupComparison:
    """Return all comparisons of two groups; each family of tests is Holm-adjusted on its own."""
    items = _adjusted(_item_rows(material, first, second))
    scores = _adjusted(_score_rows(material, first, second))
    items.sort(key=lambda row: (_lead(row.key), not _clear(row), -abs(row.difference.value or 0.0), row.key))
    return GroupComparison(dimension=dimension, first=first.key, second=second.key, rows=(*scores, *items))


def _clear(row: Comparison) -> bool:
    return row.sentence.endswith(("_more", "_less"))


def _lead(item: str) -> int:
    return LEADING_ITEMS.index(item) if item in LEADING_ITEMS else len(LEADING_ITEMS)


def _adjusted(rows: list[Comparison]) -> list[Comparison]:
    return [
        row.model_copy(update={"p_holm": p, "sentence": _sentence(row, p)})
        for row, p in zip(rows, holm([row.p for row in rows]), strict=True)
    ]


def _sentence(row: Comparison, p_holm: float | None) -> str:
    kind = "rate" if row.is_rate else "score"
    if row.difference.value is None or p_holm is None:
        return f"compare_{kind}_few"
    if p_holm >= SIGNIFICANT:
        return f"compare_{kind}_same"
    return f"compare_{kind}_{'more' if row.difference.value > 0 else 'less'}"


def _item_rows(material: Material, first: Side, second: Side) -> list[Comparison]:
    sides = [material.means(side.mask) for side in (first, second)]
    means = material.sample.means()
    rows = []
    for graded in material.items:
        counts = [int(material.sample.counts[side.mask, graded.index].sum()) for side in (first, second)]
        if not all(counts):
            continue
        if min(counts) < RATE_FLOOR:
            few = [Estimate(n=n) for n in counts]
            rows.append(_row("item", graded.item.id, graded.binary, few[0], few[1]))
        elif graded.binary:
            rows.append(_rate_row(material, graded, first, second))
        else:
            columns = [100 * means[side.mask, graded.index] for side in (first, second)]
            weights = [material.weights[side.mask] for side in (first, second)]
            rows.append(
                _mean_row("item", graded.item.id, len(material.metrics) + graded.index, sides, columns, weights)
            )
    return rows


def _row(family: str, key: str, is_rate: bool, first: Estimate, second: Estimate, **found: object) -> Comparison:
    values = {"difference": Estimate(), "p": None, "p_holm": None, "effect": None, "sentence": "", **found}
    return Comparison.model_validate(
        {"family": family, "key": key, "is_rate": is_rate, "first": first, "second": second, **values}
    )


def _rate(sample: Sample, graded: GradedItem, mask: NDArray[np.bool_]) -> Rate:
    totals = sample.totals[mask, graded.index] / GRADE_UNIT
    return clustered_rate(totals, sample.counts[mask, graded.index].astype(np.float64))


def rate_estimate(rate: Rate) -> Estimate:
    """Return a rate as percent with its Wilson interval."""
    return estimate(rate.value, wilson(rate.value, rate.effective), rate.n, scale=100)


def _rate_row(material: Material, graded: GradedItem, first: Side, second: Side) -> Comparison:
    one, two = (_rate(material.sample, graded, side.mask) for side in (first, second))
    bounds = newcombe(one.value, one.effective, two.value, two.effective)
    return _row(
        "item",
        graded.item.id,
        True,
        rate_estimate(one),
        rate_estimate(two),
        difference=estimate(one.value - two.value, bounds, one.n + two.n, scale=100),
        p=difference_p(one, two),
        effect=round(cohen_h(one.value, two.value), 4),
    )


def _tested(metrics: list[Metric]) -> list[int]:
    """Return the metrics of the family; one that repeats another would only make the adjustment harsher."""
    single_channel = sum(kind == "channel" for kind, _ in metrics) == 1
    return [
        column
        for column, (kind, key) in enumerate(metrics)
        if kind != "cell" and (kind, key) != ("composite", "consistency") and not (kind == "channel" and single_channel)
    ]


def _score_rows(material: Material, first: Side, second: Side) -> list[Comparison]:
    sides = [material.means(side.mask) for side in (first, second)]
    rows = []
    for column in _tested(material.metrics):
        columns = [material.values[side.mask, column] for side in (first, second)]
        if all((~np.isnan(own)).any() for own in columns):
            key = "/".join(part for part in material.metrics[column] if part)
            weights = [material.weights[side.mask] for side in (first, second)]
            rows.append(_mean_row("score", key, column, sides, columns, weights))
    return rows


def _mean_row(
    family: str, key: str, column: int, sides: Sequence[GroupMeans], columns: Sequence[Array], weights: Sequence[Array]
) -> Comparison:
    kept = [~np.isnan(own) for own in columns]
    values = [own[there] for own, there in zip(columns, kept, strict=True)]
    own_weights = [weight[there] for weight, there in zip(weights, kept, strict=True)]
    means = [float(side.value[column]) for side in sides]
    n = [int(side.n[column]) for side in sides]
    bounds = difference_interval(sides[0].draws[:, column], sides[1].draws[:, column], n[0], n[1])
    effect = hedges_g(values[0], values[1])
    return _row(
        family,
        key,
        False,
        *(estimate(mean, side.interval(column), size) for mean, side, size in zip(means, sides, n, strict=True)),
        difference=estimate(means[0] - means[1], bounds, sum(n)) if not math.isnan(means[0] - means[1]) else Estimate(),
        p=welch_p(values[0], own_weights[0], values[1], own_weights[1]),
        effect=round(effect, 4) if effect is not None else None,
    )
