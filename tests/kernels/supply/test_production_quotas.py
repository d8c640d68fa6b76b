"""A quota holds mines and separators back by exactly what it must; the illegal tranche heeds no quota."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine
from lodeflow.kernels.record.record import MADE, MARKETS
from lodeflow.kernels.supply.mine import plan_digging
from lodeflow.kernels.supply.plant import plan_throughput
from lodeflow.kernels.supply.production_quotas import keep_mining_quota, keep_separation_quota
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

CHINA_MINES = 270_000.0  # t REO, of the base table
MINING = (
    "production_quotas.mines.controller=CHN",
    "production_quotas.mines.stage=mining",
    "production_quotas.mines.source=assumption",
)
SEPARATION = tuple(text.replace("mines", "plants").replace("=mining", "=separation") for text in MINING)


def held(*settings, incentive=1.0, tolerated=1.0, day=0):
    """China's mines, t a year, and the market, when mines have got used to ``incentive`` times the base price."""
    world = plan(load("base-year", (*MINING, *settings)))
    m = fresh(world.template).market
    m.sellers.price[:] = incentive * m.cell_params.base_price
    m.mines.incentive[:] = incentive
    m.production_quota_state.tolerated[:] = tolerated
    plan_digging(m.rules, m.mine_params, m.cell_params, m.sellers, m.mines, m.sites, m.stoppage_state, day)
    asked = m.mines.dug.copy()
    keep_mining_quota(m.production_quotas, m.production_quota_state, m.mine_params, m.sellers, m.mines, day)
    china = m.production_quotas.of_mine == 0
    assert china.sum() == 2
    assert np.array_equal(m.mines.dug[~china], asked[~china])
    return m.mines.dug[china] * 365.0, asked[china] * 365.0, m


def test_where_the_quota_binds_output_is_the_quota_shared_pro_rata():
    dug, asked, m = held("production_quotas.mines.tonnes.2025=200 kt/yr", incentive=1.7)
    assert dug.sum() == pytest.approx(200_000.0, rel=1e-12)
    assert dug / asked == pytest.approx([dug.sum() / asked.sum()] * 2, rel=1e-12)
    assert m.sellers.held.sum() * 365.0 == pytest.approx(asked.sum() - 200_000.0, rel=1e-12)


def test_where_the_price_asks_for_less_the_quota_is_not_felt():
    dug, asked, m = held("production_quotas.mines.tonnes.2025=271 kt/yr")
    assert np.array_equal(dug, asked)
    assert m.sellers.held.sum() == 0.0


def test_of_a_third_beyond_the_quota_the_illegal_tranche_digs_its_share():
    """By hand: asked 270 kt, quota 180 kt, a quarter illegal: 135 kt within the law and 67.5 besides it."""
    settings = ("production_quotas.mines.tonnes.2025=180 kt/yr", "production_quotas.mines.illegal_share=0.25")
    assert held(*settings)[0].sum() == pytest.approx(202_500.0, rel=1e-12)
    assert held(*settings, tolerated=0.2)[0].sum() == pytest.approx(135_000.0 + 0.2 * 67_500.0, rel=1e-12)


def test_a_crackdown_strikes_where_no_quota_binds_too():
    dug, asked, _ = held(
        "production_quotas.mines.tonnes.2025=400 kt/yr", "production_quotas.mines.illegal_share=0.2", tolerated=0.0
    )
    assert dug == pytest.approx(0.8 * asked, rel=1e-12)


def test_a_quota_keeps_its_last_year_and_grows_from_it_until_the_bend_and_after():
    world = plan(load("base-year", (
        *MINING, "days=2200", "growth.changes=2028-01-01", "production_quotas.mines.growth=0.05", "production_quotas.mines.later_growth=0.02",
        "production_quotas.mines.tonnes.2024=270 kt/yr", "production_quotas.mines.tonnes.2025=100 kt/yr",
    )))  # fmt: skip
    level = world.template.market.production_quotas.level[0] * 365.0
    years = [0.0, 0.05, 0.10, 0.12, 0.14, 0.16, 0.18]
    assert level == pytest.approx(100_000.0 * np.exp(years), rel=1e-12)
    assert world.template.market.production_quotas.new_year[:3].tolist() == [0, 365, 730]


def separated(*settings, day):
    """What China's separators plan, t oxide a year out of each ore, before and under the quota, and their feed."""
    world = plan(load("base-year", (*SEPARATION, *settings)))
    m = fresh(world.template).market
    m.buyers.desired[:] = 0.0
    plan_throughput(m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.stoppage_state, 0)
    before = m.plants.planned.copy()
    keep_separation_quota(
        m.production_quotas, m.production_quota_state, m.plant_params, m.trade, m.buyers, m.sellers, m.plants, day
    )
    china = m.production_quotas.of_plant == 0
    assert china.sum() == 2
    assert m.buyers.desired[m.plant_params.feed[china, 0]] == pytest.approx(m.plants.planned[china], rel=1e-12)
    product = m.plants.yields[china].sum(axis=1) * 365.0
    home = np.array([m.trade.share[a:b].sum() for a, b in m.production_quotas.home[china]])
    return product * before[china], product * m.plants.planned[china], home


def test_imported_ore_counts_inside_the_separation_quota_from_its_date_on():
    settings = (
        "production_quotas.plants.tonnes.2025=200 kt/yr",
        "production_quotas.plants.imported_ore_from=2025-08-22", "production_quotas.plants.imported_tonnes=50 kt/yr",
    )  # fmt: skip
    asked, made, home = separated(*settings, day=232)
    assert (home > 0.0).all()
    assert (home < 1.0).all()
    assert ((asked - made) / (home * asked)).tolist() == pytest.approx([1.0 - 200_000.0 / (home @ asked)] * 2, rel=1e-9)
    asked, made, _ = separated(*settings, day=233)
    assert made.sum() == pytest.approx(250_000.0, rel=1e-12)


@pytest.fixture(scope="module")
def tight():
    """Two years in which China may mine a tenth less than it did."""
    world = plan(load("base-year", (*MINING, "days=730", "production_quotas.mines.tonnes.2025=243 kt/yr")))
    return world, compiled_engine.play(world)


def test_a_quota_below_what_was_mined_raises_the_price_and_is_used_to_the_last_tonne(tight):
    world, r = tight
    tape = r.world.tape
    rows = int(tape.used[MARKETS])
    mines = [world.atlas.cell("CHN", ore) for ore in ("light_concentrate", "heavy_concentrate")]
    assert tape.market[1:rows, mines, MADE].sum(axis=1) == pytest.approx(243_000.0 / 365.0 * 7.0, rel=1e-12)
    oxide = world.atlas.cell("CHN", "light_oxide")
    assert r.world.market.sellers.price[oxide] > 1.1 * world.rest.price[oxide]


def test_an_illegal_tranche_in_the_base_year_leaves_it_at_rest():
    settings = (
        "days=730",
        "production_quotas.mines.tonnes.2024=270 kt/yr",
        "production_quotas.mines.illegal_share=0.2",
    )
    world = plan(load("base-year", (*MINING, *settings)))
    end = compiled_engine.play(world).world.market
    assert end.sellers.price == pytest.approx(world.rest.price, rel=1e-12)
    assert end.sellers.stock == pytest.approx(world.template.market.sellers.stock, rel=1e-9)


def test_a_crackdown_drives_prices_up_while_it_lasts():
    settings = (*MINING, "days=730", "production_quotas.mines.tonnes.2024=270 kt/yr", "production_quotas.mines.illegal_share=0.2",
                "crackdowns.raid.quota=mines", "crackdowns.raid.cut=0.9", "crackdowns.raid.source=assumption",
                "crackdowns.raid.start=2025-03-01", "crackdowns.raid.end=2025-12-01")  # fmt: skip
    world = plan(load("base-year", settings))
    r = compiled_engine.play(world)
    cell = world.atlas.cell("CHN", "light_concentrate")
    price = r.world.tape.market[: r.world.tape.used[MARKETS], cell, 0] / world.rest.price[cell]
    assert price[:9] == pytest.approx(1.0, rel=1e-12)
    assert price[10:48].max() > 1.05
    event = r.world.tape.event[:2].tolist()
    assert event == [[59.0, 18.0, 0.0, 1.0], [334.0, 18.0, 0.0, 0.0]]
