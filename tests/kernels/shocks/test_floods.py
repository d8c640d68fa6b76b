"""A state floods the market: others pay less, its producers get the whole price, it pays the difference, books meet."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine
from lodeflow.kernels.entities.lots import FREE_ON_BOARD, NO_DAY, Fact, Money
from lodeflow.kernels.prices.landed_cost import land_costs
from lodeflow.kernels.record.record import FINISHED, GATE, LANDED, MADE, MARKETS
from lodeflow.kernels.shocks.floods import flood
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.outcomes.measure import outcomes
from lodeflow.replication import fresh
from lodeflow.rows.accounts import account_rows
from lodeflow.rows.vocabulary import vocabulary
from lodeflow.scenario.load import load

WEDGE = 0.3
FLOOD = (
    "floods.chn.controller=CHN",
    f"floods.chn.wedge={WEDGE}",
    "floods.chn.source=assumption",
    "floods.chn.start=2025-07-01",
)


def test_at_a_wedge_of_30_percent_a_lane_costs_less_by_that_share_of_price_and_export_tax_and_what_falls_on_them():
    """By hand: 49,000 USD/t with 13 % export tax: 55,370 free on board before, 38,759 in the flood."""
    m = fresh(plan(load("base-year", (*FLOOD, "floods.chn.material=light_oxide"))).template)
    market, course = m.market, m.shocks.course
    course.on[:] = 1
    flood(m.shocks.floods, course, market.trade, market.mines, market.plants, market.production_quota_state)
    on = market.trade.wedge > 0.0
    assert on.any()
    market.sellers.price[:] = 49_000.0
    land_costs(market.rules, market.routes, market.sellers, market.trade)
    assert market.trade.fob[on] == pytest.approx([38_759.0] * on.sum(), rel=1e-12)
    course.on[:] = 0
    flood(m.shocks.floods, course, market.trade, market.mines, market.plants, market.production_quota_state)
    assert market.trade.wedge.sum() == 0.0


def test_home_and_other_sellers_and_materials_are_left_alone():
    world = plan(load("base-year", (*FLOOD, "floods.chn.material=magnet_*", "floods.chn.destination=JPN")))
    reached = {
        (k.origin, k.destination, k.material)
        for k, n in zip(world.atlas.lanes, world.template.shocks.floods.of_lane, strict=True)
        if n == 0
    }
    assert reached == {("CHN", "JPN", "magnet_standard"), ("CHN", "JPN", "magnet_high_temperature")}


@pytest.fixture(scope="module")
def flooded():
    """Two years of the base year, from July of the first on with a flood; and the same without."""
    wet, dry = (plan(load("base-year", ("days=730", *extra))) for extra in (FLOOD, ()))
    return wet, compiled_engine.play(wet), compiled_engine.play(dry)


def test_a_flood_lowers_the_price_outside(flooded):
    world, wet, dry = flooded
    last = int(wet.world.tape.used[MARKETS]) - 1
    japan = world.atlas.cell("JPN", "light_oxide")
    magnets = world.atlas.cell("EU", "magnet_standard")
    assert wet.world.tape.market[last, japan, LANDED] < 0.9 * dry.world.tape.market[last, japan, LANDED]
    assert wet.world.tape.market[last, magnets, LANDED] < 0.8 * dry.world.tape.market[last, magnets, LANDED]
    japanese = world.atlas.cell("JPN", "magnet_standard")
    assert wet.world.tape.market[last, japanese, GATE] < 0.95 * dry.world.tape.market[last, japanese, GATE]


def test_a_flood_starves_who_sells_against_it_slower_than_it_feeds_them():
    """Cheap oxide is at Japan's makers at once: in the first quarters they make more. Cheap magnets take their customers
    only as these qualify others, and what a maker asks falls only as its own stock grows, for the price of all makers'
    value added follows the world's stock, which a flood of prices does not raise. So output falls in every quarter of
    the second year, not at once, and is down by a tenth and more in the third.
    """
    worlds = [plan(load("base-year", ("days=1095", *extra))) for extra in (FLOOD, ())]
    japanese, quarter, begins = worlds[0].atlas.cell("JPN", "magnet_standard"), 13, 26
    made = [compiled_engine.play(w).world.tape.market[begins : begins + 10 * quarter, japanese, MADE] for w in worlds]
    share = made[0].reshape(10, quarter).sum(axis=1) / made[1].reshape(10, quarter).sum(axis=1)
    assert share[0] > 1.0
    assert (np.diff(share[3:8]) < 0.0).all()
    assert share[4:].max() < 1.0
    assert share[7:].max() < 0.9


def test_producers_receive_the_whole_price_and_the_state_pays_the_wedge(flooded):
    world, wet, _ = flooded
    tape, wedged = wet.world.tape, world.template.shocks.floods.of_lane >= 0
    row = {int(day): n for n, day in enumerate(tape.day[: tape.used[MARKETS]])}
    tariff, on_freight = (getattr(world.template.market.routes, name) for name in ("tariff", "tariff_on_freight"))
    seen = 0
    for fact, amount in zip(tape.lot_fact[: tape.used[FINISHED]], tape.lot_amount[: tape.used[FINISHED]], strict=True):
        lane, day, tonnes, money = int(fact[0]), int(fact[1]), amount[0], amount[1:]
        if day < 0:
            continue
        gate = tape.market[row[day], world.template.market.routes.seller[lane], GATE]
        share = WEDGE if wedged[lane] and day >= 181 else 0.0
        assert money[Money.VALUE] == pytest.approx(tonnes * gate, rel=1e-12)
        assert money[Money.SUPPORT] == pytest.approx(-share * tonnes * gate, rel=1e-12)
        assert money[FREE_ON_BOARD].sum() == pytest.approx(tonnes * tape.flow[row[day], lane, 1], rel=1e-12)
        if fact[Fact.CLEARED] != NO_DAY:  # customs see what is charged
            dutiable = money[FREE_ON_BOARD].sum() + on_freight[lane] * money[Money.FREIGHT]
            assert money[Money.TARIFF] == pytest.approx(tariff[lane] * dutiable, rel=1e-12)
        seen += share > 0.0
    assert seen > 1000


def test_in_a_flood_every_tonne_and_dollar_is_somewhere(flooded):
    world, wet, dry = flooded
    assert mass_residual(world.template, wet.world) < 1e-12
    assert money_residual(world.template, wet.world) < 1e-12
    paid = {o.material: 0.0 for o in outcomes(world, wet.world) if o.outcome == "price_support"}
    for o in outcomes(world, wet.world):
        if o.outcome == "price_support":
            paid[o.material] += o.value
            assert (o.value > 0.0) == (o.region == "CHN")
    assert min(paid["magnet_standard"], paid["light_oxide"]) > 1e6
    assert not any(o.value for o in outcomes(world, dry.world) if o.outcome == "price_support")


def test_capacity_that_comes_with_a_flood_goes_with_it_and_lifts_the_quota_as_far():
    settings = (*FLOOD, "days=730", "floods.chn.capacity=0.4", "floods.chn.end=2026-01-01",
                "production_quotas.mines.controller=CHN", "production_quotas.mines.stage=mining",
                "production_quotas.mines.tonnes.2024=270 kt/yr", "production_quotas.mines.source=assumption")  # fmt: skip
    world = plan(load("base-year", settings))
    tape = compiled_engine.play(world).world.tape
    mine, magnets = world.atlas.cell("CHN", "light_concentrate"), world.atlas.cell("CHN", "magnet_standard")
    capacity = tape.market[: tape.used[MARKETS], :, 12]
    on = np.arange(tape.used[MARKETS]) * 7
    on = (on >= 181) & (on < 365)
    for cell in (mine, magnets):
        assert capacity[on, cell] == pytest.approx(
            1.4 * world.template.market.cell_params.base_capacity[cell], rel=1e-12
        )
        assert capacity[~on, cell] == pytest.approx(world.template.market.cell_params.base_capacity[cell], rel=1e-12)
    mines = [mine, world.atlas.cell("CHN", "heavy_concentrate")]
    made = tape.market[: tape.used[MARKETS], mines, MADE].sum(axis=1) / 7.0 * 365.0
    assert made[~on].max() <= 270_000.0 * (1.0 + 1e-12)
    assert 300_000.0 < made[on].max() <= 1.4 * 270_000.0 * (1.0 + 1e-12)


def test_the_account_names_the_state_that_pays_and_the_producers_it_pays(flooded):
    world, wet, _ = flooded
    rows, words = account_rows(world, wet), vocabulary(world)
    support = rows["instrument"] == words["instrument"].index("price support")
    assert {words["payer"][k] for k in rows["payer"][support]} == {"treasury CHN"}
    assert {words["payee"][k] for k in rows["payee"][support]} == {"sellers CHN"}
    until_the_last_market = wet.world.tape.paid_before
    assert rows["usd"][support].sum() == pytest.approx(-until_the_last_market[:, Money.SUPPORT].sum(), rel=1e-9)
    received = np.isin(rows["payee"], [k for k, name in enumerate(words["payee"]) if name.startswith("sellers")])
    assert rows["usd"][received].sum() == pytest.approx(until_the_last_market[:, Money.VALUE].sum(), rel=1e-9)
