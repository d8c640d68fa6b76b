"""A stop of exports: dear where goods are missing, cheap where they are trapped; a seller asks what those bid who may buy.

Behind a ban, a quota or a licence the exporter cannot sell more, so what foreigners would pay more is no part of its gate
price: that is the licence's rent and the gain of those who hold stock abroad.
"""

import numpy as np
import pytest
from controlled import control, lanes_of, market, world

from lodeflow.assembly import plan
from lodeflow.kernels.export_controls.lane_status import CLOSED, LICENSED, OPEN, RATIONED
from lodeflow.kernels.record.record import MarketColumn
from lodeflow.kernels.trade.premiums import ask_for_premiums
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

START, DAY = "2025-03-03", 61
NEWS = DAY // 7 + 1  # first market day that knows of it
GRADE = "magnet_high_temperature"
BLOCKED = 90
STOPS = {
    "ban": {"regime": "ban"},
    "blocked licences": {
        "regime": "licensing",
        "licence": {"blocked_days": BLOCKED, "approval": 1, "processing_median_days": 5, "processing_sigma": 0},
    },
}


@pytest.fixture(scope="module", params=STOPS)
def stopped(request):
    """A world without chance or growth in which China stops its exports of magnets with heavy oxide on day 61."""
    return world(control("c", materials=[GRADE], start=START, news=0, **STOPS[request.param]), days=DAY + BLOCKED - 2)


def over_base(stopped, column, region):
    """Prices of the grade in a region on every market day, over those of the first."""
    price = market(*stopped, column, region, GRADE)
    return price / price[0]


def test_at_home_the_price_does_not_rise_under_ones_own_stop_and_abroad_it_does(stopped):
    for column in (MarketColumn.GATE, MarketColumn.LANDED):
        at_home = over_base(stopped, column, "CHN")
        assert at_home[:NEWS] == pytest.approx(1.0, rel=1e-9)
        assert at_home[NEWS:].max() < 1.0
    for region in ("JPN", "EU", "USA", "KOR"):
        abroad = over_base(stopped, MarketColumn.SPOT, region)
        assert abroad[NEWS:].min() > 2.0, region


def test_goods_that_are_trapped_are_cheaper_on_the_day_and_do_not_get_dearer_while_they_pile_up(stopped):
    at_home = over_base(stopped, MarketColumn.GATE, "CHN")
    assert at_home[NEWS] < 0.99
    assert at_home[-1] <= at_home[NEWS] + 0.02


def test_makers_abroad_get_what_their_buyers_bid(stopped):
    """Japan sells to buyers who are cut off, its own among them: its price follows theirs, a market day later."""
    for region in ("JPN", "EU", "USA"):
        assert over_base(stopped, MarketColumn.GATE, region)[NEWS + 1 :].min() > 2.0, region
    at_gate, spot = (over_base(stopped, c, "JPN") for c in (MarketColumn.GATE, MarketColumn.SPOT))
    assert np.corrcoef(at_gate[NEWS + 1 :], spot[NEWS:-1])[0, 1] > 0.9


def test_what_buyers_abroad_pay_beyond_the_landed_cost_is_earned_by_who_holds_the_stock(stopped):
    """The difference of spot and landed cost appears in the accounts, and no dollar is lost in them."""
    made, r = stopped
    spread = market(made, r, MarketColumn.SPREAD, "EU", GRADE)
    assert np.abs(spread[:NEWS]).max() < 1e-6
    assert spread[NEWS:].sum() > 0.0
    assert money_residual(made.template, r.world) < 1e-12
    assert mass_residual(made.template, r.world) < 1e-12


def test_under_a_quota_the_rent_is_in_the_landed_cost_abroad_and_not_in_the_gate_price_at_home():
    made, r = world(control("c", materials=[GRADE], start=START, news=0, regime="quota", quota="8 kt/yr"), days=300)
    assert market(made, r, MarketColumn.GATE, "CHN", GRADE)[NEWS:].max() < 1.002 * made.rest.price[
        made.atlas.cell("CHN", GRADE)
    ]  # fmt: skip
    rent = market(made, r, MarketColumn.RENT, "CHN", GRADE)
    lane = lanes_of(made, "CHN", "EU", GRADE)[0]
    trade, sellers, routes = r.world.market.trade, r.world.market.sellers, r.world.market.routes
    fob = sellers.price[routes.seller[lane]] * (1.0 + routes.export_tax[lane])
    assert rent[-1] > 0.5 * made.rest.price[made.atlas.cell("CHN", GRADE)]
    assert trade.fob[lane] > fob + 0.9 * rent[-1]


@pytest.fixture
def orders():
    """A market in which every buyer abroad of a grade bids e to the power of one, and none at home."""
    made = plan(load("base-year", (control("c", materials=[GRADE], start=START, regime="licensing"),)))
    m = fresh(made.template).market
    m.trade.order[:] = made.rest.flow
    m.smuggling_state.premium[smuggled(made)] = 1.0
    m.forward.missing[:] = 0.0
    for region in ("JPN", "EU", "USA", "KOR"):
        buyers = m.routes.buyer[lanes_of(made, "CHN", region, GRADE)]
        m.forward.missing[buyers], m.forward.lasting[buyers] = 1.0, 1.0
    return made, m


def smuggled(made):
    """Lanes of smugglers, who keep what they ask on top."""
    return np.array([lane.smuggled for lane in made.atlas.lanes])


def at_home_of(made):
    """Lanes on which China serves itself."""
    return [s for s, k in enumerate(made.atlas.lanes) if (k.origin, k.destination, k.material) == ("CHN", "CHN", GRADE)]


def asked(made, m, region):
    ask_for_premiums(m.rules, m.routes, m.licences, m.lane_status, m.smuggling_state, m.forward, m.trade)
    return m.forward.bid[made.atlas.cell(region, GRADE)]


def to_bidders(made, m, region="CHN"):
    """Orders at a seller that come from buyers who bid, and all orders at it."""
    mine = (m.routes.seller == made.atlas.cell(region, GRADE)) & ~smuggled(made)
    return (m.trade.order * m.forward.missing[m.routes.buyer])[mine].sum(), m.trade.order[mine].sum()


def test_a_seller_asks_the_mean_of_what_its_buyers_bid_weighted_by_their_orders(orders):
    made, m = orders
    some, whole = to_bidders(made, m)
    assert asked(made, m, "CHN") == pytest.approx(some / whole, rel=1e-12)


@pytest.mark.parametrize("rule", [CLOSED, RATIONED, LICENSED])
def test_bids_of_buyers_behind_a_control_are_no_part_of_it_and_their_orders_do_not_thin_those_of_others(orders, rule):
    """With all exports of a seller under control but those to Korea, it asks what Korea and its own buyers bid."""
    made, m = orders
    free = lanes_of(made, "CHN", "KOR", GRADE)
    for s in set(lanes_of(made, "CHN", "*", GRADE)) - set(free):
        m.lane_status.rule[s], m.lane_status.entry[s] = rule, 0
    korea, home = m.trade.order[free].sum(), m.trade.order[at_home_of(made)].sum()
    assert asked(made, m, "CHN") == pytest.approx(korea / (korea + home), rel=1e-9)
    some, whole = to_bidders(made, m, "JPN")
    assert asked(made, m, "JPN") == pytest.approx(some / whole, rel=1e-12)


def test_a_seller_none_of_whose_goods_may_leave_asks_no_premium(orders):
    made, m = orders
    m.lane_status.rule[:], m.lane_status.entry[:] = CLOSED, 0
    assert asked(made, m, "CHN") == 0.0


def test_what_travels_under_a_general_licence_counts_and_what_customs_holds_does_not(orders):
    made, m = orders
    m.licences.general.setflags(write=True)
    m.licences.general[:] = 0.25
    for s in lanes_of(made, "CHN", "*", GRADE):
        m.lane_status.rule[s], m.lane_status.entry[s] = LICENSED, 0
    civil = [s for s in lanes_of(made, "CHN", "*", GRADE) if m.licences.civil[s]]
    licensed = m.trade.order[civil]
    bids = licensed * m.forward.missing[m.routes.buyer[civil]]
    at_home = m.trade.order[at_home_of(made)].sum()
    assert asked(made, m, "CHN") == pytest.approx(0.25 * bids.sum() / (0.25 * licensed.sum() + at_home), rel=1e-9)
    m.lane_status.held[:] = 100
    assert asked(made, m, "CHN") == 0.0
    m.lane_status.rule[:] = OPEN
    some, whole = to_bidders(made, m)
    assert asked(made, m, "CHN") == pytest.approx(some / whole, rel=1e-12)


def price_on_the_news(**terms):
    """Price of the grade in the EU on the day on which an office closes to all for 90 days, over the base."""
    licence = {"blocked_days": BLOCKED, "approval": 1, "processing_median_days": 5, "processing_sigma": 0}
    believed = {"believed_days": terms.pop("believed_days")} if "believed_days" in terms else {}
    rule = control("c", materials=[GRADE], start=START, news=0, regime="licensing", licence=licence | terms, **believed)
    stocks = ("defence.materials=['magnet_*']", "defence.regions=['USA','EU','JPN']")
    return over_base(world(rule, *stocks, days=DAY + 14), MarketColumn.SPOT, "EU")[NEWS]


@pytest.mark.parametrize("believed", [30, 3000])
def test_civil_users_do_not_bid_by_how_long_defence_expects_to_be_refused(believed):
    """Defence uses two in a hundred of the magnets that are stopped; the rest come back when the office opens."""
    same_for_all = price_on_the_news(defence_approval=1)
    refused = price_on_the_news(defence_approval=0, believed_days=believed)
    assert same_for_all > 2.0
    assert refused == pytest.approx(same_for_all, rel=0.05)
