"""Who has goods to spare sells them to places that pay more by freight, duties and a margin; nobody sells what it needs."""

import numpy as np
import pytest
from controlled import control
from hypothesis import given, settings
from hypothesis import strategies as st
from runs import run_of

from lodeflow.kernels.export_controls.lane_status import LICENSED, OPEN
from lodeflow.kernels.trade.resale import (
    BOUGHT,
    DUTIES,
    EARNED,
    GOT,
    MOVED,
    PAID_FOR,
    RESOLD,
    SOLD,
    agree_on_resale,
    deliver_resale,
)
from lodeflow.replication import fresh
from lodeflow.rows.market import market_rows

unhurried = settings(deadline=None)  # the first call compiles
MARGIN, FREIGHT = 0.1, 6000.0
OXIDE = "heavy_oxide"


class Islands:
    """Heavy oxide in Japan, Korea and the European Union, at rest; all other goods and places are out of reach."""

    def __init__(self, base, share=1.0):
        """``share`` float [-] of what buyers can spare that they may sell on."""
        self.plan, m = base, fresh(base.template).market
        self.japan, self.korea, self.europe = (base.atlas.cell(r, OXIDE) for r in ("JPN", "KOR", "EU"))
        here = {self.japan, self.korea, self.europe}
        p = m.resale_params
        kept = [k for k in range(len(p.taker)) if {p.holder[k], p.taker[k]} <= here]
        self.m = m._replace(
            resale_params=p._replace(
                holder=p.holder[kept], taker=p.taker[kept], lane=p.lane[kept], margin=np.array([MARGIN]),
                freight=np.array([FREIGHT]), share=np.array([share]),
            ),
            resale=m.resale._replace(deal=np.zeros((len(kept), 2)), weight=np.zeros(len(kept))),
        )  # fmt: skip
        b = m.buyers
        b.landed[:] = np.maximum(b.landed, 1.0)
        b.spot[:], b.untaxed[:] = b.landed, b.landed
        m.forward.missing[:], m.forward.lasting[:] = 0.0, 0.0

    def bid(self, cell, times):
        """Buyers of ``cell`` pay ``times`` their landed cost."""
        b = self.m.buyers
        b.spot[cell] = b.untaxed[cell] = times * b.landed[cell]
        self.m.forward.missing[cell] = np.log(times)

    def hold(self, cell, days):
        """Buyers of ``cell`` have stock for ``days`` [d] and nothing under way."""
        m = self.m
        m.buyers.stock[cell] = m.buyers.level[cell] = days * m.buyers.desired[cell]
        m.buyers.content[cell] = 0.0
        m.buyers.content[cell, 1] = m.buyers.stock[cell]
        m.trade.afloat[m.routes.buyer == cell] = 0.0
        m.trade.queued[m.routes.buyer == cell] = 0.0

    def agree(self):
        """Tonnes bought by each cell out of the stock of buyers, and of sellers."""
        m = self.m
        agree_on_resale(
            m.rules, m.cell_params, m.forward_params, m.forward, m.routes, m.sellers, m.buyers, m.trade,
            m.lane_status, m.resale_params, m.resale,
        )  # fmt: skip
        bought = np.zeros((len(m.buyers.stock), 2))
        np.add.at(bought, m.resale_params.taker, m.resale.deal)
        return bought

    def deliver(self):
        deliver_resale(self.m.resale_params, self.m.resale, self.m.sellers, self.m.buyers)


@pytest.fixture
def islands(base):
    found = Islands(base)
    found.m.buyers.desired[:] = found.m.buyers.forecast
    return found


def test_nothing_is_sold_on_while_all_pay_what_goods_cost(islands):
    islands.hold(islands.japan, 365.0)
    islands.hold(islands.korea, 10.0)
    assert not islands.agree().any()


@pytest.mark.parametrize(("apart", "moves"), [(-1.0, False), (1.0, True)])
def test_goods_move_where_prices_differ_by_more_than_freight_and_margin(islands, apart, moves):
    """``apart`` USD/t below and above the point at which a deal pays; Korea is dear enough for a buyer of spare goods."""
    b, (japan, korea) = islands.m.buyers, (islands.japan, islands.korea)
    islands.hold(japan, 365.0)
    islands.hold(korea, 10.0)
    islands.hold(islands.europe, 0.0)
    islands.bid(korea, 3.0)
    b.spot[japan] = (b.spot[korea] - apart - FREIGHT) / (1.0 + MARGIN)
    assert (islands.agree()[korea, 0] > 0.0) == moves


def test_prices_come_within_freight_and_margin_where_goods_to_spare_are_ample(islands):
    """Japan holds a year's stock at its usual price, Korea is cut off and bids twenty times as much."""
    b, (japan, korea) = islands.m.buyers, (islands.japan, islands.korea)
    islands.hold(japan, 365.0)
    islands.hold(korea, 5.0)
    islands.hold(islands.europe, 0.0)
    islands.bid(korea, 20.0)
    bought = islands.agree()
    assert bought[korea, 0] > 0.0
    assert b.spot[korea] == pytest.approx(b.spot[japan] * (1.0 + MARGIN) + FREIGHT, rel=1e-12)
    assert islands.m.forward.missing[korea] == pytest.approx(np.log(b.spot[korea] / b.landed[korea]), abs=1e-9)
    before = b.stock[[japan, korea]].copy()
    islands.deliver()
    assert b.stock[[japan, korea]] - before == pytest.approx([-bought[korea, 0], bought[korea, 0]], rel=1e-9)


@unhurried
@given(st.floats(1.0, 400.0), st.floats(0.0, 400.0), st.floats(1.0, 100.0), st.floats(0.0, 1.0))
def test_nobody_sells_on_what_it_needs(base, held, elsewhere, times, share):
    """Whatever is bid: there is enough until its next delivery, where nothing is on its way, and a week's use."""
    islands = Islands(base, share)
    m, b = islands.m, islands.m.buyers
    b.desired[:] = b.forecast
    cells = [islands.japan, islands.korea, islands.europe]
    for cell, days in zip(cells, (held, 1.0, elsewhere), strict=True):
        islands.hold(cell, days)
    islands.bid(islands.korea, times)
    before = b.stock.copy()
    islands.agree()
    islands.deliver()
    for cell in cells:
        sold = before[cell] - b.stock[cell]
        days = max(m.rules.use_days, m.resale.voyage[cell])
        assert sold <= 0.0 or b.stock[cell] >= min(before[cell], days * b.desired[cell])
        assert sold <= share * before[cell] + 1e-12


def test_every_tonne_and_every_dollar_has_two_ends(islands):
    m, b, (japan, korea) = islands.m, islands.m.buyers, (islands.japan, islands.korea)
    islands.hold(japan, 365.0)
    islands.hold(korea, 1.0)
    b.book[japan] = 1e6
    islands.bid(korea, 5.0)
    b.untaxed[korea] /= 1.2  # a duty of a fifth
    m.sellers.stock[islands.europe], m.sellers.price[islands.europe] = 1e-3, b.landed[korea]
    m.sellers.content[islands.europe] = 0.0
    content = b.content.sum(axis=0) + m.sellers.content.sum(axis=0)
    tonnes, book, spread = b.stock.sum() + m.sellers.stock.sum(), b.book.sum(), b.spread.sum()
    islands.agree()
    islands.deliver()
    day = m.resale.day.sum(axis=1)
    assert day[RESOLD] > 0.0
    assert day[SOLD] > 0.0
    assert day[BOUGHT] == pytest.approx(day[RESOLD] + day[SOLD], rel=1e-12)
    assert day[PAID_FOR] == pytest.approx(day[GOT] + day[EARNED] + day[MOVED] + day[DUTIES], rel=1e-12)
    assert day[DUTIES] == pytest.approx(day[PAID_FOR] / 6.0, rel=1e-12)
    assert b.stock.sum() + m.sellers.stock.sum() == pytest.approx(tonnes, rel=1e-12)
    assert b.content.sum(axis=0) + m.sellers.content.sum(axis=0) == pytest.approx(content, rel=1e-12)
    assert b.spread.sum() - spread == pytest.approx(day[GOT] - (book + day[PAID_FOR] - b.book.sum()), rel=1e-9)


def test_a_lane_under_control_holds_for_goods_by_air_too(base):
    """China's sellers have tonnes to spare; a licence, a permit or a rent on their lane keeps them."""
    m = fresh(base.template).market
    china, korea = base.atlas.cell("CHN", "magnet_standard"), base.atlas.cell("KOR", "magnet_standard")
    p = m.resale_params
    (pair,) = [k for k in range(len(p.taker)) if (p.holder[k], p.taker[k]) == (china, korea)]
    lane, b = p.lane[pair], m.buyers
    assert lane >= 0

    def sold(rule=OPEN, permit=1.0, rent=0.0):
        b.desired[:] = b.forecast
        b.spot[:], b.untaxed[:] = b.landed, b.landed
        b.spot[korea] = b.untaxed[korea] = 5.0 * b.landed[korea]
        b.stock[korea], b.level[korea] = 0.0, 0.0
        m.trade.afloat[m.routes.buyer == korea] = 0.0
        m.lane_status.rule[lane], m.trade.permit[lane], m.trade.rent[lane] = rule, permit, rent
        m.routes.export_tax[lane] = 0.0
        agree_on_resale(
            m.rules, m.cell_params, m.forward_params, m.forward, m.routes, m.sellers, b, m.trade, m.lane_status, p,
            m.resale,
        )  # fmt: skip
        return m.resale.deal[pair].sum()

    assert sold() > 0.0
    assert sold(rule=LICENSED) == 0.0
    assert sold(permit=0.5) == 0.0
    assert sold(rent=1.0) == 0.0


CUT_OFF = control("cut", materials=[OXIDE], destinations=["KOR"], start="2025-03-03", regime="ban", at_sea="recall")


def prices(*keys):
    """Spot price and landed cost of heavy oxide in Korea, spot in Japan, and what Korea bought of others, by day."""
    made, r = run_of("base-year", CUT_OFF, *keys, days=364)
    rows = market_rows(made, r)
    korea, japan = (made.atlas.shown_cells.index((region, OXIDE)) for region in ("KOR", "JPN"))
    spot, landed, bought = (
        rows[name].reshape(-1, len(made.atlas.shown))
        for name in ("spot_price_usd_per_t", "landed_cost_usd_per_t", "bought_spot_t")
    )
    return spot[:, korea], landed[:, korea], spot[:, japan], bought[:, korea]


def test_who_is_cut_off_pays_what_goods_cost_elsewhere_and_their_way():
    """Korea uses a fiftieth of what Japan holds. Without resale it bids what its magnets are worth.

    It buys of others only what is a margin cheaper than what its suppliers ask, so that bounds its price too.
    """
    korea, own, japan, bought = prices("market.resold_share=1.0")
    alone, _, _, _ = prices("market.resold_share=0.0", "market.resale_margin=100.0")
    most = np.maximum(japan * (1.0 + MARGIN) + FREIGHT, own * (1.0 + MARGIN))
    assert bought.sum() > 0.0
    assert (alone / most).max() > 3.0
    assert (korea / most).max() <= 1.0 + 1e-9


def test_in_a_calm_world_nobody_sells_on():
    made, r = run_of("base-year", days=364)
    assert not market_rows(made, r)["bought_spot_t"].any()
