"""A seller who is short serves first who pays most, and who is not served asks others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lodeflow.kernels.export_controls.lane_status import LICENSED
from lodeflow.kernels.trade.dispatch import settle_backlogs
from lodeflow.replication import fresh

unhurried = settings(deadline=None)  # the first call compiles
ROUNDING = 1e-12


class Town:
    """Sellers and buyers, each with each other: what is due, t, and what sellers can send, in a world that is calm."""

    def __init__(self, base, due, goods, elasticity=4.0):
        """``due`` float (sellers, buyers) [t]; ``goods`` float (sellers,) [t]; at a gate price of 1 without freight."""
        m = fresh(base.template).market
        self.sellers, self.buyers = np.shape(due)
        self.lanes, cells = self.sellers * self.buyers, len(m.sellers.stock)
        assert max(self.sellers, self.buyers) <= cells
        assert self.lanes <= len(m.trade.share)
        seller, buyer = (a.ravel() for a in np.indices((self.sellers, self.buyers)))
        rest = len(m.trade.share) - self.lanes
        ends = [np.concatenate([a, np.zeros(rest, np.int64)]) for a in (seller, buyer)]
        none = np.zeros(len(m.trade.share))
        m.trade.backlog[:] = 0.0
        m.trade.backlog[: self.lanes] = np.ravel(due)
        m.trade.share[:] = 0.0
        m.trade.share[: self.lanes] = (due / np.maximum(due.sum(axis=0), 1e-300)).ravel()
        m.trade.cost[:], m.trade.permit[:] = 1.0, 1.0
        m.trade.order[:] = m.trade.backlog / m.rules.tick  # nothing is left of the days before
        m.sellers.price[:], m.buyers.spot[:], m.buyers.landed[:] = 1.0, 1.0, 1.0
        m.sellers.stock[:] = 0.0
        m.sellers.stock[: self.sellers] = goods
        direct = np.full(len(none), -1)
        self.m = m._replace(
            rules=m.rules._replace(dispatched=1.0, handled=1.0, interest=0.0, netback=elasticity),
            routes=m.routes._replace(
                seller=ends[0], buyer=ends[1], export_tax=none.copy(), tariff=none.copy(), direct=direct
            ),
            smuggling=m.smuggling._replace(lane=np.zeros(0, np.int64)),
        )

    def served(self):
        """Tonnes sent on each lane, (sellers, buyers)."""
        m = self.m
        settle_backlogs(
            m.rules, m.routes, m.sellers, m.buyers, m.trade, m.members_first_params, m.levies, m.smuggling,
            m.lane_status, m.rationing,
        )  # fmt: skip
        return m.trade.shipped[: self.lanes].reshape(self.sellers, self.buyers)

    def lane(self, i, j):
        return i * self.buyers + j


def test_one_seller_and_two_destinations_that_bid_alike_get_the_same_part(base):
    found = Town(base, np.array([[30.0, 10.0]]), [20.0]).served()
    assert found == pytest.approx(np.array([[15.0, 5.0]]), rel=ROUNDING)


@unhurried
@given(st.floats(1.0, 3.0), st.floats(0.1, 8.0), st.floats(0.05, 0.45))
def test_of_two_destinations_the_one_that_pays_more_gets_more_by_the_elasticity_to_the_netback(base, bid, tau, goods):
    """By hand: due are 1 t each, and there is too little to serve anybody in full."""
    town = Town(base, np.array([[1.0, 1.0]]), [goods], tau)
    town.m.buyers.spot[1] = bid
    one, other = town.served()[0]
    weight = bid**tau
    if goods * weight / (1.0 + weight) < 1.0:
        assert other / one == pytest.approx(weight, rel=1e-9)
    assert one + other == pytest.approx(goods, rel=ROUNDING)


def test_freight_and_duties_do_not_reach_the_seller(base):
    """By hand: buyers bid twice the landed cost of 3, where a tariff of 50 % and freight of 1 lie on a price of 1:
    3 more, of which 2 at the gate; a neighbour who bids twice a landed cost of 1 pays 1 more."""
    town = Town(base, np.array([[10.0, 10.0]]), [4.0], 1.0)
    town.m.trade.cost[0], town.m.routes.tariff[0] = 3.0, 0.5
    town.m.buyers.landed[0] = 3.0
    town.m.buyers.spot[:2] = [6.0, 2.0]
    far, near = town.served()[0]
    assert far / near == pytest.approx((1.0 + 2.0) / (1.0 + 1.0), rel=ROUNDING)


def test_who_would_be_served_more_than_is_due_leaves_the_rest_to_others(base):
    """By hand: the first bids far more and gets all of its 5 t, the others share the other 7 in equal parts."""
    town = Town(base, np.array([[5.0, 10.0, 10.0]]), [12.0])
    town.m.buyers.spot[0] = 100.0
    assert town.served()[0] == pytest.approx([5.0, 3.5, 3.5], rel=ROUNDING)


def test_where_the_elasticity_is_none_bids_do_not_matter(base):
    town = Town(base, np.array([[30.0, 10.0]]), [20.0], 0.0)
    town.m.buyers.spot[1] = 9.0
    assert town.served()[0] == pytest.approx([15.0, 5.0], rel=ROUNDING)


def test_who_is_not_served_by_one_seller_is_served_by_another_and_the_order_moves(base):
    """By hand: 10 t are due from a seller with 4 t, 10 t from one with 100 t."""
    town = Town(base, np.array([[10.0], [10.0]]), [4.0, 100.0])
    assert town.served()[:, 0] == pytest.approx([4.0, 16.0], rel=ROUNDING)
    assert town.m.trade.backlog[:2] == pytest.approx([10.0, 10.0], rel=ROUNDING)  # today's orders


def test_what_was_ordered_in_vain_for_months_is_not_asked_of_another_on_one_day(base):
    """By hand: 10 t are due from a seller without goods, of which 2 t were ordered today."""
    town = Town(base, np.array([[10.0], [10.0]]), [0.0, 100.0])
    town.m.trade.order[:] = [1.0 / town.m.rules.tick] * 2 + [0.0] * (len(town.m.trade.order) - 2)
    assert town.served()[:, 0] == pytest.approx([0.0, 12.0], rel=ROUNDING)


def test_a_seller_whose_goods_need_a_licence_sends_what_was_ordered_and_no_more(base):
    town = Town(base, np.array([[10.0], [10.0]]), [4.0, 100.0])
    town.m.lane_status.rule[town.lane(1, 0)] = LICENSED
    assert town.served()[:, 0] == pytest.approx([4.0, 10.0], rel=ROUNDING)


def test_a_smuggler_carries_what_was_ordered_and_no_more(base):
    town = Town(base, np.array([[10.0], [10.0]]), [4.0, 100.0])
    town.m = town.m._replace(smuggling=town.m.smuggling._replace(lane=np.array([1])))
    # the lane's ceiling has been kept before, by its permit
    assert town.served()[:, 0] == pytest.approx([4.0, 10.0], rel=ROUNDING)


def random_town(base, dice):
    """Twelve sellers, a third of them short, and fifteen buyers, half of the lanes closed."""
    generator = np.random.default_rng(dice)
    open_ = generator.random((12, 15)) < 0.5
    open_[0] = True
    share = generator.lognormal(0.0, 1.0, (12, 15)) * open_
    due = share / share.sum(axis=0) * generator.lognormal(0.0, 0.6, 15)
    goods = due.sum(axis=1) * generator.choice([0.3, 1.5], 12, p=[0.35, 0.65])
    town = Town(base, due, goods)
    town.m.buyers.spot[:15] = np.exp(generator.normal(0.0, 0.125, 15))
    return town, due, goods, open_


def greatest(due, goods, open_):
    """Most that can flow from sellers to buyers over open lanes, t: a linear programme."""
    lanes = np.argwhere(open_)
    limits = np.zeros((sum(due.shape), len(lanes)))
    limits[lanes[:, 0], range(len(lanes))] = 1.0
    limits[due.shape[0] + lanes[:, 1], range(len(lanes))] = 1.0
    return -linprog(-np.ones(len(lanes)), limits, np.concatenate([goods, due.sum(axis=0)])).fun


def test_three_sweeps_serve_all_but_half_a_percent_of_what_could_be_served_at_all(base):
    """The mean over three hundred networks; in most of them it is all."""
    reached = []
    for dice in range(300):
        town, due, goods, open_ = random_town(base, dice)
        reached.append(town.served().sum() / greatest(due, goods, open_))
    assert np.mean(reached) >= 0.995
    assert np.median(reached) == pytest.approx(1.0, rel=1e-9)
    assert max(reached) <= 1.0 + 1e-9


@unhurried
@given(st.integers(0, 2**32 - 1))
def test_nobody_sends_what_he_has_not_or_gets_what_he_did_not_order_and_no_order_is_lost(base, dice):
    town, due, goods, _ = random_town(base, dice)
    town.m = town.m._replace(rules=town.m.rules._replace(cancellation=0.0))
    sent = town.served()
    assert (sent.sum(axis=1) <= goods).all()
    assert (sent.sum(axis=0) <= due.sum(axis=0) * (1.0 + ROUNDING)).all()
    assert (sent[due == 0.0] == 0.0).all()
    left = town.m.trade.backlog[: town.lanes].reshape(due.shape) - due  # today's orders are as much
    assert left.min() >= -ROUNDING * due.max()
    assert left.sum(axis=0) == pytest.approx(due.sum(axis=0) - sent.sum(axis=0), rel=1e-9, abs=1e-9)


@unhurried
@given(st.integers(0, 2**32 - 1))
def test_where_nobody_is_short_everybody_is_served_to_the_last_bit(base, dice):
    town, due, _, _ = random_town(base, dice)
    town.m.sellers.stock[:12] = 2.0 * due.sum(axis=1)
    assert (town.served() == np.where(due < 1e-9, 0.0, due)).all()


def test_a_supplier_with_next_to_no_share_serves_no_more_than_what_is_lacking(base):
    """Shares of 1e-310 come of an elasticity of substitution of a thousand."""
    town = Town(base, np.array([[10.0], [0.0]]), np.array([4.0, 50.0]))
    town.m.trade.share[town.lane(1, 0)] = 1e-310
    served = town.served()
    assert served[:, 0] == pytest.approx([4.0, 6.0], rel=1e-9)
