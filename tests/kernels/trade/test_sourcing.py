"""Buyers choose among sellers and routes by landed cost, and every tonne ordered is ordered somewhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sellers import by_seller, chosen

from lodeflow.kernels.trade.sourcing import choose_sources

unhurried = settings(deadline=None)  # the first call compiles
ROUNDING = 1e-12  # exponents stay below 200, so shares lose three digits at most
costs = st.floats(0.5, 2.0)
weights = st.floats(0.05, 1.0)
sigmas = st.floats(0.5, 10.0)
ways_of_one = st.lists(st.tuples(weights, costs), min_size=1, max_size=3)
sellers = st.lists(st.tuples(weights, ways_of_one), min_size=2, max_size=5)


@unhurried
@given(sellers, sigmas)
def test_shares_are_not_negative_and_sum_to_one(base, world, sigma):
    share = np.concatenate(chosen(base, world, sigma))
    assert share.min() >= 0.0
    assert share.sum() == pytest.approx(1.0, rel=ROUNDING)


@unhurried
@given(st.integers(0, 2**32 - 1))
def test_whatever_the_lanes_of_the_world_cost_each_buyer_orders_the_whole(base, dice):
    m = base.template.market
    trade = m.trade._replace(
        cost=m.trade.cost * np.exp(np.random.default_rng(dice).normal(0.0, 2.0, len(m.trade.cost))),
        target=m.trade.target.copy(), share=m.trade.share.copy(),
    )  # fmt: skip
    choose_sources(m.rules, m.routes, m.nests, m.cell_params, m.sellers, trade, m.per_cell, m.per_nest)
    total = np.bincount(m.routes.buyer, weights=trade.share, minlength=len(m.buyers.stock))
    assert trade.share.min() >= 0.0
    assert total[np.unique(m.routes.buyer)] == pytest.approx(1.0, rel=ROUNDING)


def test_at_the_costs_of_the_base_year_shares_stay_those_of_the_table(base):
    m = base.template.market
    trade = m.trade._replace(target=np.zeros(len(m.trade.cost)), share=m.trade.share.copy())
    choose_sources(m.rules, m.routes, m.nests, m.cell_params, m.sellers, trade, m.per_cell, m.per_nest)
    assert trade.target == pytest.approx(base.rest.flow / base.rest.use[m.routes.buyer], rel=ROUNDING)


@unhurried
@given(sellers, sigmas, st.floats(1.01, 2.0), st.data())
def test_a_lane_that_gets_dearer_gets_less_and_every_other_seller_more(base, world, sigma, factor, data):
    i = data.draw(st.integers(0, len(world) - 1))
    dearer = [(w, [(s, c * factor) for s, c in ways] if n == i else ways) for n, (w, ways) in enumerate(world)]
    before, after = by_seller(chosen(base, world, sigma)), by_seller(chosen(base, dearer, sigma))
    assert after[i] < before[i]
    assert all(np.delete(after, i) > np.delete(before, i))


@unhurried
@given(sellers, sigmas)
def test_where_everything_costs_double_nobody_switches(base, world, sigma):
    doubled = [(w, [(s, 2.0 * c) for s, c in ways]) for w, ways in world]
    before, after = np.concatenate(chosen(base, world, sigma)), np.concatenate(chosen(base, doubled, sigma))
    assert after == pytest.approx(before, rel=ROUNDING)


@unhurried
@given(st.tuples(weights, costs), st.tuples(weights, costs), sigmas)
def test_two_sellers_share_by_weight_times_cost_to_the_power_of_minus_sigma(base, one, other, sigma):
    first, second = (weight * cost**-sigma for weight, cost in (one, other))
    found = by_seller(chosen(base, [(w, [(1.0, c)]) for w, c in (one, other)], sigma))
    assert found == pytest.approx([first / (first + second), second / (first + second)], rel=ROUNDING)


@unhurried
@given(st.lists(st.tuples(weights, costs), min_size=2, max_size=3))
def test_routes_of_one_seller_share_by_weight_times_cost_to_the_power_of_minus_ten(base, ways):
    pull = np.array([weight * cost**-base.template.market.rules.route_substitution for weight, cost in ways])
    (found,) = chosen(base, [(1.0, ways)], 3.0)
    assert found == pytest.approx(pull / pull.sum(), rel=ROUNDING)


@unhurried
@given(sellers, sigmas)
def test_a_route_split_in_two_equal_ones_changes_no_sellers_share(base, world, sigma):
    (weight, [(share, cost), *others]), *rest = world
    split = [(weight, [(share / 2.0, cost), (share / 2.0, cost), *others]), *rest]
    assert by_seller(chosen(base, split, sigma)) == pytest.approx(by_seller(chosen(base, world, sigma)), rel=ROUNDING)


@unhurried
@given(sellers, sigmas)
def test_twice_the_qualified_capacity_is_twice_the_odds(base, world, sigma):
    before = by_seller(chosen(base, world, sigma))
    after = by_seller(chosen(base, world, sigma, qualified=(2.0,)))
    assert after[0] / after[1:] == pytest.approx(2.0 * before[0] / before[1:], rel=ROUNDING)


@pytest.mark.parametrize("sigma", [1e3, 1e6])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_when_origins_are_all_the_same_to_buyers_only_the_cheapest_sells(base, sigma, scale):
    world = [(0.9, [(1.0, 2.0 * scale)]), (0.1, [(1.0, scale)]), (0.5, [(1.0, 3.0 * scale)])]
    found = by_seller(chosen(base, world, sigma))
    assert found[1] == 1.0
    assert found[0] < 1e-300  # the project's exp does not go below the normal numbers
    assert found[2] < 1e-300


def test_buyers_move_to_their_target_by_the_share_that_a_tick_allows(base):
    world = [(0.5, [(1.0, 1.0)]), (0.5, [(1.0, 2.0)])]
    target, moved = by_seller(chosen(base, world, 3.0)), by_seller(chosen(base, world, 3.0, switching=0.25))
    assert moved == pytest.approx(0.25 * target, rel=ROUNDING)  # from nothing
