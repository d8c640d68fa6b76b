"""Scores are those of their definitions: CRPS against pairs and closed forms, naive forecasts and peaks by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from lodeflow.scores.crps import crps, skill
from lodeflow.scores.naive import naive
from lodeflow.scores.peaks import peak

numbers = st.floats(-100.0, 100.0)


@given(st.lists(numbers, min_size=2, max_size=12), numbers)
def test_crps_is_the_error_less_half_the_distance_of_two_members(members, observed):
    x = np.array(members)
    pairs = np.abs(x[:, None] - x[None, :]).sum() / (len(x) * (len(x) - 1))
    assert crps(x, observed) == pytest.approx(np.abs(x - observed).mean() - 0.5 * pairs, abs=1e-9)


@given(numbers, numbers)
def test_crps_of_one_number_is_its_absolute_error(forecast, observed):
    assert crps(np.array([forecast]), observed) == abs(forecast - observed)


def test_crps_of_many_draws_of_a_normal_is_its_closed_form():
    """Gneiting & Raftery 2007: sigma (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi))."""
    draws = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    for z in (-1.5, 0.0, 0.7):
        wanted = z * (2.0 * norm.cdf(z) - 1.0) + 2.0 * norm.pdf(z) - 1.0 / np.sqrt(np.pi)
        assert crps(draws, z) == pytest.approx(wanted, abs=2e-4)


def test_a_fair_score_does_not_depend_on_the_number_of_members():
    random = np.random.default_rng(3)
    small = np.mean([crps(random.normal(size=3), 0.4) for _ in range(20_000)])
    large = np.mean([crps(random.normal(size=30), 0.4) for _ in range(4_000)])
    assert small == pytest.approx(large, abs=0.01)


def test_skill_counts_points_that_both_forecasts_have():
    assert skill(np.array([1.0, np.nan, 3.0]), np.array([2.0, 5.0, 4.0])) == pytest.approx(1.0 - 4.0 / 6.0)
    assert skill(np.array([0.0]), np.array([2.0])) == 1.0
    assert np.isnan(skill(np.array([1.0]), np.array([0.0])))


def test_no_change_is_the_last_value_before_the_start_and_drift_its_growth():
    days, values = np.array([-365.0, -1.0, 364.0]), np.array([100.0, 110.0, 300.0])
    found = naive(days, values)
    assert found.origin == 1
    assert found.no_change.tolist() == [110.0] * 3
    assert found.drift[2] == pytest.approx(110.0 * 1.1 ** (365.0 / 364.0))


def test_amounts_are_forecast_as_rates():
    """Ten tonnes in ten days are thirty-one in a month."""
    found = naive(np.array([-5.0, 15.0]), np.array([10.0, 40.0]), np.array([10.0, 31.0]))
    assert found.no_change.tolist() == [10.0, 31.0]
    assert np.isnan(found.drift).all()


def test_without_history_the_first_observation_is_what_was_known():
    found = naive(np.array([50.0, 10.0, 90.0]), np.array([3.0, 2.0, 5.0]))
    assert found.origin == 1
    assert found.no_change.tolist() == [2.0] * 3


def test_a_peak_is_read_on_observed_days_alone():
    days, observed = np.array([0.0, 100.0, 200.0, 300.0]), np.array([10.0, 30.0, 20.0, 15.0])
    simulated = np.array([[1.0, 2.0, 6.0, 3.0], [1.0, 3.0, 2.0, 1.0], [2.0, 2.0, 8.0, 1.0]])
    found = peak(days, observed, simulated, 10.0)
    assert (found.day, found.height) == (100.0, 3.0)
    assert (found.simulated_day, found.simulated_height) == (200.0, 4.0)
    assert not found.right_month
    assert not found.right_quarter
    assert peak(days, observed, simulated, 40.0) is None
    assert peak(days[:3], observed[:3], simulated[:, :3], 10.0) is None
