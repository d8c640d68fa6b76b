"""Prices answer stocks, at the seller's gate and at the user's door."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from lodeflow.kernels.demand.panic import update_panic
from lodeflow.kernels.evasion.smuggling import price_smuggling
from lodeflow.kernels.prices.delivered_price import land_goods, quote_delivered
from lodeflow.kernels.prices.landed_cost import land_costs
from lodeflow.kernels.prices.origin_price import compare_stocks, learn_differences, quote_at_gate
from lodeflow.kernels.trade.premiums import quote_premiums
from lodeflow.replication import fresh

unhurried = settings(deadline=None)  # the first call compiles
ROUNDING = 1e-13


def gate(base, *, stock=1.0, price=0.0, anchor=0.0):
    """The market after sellers with ``stock`` times their target have named their prices, at ln prices of the pools."""
    m = fresh(base.template).market
    m.sellers.stock[:] = m.rules.seller_cover * m.sellers.orders * stock
    m.sellers.anchor[:] += anchor
    m.forward.price[:] = price
    name_prices(m)
    return m


def name_prices(m):
    compare_stocks(
        m.rules, m.routes, m.cell_params, m.forward_params, m.forward, m.sellers, m.trade, m.per_cell, m.per_material
    )
    quote_at_gate(m.cell_params, m.forward_params, m.forward, m.sellers, m.border)


def door(base, factor):
    """The market after buyers with ``factor`` times their usual stock, at hand and under way, have been quoted."""
    m = fresh(base.template).market
    m.buyers.stock[:] = m.cell_params.cover_days * m.buyers.forecast * factor
    m.buyers.level[:] = m.buyers.stock
    voyage = np.bincount(m.routes.buyer, m.trade.share * m.trade.seen, len(m.buyers.spot))
    m.trade.afloat[:] = (m.buyers.forecast * factor)[m.routes.buyer] * m.trade.share
    m.trade.afloat[:] *= np.maximum(0.0, voyage - m.rules.tick)[m.routes.buyer]
    quote(m)
    return m


def quote(m, routes=None):
    land_goods(m.rules, routes or m.routes, m.buyers, m.trade, m.forward_params, m.forward)
    quote_premiums(
        m.rules,
        routes or m.routes,
        m.cell_params,
        m.forward_params,
        m.forward,
        m.buyers,
        m.trade,
        m.plant_params,
        m.plants,
        m.defence,
        m.substitution,
        m.substitution_state,
    )
    quote_delivered(m.rules, m.frame, m.buyers)


def like(column, value):
    """A column with one value everywhere, read-only where it is."""
    found = np.full(len(column), value, column.dtype)
    found.setflags(write=column.flags.writeable)
    return found


def test_in_balance_every_gate_price_is_that_of_the_base_year(base):
    m = gate(base)
    some = m.sellers.orders > 0.0
    assert m.sellers.price[some] == pytest.approx(m.cell_params.base_price[some], rel=ROUNDING)
    learn_differences(m.rules, m.cell_params, m.forward_params, m.forward, m.sellers)
    assert m.sellers.anchor == pytest.approx(np.zeros(len(some)), abs=ROUNDING)


def test_scarce_light_oxide_is_in_the_price_of_ore_oxide_and_magnets_once(base):
    """Ore gains as its oxide does, by its share; a magnet gains what its oxide costs more, and no more."""
    dear = gate(base, price=np.array([0.5, 0.0, 0.0, 0.0, 0.0, 0.0]))
    m, cell = dear, base.atlas.cell
    rise = (m.sellers.price / m.cell_params.base_price) - 1.0
    parts = m.forward_params.share[:, 0] * (np.exp(0.5) - 1.0)
    for material in ("light_concentrate", "light_oxide"):
        assert rise[cell("CHN", material)] == pytest.approx(parts[cell("CHN", material)], rel=1e-12)
    magnet, oxide = cell("CHN", "magnet_standard"), cell("CHN", "light_oxide")
    need = m.forward_params.feed_weight[magnet, 0]
    landed = m.cell_params.base_paid[oxide] * m.forward_params.feed_share[oxide, 0] * (np.exp(0.5) - 1.0)
    more = m.sellers.price[magnet] - m.cell_params.base_price[magnet]
    assert more == pytest.approx(need * landed, rel=1e-12)
    assert rise[cell("CHN", "rest_oxide")] == 0.0


def test_dearer_feed_is_passed_on_by_the_tonne(base):
    m, cell = fresh(base.template).market, base.atlas.cell
    m.forward.news[cell("JPN", "light_oxide")] = 10_000.0
    name_prices(m)
    magnet = cell("JPN", "magnet_standard")
    more = m.sellers.price[magnet] - m.cell_params.base_price[magnet]
    assert more == pytest.approx(10_000.0 * m.forward_params.feed_weight[magnet, 0], rel=1e-9)
    assert m.sellers.price[cell("CHN", "magnet_standard")] == pytest.approx(
        m.cell_params.base_price[cell("CHN", "magnet_standard")], rel=ROUNDING
    )


@unhurried
@given(st.floats(0.2, 4.0))
def test_sellers_price_only_what_sets_them_apart_from_the_others(base, stock):
    """All with the same stock have no difference; the level is that of the pools. In surplus it is the floor."""
    m = gate(base, stock=stock)
    some = (m.sellers.orders > 0.0) & (m.cell_params.lowest_price <= 0.0)
    floored = (m.sellers.orders > 0.0) & ~some
    assert (m.sellers.price[floored] >= m.cell_params.base_price[floored]).all()
    assert m.sellers.price[some] == pytest.approx(m.cell_params.base_price[some], rel=1e-9)


def test_a_seller_with_more_stock_than_the_others_asks_less_and_what_is_in_surplus_has_one_price(base):
    m, cell = fresh(base.template).market, base.atlas.cell
    full, floor = cell("USA", "light_concentrate"), cell("CHN", "rest_oxide")
    m.sellers.stock[[full, floor]] *= 2.0
    name_prices(m)
    assert m.sellers.price[full] < m.cell_params.base_price[full] * (
        1.0 - 0.5 * m.forward.own_response[full] * np.log(2.0)
    )
    assert m.sellers.price[floor] == m.cell_params.base_price[floor]


def test_differences_are_learnt_slowly_within_bounds_and_not_from_goods_that_are_trapped(base):
    m, some = gate(base), base.template.market.sellers.orders > 0.0
    floored = m.cell_params.lowest_price > 0.0
    shut, half, *free = np.flatnonzero(some & ~floored)
    m.sellers.glut[:], m.forward.aside[:], m.forward.own_response[:] = 1.0, 0.0, 0.1
    m.sellers.trapped[shut], m.sellers.trapped[half] = m.sellers.stock[shut] + 1.0, 0.5 * m.sellers.stock[half]
    learn_differences(m.rules, m.cell_params, m.forward_params, m.forward, m.sellers)
    whole = -0.1 * m.forward_params.own_learning[m.forward_params.material]
    assert m.sellers.anchor[shut] == 0.0
    assert m.sellers.anchor[half] == pytest.approx(0.5 * whole[half], rel=1e-9)
    assert m.sellers.anchor[free] == pytest.approx(whole[free], rel=1e-12)
    assert (m.sellers.anchor[some & floored] == 0.0).all()
    for _ in range(40_000):
        learn_differences(m.rules, m.cell_params, m.forward_params, m.forward, m.sellers)
    assert np.exp(-m.sellers.anchor).max() == pytest.approx(10.0, rel=0.01)


def test_at_the_usual_cover_users_pay_what_a_tonne_has_cost_to_land(base):
    m, j = door(base, 1.0), np.unique(base.template.market.routes.buyer)
    j = j[base.rest.use[j] > 0.0]
    assert m.buyers.spot[j] == pytest.approx(m.buyers.landed[j], rel=1e-12)
    assert m.buyers.landed[j] == pytest.approx(base.rest.landed[j], rel=ROUNDING)


@unhurried
@given(st.lists(st.floats(0.001, 30.0), min_size=2, max_size=6))
def test_the_spot_price_rises_as_cover_falls(base, covers):
    """Feeds that a plant takes together are left out: the less there is of one, the less the other is worth."""
    spot, j = [door(base, factor).buyers.spot for factor in sorted(covers)], np.flatnonzero(base.rest.use > 0.0)
    j = np.setdiff1d(j, together(base))
    assert all((thin[j] >= thick[j] * (1.0 - 1e-9)).all() for thin, thick in pairwise(spot))


def together(base):
    """Cells of feeds of plants that take two."""
    feed = base.template.market.plant_params.feed
    return np.unique(feed[(feed >= 0).all(axis=1)])


def covered(base, light, heavy, others=1.0):
    """The market after buyers with so many times their usual light and heavy oxide have been quoted."""
    factor = np.full(len(base.rest.use), others)
    for n, (_, material) in enumerate(base.atlas.cells):
        factor[n] = {"light_oxide": light, "heavy_oxide": heavy}.get(material, others)
    return door(base, factor)


@unhurried
@given(st.floats(0.02, 1.2), st.floats(0.02, 1.2))
def test_no_plant_bids_the_same_earnings_twice(base, light, heavy):
    """What a maker of high-temperature magnets bids for both oxides leaves it the margin at which it runs just so much.

    u is the share that there is of the shorter feed, of the utilisation at base margin; the margin is that of 3.1. Of
    heavy oxide it lacks no more than what it does not save at its own bid.
    """
    m, cell = covered(base, light, heavy), base.atlas.cell
    two = [cell("JPN", "light_oxide"), cell("JPN", "heavy_oxide")]
    (f,) = np.flatnonzero((m.plant_params.feed == two).all(axis=1) & (m.plants.open > 0.0))
    bid = np.maximum(m.cell_params.base_paid[two], m.forward.bid_of_plants[two])
    worth = (m.plants.yields[f] * m.forward.worth[m.plant_params.product[f]])[m.plant_params.product[f] >= 0].sum()
    left = worth - (m.plants.need[f] * bid).sum()
    if m.forward.bid_of_plants[two[1]] > 0.0:
        assert left >= 0.0
        voyage = np.bincount(m.routes.buyer, m.trade.share * m.trade.seen, len(m.buyers.spot))[two]
        there = (0.95 * m.buyers.stock + np.bincount(m.routes.buyer, m.trade.afloat, len(m.buyers.spot)))[two]
        light_there, heavy_there = np.maximum(there / (m.buyers.desired[two] * voyage), 0.01)
        saved = (bid[1] / base.template.market.buyers.felt[two[1]]) ** m.plant_params.substitution[f]
        short = min(1.0, light_there, heavy_there * saved)
        limit, base_use = m.plant_params.limit[f], m.plant_params.base_utilisation[f]
        busy = (limit / (base_use * short) - 1.0) / (limit / base_use - 1.0)
        assert left == pytest.approx(m.plant_params.base_margin[f] * busy ** (-1.0 / m.plant_params.elasticity[f]))


def test_a_feed_whose_partner_runs_short_too_is_bid_for_less(base):
    heavy = base.atlas.cell("JPN", "heavy_oxide")
    alone, both = (covered(base, light, 0.05).forward.bid_of_plants[heavy] for light in (1.0, 0.05))
    assert 0.0 < both < alone


def test_a_tenth_fewer_goods_cost_what_holding_them_until_trade_mends_it_is_worth(base):
    m, j = door(base, 0.9), np.flatnonzero(base.rest.use > 0.0)
    lead = np.bincount(m.routes.buyer, m.trade.share * (m.trade.lead + m.trade.wait), len(m.buyers.spot))
    mended = (m.rules.stock_adjustment + lead[j]) / m.rules.tick / m.forward_params.kappa[0]
    q = brentq(lambda q: q + 0.9 - np.exp(-q), -5.0, 5.0)
    assert m.buyers.spot[j] / base.rest.landed[j] == pytest.approx(np.exp(2.0 * mended * q), rel=1e-9)


def test_users_without_goods_bid_more_than_they_paid_and_plants_no_more_than_their_product_is_worth(base):
    m, cell = door(base, 0.0), base.atlas.cell
    user, maker = cell("EU", "magnet_standard"), cell("JPN", "light_oxide")
    assert m.buyers.spot[user] > 5.0 * base.rest.landed[user]
    assert m.buyers.spot[maker] > base.rest.landed[maker]
    assert m.buyers.spot[maker] <= m.forward.most[maker] * (1.0 + 1e-12)


@unhurried
@given(st.floats(0.01, 10.0), st.floats(0.2, 5.0))
def test_what_users_pay_lies_between_contract_and_spot(base, factor, contract):
    m = door(base, factor)
    m.buyers.contract[:] *= contract
    quote_delivered(m.rules, m.frame, m.buyers)
    paid, both = m.buyers.paid, (m.buyers.contract, m.buyers.spot)
    assert (paid >= np.minimum(*both) * (1.0 - ROUNDING)).all()
    assert (paid <= np.maximum(*both) * (1.0 + ROUNDING)).all()


@pytest.mark.parametrize(
    ("on_freight", "surcharge", "landed"),
    [
        (0.0, 0.0, 67_800 + 200 + 6_780 + 678),  # free on board, freight, tariff on the former, interest
        (1.0, 0.0, 67_800 + 200 + 6_800 + 678),
        (0.0, 1.0, 67_800 + 400 + 6_780 + 678),  # the freight doubles
        (1.0, 1.0, 67_800 + 400 + 6_820 + 678),
    ],
)
def test_sixty_thousand_dollars_at_the_gate_are_75_thousand_in_port(base, on_freight, surcharge, landed):
    """Export tax 13 %, freight 200 USD/t, tariff 10 %, fifty days at 7.3 % a year: 50 / 365 * 7.3 % = 1 %."""
    m = fresh(base.template).market
    terms = {"freight": 200, "export_tax": 0.13, "tariff": 0.1, "tariff_on_freight": on_freight, "transit_days": 50}
    routes = m.routes._replace(**{name: like(getattr(m.routes, name), value) for name, value in terms.items()})
    m.sellers.price[:] = 60_000.0
    m.trade.surcharge[:] = surcharge
    land_costs(m.rules._replace(interest=0.073 / 365.0), routes, m.sellers, m.trade)
    assert m.trade.cost == pytest.approx(np.full(len(m.trade.cost), float(landed)), rel=ROUNDING)


@pytest.mark.parametrize("rate", [0.1, 1.0, 5.0])
def test_a_tariff_raises_what_users_pay_and_frightens_nobody(base, rate):
    m, before = door(base, 1.0), door(base, 1.0).buyers.untaxed
    routes = m.routes._replace(tariff=m.routes.tariff + rate * (m.routes.freight > 0.0))
    land_costs(m.rules, routes, m.sellers, m.trade)
    price_smuggling(
        m.rules, routes, m.lane_status, m.smuggling, m.smuggling_state, m.sellers, m.trade, m.forward_params, m.forward
    )
    quote(m, routes)
    taxed = np.unique(m.routes.buyer[routes.tariff > m.routes.tariff])
    assert (m.buyers.spot[taxed] > base.rest.landed[taxed]).all()
    assert m.buyers.untaxed == pytest.approx(before, rel=ROUNDING * (1.0 + rate))
    update_panic(m.rules, m.buyers)
    assert m.buyers.panic.max() < ROUNDING * (1.0 + rate)
