"""Derived demand for feed: what all makers of a product pay more for it comes back in the product's price.

A plant alone that pays s more for its feed, as a share of what it earns, runs less by its margin: by a s, with a its
answer to what it earns. Where a part w of a product is made of dear feed, its price rises by w s a / (a + e), e the
elasticity of its use, and so the plants' use of feed answers their feed's ln price by a s (1 - w a / (a + e)): with
w = 0 their margin alone, with w = 1 Marshall's derived demand, which is what users of the product answer.

Source: Hicks 1932, The Theory of Wages, app. iii (elasticity of derived demand with feed in fixed proportion).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, Whole, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.rest_point import Rest
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused


class DerivedDemand(NamedTuple):
    """Feed of plants in the base year, and how it answers the price of what is made of it; read-only."""

    feed: Whole
    """int64 (plants, feeds) [cell]: buyer's cell of each feed; -1 for none."""
    spared: Floats
    """float64 (plants, feeds) [t/d]: part of the margin's answer to the feed's ln price that falls away where all
    makers of the product bear it.
    """
    made: Floats
    """float64 (plants, materials) [t/d]: products."""
    worth: Floats
    """float64 (plants, materials) [-]: share of each product in what the plant earns."""


@reused
def derive_demand(
    atlas: Atlas, rest: Rest, user_params: UserParams, plant_params: PlantParams, run: Floats
) -> DerivedDemand:
    """Derived demand of the base year.

    Args:
        atlas: cells and their materials.
        rest: base prices.
        user_params: final users.
        plant_params: plants.
        run: float64 (plants,) [-], share of each plant's capacity that exists on day 0.

    """
    of, materials = material_of(atlas), len(atlas.goods.materials)
    feed, product = plant_params.feed, plant_params.product
    ran = plant_params.base_capacity * run * plant_params.base_utilisation
    fed = np.where(feed >= 0, ran[:, None] * plant_params.need, 0.0)
    gives = np.where(product >= 0, plant_params.fixed_yield, 0.0)
    values = gives * rest.price[np.maximum(product, 0)]
    earned = values.sum(axis=1)
    made, worth = np.zeros((len(ran), materials)), np.zeros((len(ran), materials))
    for k in range(product.shape[1]):
        there = np.flatnonzero(product[:, k] >= 0)
        made[there, of[product[there, k]]] += ran[there] * gives[there, k]
        worth[there, of[product[there, k]]] += values[there, k] / np.where(earned > 0.0, earned, 1.0)[there]
    slack = plant_params.elasticity * (1.0 - plant_params.base_utilisation / plant_params.limit)
    margin = np.where(plant_params.base_margin > 0.0, plant_params.base_margin, 1.0)
    paid = np.where(feed >= 0, plant_params.need * rest.landed[np.maximum(feed, 0)], 0.0)
    squeezed, runs = fed * (slack / margin)[:, None] * paid, slack * earned / margin
    final = of[user_params.cell]
    used = summed(user_params.base_use, final, materials)
    answered = summed(user_params.base_use * (user_params.short + user_params.slow), final, materials)
    inputs = np.where(feed >= 0, of[np.maximum(feed, 0)], materials).ravel()
    bought = used + summed(fed.ravel(), inputs, materials + 1)[:-1]
    spared = np.zeros_like(fed)
    for _ in range(materials):  # from final use up the chain
        along = summed((squeezed - spared).ravel(), inputs, materials + 1)[:-1]
        elasticity = np.where(bought > 0.0, (answered + along) / np.where(bought > 0.0, bought, 1.0), 0.0)
        all_bear = runs + worth @ elasticity
        spared = squeezed * np.where(all_bear > 0.0, runs / np.where(all_bear > 0.0, all_bear, 1.0), 0.0)[:, None]
    return DerivedDemand(feed, frozen(spared), frozen(made), frozen(worth))


def spared_by_side(derived: DerivedDemand, here: Whole, of: Whole, materials: int) -> Floats:
    """Part of the answers of plants' feed that falls away on one side of a border [t/d], float64 (materials,).

    Args:
        derived: feed of plants and its answers.
        here: bool (cells,) [flag], cells on that side.
        of: int64 (cells,) [material], material of each cell.
        materials: int, number of materials.

    """
    lost = np.zeros(materials)
    everything = derived.made.sum(axis=0)
    for k in range(derived.feed.shape[1]):
        at = derived.feed[:, k]
        on = (at >= 0) & here[np.maximum(at, 0)]
        for m in range(materials):
            bear = on & (of[np.maximum(at, 0)] == m)
            part = derived.made[bear].sum(axis=0) / np.where(everything > 0.0, everything, 1.0)
            lost[m] += float((derived.spared[bear, k] * (derived.worth[bear] @ part)).sum())
    return lost
