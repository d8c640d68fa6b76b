"""The price in a stop of unknown end, against the exact solution for stockholders who know the rate of its end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from lodeflow.kernels.prices.outlasting import price_of_trapped, price_while_stopped

NORMAL, KAPPA, CHOKE, SPREAD = 14.0, 250.0, np.log(6.0), 0.3
PRICES = np.linspace(0.0, 8.0, 8001)


def use(price, elasticity):
    return np.exp(-elasticity * price) / (1.0 + np.exp((price - CHOKE) / SPREAD))


def exact(elasticity, ends, left, rounds=4000):
    """Stock and ln price while the stop lasts: K' = n (E P'/P)^kappa, and the price is 1 once it ends.

    Price-function iteration on the stock at the end of a week; where stock would be below none, users bid for what
    there is.
    """
    after = NORMAL * np.exp(np.linspace(np.log(1e-3), np.log(60.0), 900))
    bids, price = use(PRICES, elasticity)[::-1], np.full(900, np.log(1.5))
    for _ in range(rounds):
        before = after + use(price, elasticity) - left
        later = np.interp(after, before, price)
        out = after < before[0]
        later[out] = np.interp(left + after[out], bids, PRICES[::-1])
        new = np.clip(np.log((1 - ends) * np.exp(later) + ends) - np.log(after / NORMAL) / KAPPA, 0.0, 8.0)
        if np.abs(new - price).max() < 1e-9:
            break
        price = new
    return before, price


NOBODY_TURNS = (0.0, 0.7, 0.35)


def ours(stock, elasticity, ends, left):
    return price_while_stopped(stock, NORMAL, left, ends, KAPPA, (elasticity, CHOKE, SPREAD, *NOBODY_TURNS))


@pytest.mark.parametrize("left", [0.0, 0.2, 0.5, 0.8])
@pytest.mark.parametrize("elasticity", [0.05, 0.15, 0.3])
def test_it_is_near_the_exact_price(elasticity, left):
    for ends in (1 / 5, 1 / 10, 1 / 26, 1 / 60):
        stock, price = exact(elasticity, ends, left)
        for share in (1.0, 0.5, 0.15):
            assert abs(ours(share * NORMAL, elasticity, ends, left) - np.interp(share * NORMAL, stock, price)) < 0.05


def test_a_short_stop_with_goods_in_reach_moves_nothing_and_a_believed_year_much():
    assert ours(NORMAL, 0.07, 1 / 2, 0.5) < 0.01
    assert ours(NORMAL, 0.07, 1 / 52, 0.2) > 0.7


def test_less_stock_and_a_longer_stop_cost_more():
    prices = [[ours(k, 0.07, 1 / weeks, 0.3) for k in (12.0, 8.0, 4.0, 1.0)] for weeks in (5, 10, 26, 60)]
    assert (np.diff(prices, axis=0) >= 0.0).all()
    assert (np.diff(prices, axis=1) >= 0.0).all()


def test_what_still_comes_in_full_has_no_premium_and_trapped_goods_are_cheap():
    assert ours(NORMAL, 0.07, 1 / 26, 1.0) == 0.0
    assert price_of_trapped(0.0, 0.04, 0.01, KAPPA) == 0.0
    assert price_of_trapped(0.5, 0.04, 0.01, KAPPA) < 0.0


def test_nobody_pays_more_than_the_bid_for_what_still_comes():
    """Also with little stock, which earns a convenience yield above the chance that the stop ends."""
    for left in (0.02, 0.3, 0.6, 0.9):
        most = price_while_stopped(0.0, NORMAL, left, 0.01, KAPPA, (0.07, CHOKE, SPREAD, *NOBODY_TURNS))
        for days in (0.01, 0.1, 1.0, 5.0):
            for ends in (1e-6, 0.001, 0.05):
                for kappa in (20.0, 125.0):
                    assert (
                        price_while_stopped(days, NORMAL, left, ends, kappa, (0.07, CHOKE, SPREAD, *NOBODY_TURNS))
                        <= most
                    )


def path_by_small_steps(days, normal, left, ends, kappa, elasticity, choke, spread, spare=0.0, at=0.7, width=0.35):
    """Ln price by scipy's integrator in time, backwards from close to the saddle point, or from long before."""

    def turned(price):
        usual = 1.0 / (1.0 + np.exp(at / width))
        return max(0.0, (1.0 / (1.0 + np.exp((at - price) / width)) - usual) / (1.0 - usual))

    def still(price):
        return np.exp(-elasticity * price) / (1.0 + np.exp((price - choke) / spread)) * (1.0 - spare * turned(price))

    top = brentq(lambda price: still(price) - left, 0.0, 60.0)
    saddle, end = -kappa * ends * (1.0 - np.exp(-top)), np.log(days / normal)
    if end <= saddle:
        return top
    held = max(saddle, end - 14.0) + 1e-3
    answer = -(still(top + 1e-6) - still(top - 1e-6)) / 2e-6
    gain = max(1e-9, ends * (1.0 - np.exp(-top)) + held / kappa)
    begin = top - min(1e-3, np.sqrt(2.0 * normal * np.exp(held) * gain / answer)), held

    def back(_, at):
        price, stock = max(at[0], 0.0), normal * np.exp(at[1])
        return -ends * (1.0 - np.exp(-price)) - at[1] / kappa, max(0.0, still(price) - left) / stock

    def there(_, at):
        return at[1] - end

    def free(_, at):
        return at[0]

    there.terminal, free.terminal = True, True
    path = solve_ivp(back, (0.0, 1e6), begin, method="LSODA", events=(there, free), rtol=1e-9, atol=1e-11)
    return max(0.0, path.y[0, -1])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.floats(0.5, 40.0), st.floats(6.0, 20.0), st.floats(0.02, 0.9), st.floats(2.0, 80.0),
    st.sampled_from((60.0, 125.0, 250.0)), st.tuples(st.floats(0.05, 0.3), st.floats(1.0, 4.0), st.floats(0.2, 0.6)),
)  # fmt: skip
def test_the_path_to_the_last_stock_is_followed_to_a_thousandth(days, normal, left, ticks, kappa, bids):
    found = price_while_stopped(days, normal, left, 1.0 / ticks, kappa, (*bids, *NOBODY_TURNS))
    assert found == pytest.approx(path_by_small_steps(days, normal, left, 1.0 / ticks, kappa, *bids), abs=0.002)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.floats(0.5, 40.0), st.floats(0.02, 0.9), st.floats(2.0, 80.0), st.floats(0.05, 0.9), st.floats(0.3, 2.0),
    st.floats(0.2, 1.0),
)  # fmt: skip
def test_the_path_is_followed_where_users_can_take_another_material(days, left, ticks, spare, at, width):
    bids = (0.07, CHOKE, SPREAD, spare, at, width)
    found = price_while_stopped(days, NORMAL, left, 1.0 / ticks, KAPPA, bids)
    assert found == pytest.approx(path_by_small_steps(days, NORMAL, left, 1.0 / ticks, KAPPA, *bids), abs=0.004)
    assert found <= price_while_stopped(days, NORMAL, left, 1.0 / ticks, KAPPA, (*bids[:3], *NOBODY_TURNS)) + 1e-3
