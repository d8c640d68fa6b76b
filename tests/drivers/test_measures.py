"""Measures of sensitivity against textbook functions, whose indices are known, and against SciPy."""

import numpy as np
import pytest
from scipy import stats

from lodeflow.drivers.measures import FIFTHS, bound, classes, interval, rank_correlations, ranks, regression
from lodeflow.drivers.of_result import of_outcome
from lodeflow.outcomes.names import Name

NAME = Name("unmet", "light_oxide", "EU", None)


def uniform(seed, count, numbers):
    return np.random.default_rng(seed).random((count, numbers))


def test_ranks_and_correlations_are_those_of_scipy_with_ties():
    x = uniform(1, 200, 3)
    y = np.maximum(0.0, x[:, 0] - 0.6) + 0.1 * (x[:, 1] > 0.5)  # many equal values
    assert ranks(y) == pytest.approx(stats.rankdata(y))
    known = [stats.spearmanr(x[:, k], y).statistic for k in range(3)]
    assert rank_correlations(x, y) == pytest.approx(known)


def test_slopes_and_errors_are_those_of_least_squares_by_lstsq():
    x = uniform(2, 150, 4)
    y = 3.0 * x[:, 0] - x[:, 1] ** 2 + 0.5 * x[:, 3] + uniform(3, 150, 1)[:, 0]
    found = regression(x, y)
    z = np.column_stack([stats.zscore(stats.rankdata(column)) for column in x.T])
    to = stats.zscore(stats.rankdata(y))
    slopes, (left,), _, _ = np.linalg.lstsq(z, to, rcond=None)
    assert found.slopes == pytest.approx(slopes)
    assert found.errors == pytest.approx(np.sqrt(left / (150 - 5) * np.diag(np.linalg.inv(z.T @ z))))
    assert found.explained == pytest.approx(1.0 - (left / 145) / (150 / 149))


def test_a_regression_holds_fixed_what_a_correlation_does_not():
    rng = np.random.default_rng(4)
    first = rng.normal(size=400)
    follower = 0.8 * first + 0.6 * rng.normal(size=400)
    y = first - follower + 0.1 * rng.normal(size=400)
    x = np.column_stack([first, follower])
    alone, beside = rank_correlations(x, y), regression(x, y).slopes
    # Theory of normal variables: correlations (1 - .8)/sd and (.8 - 1)/sd with sd = sqrt(.41), slopes 1/sd and -1/sd
    assert alone == pytest.approx([0.30, -0.30], abs=0.12)
    assert beside == pytest.approx([1.56, -1.56], abs=0.15)


def test_the_first_order_index_of_ishigami_is_known():
    """Ishigami and Homma (1990), a = 7, b = .1: S1 = .3139, .4424, 0. Fifths keep a known part of them."""
    count = 40_000
    x = np.pi * (2.0 * uniform(5, count, 3) - 1.0)
    y = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    variance = 7.0**2 / 8.0 + 0.1 * np.pi**4 / 5.0 + 0.01 * np.pi**8 / 18.0 + 0.5
    edges = np.linspace(-np.pi, np.pi, FIFTHS + 1)
    width = 2.0 * np.pi / FIFTHS
    of_first = -np.diff(np.cos(edges)) / width * (1.0 + 0.1 * np.pi**4 / 5.0)
    of_second = 7.0 * (0.5 - np.diff(np.sin(2.0 * edges)) / 4.0 / width)
    known = [np.mean(of_first**2) / variance, np.var(of_second) / variance, 0.0]
    found = classes(x, y)
    assert np.all(np.abs(found.first_order - known) < 4.0 * found.errors + 1e-3)
    assert known[0] == pytest.approx(0.28, abs=0.02)  # of .3139
    assert found.errors[0] < 0.01


def test_errors_are_those_of_many_repetitions():
    """The jackknife's error and the deviation of 300 repetitions agree; so does the mean index, which is unbiased."""
    found, errors = [], []
    for seed in range(300):
        x = uniform(100 + seed, 100, 1)
        y = x[:, 0] + 0.3 * np.random.default_rng(1000 + seed).normal(size=100)
        here = classes(x, y)
        found.append(here.first_order[0])
        errors.append(here.errors[0])
    # variance between fifths of a uniform number: (1 - 1/25)/12
    known = (1.0 - 1.0 / FIFTHS**2) / 12.0 / (1.0 / 12.0 + 0.09)
    assert np.mean(found) == pytest.approx(known, abs=4.0 * np.std(found) / np.sqrt(300) + 0.005)
    assert np.mean(errors) == pytest.approx(np.std(found), rel=0.2)


def test_an_interval_holds_the_truth_as_often_as_it_says():
    truth = 6.0 / np.pi * np.arcsin(0.5 / 2.0)  # Spearman's of a normal pair with correlation .5
    hits = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        a = rng.normal(size=60)
        b = 0.5 * a + np.sqrt(0.75) * rng.normal(size=60)
        low, high = interval(float(rank_correlations(a[:, None], b)[0]), 60, 1.96)
        hits += low < truth < high
    assert 0.92 <= hits / 400 <= 0.98


def test_pure_chance_names_a_driver_about_once_in_twenty():
    named = 0
    for seed in range(300):
        x = uniform(seed, 120, 30)
        y = np.random.default_rng(9000 + seed).lognormal(sigma=1.5, size=120)
        named += any(each.beyond_noise for each in of_outcome(NAME, "t", [f"k{n}" for n in range(30)], x, y).drivers)
    assert 0.01 <= named / 300 <= 0.09


def test_the_bound_is_that_of_students_distribution():
    assert bound(60) == pytest.approx(stats.norm.isf(0.025 / 60))
    assert bound(60, 30) == pytest.approx(stats.t.isf(0.025 / 60, 30), rel=0.02)
    assert bound(172, 113) == pytest.approx(stats.t.isf(0.025 / 172, 113), rel=0.002)


def test_what_cannot_be_told_is_left_out():
    x, y = uniform(6, 60, 3), uniform(7, 60, 1)[:, 0]
    assert of_outcome(NAME, "t", ["a", "b", "c"], x, np.full(60, 3.0)).drivers == []
    few = np.where(np.arange(60) < 10, y, np.nan)
    assert of_outcome(NAME, "t", ["a", "b", "c"], x, few).drivers == []
    some = of_outcome(
        NAME, "t", ["a", "b", "c"], np.column_stack([x[:, :2], np.ones(60)]), np.where(y < 0.7, y, np.nan)
    )
    assert some.replications == np.count_nonzero(y < 0.7)
    assert {each.parameter for each in some.drivers} == {"a", "b"}
    many = of_outcome(NAME, "t", [f"k{n}" for n in range(50)], uniform(8, 60, 50), y)
    assert np.isnan(many.explained)
    assert all(np.isnan(each.srrc) for each in many.drivers)


def test_an_outcome_of_a_single_replication_is_no_error():
    x, y = uniform(9, 60, 2), np.zeros(60)
    y[17] = 1.0
    found = of_outcome(NAME, "t", ["a", "b"], x, y)
    assert all(np.isfinite(each.first_order_standard_error) for each in found.drivers)
