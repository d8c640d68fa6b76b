"""Supply of each part of the value of goods, in the base year and on a path of growth: what mines and plants add."""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.prices.part_values import (
    MAKING,
    PARTS,
    SEPARATION,
    Values,
    per_part,
)
from lodeflow.base_world.rest_point import ELEMENTS
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.entities.cells import HEAVY, LIGHT, REST
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused


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
    ore = np.isin(material_of(atlas)[mine_params.cell], [atlas.goods.place(o) for o in atlas.goods.ores])
    mined[ore, :ELEMENTS] = (mine_params.basket * v.element)[ore]
    mined[~ore] = v.sold[mine_params.cell[~ore]]
    made = np.zeros((len(plant_params.need), PARTS))
    yields = plant_params.fixed_yield
    separated = yields[:, LIGHT] * v.oxide[LIGHT, SEPARATION] + yields[:, HEAVY] * v.oxide[HEAVY, SEPARATION]
    made[:, SEPARATION] = np.where(plant_params.separates, separated, 0.0)
    of = material_of(atlas)[plant_params.product[:, 0]]
    for g, grade in enumerate(atlas.goods.products):
        here = ~plant_params.separates & (of == atlas.goods.place(grade))
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
        demand: float64 (parts,) [USD/d], final use and the growth of stock.
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
