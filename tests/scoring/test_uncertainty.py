"""Intervals hold what they promise: against an independent reckoning, and over simulated campaigns."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from domain.observation import Document
from scoring.bootstrap import group_means
from scoring.jackknife import jackknife
from scoring.rollup import Rollup
from scoring.rules import GRADE_UNIT, graded_items
from scoring.sample import draw_sample
from scoring.score import score
from scoring.tables import tables_from
from tests.scoring.small import document, grid, item, norms, structure

ONE_ITEM = grid(item("E01", "courtesy", "a.b", {"share": True}))
OVERALL = [("overall", "")]


def _campaign(shares: dict[str, list[float]]) -> list[Document]:
    values = [(key, share) for key, own in shares.items() for share in own]
    return [document(number, key, facts={"a.b": share}) for number, (key, share) in enumerate(values)]


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    """For one item and one structure, leaving one out gives s / sqrt(n) exactly."""
    shares = [0.2, 0.9, 0.4, 0.7, 0.55]
    items, _ = graded_items(ONE_ITEM, norms())
    sample = draw_sample(tables_from(_campaign({"a": shares}), [structure("a")]), items)
    spread = jackknife(sample, Rollup(items, ONE_ITEM), OVERALL)
    assert spread.error[0, 0] == pytest.approx(100 * stats.sem(shares))
    assert spread.freedom[0, 0] == 4
    low, high = stats.t.interval(0.95, 4, 100 * np.mean(shares), 100 * stats.sem(shares))
    found = score(tables_from(_campaign({"a": shares}), [structure("a")]), ONE_ITEM, norms()).structures[0]
    assert (found.scores.overall.low, found.scores.overall.high) == pytest.approx((low, high), abs=1e-5)


def test_a_single_contact_takes_the_pooled_variance() -> None:
    shares = {"a": [0.5], "b": [0.2, 0.4], "c": [0.6, 1.0]}
    items, _ = graded_items(ONE_ITEM, norms())
    sample = draw_sample(tables_from(_campaign(shares), [structure(key) for key in shares]), items)
    spread = jackknife(sample, Rollup(items, ONE_ITEM), OVERALL)
    pooled = (np.var([20, 40], ddof=1) + np.var([60, 100], ddof=1)) / 2
    assert spread.error[0, 0] == pytest.approx(np.sqrt(pooled))


def test_three_contacts_that_end_alike_do_not_claim_certainty() -> None:
    shares = {"a": [0.5, 0.5, 0.5], "b": [0.2, 0.4, 0.9], "c": [0.6, 1.0, 0.1]}
    scored = score(tables_from(_campaign(shares), [structure(key) for key in shares]), ONE_ITEM, norms())
    alike = scored.structures[0].scores.overall
    assert alike.low is not None and alike.high is not None
    assert alike.high - alike.low > 20


def test_a_structure_without_spread_to_go_by_has_no_interval() -> None:
    scored = score(tables_from(_campaign({"a": [0.5]}), [structure("a")]), ONE_ITEM, norms())
    assert scored.structures[0].scores.overall.low is None
    assert scored.panel.scores.overall.value == 50.0


def test_resampling_agrees_with_the_t_interval() -> None:
    values = np.random.default_rng(5).normal(60, 12, (40, 1))
    means = group_means(values, np.ones(40), seed=1, members=b"x", draws=20000)
    expected = stats.t.interval(0.95, 39, values.mean(), stats.sem(values[:, 0]))
    assert means.interval(0) == pytest.approx(expected, abs=0.35)


def test_structure_intervals_cover_the_truth() -> None:
    """600 structures of three contacts, each with its own true mean: 95 % intervals hold it about 95 times in 100."""
    rng = np.random.default_rng(11)
    truth = rng.uniform(0.3, 0.7, 600)
    shares = {f"s{row:03}": list(np.clip(rng.normal(truth[row], 0.12, 3), 0, 1)) for row in range(600)}
    scored = score(tables_from(_campaign(shares), [structure(key) for key in shares]), ONE_ITEM, norms())
    held = [
        (entry.scores.overall.low or 0) <= 100 * true <= (entry.scores.overall.high or 0)
        for entry, true in zip(scored.structures, truth, strict=True)
    ]
    assert 0.93 <= np.mean(held) <= 0.98


def test_group_intervals_cover_the_truth() -> None:
    """400 panels of 12 structures drawn from one population."""
    rng = np.random.default_rng(13)
    held = 0
    for panel in range(400):
        values = rng.normal(60, 15, (12, 1))
        bounds = group_means(values, np.ones(12), seed=panel, members=b"x", draws=600).interval(0)
        assert bounds is not None
        held += bounds[0] <= 60 <= bounds[1]
    assert 0.92 <= held / 400 <= 0.98


def test_sums_of_the_engine_are_those_of_the_contacts() -> None:
    shares = {"a": [0.123456, 0.4], "b": [0.9]}
    items, _ = graded_items(ONE_ITEM, norms())
    sample = draw_sample(tables_from(_campaign(shares), [structure(key) for key in shares]), items)
    assert sample.totals[:, 0].tolist() == [523456, 900000]
    assert sample.counts[:, 0].tolist() == [2, 1]
    assert sample.grades[:, 0].sum() == sample.totals.sum() < 2 * GRADE_UNIT
