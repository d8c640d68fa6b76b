"""Mines and plants of a project, by its kind, with its products and feed per tonne."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.project_lanes import PURE
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.growth import FOREVER, UNMOVED
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_world.supply.plants import savings
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import MAGNETS, OXIDES
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.entities.cells import CellParams
from lodeflow.reuse.builders import reused
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
        case "works":
            sells = [(terms.products[0], 1.0)]
            cell = atlas.cell(terms.region, terms.products[0])
            found["mines"] = [{"cell": cell, "basket": PURE, "capacity": capacity}]
        case "plant":
            found["plants"], sells, buys = _plant(year, atlas, terms.region, terms.products[0], capacity)
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


def _plant(
    year: BaseYear, atlas: Atlas, region: str, material: str, capacity: float
) -> tuple[list[Row], list[tuple[str, float]], list[tuple[str, float]]]:
    """Plant of a chain with the mean recipe of those at work, what it sells and what it buys a tonne [t/t]."""
    feed = year.goods.fed_by(material)
    refines = material in year.goods.intermediates
    if refines:
        fed = [
            (s.recovery[0], year.received(s.feed, s.region) - year.final_use.get((s.region, s.feed), 0.0))
            for s in year.separators
        ]
        recovered = sum(y * t for y, t in fed) / sum(t for _, t in fed)
        need = 1.0 / recovered
    else:
        recovered, need = 0.0, year.recipe.need[material][0]
    plant: Row = {
        "separates": refines,
        "feed": (atlas.cell(region, feed), -1),
        "need": (1.0, 0.0) if refines else (need, 0.0),
        "product": [atlas.cell(region, material), -1, -1],
        "yield": (recovered, 0.0, 0.0) if refines else (1.0, 0.0, 0.0),
        "recovery": (recovered, 0.0, 0.0),
        "capacity": capacity / recovered if refines else capacity,
    }
    return [plant], [(material, 1.0)], [(feed, need)]


def plant_columns(
    scenario: Scenario, cell_params: CellParams, rows: list[Row], year: BaseYear, atlas: Atlas
) -> dict[str, NDArray[Any]]:
    """Columns of ``PlantParams``: the projects' plants, which answer their margin as plants of the base year do.

    Args:
        scenario: the scenario.
        cell_params: cells, with base prices.
        rows: the projects, as ``site`` describes them.
        year: base table.
        atlas: indices of cells and lanes.

    """
    found = _plant_columns(scenario, cell_params, rows, year, atlas)
    substitution, saving = savings(scenario, atlas, found["feed"][:, 1])
    return found | {"substitution": substitution, "saving": saving}


@reused
def _plant_columns(
    scenario: Scenario, cell_params: CellParams, rows: list[Row], year: BaseYear, atlas: Atlas
) -> dict[str, NDArray[Any]]:
    """Columns of the projects' plants without what they save of a dear feed."""
    plants = [p for row in rows for p in row["plants"]]
    count = len(plants)
    margins = [_margin(cell_params, p, year, atlas) for p in plants]
    return {
        "feed": frozen(np.array([p["feed"] for p in plants]).reshape(-1, 2), np.int64),
        "need": frozen(np.array([p["need"] for p in plants]).reshape(-1, 2)),
        "product": frozen(np.array([p["product"] for p in plants]).reshape(-1, 3), np.int64),
        "fixed_yield": frozen(np.array([p["yield"] for p in plants]).reshape(-1, 3)),
        "recovery": frozen(np.array([p["recovery"] for p in plants]).reshape(-1, 3)),
        "separates": frozen([p["separates"] for p in plants], np.bool_),
        "base_capacity": frozen([p["capacity"] for p in plants]),
        "base_utilisation": frozen([scenario.investment.utilisation] * count),
        "limit": frozen([scenario.supply.plant_utilisation_limit] * count),
        "elasticity": frozen([scenario.supply.plant_elasticity] * count),
        "base_margin": frozen(margins),
        "growth": frozen([0.0] * count),
        "later_growth": frozen([0.0] * count),
        "bend": frozen([FOREVER] * count, np.int64),
        "answering": frozen(np.array([UNMOVED] * count).reshape(-1, len(UNMOVED))),
        "spare_recovery": frozen([0.0] * count),
    }


def _margin(cell_params: CellParams, plant: dict[str, Any], year: BaseYear, atlas: Atlas) -> float:
    """Margin of a plant per tonne of feed at base prices [USD/t]; at least a thousandth of what it earns."""
    earned = sum(
        y * cell_params.base_price[c] * (year.wanted_rest if atlas.cells[c][1] == "rest_oxide" else 1.0)
        for c, y in zip(plant["product"], plant["yield"], strict=True)
        if c >= 0
    )
    spent = sum(n * cell_params.base_paid[c] for c, n in zip(plant["feed"], plant["need"], strict=True) if c >= 0)
    return float(max(earned - spent, 1e-3 * earned))


@reused
def mine_columns(scenario: Scenario, rows: list[Row]) -> dict[str, NDArray[Any]]:
    """Columns of ``MineParams`` for the projects' mines.

    They have no sites and thus no outages, so that a further project does not change the outages of other mines.

    Args:
        scenario: the scenario.
        rows: the projects, as ``site`` describes them.

    """
    mines = [m for row in rows for m in row["mines"]]
    count = len(mines)
    return {
        "cell": frozen([m["cell"] for m in mines], np.int64),
        "basket": frozen(np.array([m["basket"] for m in mines]).reshape(-1, 3)),
        "base_capacity": frozen([m["capacity"] for m in mines]),
        "base_utilisation": frozen([scenario.investment.utilisation] * count),
        "limit": frozen([scenario.supply.mine_utilisation_limit] * count),
        "elasticity": frozen([scenario.supply.mine_elasticity] * count),
        "growth": frozen([0.0] * count),
        "later_growth": frozen([0.0] * count),
        "bend": frozen([FOREVER] * count, np.int64),
        "answering": frozen(np.array([UNMOVED] * count).reshape(-1, len(UNMOVED))),
    }
