"""Supply of each part of the value of goods, in the base year and on a path of growth: what mines and plants add."""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.lanes import build_voyages
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.part_values import (
    MAKING,
    PARTS,
    SEPARATION,
    Values,
    across_parts,
    part_values,
    per_part,
    shares_of,
)
from lodeflow.base_world.rest_point import ELEMENTS, Rest, covers, ends
from lodeflow.base_world.voyage_times import effective_leads
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import MAGNETS, MATERIALS, ORES
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import HEAVY, LIGHT, REST
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

LEAST_SUPPLY = 0.1
"""Share of use that is made at least, where use shrinks so fast that stock alone would do."""


class Supply(NamedTuple):
    """Mines and plants."""

    mines: MineParams
    """Mines."""
    plants: PlantParams
    """Separation plants and magnet makers."""


@reused
def supplied(v: Values, atlas: Atlas, plant_params: PlantParams, mine_params: MineParams) -> tuple[Floats, Floats]:
    """Value that a tonne of each mine's output and of each plant's activity adds, by part, before scaling.

    Args:
        v: values by part.
        atlas: cells.
        plant_params: separation plants and magnet makers.
        mine_params: mines.

    """
    mined = np.zeros((len(mine_params.cell), PARTS))
    ore = np.isin(material_of(atlas)[mine_params.cell], [MATERIALS.index(o) for o in ORES])
    mined[ore, :ELEMENTS] = (mine_params.basket * v.element)[ore]
    mined[~ore] = v.sold[mine_params.cell[~ore]]
    made = np.zeros((len(plant_params.need), PARTS))
    yields = plant_params.fixed_yield
    separated = yields[:, LIGHT] * v.oxide[LIGHT, SEPARATION] + yields[:, HEAVY] * v.oxide[HEAVY, SEPARATION]
    made[:, SEPARATION] = np.where(plant_params.separates, separated, 0.0)
    of = material_of(atlas)[plant_params.product[:, 0]]
    for g, grade in enumerate(MAGNETS):
        here = ~plant_params.separates & (of == MATERIALS.index(grade))
        made[here, MAKING + g] = v.magnet[g, MAKING + g]
    return frozen(mined), frozen(made)


@reused
def balanced(
    mined: Floats,
    made: Floats,
    mine_params: MineParams,
    plant_params: PlantParams,
    demand: Floats,
    year: BaseYear,
    loss: float,
) -> tuple[Floats, Floats]:
    """Scale of supply at which the base year balances, and unwanted over wanted supply, by part.

    Args:
        mined: float64 (mines, parts) [USD/t], value of a tonne of each mine's output.
        made: float64 (plants, parts) [USD/t], value that a plant adds to a tonne of activity.
        mine_params: mines of the base year.
        plant_params: plants of the base year.
        demand: float64 (parts,) [USD/d], final use.
        year: says which part of the rest oxides somebody wants.
        loss: share of mines' output that outages usually take [-].

    """
    dug = mine_params.base_capacity * mine_params.base_utilisation * (1.0 - loss)
    ran = plant_params.base_capacity * plant_params.base_utilisation
    supply = per_part(mined, dug) + per_part(made, ran)
    surplus = np.zeros(PARTS)
    surplus[REST] = (1.0 - year.wanted_rest) / year.wanted_rest
    scale: Floats = np.where(supply > 0.0, demand * (1.0 + surplus) / np.where(supply > 0.0, supply, 1.0), 0.0)
    return frozen(scale), frozen(surplus)


@reused
def growing(
    scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest, user_params: UserParams, base: Supply
) -> Supply:
    """Mines and plants of a base year on a path of growth: they also fill stocks that grow with use.

    On the path a stage makes what is used downstream of it and the growth of all stock downstream, at the growth rate
    of final use; without growth it is the base year's own supply.

    Args:
        scenario: covers and lead times.
        year: base table with recipes.
        atlas: cells and lanes.
        rest: flows of the base year.
        user_params: final users with their growth.
        base: mines and plants that make just what is used.

    """
    v, (seller, _) = part_values(year, atlas, rest, base.plants), ends(atlas)
    used = v.bought[user_params.cell]
    demand = per_part(used, user_params.base_use)
    leads = effective_leads(atlas, build_voyages(scenario, atlas), scenario.tick_days) - scenario.tick_days
    sold = scenario.market.seller_cover_days * rest.output + summed(rest.flow * leads, seller, len(rest.output))
    normal = per_part(v.sold, sold) + per_part(v.bought, covers(scenario, atlas) * rest.use)
    growth = per_part(used, user_params.base_use * user_params.growth)
    fills = np.where(demand > 0.0, growth * normal / np.where(demand > 0.0, demand * demand, 1.0), 0.0)
    mined, made = supplied(v, atlas, base.plants, base.mines)
    mines, plants = (np.maximum(LEAST_SUPPLY, 1.0 + across_parts(shares_of(values), fills)) for values in (mined, made))
    return Supply(
        base.mines._replace(base_capacity=frozen(base.mines.base_capacity * mines)),
        base.plants._replace(base_capacity=frozen(base.plants.base_capacity * plants)),
    )
