"""Dollars per tonne are a ratio of paired means, with an interval that is open where there may be no tonnes."""

from types import SimpleNamespace

import numpy as np
import pytest

from lodeflow.catalog.goods import RARE_EARTHS
from lodeflow.comparison.dollars_per_tonne import dollars, ratio_of_means
from lodeflow.comparison.who_pays import PURSES, USERS, places_of
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


def named(outcome, material, region):
    return Name(outcome, material, region, None)


def told(**of):
    """Outcomes of an arm in four replications; an arm without public money or stockpiles has none of them."""
    values = {
        named("fiscal_cost", None, "USA"): of.get("paid"),
        named("stockpile_profit", None, None): of.get("profit"),
        named("levy_revenue", "magnet_standard", "EU"): of.get("levy"),
        named("tariff_revenue", "magnet_standard", "CHN"): [9e9] * 4,
        named("production", "light_oxide", "USA"): of["made"],
        named("production", "light_oxide", "CHN"): [9e9] * 4,
        named("unmet", "magnet_standard", "USA"): of["missing"],
    }
    values = {name: [np.nan] * 4 if each is None else each for name, each in values.items()}
    return SimpleNamespace(of=lambda names: np.array([values[name] for name in names], float).T, names=list(values))


def compared(base, runs, **arms):
    names = base.names
    found = {"base": base, **arms}
    return SimpleNamespace(unit=dict.fromkeys(names, ""), arms=list(found), found=found, runs=runs, goods=RARE_EARTHS)


BASE = told(made=[500, 510, 490, 500], missing=[50, 60, 70, 80])
ARM = told(paid=[4e7] * 4, profit=[-1e7] * 4, levy=[2e7] * 4, made=[600, 610, 590, 600], missing=[30, 40, 50, 60])


def test_states_pay_producers_and_lose_on_stocks_and_take_levies():
    """40 paid and 10 lost less 20 taken: 30 M USD for 100 t, 300 kUSD/t, and for 20 t no longer missing, 1,500."""
    whose, added, avoided = dollars(compared(BASE, {}, arm=ARM))
    assert whose.rows == [("arm", "40", "20", "10", "30")]
    assert added.rows == [("arm", "100", "300 (300 to 300)")]
    assert avoided.rows == [("arm", "20", "1,500 (1,500 to 1,500)")]


def test_users_outside_china_count_beside_states():
    """Users in the USA lose 70 M USD, those in China gain: 30 + 70 = 100 M USD for 100 t, 1,000 kUSD/t."""
    gain = np.zeros((4, len(PURSES), len(places_of(RARE_EARTHS))))
    gain[:, PURSES.index(USERS), RARE_EARTHS.regions.index("USA")] = -7e7
    gain[:, PURSES.index(USERS), RARE_EARTHS.regions.index("CHN")] = 9e9
    whose, added, _ = dollars(compared(BASE, {"arm": gain}, arm=ARM))
    assert whose.rows == [("arm", "40", "20", "10", "30", "70")]
    assert added.rows == [("arm", "100", "300 (300 to 300)", "1,000 (1,000 to 1,000)")]


def test_an_arm_that_adds_nothing_has_no_price_and_one_that_moves_no_dollar_no_row():
    worse = told(paid=[4e7] * 4, made=[400, 410, 390, 400], missing=[50, 60, 70, 80])
    whose, added, avoided = dollars(compared(BASE, {}, worse=worse, idle=BASE))
    assert whose.rows == [("worse", "40", "0", "0", "40")]
    assert added.rows == [("worse", "-100", "no tonnes")]
    assert avoided.rows == [("worse", "0", "no tonnes")]
    assert dollars(compared(BASE, {}, idle=BASE)) == []
