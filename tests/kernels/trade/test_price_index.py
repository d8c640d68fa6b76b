"""The price of one more tonne, the index of a buyer's logit, is the same by every lane: so sellers follow their netback.

L = (sum of s0 (c / c0)^-sigma)^(-1 / sigma), in units of its base value, of costs over those of the base year; routes of
one seller in the same way, with their own elasticity.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sellers import by_seller, chosen

from lodeflow.kernels.export_controls.lane_status import CLOSED, OPEN, close_lanes
from lodeflow.kernels.trade.sourcing import choose_sources
from lodeflow.replication import fresh

unhurried = settings(deadline=None)  # the first call compiles
ROUNDING = 1e-12
costs = st.floats(0.5, 2.0)
weights = st.floats(0.05, 1.0)
ways_of_one = st.lists(st.tuples(weights, costs), min_size=1, max_size=3)
sellers = st.lists(st.tuples(weights, ways_of_one), min_size=2, max_size=5)


def index(weight, cost, elasticity):
    weight = np.asarray(weight) / np.sum(weight)
    return np.sum(weight * np.asarray(cost) ** -elasticity) ** (-1.0 / elasticity)


@unhurried
@given(sellers, st.floats(0.5, 10.0))
def test_by_every_lane_one_more_tonne_costs_the_buyers_price_index(base, world, sigma):
    """L = c (share of the route / base)^(1 / sigma_g) (share of the seller / base)^(1 / sigma), on every lane."""
    between_routes = base.template.market.rules.route_substitution
    gates = [index(*zip(*ways, strict=True), between_routes) for _, ways in world]
    weight = np.array([w for w, _ in world])
    price, found = index(weight, gates, sigma), chosen(base, world, sigma)
    for base_share, (_, ways), share in zip(weight / weight.sum(), world, found, strict=True):
        routes = np.array([s for s, _ in ways]) / sum(s for s, _ in ways)
        cost = np.array([c for _, c in ways])
        inner = (share / share.sum() / routes) ** (1.0 / between_routes)
        assert cost * inner * (share.sum() / base_share) ** (1.0 / sigma) == pytest.approx(price, rel=ROUNDING)


@unhurried
@given(st.lists(st.tuples(costs, st.floats(0.0, 0.5), st.floats(0.0, 0.5)), min_size=2, max_size=2), costs)
def test_one_seller_nets_the_same_in_two_destinations(base, destinations, gate):
    """Buyers have no other source, so L is the landed cost: less duty and freight the price at the gate, in each."""
    for substitution, tariff, freight in destinations:
        landed = (gate + freight) * (1.0 + tariff)
        (share,) = by_seller(chosen(base, [(1.0, [(1.0, landed)])], substitution))
        price = landed * share ** (1.0 / substitution)
        assert price / (1.0 + tariff) - freight == pytest.approx(gate, rel=ROUNDING)


def test_with_lanes_closed_the_index_is_the_same_by_every_lane_that_is_open(base):
    """Targets are masked and made whole again, as if closed lanes were none of the buyer's: nothing is reset."""
    m, generator = fresh(base.template).market, np.random.default_rng(1)
    m.trade.cost[:] *= np.exp(generator.normal(0.0, 0.2, len(m.trade.cost)))
    choose_sources(m.rules, m.routes, m.nests, m.cell_params, m.sellers, m.trade, m.per_cell, m.per_nest)
    before = m.trade.target.copy()
    m.lane_status.rule[::3] = CLOSED
    m.lane_status.broken[:] = 1
    most = np.ones(len(before))
    close_lanes(m.nests, m.cell_params, np.ones(len(m.buyers.stock), np.bool_), most, m.trade, m.lane_status)
    is_open = m.lane_status.rule != CLOSED
    reach = np.bincount(m.routes.buyer, weights=before * is_open)[m.routes.buyer]
    served = is_open & (reach > 0.0)
    assert served.sum() > 100
    assert m.trade.target[served] == pytest.approx((before / np.where(served, reach, 1.0))[served], rel=ROUNDING)
    assert (m.trade.target[~is_open] == 0.0).all()


@unhurried
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 1.0), st.booleans())
def test_whatever_contracts_make_of_shares_and_smugglers_can_carry_no_share_is_negative(base, dice, most, qualifies):
    m, generator = fresh(base.template).market, np.random.default_rng(dice)
    lanes, buyers = len(m.trade.share), len(m.buyers.stock)
    m.trade.share[:] = generator.lognormal(0.0, 3.0, lanes)
    m.trade.share[:] /= np.bincount(m.routes.buyer, weights=m.trade.share)[m.routes.buyer]
    m.lane_status.rule[:] = np.where(generator.random(lanes) < 0.5, CLOSED, OPEN)
    m.lane_status.broken[:] = 1
    limit = np.where(generator.random(lanes) < 0.3, most, 1.0)
    close_lanes(m.nests, m.cell_params, np.full(buyers, qualifies), limit, m.trade, m.lane_status)
    assert m.trade.share.min() >= 0.0
    assert np.bincount(m.routes.buyer, weights=m.trade.share).max() <= 1.0 + ROUNDING


@pytest.mark.parametrize("qualifies", [False, True])
def test_buyers_whose_lane_opens_again_the_next_day_buy_as_before(base, qualifies):
    """Whether others took over the lost orders at once, or would have had to qualify first."""
    m, generator = fresh(base.template).market, np.random.default_rng(2)
    m = m._replace(cell_params=m.cell_params._replace(switching=np.zeros(len(m.buyers.stock))))
    m.trade.cost[:] *= np.exp(generator.normal(0.0, 0.2, len(m.trade.cost)))
    must, most, status = np.full(len(m.buyers.stock), qualifies), np.ones(len(m.trade.cost)), m.lane_status

    def choose():
        choose_sources(m.rules, m.routes, m.nests, m.cell_params, m.sellers, m.trade, m.per_cell, m.per_nest)

    choose()
    if not qualifies:
        m.trade.share[:] = m.trade.target
    before = m.trade.share.copy()
    status.broken[:], status.rule[::3], status.lost[::3] = 1, CLOSED, before[::3]
    close_lanes(m.nests, m.cell_params, must, most, m.trade, status)
    assert (m.trade.share[::3] == 0.0).all()
    status.rule[:], status.regained[:] = OPEN, status.lost
    choose()
    close_lanes(m.nests, m.cell_params, must, most, m.trade, status)
    assert m.trade.share == pytest.approx(before, rel=ROUNDING, abs=1e-15)
