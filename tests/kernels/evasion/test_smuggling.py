"""Past an export control: dearer the more go that way, seized in part, and never worth it where nothing is evaded."""

import numpy as np
import pytest
from controlled import control, world

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.evasion.smuggling import (
    leave_dear_smugglers,
    offer_smuggling,
    price_smuggling,
    turn_from_smugglers,
)
from lodeflow.kernels.export_controls.lane_status import CLOSED, LICENSED, OPEN
from lodeflow.kernels.prices.landed_cost import land_costs
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.outcomes.measure import outcomes
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

GRADE = "magnet_high_temperature"
TAX = 'export_taxes.chn_vat_heavy.rate="{} %"'


def price(m):
    """Price the smuggled lanes of a market."""
    price_smuggling(
        m.rules,
        m.routes,
        m.lane_status,
        m.smuggling,
        m.smuggling_state,
        m.sellers,
        m.trade,
        m.forward_params,
        m.forward,
    )


def priced(*settings):
    """A market at rest whose smuggled lanes have been priced once."""
    base = plan(load("base-year", settings))
    m = fresh(base.template).market
    price(m)
    return base, m


def test_where_nothing_was_smuggled_a_price_is_a_number_and_next_to_nothing_can_be_carried():
    _, m = priced('smuggling.materials=["*"]', "smuggling.base_share=0", "smuggling.least_share=0")
    lanes = m.smuggling.lane
    assert (m.smuggling_state.volume == 0.0).all()
    assert np.isfinite(m.trade.cost).all()
    offer_smuggling(m.routes, m.smuggling, m.smuggling_state, m.sellers, m.buyers)
    assert m.smuggling_state.most[lanes].max() < 1e-6


def found(*settings):
    """Outcomes of three years by name, material and region."""
    base = plan(load("base-year", ("days=1095", *settings)))
    r = play(base)
    return {(o.outcome, o.material, o.region): o.value for o in outcomes(base, r.world)}, r


def test_in_the_base_year_nothing_is_seized_and_smugglers_are_paid_the_ordinary_premium():
    base, m = priced()
    lanes = m.smuggling.lane
    assert set(m.smuggling_state.risk) == {0.0}
    assert m.trade.cost[lanes] == pytest.approx(base.rest.cost[lanes], rel=1e-14)
    assert m.trade.fob[lanes] == pytest.approx(1.10 * m.sellers.price[m.routes.seller[lanes]], rel=1e-14)


def test_what_a_smuggled_tonne_costs_by_hand():
    """Gate 308,000 USD/t taxed 30 % instead of 13 %: 52,360 evaded, more than a tenth of the price, so a quarter is
    seized; volume doubled at convexity 1.5."""
    base, m = priced(TAX.format(30))
    heavy = [k for k, s in enumerate(m.smuggling.lane) if base.atlas.lanes[s].material == "heavy_oxide"]
    assert heavy
    m.smuggling_state.volume[:] = 2.0 * m.smuggling.ordinary
    m.trade.shipped[m.smuggling.lane] = 2.0 * m.smuggling.ordinary * m.rules.tick
    price(m)
    for k in heavy:
        s = m.smuggling.lane[k]
        gate = m.sellers.price[m.routes.seller[s]]
        asked = gate * 1.10 * 2.0**1.5
        evaded = gate * 0.17
        duty = m.routes.tariff[s] * (asked + m.routes.tariff_on_freight[s] * m.routes.freight[s])
        cost = (asked + m.routes.freight[s] + duty + 0.25 * evaded) / 0.75
        cost += 0.08 / 365.0 * m.routes.transit_days[s] * asked
        assert m.trade.cost[s] == pytest.approx(cost, rel=1e-12)


def test_an_export_tax_that_pays_to_evade_is_evaded_and_part_of_it_is_seized():
    calm, _ = found()
    taxed, r = found(TAX.format(150), "smuggling.seized=0.1")
    of = ("heavy_oxide", "CHN")
    assert calm["smuggled", *of] > 0.0
    assert calm["seized", *of] == 0.0
    assert taxed["smuggled_share_of_exports", *of] > 2.0 * calm["smuggled_share_of_exports", *of]
    assert 0.0 < taxed["seized", *of] < 0.3 * taxed["smuggled", *of]
    assert r.world.market.ledger.seized[1] == pytest.approx(taxed["seized", *of], rel=1e-12)
    assert taxed["mass_residual", None, None] < 1e-12
    assert taxed["money_residual", None, None] < 1e-9


def test_who_seizes_more_lets_less_through():
    shares = [
        found(TAX.format(100), f"smuggling.seized={s}")[0]["smuggled", "heavy_oxide", "CHN"] for s in (0.0, 0.2, 0.6)
    ]
    assert shares[0] > shares[1] > shares[2]


def test_smugglers_who_pay_no_export_tax_pay_the_importers_tariff():
    base, m = priced()
    usa = [s for s in m.smuggling.lane if base.atlas.lanes[s].destination == "USA"]
    assert usa
    assert (m.routes.export_tax[m.smuggling.lane] == 0.0).all()
    magnets = [s for s in usa if base.atlas.lanes[s].material.startswith("magnet")]
    assert m.trade.duty[magnets] == pytest.approx(0.021 * m.trade.fob[magnets], rel=1e-12)


@pytest.mark.parametrize("convexity", [0.2, 1.5])
def test_smugglers_offer_what_they_can_carry_at_the_price_that_buyers_pay(convexity):
    """What they offer at a spot price, they carry at that price: one supply curve, by volume and by price."""
    _, m = priced('smuggling.materials=["*"]', "smuggling.ceiling=0.3", f"smuggling.convexity={convexity}")
    m.buyers.spot[:] *= 3.0
    offer_smuggling(m.routes, m.smuggling, m.smuggling_state, m.sellers, m.buyers)
    asked = {}
    for k, s in enumerate(m.smuggling.lane):
        offered = m.smuggling_state.most[s] * m.buyers.forecast[m.routes.buyer[s]]
        assert offered <= m.smuggling.ceiling[k] * (1.0 + 1e-12)
        if m.smuggling.ordinary[k] < offered < 0.99 * m.smuggling.ceiling[k] and m.smuggling_state.most[s] < 1.0:
            m.smuggling_state.volume[k] = offered
            m.trade.shipped[s] = offered * m.rules.tick
            asked[s] = m.buyers.spot[m.routes.buyer[s]]
    price(m)
    assert len(asked) > 20
    assert m.trade.fob[[*asked]] == pytest.approx([*asked.values()], rel=1e-9)


def test_the_price_of_smugglers_rises_without_bound_towards_their_ceiling_by_hand():
    """Ordinary .5 % of the legal flow, ceiling 50 %: at a quarter of that flow 50 times as much, in half of the room."""
    _, m = priced('smuggling.materials=["*"]', "smuggling.base_share=0", "smuggling.ceiling=0.5")
    flow = 2.0 * m.smuggling.ceiling
    busy = np.flatnonzero(flow > 1e-6)
    m.smuggling_state.volume[busy] = 0.25 * flow[busy]
    m.trade.shipped[m.smuggling.lane[busy]] = 0.25 * flow[busy] * m.rules.tick
    price(m)
    lanes = m.smuggling.lane[busy]
    gate = m.sellers.price[m.routes.seller[lanes]]
    assert m.trade.fob[lanes] == pytest.approx(gate * 1.1 * (50.0 * 0.99 / 0.5) ** 1.5, rel=1e-9)


def test_under_a_ban_smugglers_carry_no_more_than_their_ceiling_in_any_tick():
    ban = control("ban", materials=["heavy_oxide"], start="2025-02-03", regime="ban", news=0)
    most = {}
    for ceiling in (0.02, 0.1):
        made, r = world(ban, f"smuggling.ceiling={ceiling}", "smuggling.convexity=0.2", days=700)
        m, tape = r.world.market, r.world.tape
        heavy = [k for k, s in enumerate(m.smuggling.lane) if made.atlas.lanes[s].material == "heavy_oxide"]
        carried = tape.flow[: tape.used[MARKETS], :, 0][:, m.smuggling.lane[heavy]]
        assert (carried <= m.smuggling.ceiling[heavy] * 7.0 * (1.0 + 1e-12)).all()
        most[ceiling] = carried.sum(axis=1).max() / (m.smuggling.ceiling[heavy].sum() * 7.0)
    assert min(most.values()) > 0.5  # where they alone are left, they come near it


def test_a_world_without_smuggling_has_no_smuggled_lane():
    base = plan(load("base-year", ("smuggling.materials=[]",)))
    assert not any(lane.smuggled for lane in base.atlas.lanes)
    assert np.isfinite(play(base._replace(scenario=base.scenario), keep_lots=False).world.market.sellers.price).all()


def turned(dearer, rule=LICENSED, missing=0.0, ordered=0.4, free=1.0):
    """Shares of a smuggled and its legal lane, before and after buyers have compared what both ask.

    The smuggler asks ``dearer`` times the legal cost; 0.1 of the orders would be sent for past the control by choice.
    """
    _, m = priced('smuggling.materials=["*"]')
    k = next(k for k, s in enumerate(m.smuggling.legal) if m.trade.share[s] > 0.5)
    s, legal = m.smuggling.lane[k], m.smuggling.legal[k]
    m.trade.share[s], m.trade.share[legal], m.trade.target[s] = ordered, 0.5, 0.1
    m.trade.cost[s] = dearer * m.trade.cost[legal]
    m.lane_status.rule[legal], m.lane_status.free[legal] = rule, free
    m.forward.missing[:] = missing
    before = m.trade.share.copy()
    leave_dear_smugglers(m.routes, m.lane_status, m.smuggling, m.trade, m.forward)
    return before, m.trade.share, s, legal


def test_buyers_leave_smugglers_who_ask_more_than_the_same_goods_cost_legally():
    before, share, s, legal = turned(dearer=30.0)
    assert share[s] == 0.1
    assert share[legal] == pytest.approx(0.8, rel=1e-14)
    assert share.sum() == pytest.approx(before.sum(), rel=1e-14)


@pytest.mark.parametrize(
    "reason",
    [{"dearer": 0.9}, {"dearer": 30.0, "rule": CLOSED}, {"dearer": 30.0, "rule": OPEN}, {"dearer": 30.0, "free": 0.6}, {"dearer": 3.0, "missing": 1.2}, {"dearer": 30.0, "ordered": 0.1}],
)  # fmt: skip
def test_they_stay_where_smugglers_are_cheaper_nobody_else_sells_or_more_is_bid_for_goods_that_are_stopped(reason):
    before, share, _, _ = turned(**reason)
    assert (share == before).all()


def test_no_crowd_at_smugglers_makes_goods_dearer_than_all_legal_ones_with_their_rent():
    """The mean import price under a quota that binds stays below the dearest legal lane's, week by week."""
    quota = control("c", materials=[GRADE], start="2025-03-03", news=0, regime="quota", quota="8 kt/yr")
    made, r = world(quota, 'smuggling.materials=["*"]', "smuggling.base_share=0.005", days=1500)
    m, tape, most = r.world.market, r.world.tape.market[: r.world.tape.used[MARKETS]], {}
    for s, lane in enumerate(made.atlas.lanes):
        if lane.material == GRADE and not lane.smuggled:
            i, j = m.routes.seller[s], m.routes.buyer[s]
            fob = tape[:, i, MarketColumn.GATE] * (1.0 + m.routes.export_tax[s])
            fob += tape[:, i, MarketColumn.RENT] * lane.foreign
            cost = (fob + m.routes.freight[s]) * (1.0 + m.routes.tariff[s]) * 1.02  # interest on the way
            most[j] = np.maximum(most.get(j, 0.0), cost)
    past = {m.routes.buyer[s] for s in m.smuggling.lane if made.atlas.lanes[s].material == GRADE}
    assert past
    for j in past:
        assert (tape[:, j, MarketColumn.LANDED] <= most[j]).all(), made.atlas.cells[j]


def overrun():
    """A market at rest whose smugglers carry a hundred times the ordinary volume, beside legal goods with a rent."""
    _, m = priced()
    m.smuggling_state.volume[:] = 100.0 * m.smuggling.ordinary
    m.trade.shipped[m.smuggling.lane] = 700.0 * m.smuggling.ordinary
    m.trade.rent[m.smuggling.legal] = 2.0 * m.sellers.price[m.routes.seller[m.smuggling.legal]]
    land_costs(m.rules, m.routes, m.sellers, m.trade)
    price(m)
    return m


def test_while_exports_pay_a_rent_smuggled_goods_are_no_dearer_over_legal_ones_than_in_the_base_year():
    """At the hundredfold volume smugglers would ask a thousand times the ordinary price."""
    m = overrun()
    s, legal = m.smuggling.lane, m.smuggling.legal
    usual = np.exp(m.routes.ln_base_cost[s] - m.routes.ln_base_cost[legal])
    carried = m.smuggling.ordinary > 0.0
    assert carried.any()
    assert (m.trade.cost[s] / m.trade.cost[legal])[carried] == pytest.approx(usual[carried], rel=1e-9)


def test_orders_beyond_what_that_price_pays_go_to_the_legal_lane():
    """By hand: smugglers carry the ordinary volume times (asked over ordinary) to 1 / convexity."""
    m = overrun()
    s, legal = m.smuggling.lane, m.smuggling.legal
    before = m.trade.share[s] + m.trade.share[legal]
    m.trade.share[s], m.trade.share[legal] = 0.9 * before, 0.1 * before
    turn_from_smugglers(m.rules, m.routes, m.lane_status, m.smuggling, m.smuggling_state, m.sellers, m.buyers, m.trade)
    gate = m.sellers.price[m.routes.seller[s]]
    dearer = (gate + m.smuggling_state.premium[s]) / (gate * (1.0 + m.smuggling.premium[0]))
    carried = m.smuggling.ordinary * dearer ** (1.0 / m.smuggling.convexity[0])
    most = carried * m.smuggling_state.size / np.maximum(m.buyers.forecast[m.routes.buyer[s]], 1e-12)
    assert (most < 0.9 * before).any()
    assert m.trade.share[s] == pytest.approx(np.minimum(0.9 * before, most), rel=1e-9)
    assert m.trade.share[s] + m.trade.share[legal] == pytest.approx(before, rel=1e-12)
