"""False papers: worth it while something is evaded, dearer the more go that way, and found out in part."""

import numpy as np
import pytest
from controlled import control, lots
from ways_round import NO_FLOOR, NOBODY_MOVES, NOBODY_RELABELS, START, flows, relabelled, total, world
from worlds import both

from lodeflow.assembly import plan
from lodeflow.catalog.names import REGIONS
from lodeflow.kernels.entities.lanes import SHUT
from lodeflow.kernels.entities.lots import NO_DAY, Fact, Fate, Money
from lodeflow.kernels.evasion.relabelling import price_relabelling
from lodeflow.kernels.prices.landed_cost import land_costs
from lodeflow.kernels.record.record import MARKETS
from lodeflow.replication import fresh
from lodeflow.rows.accounts import INSTRUMENTS, PARTIES, account_rows
from lodeflow.rows.flow import shipment_rows
from lodeflow.scenario.load import load

SURE = 'relabelling.detected="100 %"'
BLIND = "relabelling.detected=0"
STILL = (NOBODY_MOVES, "relabelling.convexity=0.5")


def priced(rate, *settings, volume=0.0, penalty=0.25):
    """A market at rest with a levy on all direct lanes that have relabelled ones beside them, priced once."""
    made, _ = world(*STILL, f"relabelling.penalty={penalty}", *settings, days=7)
    m = fresh(made.template).market
    direct = m.routes.direct[m.relabelling.lane]
    m.levies.rate[direct], m.trade.levy[direct] = rate, rate
    m.trade.shipped[m.relabelling.lane] = volume * m.relabelling.ordinary * m.rules.tick
    m.relabelling_state.volume[:] = volume * m.relabelling.ordinary
    land_costs(m.rules, m.routes, m.sellers, m.trade)
    price_relabelling(
        m.rules,
        m.routes,
        m.alliances,
        m.floors,
        m.levies,
        m.relabelling,
        m.relabelling_state,
        m.smuggling_state,
        m.trade,
        0,
    )
    return made, m


def test_a_hub_that_handles_nothing_of_a_material_lends_no_papers_for_it():
    """Malaysia gets its heavy oxide from a project: in the base year any cargo under its papers would be conspicuous."""
    made = plan(load("price-floor"))
    m = made.template.market
    shut = (m.relabelling.weight == SHUT).tolist()
    named = {made.atlas.lanes[s].name for s, is_shut in zip(m.relabelling.lane, shut, strict=True) if is_shut}
    assert {"CHN>USA:heavy_oxide:MYS:relabelled", "CHN>JPN:heavy_oxide:MYS:relabelled"} <= named
    assert not all(shut)
    assert (m.relabelling.ordinary > 0.0).all()


def test_what_a_relabelled_tonne_costs_by_hand():
    """A standard magnet of 44,000 USD/t, 15,000 of levy evaded, four times the inconspicuous volume at convexity 1/2: the
    premium doubles the price; 15/44 of it evaded, so as much of a quarter of cargoes is found out, and fined a quarter."""
    made, m = priced(15_000.0, volume=4.0)
    s = next(s for s in relabelled(made, "VNM", "JPN") if made.atlas.lanes[s].material == "magnet_standard")
    lane = made.atlas.lanes[s]
    legs = [
        k
        for k in made.atlas.lanes
        if k.material == lane.material and (k.origin, k.destination) in (("CHN", "VNM"), ("VNM", "JPN"))
    ]
    assert lane.freight == pytest.approx(legs[0].freight + 200.0, abs=400.0)  # both legs, of some hundreds each
    assert lane.transit > legs[0].transit
    risk = 0.25 * 15_000.0 / 44_000.0
    asked = 44_000.0 * 1.10 * 2.0
    cost = (asked + lane.freight + risk * 0.25 * 15_000.0) / (1.0 - risk) + 0.08 / 365.0 * lane.transit * asked
    assert m.trade.cost[s] == pytest.approx(cost, rel=1e-12)
    assert m.smuggling_state.premium[s] == pytest.approx(asked - 44_000.0, rel=1e-12)
    assert m.relabelling_state.risk[s] == pytest.approx(risk, rel=1e-12)
    assert m.routes.ln_route_share[s] == pytest.approx(np.log(0.001), rel=1e-12)


def test_into_the_european_union_it_has_a_weight_by_the_route_it_evades():
    made, m = priced(15_000.0)
    s = relabelled(made, "VNM", "EU")[0]
    direct = m.routes.direct[s]
    nest = [
        n
        for n, k in enumerate(made.atlas.lanes)
        if (k.origin, k.destination, k.material, k.tag) == ("CHN", "EU", made.atlas.lanes[s].material, "civil")
    ]
    within = made.rest.flow[direct] / made.rest.flow[nest].sum()
    assert direct in nest
    assert 0.0 < within < 1.0
    assert m.routes.ln_route_share[s] == pytest.approx(np.log(0.001 * within), rel=1e-9)


def test_nobody_forges_papers_for_nothing_or_to_pay_more():
    for levy in (0.0, 2_000.0):  # the ordinary premium alone is 4,400
        made, m = priced(levy)
        lanes = relabelled(made)
        assert lanes
        assert set(m.routes.ln_route_share[lanes]) == {SHUT}
    assert set(m.relabelling_state.risk[lanes]) != {0.0}
    _, m = priced(0.0)
    assert set(m.relabelling_state.risk[lanes]) == {0.0}


def test_before_the_first_day_of_the_floor_no_bit_knows_of_the_routes():
    with_ways, without = world(), world(NOBODY_MOVES, NOBODY_RELABELS)
    legal = [s for s, lane in enumerate(with_ways[0].atlas.lanes) if not lane.relabelled]
    one, other = with_ways[1].world.tape, without[1].world.tape
    days = one.day[: one.used[MARKETS]]
    before = days < START
    assert before.sum() > 20
    assert np.array_equal(one.market[: len(days)][before], other.market[: len(days)][before])
    assert np.array_equal(one.flow[: len(days)][before][:, legal], other.flow[: len(days)][before])
    assert not np.array_equal(one.market[: len(days)][~before], other.market[: len(days)][~before])
    assert flows(with_ways, relabelled(with_ways[0]))[before].max() == 0.0
    assert flows(with_ways, relabelled(with_ways[0]))[~before].max() > 0.0


def test_a_floor_out_of_the_money_opens_no_route():
    found = world(NO_FLOOR)
    assert flows(found, relabelled(found[0])).max() == 0.0
    assert total(found, "evaded_levy") == 0.0


def test_both_engines_leave_the_same_bits_where_everybody_lies():
    made, _ = world("policies.floor.affiliated_share=0.3", "relabelling.start_share=0.05", days=420)
    compiled, in_python = both(made, 0)
    assert compiled == in_python


def test_what_is_found_out_is_lost_and_fined_and_the_books_of_goods_and_money_meet():
    made, r = found = world("relabelling.start_share=0.05", 'relabelling.detected="40 %"')
    seized = total(found, "relabelled_seized")
    assert 0.05 * total(found, "relabelled") < seized < 0.5 * total(found, "relabelled")
    assert total(found, "mass_residual") < 1e-12
    assert total(found, "money_residual") < 1e-9
    fact, amount = lots(r)
    kept = np.isin(fact[:, Fact.LANE], relabelled(made)) & (fact[:, Fact.FATE] == Fate.SEIZED)
    assert amount[kept, 0].sum() == pytest.approx(seized, rel=1e-12)
    assert (fact[kept, Fact.CLEARED] >= START).all()
    assert (fact[kept, Fact.ARRIVED] == NO_DAY).all()
    assert (amount[kept, 1 + Money.FINE] > 0.0).all()
    assert (amount[~kept, 1 + Money.FINE] == 0.0).all()
    rows = account_rows(made, r)
    fined = rows["instrument"] == INSTRUMENTS.index("fine")
    assert r.world.market.trade.paid[:, Money.FINE].sum() == pytest.approx(
        amount[kept, 1 + Money.FINE].sum(), rel=1e-12
    )
    assert fined.any()
    assert {PARTIES[k] for k in rows["payee"][fined]} <= {f"treasury {k}" for k in ("USA", "EU", "JPN", "KOR")}


def test_its_papers_name_the_hub_and_the_tables_say_where_it_is_from():
    made, r = world("relabelling.start_share=0.05", 'relabelling.detected="40 %"')
    rows = shipment_rows(made, r)
    lied = rows["channel"] == 2
    assert lied.any()
    assert {REGIONS[k] for k in rows["origin"][lied]} == {"CHN"}
    assert {REGIONS[k] for k in rows["declared_origin"][lied]} == {REGIONS[k] for k in rows["via"][lied]} == {"VNM"}
    assert (rows["declared_origin"][~lied] == rows["origin"][~lied]).all()
    assert (rows["levy_usd"][lied] == 0.0).all()


def test_the_better_customs_looks_the_less_is_relabelled():
    sent = [total(world(*STILL, f"relabelling.detected={share}"), "relabelled") for share in (0.0, 0.15, 0.4)]
    assert sent[0] > 1.25 * sent[1] > 0.0
    assert sent[1] > 1.25 * sent[2] > 0.0
    twice = plan(
        load("base-year", ("relabelling.hubs=['VNM']", "relabelling.detected=0.3", "relabelling.verification=2"))
    )
    assert twice.template.market.relabelling.found[0] == pytest.approx(1.0 - 0.7 * 0.7, rel=1e-12)


def test_the_higher_the_floor_the_more_is_relabelled_and_the_less_is_levied():
    sent = [
        total(world(*STILL, f'policies.floor.reference="{price} USD/kg"'), "relabelled") for price in (80, 110, 140)
    ]
    assert 0.0 < sent[0] < sent[1] < sent[2]


def test_a_levy_makes_relabelling_pay_and_a_quota_makes_smuggling_pay():
    """V27. A levy of each origin makes landed prices one, so that a route is no worse for being dear: a little more is
    smuggled because of it, with nothing to evade at the exporter's border."""
    quota = control("q", materials=["magnet_*"], regime="quota", quota="20 kt/yr", start="2025-07-01")
    levied = world(*STILL)
    rationed = world(*STILL, NO_FLOOR, quota)
    calm = world(*STILL, NO_FLOOR)
    smuggled = [total(found, "smuggled") for found in (calm, levied, rationed)]
    sent = [total(found, "relabelled") for found in (calm, levied, rationed)]
    assert sent[1] > 10.0
    assert sent[0] == sent[2] == 0.0
    assert smuggled[2] > 1.2 * smuggled[0]
    assert smuggled[2] > smuggled[1]
    assert set(levied[1].world.market.smuggling_state.risk) == {
        0.0
    }  # there is nothing to evade at the exporter's border


def test_relabelled_tonnes_count_in_the_quota_of_their_true_exporter():
    """A little less than the trade of the base year may leave, and relabelling pays: no tonne leaves on top. Under a
    deep quota the rent lifts prices above the reference, and no levy is left to evade.
    """
    quota = control("q", materials=["magnet_*"], regime="quota", quota="38 kt/yr", start="2025-07-01")
    made, r = found = world(*STILL, BLIND, "relabelling.start_share=0.4", quota)
    out = [
        s
        for s, k in enumerate(made.atlas.lanes)
        if k.origin == "CHN" and k.foreign and not k.smuggled and k.material.startswith("magnet")
    ]
    late = flows(found, out)[60:]
    assert flows(found, relabelled(made))[60:].sum() > 0.004 * late.sum()
    assert late.sum() / (7.0 * len(late)) * 365.0 < 38_760.0
    assert set(r.world.market.lane_status.rule[relabelled(made)]) == {2}


def test_a_tariff_on_one_origin_is_evaded_too_from_the_day_it_is_due():
    tariff = 'tariffs.on_china={importer="USA",origin="CHN",material="magnet_*",rate="60 %",start=2025-07-01,source="a test"}'
    found = world(*STILL, NO_FLOOR, tariff)
    made = found[0]
    sent = flows(found, relabelled(made, destination="USA"))
    assert sent[:26].max() == 0.0
    assert sent[40:].max() > 0.0
    assert flows(found, relabelled(made, destination="EU")).max() == 0.0
    evaded = total(found, "evaded_levy", "USA")
    assert evaded > 0.0


def test_a_member_that_collects_is_no_hub_and_one_that_does_not_is_one():
    honest, leaky = world(*STILL), world(*STILL, "policies.floor.collected={MEX=0}")
    lanes = relabelled(honest[0], "MEX")
    assert flows(honest, lanes).max() == 0.0
    assert flows(leaky, lanes).sum() > 1.0
    assert flows(leaky, relabelled(honest[0], "VNM")).sum() > 1.0
    into = [
        s
        for s, k in enumerate(honest[0].atlas.lanes)
        if (k.origin, k.destination) == ("CHN", "MEX") and k.material.startswith("magnet") and not k.smuggled
    ]
    assert flows(leaky, into)[40:].sum() > 1.04 * flows(honest, into)[40:].sum()
    assert leaky[1].world.market.trade.paid[into, Money.LEVY].sum() == 0.0


def test_a_hub_that_collects_half_takes_half_of_the_levy_for_the_buyer():
    made, r = world(*STILL, "policies.floor.collected={MEX=0.5}")
    lanes = relabelled(made, "MEX")
    rate = r.world.market.levies.rate
    assert rate[lanes] == pytest.approx(0.5 * rate[made.template.market.routes.direct[lanes]], rel=1e-12)
    assert rate[lanes].max() > 0.0


def test_chinese_oxide_made_into_magnets_in_a_recognised_hub_goes_on_without_a_levy():
    """Processing in a hub: nothing is forged, the content stays Chinese, and the hub's plants gain."""
    levied, free = world(NOBODY_RELABELS, NO_FLOOR), world(NOBODY_RELABELS)
    made = free[0]
    feed = [
        s
        for s, k in enumerate(made.atlas.lanes)
        if (k.origin, k.destination, k.material) == ("CHN", "VNM", "light_oxide")
    ]
    on = [
        s
        for s, k in enumerate(made.atlas.lanes)
        if (k.origin, k.destination) == ("VNM", "EU") and k.material.startswith("magnet")
    ]
    assert flows(free, feed)[60:].sum() > 0.0
    assert flows(free, on)[60:].sum() > 1.1 * flows(levied, on)[60:].sum()
    assert free[1].world.market.trade.paid[on, Money.LEVY].sum() == 0.0


def test_a_way_that_never_opens_leaves_the_same_trace_as_none():
    one, other = world(NO_FLOOR, NOBODY_MOVES, days=300), world(NO_FLOOR, NOBODY_MOVES, NOBODY_RELABELS, days=300)
    assert one[1].trace == other[1].trace
    markets = [r.world.tape.market[: r.world.tape.used[MARKETS]] for _, r in (one, other)]
    assert np.array_equal(*markets)
