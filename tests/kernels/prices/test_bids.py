"""Users bid until use falls to what there is."""

import numpy as np
import pytest

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.prices.bids import clearing_bid, still_use

FAR = 60.0  # no firm stops there


@jit
def bid(left, elasticity, choke, spread, out):
    out[0] = clearing_bid(left, elasticity, choke, spread)
    out[1] = still_use(out[0], elasticity, choke, spread)


def solved(*terms):
    out = np.zeros(2)
    bid(*map(float, terms), out)
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
