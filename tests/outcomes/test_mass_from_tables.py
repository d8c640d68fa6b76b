"""Every tonne can be followed in the market and flow tables alone, and a price in them is what its name says."""

import numpy as np
import pytest
from controlled import control
from runs import run_of

from lodeflow.catalog.names import MATERIALS, REGIONS
from lodeflow.kernels.record.record import MARKETS
from lodeflow.rows.flow import flow_rows
from lodeflow.rows.market import market_rows
from lodeflow.rows.vocabulary import CHANNELS

RECALL = (
    control("licences", materials=["magnet_*"], start="2025-02-03", regime="licensing",
            licence={"processing_median_days": 30, "approval": 0.5}),
    control("recall", materials=["magnet_*"], destinations=["KOR"], start="2025-04-28", regime="ban", at_sea="recall"),
    control("quota", materials=["heavy_oxide"], start="2025-02-03", regime="quota", quota="60 t/yr"),
    'smuggling.materials=["heavy_oxide"]', "smuggling.least_share=0.05", "smuggling.seized=0.9",
    "recycling.collected=0.3", "recycling.life_days='2 years'",
)  # fmt: skip
WORLDS = {
    "tightening": ("tightening", ("recycling.collected=0.3",), 300),
    "recall": ("base-year", RECALL, 420),
    "price-floor": ("price-floor", ("policies.price_floor.start=2026-03-02",), 500),
}


@pytest.fixture(scope="module", params=WORLDS)
def tables(request):
    """Market table (quantity, days, regions and materials) and flow table of a world, by name, and cells of the ends
    of its lanes."""
    scenario, settings, days = WORLDS[request.param]
    made, r = run_of(scenario, *settings, days=days)
    recorded = int(r.world.tape.used[MARKETS])
    market = {name: column.reshape(recorded, -1) for name, column in market_rows(made, r).items()}
    flow = {name: column.reshape(recorded, -1) for name, column in flow_rows(made, r).items()}
    return (
        request.param,
        market,
        flow,
        {side: sums_by(market, flow[side][0], flow["material"][0]) for side in ("origin", "destination")},
    )


def sums_by(market, regions, materials):
    """Matrix that adds up lanes by the row of the market table to which their end belongs."""
    row = {pair: n for n, pair in enumerate(zip(market["region"][0], market["material"][0], strict=True))}
    matrix = np.zeros((len(regions), len(row)))
    matrix[range(len(regions)), [row[pair] for pair in zip(regions, materials, strict=True)]] = 1.0
    return matrix


def closes(change, flows, scale):
    assert np.abs(change - flows).max() < 1e-12 * scale


def test_what_sellers_hold_and_have_in_the_queue_is_what_they_made_less_what_left(tables):
    name, market, flow, ends = tables
    held = market["seller_stock_t"] + market["licence_queue_t"]
    left = (flow["shipped_t"] - flow["recalled_t"]) @ ends["origin"] + market["sold_spot_t"]
    closes(np.diff(held, axis=0), (market["production_t"] - market["residue_t"] - left)[1:], held.max())
    assert market["licence_queue_t"].max() > 1.0
    assert (flow["recalled_t"].sum() > 1.0) == (name == "recall")


def test_what_is_on_its_way_is_what_left_less_what_came_was_seized_or_called_back(tables):
    name, market, flow, ends = tables
    of_material = sums_by({"region": np.zeros((1, len(MATERIALS)), int), "material": np.arange(len(MATERIALS))[None]},
                          np.zeros(market["region"].shape[1], int), market["material"][0])  # fmt: skip
    travels = (market["afloat_t"] - market["licence_queue_t"]) @ of_material
    gone = flow["shipped_t"] - flow["arrived_t"] - flow["seized_t"] - flow["recalled_t"]
    closes(np.diff(travels, axis=0), (gone @ ends["destination"] @ of_material)[1:], travels.max())
    assert name != "recall" or flow["seized_t"].sum() > 0.0


def test_what_users_hold_is_what_came_and_was_recovered_less_what_they_used(tables):
    _, market, flow, ends = tables
    came = flow["arrived_t"] @ ends["destination"] + market["recycled_t"] + market["bought_spot_t"] - market["resold_t"]
    held = market["buyer_stock_t"]
    closes(np.diff(held, axis=0), (came - market["use_t"])[1:], held.max())
    assert market["recycled_t"].sum() > 0.0


def test_what_is_bought_of_others_is_what_they_sell(tables):
    name, market, _, _ = tables
    bought, sold = market["bought_spot_t"], market["resold_t"] + market["sold_spot_t"]
    for m in range(len(MATERIALS)):
        here = market["material"][0] == m
        closes(bought[:, here].sum(axis=1), sold[:, here].sum(axis=1), market["buyer_stock_t"].max())
    assert name != "tightening" or bought.sum() > 1.0


def test_free_on_board_lies_between_the_dearest_and_the_cheapest_legal_export_of_the_day(tables):
    _, market, flow, ends = tables
    legal = (flow["channel"] == CHANNELS.index("direct")) & (flow["origin"] != flow["destination"])
    known = 0
    for day in (0, -1):
        for fob, seller in zip(market["fob_price_usd_per_t"][day], ends["origin"].T, strict=True):
            prices = flow["price_usd_per_t"][day][legal[day] & (seller > 0.0)]
            known += not np.isnan(fob)
            if not np.isnan(fob):
                assert prices.min() * (1.0 - 1e-12) <= fob <= prices.max() * (1.0 + 1e-12)
            else:
                assert not flow["shipped_t"][day][legal[day] & (seller > 0.0)].any()
    assert known > 40


def test_at_rest_free_on_board_is_the_gate_price_and_the_export_tax():
    made, r = run_of("base-year", days=70)
    market = market_rows(made, r)
    abroad = ~np.isnan(market["fob_price_usd_per_t"])
    china = market["region"] == REGIONS.index("CHN")
    more = market["fob_price_usd_per_t"] / market["origin_price_usd_per_t"]
    lane = next(
        s for s, k in enumerate(made.atlas.lanes) if k.origin == "CHN" and k.foreign and k.material == "heavy_oxide"
    )
    taxed = china & (market["material"] == MATERIALS.index("heavy_oxide"))
    assert more[taxed] == pytest.approx(1.0 + made.template.market.routes.export_tax[lane])
    assert more[abroad & ~china] == pytest.approx(1.0)


def test_a_reference_price_is_named_where_and_while_a_levy_is_in_force(tables):
    name, market, _, _ = tables
    price = market["reference_price_usd_per_t"]
    if name != "price-floor":
        assert np.isnan(price).all()
        return
    begins = 425  # 2026-03-02
    assert np.isnan(price[market["day"] < begins]).all()
    usa = market["region"] == REGIONS.index("USA")
    china = market["region"] == REGIONS.index("CHN")
    oxide = market["material"] == MATERIALS.index("light_oxide")
    later = market["day"] > begins
    assert price[usa & oxide & later] == pytest.approx(110_000.0)
    assert np.isnan(price[china]).all()


def test_a_contract_price_is_there_for_all_who_buy_and_follows_the_landed_cost(tables):
    _, market, _, _ = tables
    contract, landed = market["contract_price_usd_per_t"], market["landed_cost_usd_per_t"]
    assert np.array_equal(np.isnan(contract), np.isnan(landed))
    highest = np.fmax(contract[0], np.fmax.accumulate(landed, axis=0))
    lowest = np.fmin(contract[0], np.fmin.accumulate(landed, axis=0))
    assert np.nanmax(contract / highest) < 1.0 + 1e-12
    assert np.nanmin(contract / lowest) > 1.0 - 1e-12
