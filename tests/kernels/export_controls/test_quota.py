"""An export quota: a bucket, pro rata, and a rent per tonne that is the same for all that is counted together."""

from math import exp, log

import numpy as np
import pytest
from controlled import control, exports, lanes_of, market, world

from lodeflow.assembly import plan
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.export_controls.lane_status import LICENSED, RATIONED
from lodeflow.kernels.export_controls.quota import draw_quota, grant_quota, open_pool, price_licences
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

START, DAY = "2025-03-03", 61


def quota(tonnes, materials=("magnet_*",), name="q", **terms):
    return control(
        name, materials=list(materials), start=START, regime="quota", quota=f"{tonnes} t/yr", news=0, **terms
    )


def rationed(made):
    """A world at rest in which the control is in force, and its lanes."""
    w = fresh(made.template)
    m = w.market
    lanes = np.flatnonzero(m.control_params.covers[0])
    m.lane_status.rule[lanes], m.lane_status.pool[lanes], m.lane_status.entry[lanes], m.lane_status.heading[lanes] = (
        RATIONED,
        0,
        0,
        0,
    )
    open_pool(m.quotas, m.pools, 0, 0, -1, 0)
    return m, lanes


def step(m, day=0):
    price_licences(
        m.rules, m.quotas, m.licence_state, m.routes, m.sellers, m.buyers, m.trade, m.lane_status, m.pools, day
    )
    return float(m.pools.rent[0]), float(m.pools.drive[0])


def licensed(made, granted):
    """The same under licences: an office that is busy, and has signed so much a day of late."""
    m, lanes = rationed(made)
    m.lane_status.rule[lanes] = LICENSED
    open_pool(m.quotas, m.pools, 0, 0, 0, 0)
    m.pools.wanted[0], m.pools.granted[0] = made.rest.flow[lanes].sum(), granted
    m.licence_state.busy_until[0] = 10**6
    return m, lanes


def signed(m, granted):
    """A step in which the office signs so much a day."""
    m.licence_state.signed_t[0] = granted * m.rules.tick
    return step(m)


def test_one_step_of_the_licence_rent_by_hand():
    """At base flow 20 t/d are wanted, 16 signed: x = ln 1.25; nu = psi / T x dt; mu = p (e^(nu + psi x) - 1)."""
    made = plan(load("base-year", (quota(1000, rent_response=0.4, rent_days=140),)))
    flow = made.rest.flow[np.flatnonzero(made.template.market.control_params.covers[0])].sum()
    m, lanes = licensed(made, 0.8 * flow)
    rent, drive = signed(m, 0.8 * flow)
    x = log(1.25)
    price = (made.rest.flow[lanes] * made.rest.price[m.routes.seller[lanes]]).sum() / flow
    assert drive == pytest.approx(0.4 / 140.0 * x * 7.0, rel=1e-9)
    assert rent == pytest.approx(price * (exp(0.4 / 140.0 * x * 7.0 + 0.4 * x) - 1.0), rel=1e-9)
    assert m.trade.rent[lanes] == pytest.approx(rent, rel=0.0)
    assert m.trade.rent.sum() == pytest.approx(rent * len(lanes), rel=1e-12)


def test_beyond_all_measure_the_licence_rent_learns_nothing_more():
    made = plan(load("base-year", (quota(10),)))
    m, _ = licensed(made, 10.0 / 365.0)
    for _ in range(20):
        _, drive = signed(m, 10.0 / 365.0)
    assert drive == 0.0
    assert m.pools.rent[0] > 0.0


@pytest.mark.parametrize("elasticity", [0.5, 1.0, 2.0])
def test_against_buyers_of_one_elasticity_the_licence_rent_settles_where_what_is_signed_is_just_used(elasticity):
    """The closed form p ((Q / x0)^(-1 / e) - 1): buyers abroad who pay p + mu want x0 ((p + mu) / p)^-e."""
    made = plan(load("base-year", (quota(1000),)))
    flow = made.rest.flow[np.flatnonzero(made.template.market.control_params.covers[0])].sum()
    m, lanes = licensed(made, 0.7 * flow)
    price = (made.rest.flow[lanes] * made.rest.price[m.routes.seller[lanes]]).sum() / flow
    share = m.trade.share[lanes].copy()
    m.trade.backlog[lanes] = 0.0
    for _ in range(3000):
        m.trade.share[lanes] = share * (1.0 + m.pools.rent[0] / price) ** -elasticity
        signed(m, 0.7 * flow)
    assert m.pools.rent[0] == pytest.approx(price * (0.7 ** (-1.0 / elasticity) - 1.0), rel=1e-6)


def test_the_price_abroad_is_learnt_from_what_buyers_would_use_beyond_the_quota():
    """At a fifth more than granted it rises by psi ln 1.25 / T a day; licences left over teach sooner, by T_mu, as long
    as they have a price.
    """
    made = plan(load("base-year", (quota(1000),)))
    flow = made.rest.flow[np.flatnonzero(made.template.market.control_params.covers[0])].sum()
    for part, learnt in ((0.8, log(1.25)), (1.25, 0.0)):
        made = plan(
            load("base-year", (quota(flow * part * 365.0, rent_response=0.4, rent_learning_days=500, rent_days=80),))
        )
        m, _ = rationed(made)
        _, drive = step(m)
        assert drive == pytest.approx(0.4 / 500.0 * learnt * 7.0, rel=1e-9)
    m.pools.rent[0] = 1.0
    assert step(m)[1] == pytest.approx(-0.4 / 80.0 * log(1.25) * 7.0, rel=1e-6)


def test_quota_is_granted_pro_rata_out_of_a_bucket_of_a_month():
    made = plan(load("base-year", (quota(3650),)))
    m, lanes = rationed(made)
    for tick in range(1, 9):
        grant_quota(m.rules, m.quotas, m.trade, m.lane_status, m.pools, 7 * tick)
        assert m.pools.bucket[0] == pytest.approx(min(10.0 * 7.0 * tick, 300.0))
    due = (m.trade.backlog[lanes] * m.rules.dispatched).sum()
    assert m.trade.permit[lanes] == pytest.approx(300.0 / due)
    m.trade.shipped[lanes] = m.trade.backlog[lanes] * m.rules.dispatched * m.trade.permit[lanes]
    draw_quota(m.trade, m.lane_status, m.pools)
    assert m.pools.bucket[0] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("period", "carried"), [(182, 0.0), (182, 0.4), (30, 0.0), (28, 1.0), (1, 0.0), (9, 0.5)])
def test_what_is_unused_at_the_end_of_a_period_is_forfeited_but_for_what_is_carried_over(period, carried):
    """Nothing leaves: on any day the bucket holds the quota of the period so far, with its tick, and what was carried."""
    made = plan(load("base-year", (quota(3650, period_days=period, carried_over=carried),)))
    m, _ = rationed(made)
    for day in range(0, 700, 7):
        grant_quota(m.rules, m.quotas, m.trade, m.lane_status, m.pools, day)
        whole = day // period  # periods that are over
        if period >= 7:  # else several end between two market days, and the last end counts
            kept = 10.0 * period * sum(carried**n for n in range(1, whole + 1))
            assert m.pools.bucket[0] == pytest.approx(kept + 10.0 * (day % period + 7), rel=1e-9)
        granted = 10.0 * (day + 7)
        assert m.pools.bucket[0] + m.pools.forfeited[0] == pytest.approx(granted, rel=1e-9)


def test_a_quota_that_is_used_up_as_it_comes_forfeits_nothing():
    made = plan(load("base-year", (quota(3650, period_days=100),)))
    m, lanes = rationed(made)
    for day in range(0, 700, 7):
        grant_quota(m.rules, m.quotas, m.trade, m.lane_status, m.pools, day)
        m.trade.shipped[lanes] = m.trade.backlog[lanes] * m.rules.dispatched * m.trade.permit[lanes]
        draw_quota(m.trade, m.lane_status, m.pools)
    assert m.pools.forfeited[0] == pytest.approx(0.0, abs=1e-9)


def test_a_period_is_counted_from_the_day_the_control_began_even_before_day_0():
    early = control("q", materials=["magnet_*"], start="2024-10-01", regime="quota", quota="3650 t/yr", period_days=182)
    made = plan(load("base-year", (early,)))
    m, _ = rationed(made)  # 92 days are gone on day 0: the first period ends on day 90
    for day in range(0, 98, 7):
        grant_quota(m.rules, m.quotas, m.trade, m.lane_status, m.pools, day)
        assert (m.pools.forfeited[0] > 0.0) == (day > 90)
    assert m.pools.bucket[0] == pytest.approx(10.0 * (91 - 90 + 7))


def test_a_year_of_weak_demand_cannot_be_made_up_for_if_unused_quota_is_forfeited():
    """Of two quotas of the same size one can be saved for the year: in a calm world with room to spare it loses nothing."""
    made, r = world(quota(80_000, period_days=182), days=500)
    _, saved = world(quota(80_000, period_days=182, carried_over=1), days=500)
    flow = made.rest.flow[lanes_of(made, "CHN", "*", "magnet")].sum()
    spare = 80_000.0 / 365.0 - flow
    assert r.world.market.pools.forfeited[0] == pytest.approx(364.0 * spare, rel=0.1)
    assert saved.world.market.pools.forfeited[0] == 0.0
    assert saved.world.market.pools.bucket[0] > r.world.market.pools.bucket[0]


@pytest.fixture(scope="module")
def magnets():
    """Two thirds of the magnets of 2024 may leave."""
    return world(quota(38_000, end="2028-03-01"), days=1400)


def test_what_leaves_in_a_year_is_the_quota_and_it_has_a_price(magnets):
    made, r = magnets
    lanes = lanes_of(made, "CHN", "*", "magnet")
    out = exports(made, r, lanes) * made.rest.flow[lanes].sum() * 7.0
    second = slice((DAY + 365) // 7, (DAY + 730) // 7)
    assert out[second].sum() == pytest.approx(38_000.0 * 7.0 * (second.stop - second.start) / 365.0, rel=0.05)
    rent = market(made, r, MarketColumn.RENT, "CHN", "magnet_standard")
    assert rent[second].min() > 0.1 * made.rest.price[made.atlas.cell("CHN", "magnet_standard")]
    assert r.world.market.trade.paid[lanes, Money.RENT].sum() > 1e9


def test_on_the_day_without_control_there_is_no_premium(magnets):
    made, r = magnets
    rent = market(made, r, MarketColumn.RENT, "CHN", "magnet_standard")
    lifted = 1155 // 7 + 1
    assert rent[lifted - 2] > 0.0
    assert rent[lifted:].max() == 0.0
    assert (r.world.market.pools.rent.max(), r.world.market.pools.drive.max()) == (0.0, 0.0)


def test_one_pool_has_one_rent_and_what_is_cheap_rises_by_more():
    """V25: light oxide costs tens of USD/kg, the rest a few: the same USD/t on both. What light gains by its licence it
    loses again abroad: separators there run for the dear rest oxides, and bring light along (the static equilibrium says
    the same: tests/verification/test_lasting_quota.py).
    """
    both = ("rest_oxide", "light_oxide")
    made, r = world(quota(30_000, both), days=300)
    cheap, dear = (market(made, r, MarketColumn.RENT, "CHN", material) for material in both)
    assert cheap[-1] > 0.0
    assert np.array_equal(cheap, dear)
    price = {m: made.rest.price[made.atlas.cell("CHN", m)] for m in both}
    assert price["light_oxide"] > 5.0 * price["rest_oxide"]
    factor = {
        m: market(made, r, MarketColumn.LANDED, "JPN", m)[-1] / made.rest.landed[made.atlas.cell("JPN", m)]
        for m in both
    }
    assert factor["rest_oxide"] > factor["light_oxide"]
    assert factor["rest_oxide"] > 1.0


def test_licences_that_are_not_traded_among_materials_have_a_rent_each():
    """Each material may use its share of the base year, and the dear one's licence costs more."""
    both = ("rest_oxide", "light_oxide")
    made, r = world(quota(80_000, both, licences="by_material"), days=300)
    free = [market(made, r, MarketColumn.RENT, "CHN", material)[-1] for material in both]
    assert free == [0.0, 0.0]
    made, r = world(quota(30_000, both, licences="by_material"), days=300)
    cheap, dear = (market(made, r, MarketColumn.RENT, "CHN", material)[-1] for material in both)
    assert dear > 2.0 * cheap > 0.0
    part = [each for each in r.world.market.quotas.part if each < 1.0]
    assert sorted(part) == pytest.approx(sorted(made_share(made, both)), rel=1e-12)


def made_share(made, materials):
    """Share of each material in what China sells abroad of all of them."""
    flow = [made.rest.flow[lanes_of(made, "CHN", "*", material)].sum() for material in materials]
    return [each / sum(flow) for each in flow]


@pytest.mark.parametrize("part", [1.0, 1.3])
def test_a_quota_of_all_that_leaves_or_more_changes_no_price(part):
    made = plan(load("base-year", (quota(1000, ("light_oxide",)),)))
    flow = made.rest.flow[np.flatnonzero(made.template.market.control_params.covers[0])].sum()
    made, r = world(quota(part * flow * 365.0, ("light_oxide",)), days=400)
    gate = r.world.tape.market[: r.world.tape.used[MARKETS], :, MarketColumn.GATE]
    sold = made.rest.output > 0.0
    assert gate[:, sold] == pytest.approx(np.broadcast_to(made.rest.price[sold], gate[:, sold].shape), rel=1e-12)
    assert r.world.market.pools.rent.max() < 1e-12 * made.rest.price.max()


def test_prices_part_on_the_first_market_day_and_the_goods_get_cheaper_inside():
    """Seven tenths of the light oxide: dearer abroad, cheaper in China, all of the quota used from the first week on."""
    made = plan(load("base-year", (quota(1000, ("light_oxide",)),)))
    flow = made.rest.flow[np.flatnonzero(made.template.market.control_params.covers[0])].sum()
    made, r = world(quota(0.7 * flow * 365.0, ("light_oxide",)), days=700)
    week = DAY // 7 + 1
    at_home = (
        market(made, r, MarketColumn.GATE, "CHN", "light_oxide")
        / made.rest.price[made.atlas.cell("CHN", "light_oxide")]
    )
    abroad = (
        market(made, r, MarketColumn.LANDED, "JPN", "light_oxide")
        / made.rest.landed[made.atlas.cell("JPN", "light_oxide")]
    )
    assert at_home[: week - 1] == pytest.approx(1.0, rel=1e-12)
    assert at_home[week:].max() < 1.0 < abroad[week:].min()
    out = exports(made, r, lanes_of(made, "CHN", "*", "light_oxide"))
    assert out[week + 1 :] == pytest.approx(0.7, rel=0.01)
    rent = market(made, r, MarketColumn.RENT, "CHN", "light_oxide")[week:]
    assert np.abs(np.diff(np.log(rent))).max() < 0.03


def test_a_told_end_takes_most_of_the_rent_on_the_day_it_is_told():
    """The same quota to the same day, once told two months ahead, once a surprise."""
    given = {"end": "2026-03-02", "materials": ("light_oxide",)}
    made, r = world(quota(800, **given, end_announced="2026-01-05"), days=450)
    _, other = world(quota(800, **given), days=450)
    told, unaware = (market(made, each, MarketColumn.RENT, "CHN", "light_oxide") for each in (r, other))
    news = 369 // 7 + 1
    assert told[: news - 1] == pytest.approx(unaware[: news - 1], rel=1e-12)
    assert unaware[news + 1] > 0.9 * unaware[news - 1] > 0.0
    assert told[news] < 0.9 * told[news - 1]
    assert told[425 // 7 + 1 :].max() == 0.0


def test_controls_that_name_one_pool_count_together():
    apart = world(quota(900, ("light_oxide",), "a"), quota(900, ("heavy_oxide",), "b"), days=300)
    shared = world(quota(900, ("light_oxide",), "a", pool="p"), quota(900, ("heavy_oxide",), "b", pool="p"), days=300)
    rents = [
        [market(*w, MarketColumn.RENT, "CHN", m)[-1] for m in ("light_oxide", "heavy_oxide")] for w in (apart, shared)
    ]
    assert rents[0][1] == 0.0 < rents[0][0]  # 110 t of heavy oxide have room in 900
    assert rents[1][0] == rents[1][1] > 0.0
