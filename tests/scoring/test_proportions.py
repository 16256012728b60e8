"""Intervals, tests and adjustments against statsmodels and scipy, and against published figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportion_effectsize,
    proportions_ztest,
)

from scoring.bootstrap import welch_p
from scoring.proportions import Rate, clustered_rate, cohen_h, difference_p, hedges_g, holm, newcombe, wilson

QUICK = settings(max_examples=40, deadline=None)


@QUICK
@given(n=st.integers(1, 5000), share=st.floats(0, 1))
def test_wilson_is_that_of_statsmodels(n: int, share: float) -> None:
    k = round(n * share)
    assert wilson(k / n, n) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-9)


def test_wilson_of_the_2022_national_test() -> None:
    """217 of 302 calls failed: 66.5 to 76.6 % (field notes, section 8)."""
    assert [round(100 * bound, 1) for bound in wilson(217 / 302, 302)] == [66.5, 76.6]


@QUICK
@given(k1=st.integers(1, 49), k2=st.integers(1, 79))
def test_newcombe_is_that_of_statsmodels(k1: int, k2: int) -> None:
    expected = confint_proportions_2indep(k1, 50, k2, 80, method="newcomb", compare="diff")
    assert newcombe(k1 / 50, 50, k2 / 80, 80) == pytest.approx(expected, abs=1e-9)


def test_the_test_of_two_rates_is_the_pooled_z_test_when_contacts_are_independent() -> None:
    expected = proportions_ztest([30, 55], [100, 90])[1]
    assert difference_p(Rate(30, 100, 100), Rate(55, 90, 90)) == pytest.approx(expected)


@QUICK
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_is_that_of_statsmodels(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])


def test_holm_leaves_what_was_not_tested_out_of_the_family() -> None:
    assert holm([0.01, None, 0.04]) == [0.02, None, 0.04]


def test_effect_sizes() -> None:
    assert cohen_h(0.38, 0.85) == pytest.approx(proportion_effectsize(0.38, 0.85))
    first, second = np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0, 5.0, 6.0])
    assert hedges_g(first, second) == pytest.approx(-2 / np.std(first, ddof=1) * (1 - 3 / (4 * 6 - 1)))


def test_welch_is_that_of_scipy_when_weights_are_equal() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(60, 10, 30), rng.normal(65, 20, 22)
    expected = stats.ttest_ind(first, second, equal_var=False).pvalue
    assert welch_p(first, np.ones(30), second, np.ones(22)) == pytest.approx(expected)


def test_alike_contacts_are_worth_their_structures() -> None:
    """Ten structures of five contacts that all end alike hold ten facts, not fifty."""
    successes = np.array([5.0] * 4 + [0.0] * 6)
    rate = clustered_rate(successes, np.full(10, 5.0))
    assert rate.value == 0.4
    assert rate.effective == pytest.approx(9)


def test_independent_contacts_keep_their_number() -> None:
    rng = np.random.default_rng(3)
    rate = clustered_rate(rng.binomial(4, 0.5, 2000).astype(float), np.full(2000, 4.0))
    assert rate.effective == pytest.approx(8000, rel=0.1)


def test_a_unanimous_rate_has_its_full_number() -> None:
    assert clustered_rate(np.array([3.0, 3.0]), np.array([3.0, 3.0])).effective == 6
