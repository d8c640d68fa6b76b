"""Buyers order what they use and mend what they lack; sellers send off what they have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeflow.kernels.demand.orders import place_orders
from lodeflow.kernels.demand.panic import update_panic
from lodeflow.kernels.entities.lots import grown
from lodeflow.kernels.trade.dispatch import send_off, settle_backlogs
from lodeflow.replication import fresh

unhurried = settings(deadline=None)  # the first call compiles
ROUNDING = 1e-12


def at_rest(base):
    """The market on a day on which nothing is amiss: stocks on target, afloat what a tick before the lead has sent."""
    m = fresh(base.template).market
    m.buyers.stock[:] = m.cell_params.cover_days * m.buyers.forecast
    m.trade.afloat[:] = base.rest.flow * (m.trade.seen - m.rules.tick)
    return m


def order(m):
    place_orders(
        m.rules, m.routes, m.cell_params, m.forward_params, m.forward, m.buyers, m.sellers, m.trade, m.per_cell
    )
    return m.trade.order


def settle(m):
    settle_backlogs(
        m.rules, m.routes, m.sellers, m.buyers, m.trade, m.members_first_params, m.levies, m.smuggling,
        m.lane_status, m.rationing,
    )  # fmt: skip


def by_seller(m, lanes):
    return np.bincount(m.routes.seller, weights=lanes, minlength=len(m.sellers.stock))


def test_at_rest_orders_are_what_is_used_and_sellers_are_asked_for_what_they_make(base):
    m = at_rest(base)
    assert order(m) == pytest.approx(base.rest.flow, rel=ROUNDING)
    assert m.sellers.asked == pytest.approx(base.rest.output, rel=ROUNDING)


@pytest.mark.parametrize("days", [1.0, 30.0, 180.0])
def test_who_expects_cargoes_to_take_longer_orders_what_the_longer_pipeline_holds(base, days):
    m = at_rest(base)
    m.trade.lead[:] += days
    more = 1.0 + m.rules.pipeline_weight * days / m.rules.pipeline_adjustment
    assert order(m) == pytest.approx(more * base.rest.flow, rel=ROUNDING)


@pytest.mark.parametrize("missing", [0.1, 0.5, 1.0])
def test_what_is_missing_in_stock_is_ordered_over_the_time_of_adjustment(base, missing):
    m = at_rest(base)
    m.buyers.stock[:] *= 1.0 - missing
    more = 1.0 + missing * m.cell_params.cover_days / m.rules.stock_adjustment
    assert order(m) == pytest.approx(more[m.routes.buyer] * base.rest.flow, rel=ROUNDING)


@unhurried
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_panic_raises_orders_and_never_beyond_what_full_panic_wants_in_stock(base, one, other):
    calm, afraid = at_rest(base), at_rest(base)
    calm.buyers.panic[:], afraid.buyers.panic[:] = min(one, other), max(one, other)
    most = 1.0 + afraid.rules.panic_strength * afraid.cell_params.cover_days / afraid.rules.stock_adjustment
    assert (order(afraid) >= order(calm) * (1.0 - ROUNDING)).all()
    assert (afraid.trade.order <= most[afraid.routes.buyer] * base.rest.flow * (1.0 + ROUNDING)).all()


@unhurried
@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=20))
def test_whatever_prices_do_panic_stays_between_none_and_full(base, factors):
    m = fresh(base.template).market
    calm = m.buyers.untaxed.copy()
    for factor in factors:
        m.buyers.untaxed[:] = factor * calm
        update_panic(m.rules, m.buyers)
        assert m.buyers.panic.min() >= 0.0
        assert m.buyers.panic.max() <= 1.0


def test_a_price_that_runs_away_frightens_and_one_that_stays_high_is_got_used_to(base):
    m = fresh(base.template).market
    some = m.buyers.untaxed > 0.0
    m.buyers.untaxed[:] *= 2.0
    update_panic(m.rules, m.buyers)
    assert m.buyers.panic[some] == pytest.approx(m.rules.panic * np.log(2.0), rel=ROUNDING * 100.0)
    for _ in range(1000):
        update_panic(m.rules, m.buyers)
    assert m.buyers.panic.max() < 1e-12


@unhurried
@given(st.integers(0, 2**32 - 1))
def test_orders_are_never_negative_however_full_stocks_and_seas_are(base, dice):
    m, generator = at_rest(base), np.random.default_rng(dice)
    for amount in (m.buyers.stock, m.trade.afloat, m.trade.backlog, m.trade.lead):
        amount[:] *= np.exp(generator.normal(1.0, 3.0, len(amount)))
    assert order(m).min() == 0.0  # somebody has far more than enough


@pytest.mark.parametrize("share", [0.0, 0.01, 0.2])
def test_when_stock_is_short_all_lanes_of_a_seller_are_cut_alike_and_get_all_there_is(base, share):
    m = at_rest(base)
    wanted = m.trade.backlog * m.rules.dispatched
    m.sellers.stock[:] = share * by_seller(m, wanted)
    before = m.sellers.stock.copy()
    settle(m)
    assert m.trade.shipped == pytest.approx(share * m.rules.handled * wanted, rel=ROUNDING)
    assert by_seller(m, m.trade.shipped) == pytest.approx(m.rules.handled * before, rel=ROUNDING)


@unhurried
@given(st.integers(0, 2**32 - 1))
def test_no_seller_sends_off_more_than_it_can_handle_and_no_buyer_gets_more_than_is_due(base, dice):
    m, generator = at_rest(base), np.random.default_rng(dice)
    rules = m.rules._replace(handled=0.4)
    for amount in (m.trade.backlog, m.sellers.stock):
        amount[:] *= np.exp(generator.normal(0.0, 2.0, len(amount)))
    due = m.trade.backlog * rules.dispatched
    settle_backlogs(
        rules, m.routes, m.sellers, m.buyers, m.trade, m.members_first_params, m.levies, m.smuggling,
        m.lane_status, m.rationing,
    )  # fmt: skip
    assert (by_seller(m, m.trade.shipped) <= rules.handled * m.sellers.stock * (1.0 + ROUNDING)).all()
    sent, owed = (np.bincount(m.routes.buyer, weights=lanes) for lanes in (m.trade.shipped, due))
    assert (sent <= owed * (1.0 + ROUNDING)).all()
    assert m.trade.backlog.min() >= 0.0


def test_what_is_sent_off_leaves_the_stock_with_its_share_of_what_the_stock_contains(base):
    m = fresh(base.template).market
    m = m._replace(lots=grown(m.lots, len(m.lots.tonnes) + len(m.trade.share)))
    stock, content, first = m.sellers.stock.copy(), m.sellers.content.copy(), int(m.lots.counts[1])
    settle(m)
    sent = by_seller(m, m.trade.shipped)
    send_off(m.rules, m.routes, m.sellers, m.trade, m.smuggling_state, m.lots, m.births, 0)
    slots = slice(first, int(m.lots.counts[1]))
    assert int(m.births.count[0]) == len(m.trade.shipped) == slots.stop - slots.start
    assert m.lots.tonnes[slots] == pytest.approx(m.trade.shipped, rel=ROUNDING)
    assert m.sellers.stock == pytest.approx(stock - sent, rel=ROUNDING)
    left = content.sum(axis=0) - m.sellers.content.sum(axis=0)
    assert m.lots.content[slots].sum(axis=0) == pytest.approx(left, rel=ROUNDING * 100.0)


@pytest.mark.parametrize(("backlog", "excess"), [(1.0, 0.0), (1.5, 0.0), (2.0, 0.5), (10.0, 8.5)])
def test_of_a_backlog_beyond_one_and_a_half_times_the_normal_one_the_excess_is_cancelled_in_time(base, backlog, excess):
    m = at_rest(base)
    normal = base.rest.flow * m.rules.dispatch_days
    m.trade.backlog[:] = backlog * normal
    m.trade.order[:] = 0.0
    m.sellers.stock[:] = 0.0
    settle(m)
    left = backlog - excess * (1.0 - np.exp(-m.rules.tick / 60.0))
    assert m.trade.backlog == pytest.approx(left * normal, rel=ROUNDING)
