"""Users bid until use falls to what there is."""

import numpy as np
import pytest

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.prices.bids import clearing_bid, still_use

FAR = 60.0  # no firm stops there


@jit
def bid(left, elasticity, choke, spread, spare, at, width, out):
    bids = (elasticity, choke, spread, spare, at, width)
    out[0] = clearing_bid(left, bids)
    out[1] = still_use(out[0], bids)


def solved(left, elasticity, choke, spread, spare=0.0, at=0.7, width=0.35):
    out = np.zeros(2)
    bid(*map(float, (left, elasticity, choke, spread, spare, at, width)), out)
    return out


@pytest.mark.parametrize("left", [0.99, 0.9, 0.6, 0.3])
def test_without_a_choke_the_bid_is_that_of_constant_elasticity(left):
    assert solved(left, 0.07, FAR, 0.3)[0] == pytest.approx(-np.log(left) / 0.07, rel=1e-9)


@pytest.mark.parametrize("elasticity", [0.0, 0.02, 0.12, 0.5])
@pytest.mark.parametrize("spread", [0.3, 0.5])
@pytest.mark.parametrize("left", [0.97, 0.8, 0.5, 0.1, 0.01])
def test_at_the_bid_just_what_is_there_is_used(elasticity, spread, left):
    price, used = solved(left, elasticity, np.log(6.0), spread)
    nothing_lost = 1.0 / (1.0 + np.exp(-np.log(6.0) / spread))
    if left < nothing_lost:
        assert used == pytest.approx(left, rel=1e-9)
    assert price >= 0.0


def test_who_has_all_bids_nothing_and_less_always_costs_more():
    assert solved(1.0, 0.07, 1.8, 0.3)[0] == solved(1.3, 0.07, 1.8, 0.3)[0] == 0.0
    bids = [solved(left, 0.07, 1.8, 0.3)[0] for left in np.linspace(0.99, 0.01, 99)]
    assert (np.diff(bids) > 0.0).all()


def test_peaks_do_not_crowd_at_the_choke_price():
    """Of shortages from 1 to 70 %, evenly spread, at most a sixth of the bids lie within 5 % of one price."""
    bids = np.array([solved(left, 0.07, np.log(6.0), 0.3)[0] for left in np.linspace(0.99, 0.3, 500)])
    assert max(np.mean(np.abs(bids - b) < 0.05) for b in bids) < 1 / 6


@pytest.mark.parametrize("spare", [0.1, 0.4, 0.9])
@pytest.mark.parametrize("at", [0.05, 0.7, 2.5])
@pytest.mark.parametrize("width", [0.05, 0.35, 2.0])
@pytest.mark.parametrize("left", [0.97, 0.8, 0.5, 0.1])
def test_with_another_material_at_hand_just_what_is_there_is_used_at_a_lower_bid(spare, at, width, left):
    price, used = solved(left, 0.07, np.log(6.0), 0.5, spare, at, width)
    alone = solved(left, 0.07, np.log(6.0), 0.5)[0]
    assert price <= alone * (1.0 + 1e-12)
    if price > 0.0:
        assert used == pytest.approx(left, rel=1e-7)


def test_half_of_those_who_can_have_turned_at_the_price_at_which_half_do():
    """By hand: at ln 2, spread .35, L(0) = 1 / (1 + 2^(1/.35)), and the share is (1/2 - L(0)) / (1 - L(0))."""
    usual = 1.0 / (1.0 + 2.0 ** (1.0 / 0.35))
    share = (0.5 - usual) / (1.0 - usual)
    left = 2.0**-0.07 / (1.0 + (2.0 / 6.0) ** (1.0 / 0.5)) * (1.0 - 0.4 * share)
    assert solved(left, 0.07, np.log(6.0), 0.5, 0.4, np.log(2.0), 0.35)[0] == pytest.approx(np.log(2.0), rel=1e-7)
