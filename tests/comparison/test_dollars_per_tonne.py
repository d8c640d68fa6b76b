"""Dollars per tonne are a ratio of paired means, with an interval that is open where there may be no tonnes."""

from types import SimpleNamespace

import numpy as np
import pytest

from lodeflow.comparison.dollars_per_tonne import public_cost, ratio_of_means
from lodeflow.outcomes.names import Name


def test_a_certain_price_has_no_width():
    tonnes = np.array([9.0, 10.0, 11.0, 10.0])
    found = ratio_of_means(50.0 * tonnes, tonnes)
    assert found == pytest.approx((50.0, 50.0, 50.0), rel=1e-6)


def test_with_certain_tonnes_the_interval_is_students():
    """Dollars 90, 100 and 110 for 2 t each: 50 USD/t, half-width 4.3027 x 10 / sqrt(3) / 2."""
    found = ratio_of_means(np.array([90.0, 100.0, 110.0]), np.full(3, 2.0))
    assert found.value == 50.0
    assert found.high - found.value == pytest.approx(4.302652730 * 10.0 / np.sqrt(3.0) / 2.0, rel=1e-9)


def test_tonnes_within_the_noise_have_an_open_interval_and_none_at_all_no_ratio():
    open_ = ratio_of_means(np.array([1.0, 2.0]), np.array([-1.0, 2.0]))
    assert (open_.low, open_.high) == (-np.inf, np.inf)
    assert ratio_of_means(np.array([1.0, 2.0]), np.zeros(2)) is None
    assert ratio_of_means(np.array([1.0]), np.ones(1)) is None


def test_the_interval_covers_the_ratio_in_95_percent_of_samples():
    rng = np.random.default_rng(7)
    hit = 0
    for _ in range(2000):
        tonnes = rng.normal(10.0, 3.0, 20)
        found = ratio_of_means(5.0 * tonnes + rng.normal(0.0, 8.0, 20), tonnes)
        hit += found.low <= 5.0 <= found.high
    assert 0.935 <= hit / 2000 <= 0.965


def told(cost, made, missing):
    """Outcomes of an arm in four replications, by name; an arm without public money has no cost."""
    values = {
        Name("fiscal_cost", None, "USA", None): cost,
        Name("production", "light_oxide", "USA", None): made,
        Name("production", "light_oxide", "CHN", None): [9e9] * 4,
        Name("unmet", "magnet_standard", "USA", None): missing,
    }
    return SimpleNamespace(of=lambda names: np.array([values[name] for name in names], float).T)


def test_the_table_divides_cash_by_oxide_added_abroad_and_by_magnets_no_longer_missing():
    """40 M USD for 100 t of oxide, 400,000 USD/t, and for 20 t of magnets, 2,000,000 USD/t; China does not count."""
    base = told([np.nan] * 4, [500, 510, 490, 500], [50, 60, 70, 80])
    arm = told([4e7] * 4, [600, 610, 590, 600], [30, 40, 50, 60])
    names = [Name("fiscal_cost", None, "USA", None), Name("unmet", "magnet_standard", "USA", None)]
    names += [Name("production", "light_oxide", region, None) for region in ("USA", "CHN")]
    found = SimpleNamespace(unit=dict.fromkeys(names, ""), arms=["base", "arm"], found={"base": base, "arm": arm})
    (row,) = public_cost(found).rows
    assert row == ("arm", "40", "100", "400,000 (400,000 to 400,000)", "20", "2,000,000 (2,000,000 to 2,000,000)")
    del found.unit[names[0]]
    assert public_cost(found) is None
