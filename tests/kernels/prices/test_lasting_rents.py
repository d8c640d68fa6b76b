"""Users of goods made of those under a quota use less while it lasts, and holders of their goods reckon with it."""

import numpy as np
import pytest
from resting import QUICK
from two_sellers import GOOD, under_quota

from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.prices.forward_position import THRIFT
from lodeflow.kernels.prices.lasting_rents import NO_RENT, count_rents, foresee_rents
from lodeflow.kernels.record.record import MarketColumn
from lodeflow.replication import fresh

TICKS, PART, WEEKS = 20_000, 0.45, 12


def world(*, processed=True):
    """Market of two sellers on a day on which nothing is foreseen yet."""
    made, _ = under_quota(PART, "days=200", *QUICK, processed=processed)
    m = fresh(made.template).market
    m.forward.dated[:] = 0.0
    m.users.required[:] = m.user_params.base_use
    return made, m


def foreseen(m):
    foresee_rents(m.rules, m.forward_params, m.forward, m.user_params, m.users, m.border_params, m.border, m.buyers)
    return m.forward.dated


@pytest.mark.parametrize("share", [0.6, -0.5])
def test_what_a_lasting_rent_takes_from_use_is_the_sum_of_what_users_will_not_buy(share):
    """At once by the short elasticity, in time by the long one, against the sum over 20,000 ticks."""
    _, m = world()
    p, users = m.forward_params, m.user_params
    m.forward.rent_ends[0] = 0.0
    m.forward.rent[:] = share * m.buyers.landed
    learnt = 1.0 - (1.0 - p.fading[THRIFT]) ** np.arange(TICKS)
    total = np.zeros_like(m.forward.dated)
    for k in range(len(users.cell)):
        path = (1.0 - share) ** users.short[k] - 1.0 + ((1.0 - share) ** users.slow[k] - 1.0) * learnt
        worth = (1.0 + p.rate)[:, None] ** -(1.0 + np.arange(TICKS)) @ path
        total -= np.outer(worth * users.base_use[k] * m.rules.tick, p.used[k])
    found = foreseen(m)
    assert found == pytest.approx(total, rel=1e-8, abs=1e-6)
    assert (found * np.sign(share)).max() > 0.0  # use that falls is plenty
    assert (found * np.sign(share)).min() >= 0.0


def test_a_rent_that_is_believed_to_end_sooner_takes_less():
    taken = []
    for ends in (0.0, 0.01, 0.1):
        _, m = world()
        m.forward.rent_ends[0] = ends
        m.forward.rent[:] = 0.5 * m.buyers.landed
        taken.append(foreseen(m).sum())
    assert taken[0] > taken[1] > taken[2] > 0.0


def test_without_a_quota_that_binds_nothing_is_foreseen():
    _, m = world()
    m.forward.rent[:] = 0.5 * m.buyers.landed
    assert m.forward.rent_ends[0] == NO_RENT
    assert not foreseen(m).any()
    count_rents(m.routes, m.forward_params, m.forward, m.border, m.sellers, m.trade, m.per_cell)
    assert not m.forward.rent.any()


def test_the_part_that_the_border_splits_is_left_to_its_two_sides():
    _, m = world()
    m.forward.rent_ends[0] = 0.0
    m.forward.rent[:] = 0.5 * m.buyers.landed
    goods = m.border_params.goods[0]
    m.border.counted[0] = goods
    split = m.forward_params.use_of[goods].max(axis=0) > 0.0
    found = foreseen(m)
    assert split.any()
    assert not found[:, split].any()
    assert found[:, ~split].any()


def test_makers_pass_the_rent_of_their_feed_on_to_the_users_of_magnets():
    """A tick later: what a tonne of feed holds of rent, by what a magnet needs of it and buyers' shares."""
    made, m = world()
    m.forward.rent_ends[0] = 0.0
    counted = [
        s
        for s, lane in enumerate(made.atlas.lanes)
        if lane.material == GOOD and lane.origin == "CHN" != lane.destination
    ]
    m.trade.rent[counted] = 1e4
    for _ in range(2):
        count_rents(m.routes, m.forward_params, m.forward, m.border, m.sellers, m.trade, m.per_cell)
    oxide, magnets = made.atlas.cell("JPN", GOOD), made.atlas.cell("JPN", "magnet_standard")
    share = m.trade.share[counted][m.routes.buyer[counted] == oxide].sum()
    assert m.forward.rent[oxide] == pytest.approx(1e4 * share)
    weight = m.forward_params.feed_weight[magnets, 0]
    assert m.forward.rent[magnets] == pytest.approx(weight * 1e4 * share)
    assert weight * share > 0.1


def test_makers_abroad_do_not_pile_up_magnets_under_a_lasting_quota():
    """Within a year they make what is used, give or take a tenth."""
    made, _ = under_quota(PART, "days=900", *QUICK, processed=True)
    table = play(made, keep_lots=False, step=7).world.tape.market
    cell = made.atlas.cell("JPN", "magnet_standard")
    last = table[100:128, cell]
    assert last[:, MarketColumn.MADE].sum() == pytest.approx(last[:, MarketColumn.USED].sum(), rel=0.1)


def test_a_quota_that_has_ended_splits_no_price():
    """Or the rent of another one would be left out of the parts that it split."""
    made, _ = under_quota(PART, "days=200", *QUICK, "controls.q.end=2025-05-01", processed=True)
    border = play(made, keep_lots=False).world.market.border
    assert not border.counted.any()
    during, _ = under_quota(PART, "days=100", *QUICK, processed=True)
    assert play(during, keep_lots=False).world.market.border.counted.any()
