"""Bids when goods run out: elasticity of use to each price, and the price at which half of the users stop."""

import numpy as np

from lodeflow.atlas.lane_columns import Floats
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.prices.part_values import (
    MAKING,
    SEPARATION,
    Values,
    per_part,
    shares_of,
    weighted_mean,
    whole_over_own,
)
from lodeflow.base_world.rest_point import log_or_zero
from lodeflow.catalog.goods import Goods
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import REST
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.scenario.load import Scenario


def bids_of(
    scenario: Scenario, goods: Goods, v: Values, user_params: UserParams, plant_params: PlantParams, demand: Floats
) -> dict[str, Floats]:
    """Elasticity of use to the price of each material, and ln of the price at which half of its users stop.

    A material bears the rise of the final product's price: the smaller its share in it, the further its own price can
    rise and the less its use answers. The throughput of plants answers too, by their margin.

    Args:
        scenario: the price at which half of the firms stop.
        goods: the materials.
        v: values by part.
        user_params: final users.
        plant_params: plants of the base year.
        demand: float64 (parts,) [USD/d], final use.

    """
    m = scenario.market
    short = per_part(v.bought[user_params.cell], user_params.base_use * user_params.short) / np.where(
        demand > 0.0, demand, 1.0
    )
    shares = shares_of(v.magnet)
    elasticity, choke = [], []
    for material in goods.materials:
        share, part = 1.0, REST
        if material in goods.products:
            part = MAKING + goods.products.index(material)
        elif not goods.products and material in goods.intermediates:  # its users use it as it is
            part = goods.intermediates.index(material)
        elif not goods.products:
            e = part = goods.ores.index(material)
            share = min(1.0, 1.0 / whole_over_own(v, e))
        elif material != goods.residue:
            refined = material in goods.intermediates
            e = (goods.intermediates if refined else goods.ores).index(material)
            part = MAKING
            ratio = whole_over_own(v, e) if refined else 1.0
            share = min(1.0, max(0.01, float(max(shares[:, e])) * ratio))
        elasticity.append(max(float(short[part]) * share, _feed_elasticity(goods, v, plant_params, material)))
        choke.append(log_or_zero(1.0 + (float(m.choke_price) - 1.0) / share))
    return {"bid_elasticity": frozen(elasticity), "choke": frozen(choke)}


def _feed_elasticity(goods: Goods, v: Values, plant_params: PlantParams, material: str) -> float:
    """Elasticity of the use of a feed to its price by the margin of the plants that take it; 0 for other materials."""
    slack = weighted_mean(
        plant_params.elasticity * (1.0 - plant_params.base_utilisation / plant_params.limit), plant_params.base_capacity
    )
    if material in goods.ores:
        e = goods.ores.index(material)
        kept = float(v.oxide[e, SEPARATION]) / max(float(sum(v.oxide[e])), 1e-9)
        return slack * (1.0 - kept) / max(kept, 0.01)
    if material not in goods.intermediates[:REST]:
        return 0.0
    e = goods.intermediates.index(material)
    found = []
    for g in range(len(goods.products)):
        whole, made = float(sum(v.magnet[g])), float(v.magnet[g, MAKING + g])
        fed = float(v.magnet[g, e]) * whole_over_own(v, e)
        found.append(slack * fed / made if made > 0.0 and whole > 0.0 else 0.0)
    return max(found, default=0.0)
