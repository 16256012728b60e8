"""Scores a campaign: grade, roll up, average, compare, rank. Pure: the same tables, grid, norms and seed give the same
scores to the last digit, whatever the order of the rows and the number of threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from domain.grid import Grid, NormSet
from domain.structure import Basis
from domain.vocabulary import Outcome
from scoring.bootstrap import DRAWS
from scoring.breakdown import RELIABLE, Bounds, breakdown, group_breakdown, structure_bounds
from scoring.compare import Material, Side, compare, rate_estimate
from scoring.delays import delays
from scoring.groups import Group, groups, panel
from scoring.jackknife import CONFIDENCE, jackknife
from scoring.proportions import clustered_rate
from scoring.publication import RATE_FLOOR, RESEARCH_FLOOR, estimate
from scoring.ranking import rank
from scoring.reliable import reliable_contacts
from scoring.results import (
    GroupComparison,
    GroupScores,
    ItemScore,
    Method,
    Outcomes,
    Scores,
    StructureScores,
)
from scoring.rollup import Metric, Rollup
from scoring.rules import GRADE_UNIT, graded_items
from scoring.sample import Sample, draw_sample
from scoring.tables import Tables


@dataclass(frozen=True)
class _Reckoning:
    """Everything between the tables and the published values. Intervals are per structure, in the metrics' order."""

    material: Material
    bounds: list[list[Bounds]]

    @property
    def sample(self) -> Sample:
        return self.material.sample


def score(tables: Tables, grid: Grid, norms: NormSet, *, seed: int = 0) -> Scores:
    """Return the scores of a campaign under a grid and a norm set (formulas: `docs/scoring.md`)."""
    reckoning = _reckon(tables, grid, norms, seed)
    sample, everyone = reckoning.sample, panel(reckoning.sample)
    every_group = list(groups(sample))
    structures = list(_structures(reckoning))
    sectors = {group.key: group.mask for group in every_group if group.dimension == "sector"}
    return Scores(
        panel=_group_scores(reckoning, everyone),
        groups=tuple(_group_scores(reckoning, group) for group in every_group),
        structures=tuple(structures),
        ranking=rank(structures, seed=seed),
        items=tuple(_items(reckoning, everyone)),
        comparisons=tuple(_comparisons(reckoning, every_group)),
        delays=delays(tables, sample, sectors),
        outcomes=_outcomes(sample, np.ones(len(sample.keys), dtype=bool)),
        method=Method(
            grid=grid.version,
            norms=norms.id,
            seed=seed,
            draws=DRAWS,
            confidence=CONFIDENCE,
            ungraded_items=tuple(item.id for item in graded_items(grid, norms)[1]),
            research_floor=RESEARCH_FLOOR,
            rate_floor=RATE_FLOOR,
        ),
    )


def compare_groups(
    tables: Tables, grid: Grid, norms: NormSet, *, dimension: str, first: str, second: str, seed: int = 0
) -> GroupComparison:
    """Return the comparison of two groups of a dimension (`sector`, `category`, `certified`, `site`).

    Raises KeyError when the sample holds no such group.
    """
    reckoning = _reckon(tables, grid, norms, seed)
    known: dict[tuple[str, str], Group] = {(own.dimension, own.key): own for own in groups(reckoning.sample)}
    return _compared(reckoning, known[dimension, first], known[dimension, second])


def _reckon(tables: Tables, grid: Grid, norms: NormSet, seed: int) -> _Reckoning:
    items, _ = graded_items(grid, norms)
    sample = draw_sample(tables, items)
    rollup = Rollup(items, grid)
    found = rollup.metrics(sample.means())
    spread = jackknife(sample, rollup, list(found))
    measured = sample.measured
    contacts = np.bincount(sample.owner[measured], minlength=len(sample.keys))
    reliable = reliable_contacts(tables, sample, norms) & measured
    k = np.bincount(sample.owner[reliable], minlength=len(sample.keys))
    share = np.divide(k, contacts, out=np.full(len(k), np.nan), where=contacts > 0)
    values = np.column_stack([*found.values(), 100 * share])
    metrics: list[Metric] = [*found, RELIABLE]
    weights = sample.column("weight").astype(np.float64)
    material = Material(sample, items, metrics, values, weights, seed)
    return _Reckoning(material, structure_bounds(values, spread, share, contacts))


def _outcomes(sample: Sample, structures: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Outcomes:
    own = sample.outcome[structures[sample.owner]]
    return Outcomes(**{outcome.value: int((own == outcome.value).sum()) for outcome in Outcome})


def _group_scores(reckoning: _Reckoning, group: Group) -> GroupScores:
    material = reckoning.material
    means = material.means(group.mask)
    alone = reckoning.bounds[int(np.flatnonzero(group.mask)[0])] if group.mask.sum() == 1 else None
    return GroupScores(
        dimension=group.dimension,
        key=group.key,
        structures=int(group.mask.sum()),
        left_out=group.left_out,
        outcomes=_outcomes(reckoning.sample, group.mask),
        scores=group_breakdown(material.metrics, means, alone),
    )


def _structures(reckoning: _Reckoning) -> Iterator[StructureScores]:
    """Yield every structure that may have scores of its own, in the order of the keys."""
    sample, material = reckoning.sample, reckoning.material
    tallies = {
        outcome: np.bincount(sample.owner[sample.outcome == outcome.value], minlength=len(sample.keys))
        for outcome in Outcome
    }
    for row, key in enumerate(sample.keys):
        if sample.structures["basis"][row] == Basis.RESEARCH.value:
            continue
        outcomes = Outcomes(**{outcome.value: int(tally[row]) for outcome, tally in tallies.items()})
        found = {
            metric: estimate(float(material.values[row, column]), reckoning.bounds[row][column], outcomes.measured)
            for column, metric in enumerate(material.metrics)
            if metric[0] != "cell"
        }
        yield StructureScores(
            key=key,
            sector=sample.structures["sector"][row],
            category=sample.structures["category"][row],
            entry=sample.structures["entry"][row],
            certified=bool(sample.structures["certified"][row]),
            outcomes=outcomes,
            scores=breakdown(found),
        )


def _items(reckoning: _Reckoning, group: Group) -> Iterator[ItemScore]:
    """Yield the panel's mean of every item graded on enough contacts."""
    sample = reckoning.sample
    for graded in reckoning.material.items:
        counts = sample.counts[group.mask, graded.index]
        if counts.sum() >= RATE_FLOOR:
            totals = sample.totals[group.mask, graded.index] / GRADE_UNIT
            yield ItemScore(
                item=graded.item.id,
                channel=graded.item.channel.value,
                determinant=graded.item.determinant.value,
                estimate=rate_estimate(clustered_rate(totals, counts.astype(np.float64))),
                structures=int((counts > 0).sum()),
            )


def _comparisons(reckoning: _Reckoning, every_group: list[Group]) -> Iterator[GroupComparison]:
    known: dict[tuple[str, str], Group] = {(group.dimension, group.key): group for group in every_group}
    for dimension, first, second in (
        ("sector", "public", "private"),
        ("certified", "yes", "no"),
        ("site", "main", "annex"),
    ):
        pair = [known.get((dimension, key)) for key in (first, second)]
        if pair[0] and pair[1] and pair[0].mask.any() and pair[1].mask.any():
            yield _compared(reckoning, pair[0], pair[1])


def _compared(reckoning: _Reckoning, first: Group, second: Group) -> GroupComparison:
    sides = [Side(group.key, group.mask) for group in (first, second)]
    return compare(reckoning.material, first.dimension, sides[0], sides[1])
