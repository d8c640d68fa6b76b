"""Separators and magnet makers of the base year: their parameters and their state at rest."""

from typing import Any

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, Whole
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.growth import answering_by_region, growth_by_region
from lodeflow.base_world.materials import elasticities, material_of
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_world.supply.mines import NOT_GIVEN, own_or
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.goods import region_index
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.supply.plant import PlantParams, PlantState
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


def build_plant_params(scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest) -> PlantParams:
    """Separation plants and magnet makers as arrays, one row per plant, in the order of their names.

    Args:
        scenario: supply elasticity, limit of utilisation, substitution of oxides, growth of capacity.
        year: base table with recoveries, recipes, output and utilisation.
        atlas: cells in which the plants buy and sell.
        rest: base prices and landed costs, from which the margins follow.

    Returns:
        the parameters of the plants.

    Raises:
        ValueError: a plant loses money in the base year; all such plants are named.

    """
    fixed = _fixed(year, atlas, rest)
    count = len(fixed["need"])
    growth, later, bend = growth_by_region(scenario, fixed["region"])
    substitution, saving = savings(scenario, atlas, fixed["feed"][:, 1])
    return PlantParams(
        **{name: column for name, column in fixed.items() if name not in ("region", "elasticity", "limit")},
        limit=own_or(fixed["limit"], scenario.supply.plant_utilisation_limit),
        elasticity=own_or(fixed["elasticity"], scenario.supply.plant_elasticity),
        substitution=substitution,
        saving=saving,
        growth=growth,
        later_growth=later,
        bend=bend,
        answering=answering_by_region(scenario, fixed["region"]),
        spare_recovery=_all_alike(0.0, count),
    )


@reused
def _all_alike(value: float, count: int) -> Floats:
    """Column of one value."""
    return frozen([value] * count)


@reused
def _fixed(year: BaseYear, atlas: Atlas, rest: Rest) -> dict[str, Any]:
    """Columns of the plants that follow from the base table, and their regions. Raises ValueError as above."""
    rows = [*_separators(year, atlas, rest), *_makers(year, atlas)]
    rows.sort(key=lambda r: r["name"])
    margins = []
    for r in rows:
        earned = sum(
            y * rest.price[c] * (year.wanted_rest if atlas.cells[c][1] == atlas.goods.residue else 1.0)
            for c, y in zip(r["product"], r["yield"], strict=True)
            if c >= 0
        )
        spent = sum(n * rest.landed[c] for c, n in zip(r["feed"], r["need"], strict=True) if c >= 0)
        margins.append(earned - spent)
    losers = [r["name"] for r, margin in zip(rows, margins, strict=True) if margin <= 0.0]
    if losers:
        raise ValueError(f"these plants lose money in the base year: {', '.join(losers)}")
    return {
        "region": frozen([region_index(r["region"]) for r in rows], np.int64),
        "feed": frozen(np.reshape([r["feed"] for r in rows], (-1, 2)), np.int64),
        "need": frozen(np.reshape([r["need"] for r in rows], (-1, 2))),
        "product": frozen(np.reshape([r["product"] for r in rows], (-1, 3)), np.int64),
        "fixed_yield": frozen(np.reshape([r["yield"] for r in rows], (-1, 3))),
        "recovery": frozen(np.reshape([r["recovery"] for r in rows], (-1, 3))),
        "separates": frozen([r["separates"] for r in rows], np.bool_),
        "base_capacity": frozen([r["tonnes"] / DAYS_PER_YEAR / r["utilisation"] for r in rows]),
        "base_utilisation": frozen([r["utilisation"] for r in rows]),
        "base_margin": frozen(margins),
        "elasticity": frozen([NOT_GIVEN if r["elasticity"] is None else r["elasticity"] for r in rows]),
        "limit": frozen([NOT_GIVEN if r["limit"] is None else r["limit"] for r in rows]),
    }


def _separators(year: BaseYear, atlas: Atlas, rest: Rest) -> list[dict[str, Any]]:
    """Rows of the separation plants; a plant's yields are those of the ore it bought in the base year."""
    rows = []
    for s in year.separators:
        feed = atlas.cell(s.region, s.feed)
        yields = [float(rest.feed_content[feed, e] * s.recovery[e]) for e in range(3)]
        rows.append(
            {
                "name": f"{s.region} {s.feed}",
                "region": s.region,
                "separates": True,
                "feed": (feed, -1),
                "need": (1.0, 0.0),
                "product": [
                    atlas.cell(s.region, o) if y > 0.0 else -1
                    for o, y in zip(atlas.goods.of_element, yields, strict=True)
                ],
                "yield": yields,
                "recovery": s.recovery,
                "tonnes": year.received(s.feed, s.region) - year.final_use.get((s.region, s.feed), 0.0),
                "utilisation": s.utilisation,
                "elasticity": s.elasticity,
                "limit": s.limit,
            }
        )
    return rows


def _makers(year: BaseYear, atlas: Atlas) -> list[dict[str, Any]]:
    """Rows of the magnet makers, by region and grade; a maker recycles its own swarf, so its need is what it buys."""
    rows = []
    for m in year.makers:
        for grade in atlas.goods.products:
            need = year.recipe.need[grade]
            oxides = [
                atlas.cell(m.region, o) if need[e] > 0.0 else -1 for e, o in enumerate(atlas.goods.of_element[:2])
            ]
            rows.append(
                {
                    "name": f"{m.region} {grade}",
                    "region": m.region,
                    "separates": False,
                    "feed": oxides,
                    "need": need,
                    "product": [atlas.cell(m.region, grade), -1, -1],
                    "yield": (1.0, 0.0, 0.0),
                    "recovery": (0.0, 0.0, 0.0),
                    "tonnes": year.output[m.region, grade],
                    "utilisation": m.utilisation,
                    "elasticity": m.elasticity,
                    "limit": m.limit,
                }
            )
    return rows


def savings(scenario: Scenario, atlas: Atlas, feed: Whole) -> tuple[Floats, Floats]:
    """Price elasticity of a second feed's use per tonne of product: the short-run value, and what the long run adds.

    Args:
        scenario: elasticities of the materials.
        atlas: the cells.
        feed: int64 (plants,), cell of each plant's second feed; -1 for none.

    """
    short, thrift = elasticities(scenario)
    of = material_of(atlas)[feed]
    return _column(short[of]), _column(np.maximum(0.0, thrift - short)[of])


def _column(values: Floats) -> Floats:
    """The same array, read-only."""
    values.setflags(write=False)
    return values


@reused
def rested_plants(plant_params: PlantParams) -> PlantState:
    """Plants at rest: base yields and needs, all capacity open, no thrift; one row per row of ``plant_params``."""
    count = len(plant_params.need)
    return PlantState(
        planned=np.zeros(count),
        ran=np.zeros(count),
        yields=plant_params.fixed_yield.copy(),
        need=plant_params.need.copy(),
        size=np.ones(count),
        open=np.ones(count),
        extra=np.ones(count),
        circuit=np.zeros(count),
        thrift=np.zeros(count),
        learnt=np.zeros((count, 2)),
        dear=np.zeros(count),
        mean_price=np.zeros(count),
        worth=np.zeros(count),
        support=np.zeros(count),
        answer=np.zeros((count, 2)),
    )
