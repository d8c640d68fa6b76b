"""A listing of firms: the listed buy elsewhere, the others as before, and prices rest where a static solver says."""

import numpy as np
import pytest
from controlled import control, lanes_of, world
from equilibrium import solve
from rare_earths import economy
from resting import at_rest, shipped
from worlds import everything

from lodeflow.assembly import plan
from lodeflow.engines import simpy_engine
from lodeflow.engines.compiled_engine import play
from lodeflow.errors import ScenarioError
from lodeflow.kernels.entities.cells import CHINESE, HEAVY, LIGHT, share_of
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.scenario.load import load

OXIDES = ["light_oxide", "heavy_oxide"]
GOODS = ["light_oxide", "heavy_oxide", "magnet_*"]
START, DAY = "2025-03-03", 61


def listing(name="l", **terms):
    """A listing of China's of firms in Japan, who buy more oxide from it than others do."""
    given = {"materials": OXIDES, "destinations": ["JPN"], "start": START, "regime": "listing", "news": 0}
    return control(name, **(given | terms))


def ban(**terms):
    return listing(**({"regime": "ban"} | terms))


def tape(happened):
    used = happened.world.tape
    return {name: getattr(used, name) for name in ("market", "flow", "lot_fact", "lot_amount")}


def test_a_listing_of_nobody_changes_no_bit():
    plain, nobody = world(days=420), world(listing(firms_share=0, third_countries=True), days=420)
    for name, array in tape(plain[1]).items():
        assert np.array_equal(array, tape(nobody[1])[name]), name


def test_a_listing_of_all_is_a_ban_to_the_last_bit():
    ends = {"end": "2025-09-01"}
    whole, banned = world(listing(firms_share=1, **ends), days=420), world(ban(**ends), days=420)
    for name, array in tape(banned[1]).items():
        assert np.array_equal(array, tape(whole[1])[name]), name


def test_a_listing_of_nearly_all_is_nearly_a_ban():
    """The jump of shares, the price on the day and while it lasts, and the way back, without the lane being closed."""
    ends = {"end": "2025-09-01"}
    nearly, banned = world(listing(firms_share=0.9999, **ends), days=420), world(ban(**ends), days=420)
    buyers = [nearly[0].atlas.cell("JPN", m) for m in OXIDES]
    spot = [each[1].world.tape.market[:, buyers, MarketColumn.SPOT] for each in (nearly, banned)]
    lasts = 243 // 7
    assert spot[0][:lasts] == pytest.approx(spot[1][:lasts], rel=0.02)
    shares = [each[1].world.market.trade.share for each in (nearly, banned)]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_on_the_day_the_listed_turn_to_what_is_left_and_the_others_buy_as_before(part):
    """By hand, where targets hardly move on a day: nested logit of each group of firms."""
    made, r = world(listing(start="2025-01-01", materials=["light_oxide"], firms_share=part), days=7)
    market, buyer = r.world.market, made.atlas.cell("JPN", "light_oxide")
    lanes = np.flatnonzero(market.routes.buyer == buyer)
    barred = np.isin(lanes, lanes_of(made, "CHN", "JPN", "light_oxide"))
    before = made.template.market.trade.share[lanes]
    left = np.where(barred, 0.0, before) / before[~barred].sum()
    assert barred.any()
    assert market.trade.share[lanes] == pytest.approx((1.0 - part) * before + part * left, abs=2e-3)
    assert market.trade.share[lanes].sum() == pytest.approx(1.0, abs=1e-12)


def test_half_the_firms_listed_rest_at_the_static_equilibrium():
    """Each group of firms chooses by the same logit, the listed among fewer lanes: found by Newton's method."""
    made = shipped(listing(start="2025-01-01", materials=["light_oxide"], firms_share=0.5))
    lanes = economy(made).lanes
    barred = np.zeros(len(lanes.seller))
    barred[lanes_of(made, "CHN", "JPN", "light_oxide")] = 1.0
    listed = np.zeros(len(made.rest.price))
    listed[made.atlas.cell("JPN", "light_oxide")] = 0.5
    world = economy(made)
    point = solve(world._replace(lanes=world.lanes._replace(listed=listed[lanes.buyer], barred=barred)))
    done = at_rest(made).world.market
    sold, bought = point.price > 0.0, point.use > 0.0
    assert done.sellers.price[sold] == pytest.approx(point.price[sold], rel=1e-8)
    assert done.buyers.paid[bought] == pytest.approx(point.landed[bought], rel=1e-8)
    assert done.trade.order == pytest.approx(point.flow, rel=1e-8)
    free = solve(world)
    assert done.trade.order[barred > 0.0].sum() < 0.6 * free.flow[barred > 0.0].sum()
    controller, other = (made.atlas.cell(region, "light_oxide") for region in ("CHN", "MYS"))
    assert point.price[controller] < free.price[controller]
    assert point.price[other] > free.price[other]


def test_what_the_listed_miss_makes_prices_rise_on_the_day_and_more_the_more_are_listed():
    """Where they are listed; and it is less than under a ban."""
    spot = []
    for terms in ({"firms_share": 0.2}, {"firms_share": 0.5}, {"firms_share": 0.8}, {"regime": "ban"}):
        made, r = world(listing(materials=["heavy_oxide"], **terms), days=DAY + 14)
        spot.append(float(r.world.tape.market[DAY // 7 + 1, made.atlas.cell("JPN", "heavy_oxide"), MarketColumn.SPOT]))
    assert spot == sorted(spot)
    assert spot[-1] > 1.2 * spot[0]


def test_third_countries_send_the_listed_less_the_more_of_its_content_they_sell():
    """Goods of other origin are barred as far as they are China's in content, on lanes from abroad alone."""
    terms = {"materials": GOODS, "destinations": ["USA"], "firms_share": 0.5, "start": "2025-01-01"}
    made, r = world(listing(third_countries=True, **terms), days=7)
    trade, routes, seen = r.world.market.trade, r.world.market.routes, 0
    content = made.template.market.sellers.content
    for material in (*OXIDES, "magnet_standard", "magnet_high_temperature"):
        buyer = made.atlas.cell("USA", material)
        lanes = [s for s in np.flatnonzero(routes.buyer == buyer) if made.atlas.lanes[s].origin != "CHN"]
        for s in lanes:
            lane = made.atlas.lanes[s]
            parts = [share_of(content, routes.seller[s], e, CHINESE + e) for e in (LIGHT, HEAVY)]
            own = r.world.market.lane_status.free[s]
            expected = 1.0 - 0.5 * max(parts) * (lane.foreign and not lane.smuggled)
            assert own == pytest.approx(expected, abs=1e-9)
            seen += own < 1.0
    assert seen > 0
    without = world(listing(**terms), days=7)[1].world.market
    japan = lanes_of(made, "JPN", "USA", "magnet")
    assert trade.share[japan].sum() < without.trade.share[japan].sum()


def test_a_firm_that_is_named_is_listed_as_far_as_its_plant_works():
    """Half of a region's magnet makers by capacity: half of their feed."""
    maker = (
        'projects.new={region="JPN", kind="magnet", capacity_t_per_yr="5 kt/yr", first_output=2025-01-01,'
        ' stage="operation", ramp_up={G=1}, source="a test"}'
    )
    made, r = world(maker, listing(start="2025-02-03", firms=["new"]), days=420, scenario="status-quo")
    market = r.world.market
    q = made.projects.index("new")
    links, plants, params = market.project_links, market.plants, market.plant_params
    for k, material in enumerate(OXIDES):
        cell = made.atlas.cell("JPN", material)
        assert links.buys[q, k] == cell
        own = market.project_state.running[q] * market.projects.capacity[q] * links.bought[q, k]
        needs = params.base_capacity * plants.size * params.need[:, k]
        part = own / needs[params.feed[:, k] == cell].sum()
        assert 0.01 < part < 1.0
        barred = lanes_of(made, "CHN", "JPN", material)
        assert market.lane_status.free[barred] == pytest.approx(1.0 - part, rel=0.02)


def test_where_nobody_else_sells_the_listed_do_without():
    """Japan has heavy oxide of China alone, and of smugglers. Others order what they need and no more: the gap in the
    region's stock is the listed firms' own, and what they bid is no part of China's price.
    """
    made, r = world(listing(materials=["heavy_oxide"], start="2025-01-01", firms_share=0.5), days=420)
    buyer, trade = made.atlas.cell("JPN", "heavy_oxide"), r.world.market.trade
    barred = lanes_of(made, "CHN", "JPN", "heavy_oxide")
    assert set(r.world.market.routes.buyer[barred].tolist()) == {buyer}
    needed = r.world.market.buyers.forecast[buyer]
    assert 0.4 * needed < trade.order[barred].sum() <= 0.5 * needed * (1.0 + 1e-9)
    gate = r.world.tape.market[:, made.atlas.cell("CHN", "heavy_oxide"), MarketColumn.GATE]
    spot = r.world.tape.market[: r.world.tape.used[MARKETS], buyer, MarketColumn.SPOT]
    assert gate.max() < 1.02 * gate[0]
    assert spot[-1] > 1.5 * spot[0]


EVERYTHING = (
    listing(materials=GOODS, destinations=["USA", "JPN"], firms_share=0.4, third_countries=True, end="2025-10-06"),
    listing("more", materials=["heavy_oxide"], destinations=["JPN"], firms_share=0.5, announced="2025-02-03", news=0.5),
    control("licences", materials=GOODS, start="2025-04-07", regime="licensing", licence={"blocked_days": 20}),
    control("ban", materials=["heavy_oxide"], destinations=["USA"], start="2025-04-28", end="2025-07-09", regime="ban"),
)


def test_worlds_with_listings_beside_licences_and_bans_are_the_same_in_both_engines_and_close_their_books():
    made = plan(load("base-year", ("days=420", *EVERYTHING)))
    compiled = play(made)
    assert everything(made, compiled) == everything(made, simpy_engine.play(made))
    assert mass_residual(made.template, compiled.world) < 1e-12
    assert money_residual(made.template, compiled.world) < 1e-12
    share = np.bincount(compiled.world.market.routes.buyer, compiled.world.market.trade.share)
    assert share.max() <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({}, "lists nobody"),
        ({"firms": ["nobody"]}, "unknown project"),
        ({"firms_share": 0.1, "drawn": True}, "no regime is drawn"),
        ({"firms_share": 0.1, "controller": "USA", "third_countries": True}, "is not traced"),
    ],
)
def test_a_listing_says_whom_it_lists(terms, said):
    with pytest.raises(ScenarioError, match=said):
        load("status-quo", (listing(**terms),))
