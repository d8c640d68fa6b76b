"""Prices answer stocks, at the seller's gate and at the user's door."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeflow.kernels.demand.panic import update_panic
from lodeflow.kernels.evasion.smuggling import price_smuggling
from lodeflow.kernels.prices.delivered_price import quote_delivered
from lodeflow.kernels.prices.landed_cost import land_costs
from lodeflow.kernels.prices.origin_price import TINY, learn_anchor, quote_at_gate
from lodeflow.replication import fresh

unhurried = settings(deadline=None)  # the first call compiles
ROUNDING = 1e-13


def gate(base, factor, *, backlog=1.0, anchor=0.0):
    """The market after sellers with ``factor`` times their target stock have named their prices."""
    m = fresh(base.template).market
    m.sellers.stock[:] = m.rules.seller_cover * m.sellers.orders * factor
    m.sellers.anchor[:] += anchor
    m.trade.backlog[:] *= backlog
    quote_at_gate(m.rules, m.routes, m.cell_params, m.sellers, m.trade, m.per_cell)
    return m


def door(base, factor):
    """The market after buyers whose stock has long been ``factor`` times its target have been quoted a price."""
    m = fresh(base.template).market
    m.buyers.stock[:] = m.cell_params.cover_days * m.buyers.forecast * factor
    m.buyers.level[:] = m.buyers.stock
    quote_delivered(m.rules, m.routes, m.cell_params, m.defence, m.buyers, m.trade)
    return m


def like(column, value):
    """A column with one value everywhere, read-only where it is."""
    found = np.full(len(column), value, column.dtype)
    found.setflags(write=column.flags.writeable)
    return found


def test_at_target_stock_the_price_is_the_anchor_and_the_anchor_stays(base):
    m = gate(base, 1.0)
    some, before = m.sellers.orders > 0.0, m.sellers.anchor.copy()
    assert m.sellers.price[some] == pytest.approx(np.exp(before[some]), rel=ROUNDING)
    learn_anchor(m.rules, m.cell_params, m.sellers)
    assert m.sellers.anchor == pytest.approx(before, abs=ROUNDING)


def test_stock_that_is_promised_beyond_the_normal_backlog_is_as_good_as_gone(base):
    rules = base.template.market.rules
    m = gate(base, 1.0, backlog=1.0 + 0.5 * rules.seller_cover / rules.dispatch_days)
    some = m.sellers.orders > 0.0
    assert m.sellers.price[some] == pytest.approx(2.0**rules.price_response * m.cell_params.base_price[some], rel=1e-9)


@unhurried
@given(st.floats(-2.2, 3.4))
def test_the_price_falls_with_stock_to_the_power_of_its_response_and_no_lower_than_the_dump(base, ln_stock):
    m = gate(base, np.exp(ln_stock))
    some = m.sellers.orders > 0.0
    nothing = TINY / (m.rules.seller_cover * m.sellers.orders[some]).min() * np.exp(3.4)
    price = np.maximum(
        m.cell_params.base_price * np.exp(-m.rules.price_response * ln_stock), m.cell_params.lowest_price
    )
    assert m.sellers.price[some] == pytest.approx(price[some], rel=ROUNDING + nothing)


def test_what_is_dumped_costs_its_lowest_price_and_its_anchor_is_held(base):
    m, floor = gate(base, 2.0, anchor=-3.0), base.template.market.cell_params.lowest_price
    unwanted, before = (m.sellers.orders > 0.0) & (floor > 0.0), m.sellers.anchor.copy()
    assert unwanted.any()
    assert np.array_equal(m.sellers.price[unwanted], floor[unwanted])
    learn_anchor(m.rules, m.cell_params, m.sellers)
    assert np.array_equal(m.sellers.anchor[unwanted], before[unwanted])


def test_who_has_nothing_left_to_sell_asks_four_times_the_anchor_and_learns_nothing(base):
    m = gate(base, 0.01)
    some, before = m.sellers.orders > 0.0, m.sellers.anchor.copy()
    assert m.sellers.price[some] == pytest.approx(10.0**m.rules.price_response * np.exp(before[some]), rel=1e-9)
    learn_anchor(m.rules, m.cell_params, m.sellers)
    assert np.array_equal(m.sellers.anchor, before)


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_beyond_all_measure_the_price_answers_no_more_and_the_anchor_is_frozen(base, side):
    far, farther = gate(base, np.exp(side * 3.6)), gate(base, np.exp(side * 9.0))
    some, before = far.sellers.orders > 0.0, far.sellers.anchor.copy()
    assert np.array_equal(far.sellers.price[some], farther.sellers.price[some])
    learn_anchor(far.rules, far.cell_params, far.sellers)
    assert np.array_equal(far.sellers.anchor, before)


@pytest.mark.parametrize("ln_stock", [-2.2, -1.0, 1.0, 3.4])
def test_an_anchor_drifts_against_the_stock_no_faster_than_in_a_year(base, ln_stock):
    m = gate(base, np.exp(ln_stock))
    learning, before = (m.sellers.orders > 0.0) & (m.cell_params.lowest_price == 0.0), m.sellers.anchor.copy()
    learn_anchor(m.rules, m.cell_params, m.sellers)
    step = ((m.sellers.anchor - before) / -ln_stock)[learning]
    assert step.min() > 0.0
    assert step.max() <= m.rules.price_response * m.rules.tick / m.rules.anchor_days * (1.0 + 1e-9)


def test_at_target_cover_users_pay_what_a_tonne_has_cost_to_land(base):
    m, j = door(base, 1.0), np.unique(base.template.market.routes.buyer)
    assert np.array_equal(m.buyers.spot[j], m.buyers.landed[j])
    assert m.buyers.landed[j] == pytest.approx(base.rest.landed[j], rel=ROUNDING)


@unhurried
@given(st.lists(st.floats(0.001, 30.0), min_size=2, max_size=6))
def test_the_spot_price_rises_as_cover_falls(base, covers):
    spot, j = (
        [door(base, factor).buyers.spot for factor in sorted(covers)],
        np.unique(base.template.market.routes.buyer),
    )
    assert all((thin[j] >= thick[j] * (1.0 - ROUNDING)).all() for thin, thick in pairwise(spot))
    assert door(base, 0.5).buyers.spot[j] == pytest.approx(2.0**0.35 * base.rest.landed[j], rel=1e-9)


@unhurried
@given(st.floats(0.01, 10.0), st.floats(0.2, 5.0))
def test_what_users_pay_lies_between_contract_and_spot(base, factor, contract):
    m = door(base, factor)
    m.buyers.contract[:] *= contract
    quote_delivered(m.rules, m.routes, m.cell_params, m.defence, m.buyers, m.trade)
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
    price_smuggling(m.rules, routes, m.lane_status, m.smuggling, m.smuggling_state, m.sellers, m.trade)
    quote_delivered(m.rules, routes, m.cell_params, m.defence, m.buyers, m.trade)
    taxed = np.unique(m.routes.buyer[routes.tariff > m.routes.tariff])
    assert (m.buyers.spot[taxed] > base.rest.landed[taxed]).all()
    assert m.buyers.untaxed == pytest.approx(before, rel=ROUNDING * (1.0 + rate))
    update_panic(m.rules, m.buyers)
    assert m.buyers.panic.max() < ROUNDING * (1.0 + rate)
