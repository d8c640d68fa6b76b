"""What one replication comes to: the rows of the ``outcomes`` table.

Every sum runs in the order of cells, users and lanes. Prices USD/t, quantities t, money USD, all over the whole run;
weeks are weeks of seven days.
"""

from collections.abc import Iterator
from math import sqrt
from typing import NamedTuple

from lodeflow.build import Plan
from lodeflow.calibration import DAYS_PER_YEAR
from lodeflow.conservation import mass_residual, money_residual
from lodeflow.facts import MAGNETS
from lodeflow.kernels.lots import Money
from lodeflow.kernels.world import World

OUTCOMES = {
    "base_origin_price": "USD/t",
    "mean_origin_price": "USD/t",
    "peak_origin_price": "USD/t",
    "base_spot_price": "USD/t",
    "mean_spot_price": "USD/t",
    "peak_spot_price": "USD/t",
    "base_transaction_price": "USD/t",
    "mean_transaction_price": "USD/t",
    "peak_transaction_price": "USD/t",
    "price_volatility": "1/sqrt(yr)",
    "production": "t",
    "residue": "t",
    "use": "t",
    "recycled": "t",
    "unmet": "t",
    "unmet_share": "share",
    "weeks_short": "weeks",
    "output_loss": "USD",
    "china_share_of_production": "share",
    "non_chinese_share_of_purchases": "share",
    "origin_concentration": "index 0-1",
    "import_bill": "USD",
    "tariff_revenue": "USD",
    "export_tax_revenue": "USD",
    "freight_bill": "USD",
    "stockholders_spread": "USD",
    "mass_residual": "share of what was mined",
    "money_residual": "share of users' outlay",
}


class Outcome(NamedTuple):
    """One number of one replication; names are None where they do not apply."""

    outcome: str
    material: str | None
    region: str | None
    sector: str | None
    value: float


def outcomes(plan: Plan, world: World) -> list[Outcome]:
    """Every outcome of a finished replication."""
    return [
        *_of_sellers(plan, world),
        *_of_buyers(plan, world),
        *_of_users(plan, world),
        *_of_trade(plan, world),
        Outcome("mass_residual", None, None, None, mass_residual(plan.template, world)),
        Outcome("money_residual", None, None, None, money_residual(plan.template, world)),
    ]


def _of_sellers(plan: Plan, world: World) -> Iterator[Outcome]:
    """Prices at the gate, output, China's part of it."""
    score = world.score
    total: dict[str, float] = {}
    china: dict[str, float] = {}
    for i, (region, material) in enumerate(plan.atlas.cells):
        if plan.rest.output[i] > 0.0:
            yield Outcome("base_origin_price", material, region, None, float(plan.rest.price[i]))
            yield Outcome("mean_origin_price", material, region, None, float(score.gate_sum[i] / score.markets[0]))
            yield Outcome("peak_origin_price", material, region, None, float(score.gate_peak[i]))
            yield Outcome("production", material, region, None, float(score.made[i]))
            if material in MAGNETS:
                swarf = plan.year.recipe.swarf[material][0]  # NdPr oxide
                yield Outcome("recycled", material, region, None, float(score.made[i]) * swarf)
            if score.residue[i] > 0.0:
                yield Outcome("residue", material, region, None, float(score.residue[i]))
            total[material] = total.get(material, 0.0) + float(score.made[i])
            china[material] = china.get(material, 0.0) + (float(score.made[i]) if region == "CHN" else 0.0)
    for material, made in total.items():
        yield Outcome("china_share_of_production", material, None, None, china[material] / made)


def _of_buyers(plan: Plan, world: World) -> Iterator[Outcome]:
    """Prices delivered, their volatility, use, what stockholders earned."""
    score = world.score
    years = float(score.markets[0]) * plan.scenario.tick_days / DAYS_PER_YEAR
    for i, (region, material) in enumerate(plan.atlas.cells):
        if plan.rest.use[i] > 0.0:
            markets = score.markets[0]
            yield Outcome("base_spot_price", material, region, None, float(plan.rest.landed[i]))
            yield Outcome("mean_spot_price", material, region, None, float(score.spot_sum[i] / markets))
            yield Outcome("peak_spot_price", material, region, None, float(score.spot_peak[i]))
            yield Outcome("base_transaction_price", material, region, None, float(plan.rest.landed[i]))
            yield Outcome("mean_transaction_price", material, region, None, float(score.paid_sum[i] / markets))
            yield Outcome("peak_transaction_price", material, region, None, float(score.paid_peak[i]))
            yield Outcome("price_volatility", material, region, None, sqrt(float(score.spot_moves[i]) / years))
            yield Outcome("use", material, region, None, float(score.used[i]))
            yield Outcome("stockholders_spread", material, region, None, float(score.spread[i]))


def _of_users(plan: Plan, world: World) -> Iterator[Outcome]:
    """What final users went without, and what that cost them."""
    score = world.score
    for k, (region, material, sector) in enumerate(plan.users):
        terms = plan.scenario.sectors[sector]
        unmet, wanted = float(score.unmet[k]), float(score.wanted[k])
        yield Outcome("unmet", material, region, sector, unmet)
        yield Outcome("unmet_share", material, region, sector, unmet / wanted if wanted > 0.0 else 0.0)
        yield Outcome("weeks_short", material, region, sector, float(score.short_days[k]) / 7.0)
        if material.startswith("magnet"):
            loss = unmet * terms.value_added_usd_per_t * (1.0 - terms.recovered_share)
            yield Outcome("output_loss", material, region, sector, loss)


def _of_trade(plan: Plan, world: World) -> Iterator[Outcome]:
    """Who sold to whom, and what crossed borders cost."""
    trade, score = world.market.trade, world.score
    bought: dict[tuple[str, str], dict[str, float]] = {}
    bills: dict[tuple[str, str, str], float] = {}
    for s, lane in enumerate(plan.atlas.lanes):
        by_origin = bought.setdefault((lane.material, lane.destination), {})
        by_origin[lane.origin] = by_origin.get(lane.origin, 0.0) + float(score.shipped[s])
        if lane.foreign:
            paid = trade.paid[s]
            fob = float(paid[Money.VALUE] + paid[Money.EXPORT_TAX])
            for outcome, region, usd in (
                ("import_bill", lane.destination, fob + float(paid[Money.FREIGHT])),
                ("tariff_revenue", lane.destination, float(paid[Money.TARIFF])),
                ("export_tax_revenue", lane.origin, float(paid[Money.EXPORT_TAX])),
                ("freight_bill", lane.destination, float(paid[Money.FREIGHT])),
            ):
                key = (outcome, lane.material, region)
                bills[key] = bills.get(key, 0.0) + usd
    for (material, region), by_origin in bought.items():
        total = sum(by_origin.values())
        if total > 0.0:
            shares = [tonnes / total for tonnes in by_origin.values()]
            yield Outcome("origin_concentration", material, region, None, sum(x * x for x in shares))
            outside = 1.0 - by_origin.get("CHN", 0.0) / total
            yield Outcome("non_chinese_share_of_purchases", material, region, None, outside)
    for (outcome, material, region), usd in bills.items():
        yield Outcome(outcome, material, region, None, usd)
