"""Where contained rare earth is from: traced from the mine to the last user, and never lost, gained or washed clean."""

from math import fsum

import numpy as np
import pytest
from worlds import each_tick, live_slots

from lodeflow.assembly import plan
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.trade.origins import chinese_cells, with_origins
from lodeflow.catalog.names import MAGNETS, OXIDES
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.kernels.demand.defence_stock import divert
from lodeflow.kernels.demand.stock import draw_stock, serve_users
from lodeflow.kernels.entities.cells import CHINESE, COLUMNS, HEAVY, LIGHT, MEMBER_CONTENT, REST, share_of
from lodeflow.kernels.entities.lots import Fact, split_off
from lodeflow.kernels.record.diversification import NON_CHINESE, USED
from lodeflow.kernels.supply.mine import dig
from lodeflow.kernels.supply.processing import run_plants
from lodeflow.kernels.supply.recycling import recycle
from lodeflow.kernels.trade.voyage import arrive
from lodeflow.outcomes.conservation import contained, mass_residual
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

ROUNDING = 1e-12
ORIGINS = range(CHINESE, COLUMNS)
OF = slice(CHINESE, CHINESE + 3)
MEMBERS = ("USA", "AUS", "IND")


def member_cells(world):
    return np.array([1.0 if region in MEMBERS else 0.0 for region, _ in world.atlas.cells])


@pytest.fixture(scope="module")
def shaken(two_years):
    """Two years with licences, smuggling, defence stocks, outages and recycling, in which what three regions mine
    counts as a member's."""
    world = plan(
        load(
            "status-quo",
            ("days=730", "outages.rate_per_year=1.0", "recycling.collected=0.4", "recycling.growth_days=300"),
        )
    )
    world.template.market.sellers.member[:] = member_cells(world)
    return world, compiled_engine.play(world)


def every_content(m):
    """Rows of content of every stock and lot, and of goods in use."""
    lots = m.lots.content[live_slots(m.lots)]
    return np.concatenate([m.sellers.content, m.buyers.content, lots, m.recycling_state.in_use.reshape(-1, COLUMNS)])


def test_in_the_base_year_the_origins_stand_still():
    world = plan(load("base-year", ("days=730",)))
    r = compiled_engine.play(world, keep_lots=False)
    m, base = r.world.market, with_rest(world)
    used = m.buyers.served[:, LIGHT] > 0.0
    assert used.sum() > 40
    for e in (LIGHT, HEAVY):
        got = np.array([share_of(m.buyers.served, j, e, CHINESE + e) for j in range(len(used))])[used]
        had = np.array([share_of(base.feed_content, j, e, CHINESE + e) for j in range(len(used))])[used]
        assert np.abs(got - had).max() < ROUNDING
        for i in np.flatnonzero(world.rest.output > 0.0):
            made = share_of(m.sellers.content, i, e, CHINESE + e)
            assert abs(made - share_of(base.content, i, e, CHINESE + e)) < ROUNDING
    first, second = (
        of_year[..., NON_CHINESE] / of_year[..., USED].clip(1e-300) for of_year in r.world.diversification.by_year
    )
    assert np.abs(first - second).max() < ROUNDING


def with_rest(world, member=None):
    m = world.template.market
    none = np.zeros(len(world.atlas.cells))
    chinese = chinese_cells(world.atlas)
    return with_origins(
        world.atlas, world.rest, m.plant_params, m.mine_params, chinese, none if member is None else member
    )


def test_whatever_leaves_china_is_chinese_to_the_last_bit(shaken):
    world, r = shaken
    m = r.world.market
    china = [i for i, (region, _) in enumerate(world.atlas.cells) if region == "CHN"]
    assert m.sellers.stock[china].sum() > 0.0
    assert np.array_equal(m.sellers.content[china, OF], m.sellers.content[china, :CHINESE])
    slots = [k for k in live_slots(m.lots) if world.atlas.lanes[m.lots.fact[k, Fact.LANE]].origin == "CHN"]
    assert len(slots) > 100
    assert np.array_equal(m.lots.content[slots, OF], m.lots.content[slots, :CHINESE])


def test_no_stock_and_no_cargo_holds_more_of_an_origin_than_it_holds(shaken):
    rows = every_content(shaken[1].world.market)
    for before in (CHINESE, MEMBER_CONTENT):
        counted, whole = rows[:, before : before + 3], rows[:, :CHINESE]
        assert (counted >= -ROUNDING * whole - 1e-15).all()
        assert (counted <= whole * (1.0 + 1e-9) + 1e-12).all()
        assert ((counted > 0.01 * whole) & (counted < 0.99 * whole)).sum() > 20  # it would be empty if nothing mixed


def test_chinese_tonnes_and_those_of_members_are_conserved(shaken):
    world, r = shaken
    ledger = r.world.market.ledger
    assert mass_residual(world.template, r.world, ORIGINS) < ROUNDING
    assert (ledger.turned[:CHINESE] == 0.0).all()
    assert (ledger.turned[MEMBER_CONTENT:] == 0.0).all()
    assert ledger.turned[CHINESE + LIGHT] > 1000.0  # ore of Burma and the rest, separated in China
    assert ledger.mined[MEMBER_CONTENT + LIGHT] > 1000.0
    assert ledger.recycled[CHINESE + LIGHT] > 0.0
    assert ledger.seized[CHINESE + HEAVY] == ledger.seized[HEAVY]


def test_they_are_conserved_in_every_tick_whatever_happens():
    world = plan(load("status-quo", ("days=130", "outages.rate_per_year=3.0")))
    before, worst = {}, []

    def look(stage, day):
        ledger = stage.world.market.ledger
        for c in ORIGINS:
            left = (ledger.used[c], ledger.lost[c], ledger.residue[c], ledger.seized[c])
            books = fsum([contained(stage.world, c), *left, -ledger.mined[c], -ledger.recycled[c], -ledger.turned[c]])
            mined = ledger.mined[c % CHINESE]
            if c in before:
                worst.append(abs(books - before[c][0]) / (mined - before[c][1]))
            before[c] = (books, mined)

    simpy_engine.play(world, extra=(each_tick(7, look),))
    assert len(worst) > 100
    assert max(worst) < ROUNDING


def test_a_kilogram_washed_clean_is_seen(shaken):
    world, r = shaken
    rows = r.world.market.buyers.content
    cell = world.atlas.cell("EU", "magnet_standard")
    rows[cell, CHINESE] -= 0.001
    seen = mass_residual(world.template, r.world, ORIGINS)
    rows[cell, CHINESE] += 0.001
    assert seen > 1e-10


def test_makers_pass_on_their_feed_element_by_element_and_china_makes_it_chinese(base):
    """By hand: .4 of the light oxide and .9 of the heavy one are Chinese, .5 and .1 were mined in a member."""
    m = fresh(base.template).market
    oxides = {r: [base.atlas.cell(r, o) for o in OXIDES[:2]] for r in ("JPN", "CHN")}
    for cells in oxides.values():
        for e, cell in enumerate(cells):
            m.buyers.content[cell, CHINESE + e] = (0.4, 0.9)[e] * m.buyers.content[cell, e]
            m.buyers.content[cell, MEMBER_CONTENT + e] = (0.5, 0.1)[e] * m.buyers.content[cell, e]
    m.buyers.filled[:] = 1.0
    m.plants.planned[:] = m.plant_params.base_capacity
    before = m.sellers.content.copy()
    run_plants(m.rules, m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.ledger)
    new = m.sellers.content - before
    japan, china = (base.atlas.cell(region, "magnet_high_temperature") for region in ("JPN", "CHN"))
    for e, chinese, member in ((LIGHT, 0.4, 0.5), (HEAVY, 0.9, 0.1)):
        assert new[japan, e] > 0.0
        assert new[japan, CHINESE + e] / new[japan, e] == pytest.approx(chinese, rel=1e-10)
        assert new[japan, MEMBER_CONTENT + e] / new[japan, e] == pytest.approx(member, rel=1e-10)
        assert new[china, CHINESE + e] == pytest.approx(new[china, e], rel=1e-15)
        assert new[china, MEMBER_CONTENT + e] / new[china, e] == pytest.approx(member, rel=1e-10)


def test_stocks_mix_by_mass_and_give_of_the_mixture(base):
    """By hand: 6 t with 2.4 t Chinese and a cargo of 4 t, all Chinese, are 10 t with 6.4; users take a quarter of it."""
    world = fresh(base.template)
    m, slot = world.market, 0
    lane = m.lots.fact[slot, Fact.LANE]
    cell = m.routes.buyer[lane]
    m.buyers.stock[cell] = 6.0
    m.buyers.content[cell] = (6.0, 0.0, 0.0, 2.4, 0.0, 0.0, 1.2, 0.0, 0.0)
    m.lots.tonnes[slot], m.lots.content[slot] = 4.0, (4.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    part = split_off(m.lots, slot, 0.25)
    for piece in (slot, part):
        arrive(world.voyages, m.rules, m.buyers, m.trade, m.relabelling_state, m.lots, 0, piece)
    assert m.buyers.content[cell, [LIGHT, CHINESE, MEMBER_CONTENT]] == pytest.approx([10.0, 6.4, 1.2], rel=ROUNDING)
    m.buyers.used[:] = 0.0
    m.buyers.used[cell] = 2.5
    draw_stock(m.buyers)
    assert m.buyers.content[cell, [LIGHT, CHINESE, MEMBER_CONTENT]] == pytest.approx([7.5, 4.8, 0.9], rel=ROUNDING)


def test_final_users_get_what_the_stock_is_made_of(base):
    m = fresh(base.template).market
    cell = base.atlas.cell("EU", "magnet_standard")
    m.users.wanted[:] = 1.0
    m.buyers.filled[:] = 1.0
    m.buyers.content[cell, CHINESE] = 0.25 * m.buyers.content[cell, LIGHT]
    serve_users(m.rules, m.user_params, m.buyers, m.users, m.ledger, m.per_cell)
    assert m.buyers.served[cell, CHINESE] == pytest.approx(0.25 * m.buyers.served[cell, LIGHT], rel=ROUNDING)
    assert m.buyers.served.sum(axis=0) == pytest.approx(m.ledger.used, rel=ROUNDING)


def test_a_hub_fed_by_china_alone_adds_no_tonne_that_is_not_chinese(base):
    """V34: however much it makes."""
    m = fresh(base.template).market
    hub = base.atlas.cell("VNM", "magnet_high_temperature")
    for e, oxide in enumerate(OXIDES[:2]):
        cell = base.atlas.cell("VNM", oxide)
        m.buyers.content[cell, CHINESE + e] = m.buyers.content[cell, e]
    before = m.sellers.content[hub, :CHINESE] - m.sellers.content[hub, OF]
    m.buyers.filled[:] = 1.0
    m.plants.planned[:] = 100.0 * m.plant_params.base_capacity
    run_plants(m.rules, m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.ledger)
    after = m.sellers.content[hub, :CHINESE] - m.sellers.content[hub, OF]
    assert m.sellers.stock[hub] > 2.0 * base.template.market.sellers.stock[hub]
    assert np.abs(after - before).max() < ROUNDING * m.sellers.stock[hub]


def test_where_all_oxide_is_chinese_no_magnet_maker_abroad_makes_it_less_so(two_years):
    """V34, through two years of trade and recycling, to the last bit."""
    world = two_years._replace(template=fresh(two_years.template))
    m = world.template.market
    oxide = np.array([1.0 if material in OXIDES else 0.0 for _, material in world.atlas.cells])
    market = m._replace(cell_params=m.cell_params._replace(chinese=frozen(np.maximum(m.cell_params.chinese, oxide))))
    world = world._replace(template=world.template._replace(market=market))
    for content in (m.sellers.content, m.buyers.content, m.lots.content, m.recycling_state.in_use):
        content[..., OF] = content[..., :CHINESE]  # the ore too: it is processed anew in any case
    r = compiled_engine.play(world, keep_lots=False)
    abroad = r.world.diversification.by_year[:, world.template.needs.abroad > 0.0].sum(axis=(0, 1))
    assert abroad[:, USED].min() > 100.0
    assert abroad[:, NON_CHINESE].max() == 0.0


def test_defence_takes_of_the_mixture_that_civil_stock_is(two_years):
    m = fresh(two_years.template).market
    civil, own = m.defence.civil[0], m.defence.own[0]
    m.buyers.stock[own], m.buyers.content[own] = 0.0, 0.0
    m.buyers.desired[own] = 0.01
    m.buyers.content[civil, CHINESE + HEAVY] = 0.3 * m.buyers.content[civil, HEAVY]
    m.defence.diversion.setflags(write=True)
    m.defence.diversion[:] = 1.0
    divert(m.rules, m.defence, m.buyers)
    assert share_of(m.buyers.content, own, HEAVY, CHINESE + HEAVY) == pytest.approx(0.3, rel=1e-10)


def test_recycled_oxide_is_from_where_the_magnets_were_from():
    """By hand: of 10 t worn out, 7 Chinese, all comes back."""
    world = plan(load("base-year", ("days=1", "recycling.collected=1.0", "recycling.growth_days=1")))
    m = fresh(world.template).market
    yard, cell = next((y, c) for y, c in enumerate(m.recycling.into[:, 0]) if c >= 0)
    m.recycling_state.scrap[:] = 0.0
    m.recycling_state.scrap[yard, [LIGHT, CHINESE, MEMBER_CONTENT]] = 10.0, 7.0, 2.0
    before = m.buyers.content[cell].copy()
    recycle(m.rules, m.recycling, m.cell_params, m.buyers, m.recycling_state, m.ledger, 1000)
    new = m.buyers.content[cell] - before
    assert new[[LIGHT, CHINESE, MEMBER_CONTENT]] == pytest.approx([10.0, 7.0, 2.0], rel=1e-9)
    assert m.ledger.recycled[[LIGHT, CHINESE, MEMBER_CONTENT]] == pytest.approx([10.0, 7.0, 2.0], rel=1e-9)


def test_ore_is_a_members_from_the_day_on_which_its_region_is_one(base):
    m = fresh(base.template).market
    m.mines.dug[:] = 1.0
    for joined in (False, True):
        m.ledger.mined[:] = 0.0
        dig(m.rules, m.mine_params, m.cell_params, m.sellers, m.mines, m.ledger)
        of_members = (m.mine_params.basket * m.rules.tick * member_cells(base)[m.mine_params.cell][:, None]).sum(axis=0)
        assert m.ledger.mined[MEMBER_CONTENT:] == pytest.approx(of_members if joined else np.zeros(3), rel=ROUNDING)
        m.sellers.member[:] = member_cells(base)


def test_what_a_region_separates_was_mined_where_its_ore_was_mined(base):
    """By hand for Malaysia, whose ore is Australian and its own: shares of contained oxide, by recovery."""
    found, ore = with_rest(base, member_cells(base)), "light_concentrate"
    cell, flows = base.atlas.cell("MYS", "light_oxide"), {}
    for s, lane in enumerate(base.atlas.lanes):
        if (lane.destination, lane.material) == ("MYS", ore):
            contained_t = base.rest.flow[s] * base.rest.content[base.atlas.cell(lane.origin, ore), LIGHT]
            flows[lane.origin] = flows.get(lane.origin, 0.0) + contained_t
    by_hand = sum(t for origin, t in flows.items() if origin in MEMBERS) / sum(flows.values())
    assert 0.5 < by_hand <= 1.0
    assert share_of(found.content, cell, LIGHT, MEMBER_CONTENT + LIGHT) == pytest.approx(by_hand, rel=1e-10)
    china = base.atlas.cell("CHN", "light_oxide")
    assert (
        0.01 < share_of(found.content, china, LIGHT, MEMBER_CONTENT + LIGHT) < 0.5
    )  # American ore, by now all Chinese
    assert share_of(found.content, china, LIGHT, CHINESE + LIGHT) == 1.0
    assert found.content[:, REST].sum() > 0.0


def test_of_the_base_years_needs_outside_china_about_a_sixth_is_met_with_what_is_not_chinese(base):
    """Judged beforehand: 15 to 22 % of NdPr, 0 to 3 % of Dy and Tb."""
    found, needs, user_params = with_rest(base), base.template.needs, base.template.market.user_params
    abroad = needs.abroad[needs.place] > 0.0
    shares = []
    for e in (LIGHT, HEAVY):
        other = np.array([1.0 - share_of(found.feed_content, j, e, CHINESE + e) for j in user_params.cell])
        needed = user_params.base_use * needs.grade[:, e] * abroad
        shares.append((needed * other).sum() / needed.sum())
    assert 0.15 < shares[0] < 0.22
    assert 0.0 <= shares[1] < 0.03
    assert {base.atlas.cells[j][1] for j in user_params.cell} >= set(MAGNETS)
