"""Mines and plants of a project, by its kind, with its products and feed per tonne."""

from typing import Any

from lodeflow.atlas.atlas import Atlas
from lodeflow.base_world.growth import FOREVER
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import MAGNETS, OXIDES
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.entities.cells import CellParams
from lodeflow.scenario.load import Scenario
from lodeflow.terms.projects import Project

Row = dict[str, Any]


def site(year: BaseYear, atlas: Atlas, rest: Rest, terms: Project) -> Row:
    """Mines, plants, heavy circuit, sales and purchases of a project; the latter per tonne of its main product.

    Args:
        year: base table, with the recipe of magnets.
        atlas: indices of cells and lanes.
        rest: rest point of the base year.
        terms: the project.

    """
    found: Row = {"plants": [], "mines": [], "circuit": -1}
    sells: list[tuple[str, float]] = []
    buys: list[tuple[str, float]] = []
    capacity = terms.capacity_t_per_yr / DAYS_PER_YEAR
    own = (terms.light_share, terms.heavy_share, 1.0 - terms.light_share - terms.heavy_share)
    ore = atlas.cell(terms.region, terms.ore)
    match terms.kind:
        case "mine":
            sells = [(terms.ore, 1.0)]
            found["mines"] = [{"cell": ore, "basket": own, "capacity": capacity}]
        case "separation" | "mine_and_separation":
            bought = terms.kind == "separation" and rest.use[ore] > 0.0
            basket = tuple(rest.feed_content[ore]) if bought else own  # of the ore on the market, or of its own
            recovery = (terms.light_recovery, terms.heavy_recovery, terms.rest_recovery)
            yields = [float(part * share) for part, share in zip(basket, recovery, strict=True)]
            wanted = (1.0, 1.0, year.wanted_rest)
            sells = [(o, y / yields[0] * w) for o, y, w in zip(OXIDES, yields, wanted, strict=True) if y > 0.0]
            found["plants"] = [
                {
                    "separates": True,
                    "feed": (ore, -1),
                    "need": (1.0, 0.0),
                    "product": [
                        atlas.cell(terms.region, o) if y > 0.0 else -1 for o, y in zip(OXIDES, yields, strict=True)
                    ],
                    "yield": yields,
                    "recovery": recovery,
                    "capacity": capacity / yields[0],
                }
            ]
            if terms.kind == "separation":
                buys = [(terms.ore, 1.0 / yields[0])]
            else:
                found["mines"] = [{"cell": ore, "basket": own, "capacity": capacity / yields[0]}]
        case "heavy_circuit":
            sells = [("heavy_oxide", 1.0)]
            found["circuit"] = ore
        case _:
            part = dict(zip(MAGNETS, (1.0 - terms.high_temperature_share, terms.high_temperature_share), strict=True))
            need = year.recipe.need
            sells = [(grade, part[grade]) for grade in MAGNETS if part[grade] > 0.0]  # its price is that of the first
            buys = [(oxide, sum(part[g] * need[g][e] for g in MAGNETS)) for e, oxide in enumerate(OXIDES[:2])]
            found["plants"] = [
                {
                    "separates": False,
                    "feed": [atlas.cell(terms.region, o) if need[g][e] > 0.0 else -1 for e, o in enumerate(OXIDES[:2])],
                    "need": need[g],
                    "product": [atlas.cell(terms.region, g), -1, -1],
                    "yield": (1.0, 0.0, 0.0),
                    "recovery": (0.0, 0.0, 0.0),
                    "capacity": capacity * part[g],
                }
                for g in MAGNETS
            ]
    for key, amount, pairs, room in (("sells", "sold", sells, 3), ("buys", "bought", buys, 2)):
        filled = [(atlas.cell(terms.region, m), t) for m, t in pairs] + [(-1, 0.0)] * (room - len(pairs))
        found[key], found[amount] = [c for c, _ in filled], [t for _, t in filled]
    return found


def plant_row(scenario: Scenario, cell_params: CellParams, row: Row, year: BaseYear, atlas: Atlas) -> dict[str, Any]:
    """Row of ``PlantParams``: a project's plant, with the response to its margin of plants of the base year.

    Args:
        scenario: the scenario.
        cell_params: cells, with base prices.
        row: the plant, as ``site`` describes it.
        year: base table.
        atlas: indices of cells and lanes.

    """
    earned = sum(
        y * cell_params.base_price[c] * (year.wanted_rest if atlas.cells[c][1] == "rest_oxide" else 1.0)
        for c, y in zip(row["product"], row["yield"], strict=True)
        if c >= 0
    )
    spent = sum(n * cell_params.base_paid[c] for c, n in zip(row["feed"], row["need"], strict=True) if c >= 0)
    second = scenario.materials[atlas.cells[row["feed"][1]][1]] if row["feed"][1] >= 0 else None
    saving = max(0.0, second.thrift_elasticity - second.short_elasticity) if second else 0.0
    return {
        "feed": row["feed"],
        "need": row["need"],
        "product": row["product"],
        "fixed_yield": row["yield"],
        "recovery": row["recovery"],
        "separates": row["separates"],
        "base_capacity": row["capacity"],
        "base_utilisation": scenario.investment.utilisation,
        "limit": scenario.supply.plant_utilisation_limit,
        "elasticity": scenario.supply.plant_elasticity,
        "base_margin": max(earned - spent, 1e-3 * earned),
        "substitution": second.short_elasticity if second else 0.0,
        "saving": saving,
        "growth": 0.0,
        "later_growth": 0.0,
        "bend": FOREVER,
        "spare_recovery": 0.0,
    }


def mine_row(scenario: Scenario, row: Row) -> dict[str, Any]:
    """Row of ``MineParams`` for a project's mine.

    It has no site and thus no outages, so that a further project does not change the outages of other mines.

    Args:
        scenario: the scenario.
        row: the mine, as ``site`` describes it.

    """
    return {
        "cell": row["cell"],
        "basket": row["basket"],
        "base_capacity": row["capacity"],
        "base_utilisation": scenario.investment.utilisation,
        "limit": scenario.supply.mine_utilisation_limit,
        "elasticity": scenario.supply.mine_elasticity,
        "growth": 0.0,
        "later_growth": 0.0,
        "bend": FOREVER,
        "first_site": None,
    }
