"""Values of goods by part at base prices: elements, what separation adds, and what makers of each grade of magnets add.

Parts: light and heavy oxide from ore to final use, the value that separation adds, the value that makers of each grade
of magnets add, and the rest oxides, which are in surplus. The value of ore is that of its elements.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.rest_point import ELEMENTS, Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import HEAVY, LIGHT, REST
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused

SEPARATION, MAKING = 3, 4
"""Parts behind the three elements: separation, and the first grade of magnets."""
PARTS = MAKING + 2


class Values(NamedTuple):
    """Values at base prices that follow from the base year alone; read-only."""

    sold: Floats
    """float64 (cells, parts) [USD/t]: goods of each seller."""
    bought: Floats
    """float64 (cells, parts) [USD/t]: goods of each buyer."""
    share: Floats
    """float64 (cells, parts) [-]: shares of the gate price."""
    feed_share: Floats
    """float64 (cells, parts) [-]: shares of the landed cost."""
    element: Floats
    """float64 (3,) [USD/t]: contained oxide, recoverable and before separation."""
    oxide: Floats
    """float64 (3, parts) [USD/t]: separated oxide."""
    magnet: Floats
    """float64 (grades, parts) [USD/t]: magnets."""


@reused
def part_values(year: BaseYear, atlas: Atlas, rest: Rest, plant_params: PlantParams) -> Values:
    """Values of goods by part, at mean prices of the world.

    Args:
        year: base table with recipes.
        atlas: cells.
        rest: base prices and flows.
        plant_params: plants of the base year.

    """
    of, goods = material_of(atlas)[:-1], atlas.goods
    price = [weighted_mean(rest.price[of == m], rest.output[of == m]) for m in range(len(goods.materials))]
    oxides = [price[goods.place(o)] if o else 0.0 for o in goods.of_element]
    separates = plant_params.separates
    activity = plant_params.base_capacity * plant_params.base_utilisation
    earned = plant_params.fixed_yield[:, LIGHT] * oxides[LIGHT] + plant_params.fixed_yield[:, HEAVY] * oxides[HEAVY]
    added = weighted_mean(plant_params.base_margin[separates], activity[separates])
    per_tonne = weighted_mean(earned[separates], activity[separates])
    kept = min(0.9, added / per_tonne) if per_tonne > 0.0 else 0.0
    oxide, element = np.zeros((ELEMENTS, PARTS)), np.zeros(ELEMENTS)
    for e in (LIGHT, HEAVY):
        recovered = weighted_mean(plant_params.recovery[separates, e], activity[separates])
        oxide[e, e], oxide[e, SEPARATION] = (1.0 - kept) * oxides[e], kept * oxides[e]
        element[e] = recovered * oxide[e, e]
    oxide[REST, REST] = oxides[REST]
    element[REST] = weighted_mean(plant_params.recovery[separates, REST], activity[separates]) * oxides[REST]
    magnet = np.zeros((len(goods.products), PARTS))
    feed = plant_params.product[:, 0]
    for g, grade in enumerate(goods.products):
        made = ~separates & (of[feed] == goods.place(grade))
        for e in (LIGHT, HEAVY):
            magnet[g] += year.recipe.need[grade][e] * oxide[e]
        magnet[g, MAKING + g] = weighted_mean(plant_params.base_margin[made], activity[made])
    sold, bought = np.zeros((len(of), PARTS)), np.zeros((len(of), PARTS))
    for m, material in enumerate(goods.materials):
        here = of == m
        if material in goods.ores:
            sold[here, :ELEMENTS] = rest.content[here, :ELEMENTS] * element
            bought[here, :ELEMENTS] = rest.feed_content[here, :ELEMENTS] * element
        else:
            sold[here] = bought[here] = (
                oxide[goods.intermediates.index(material)]
                if material in goods.intermediates
                else magnet[goods.products.index(material)]
            )
    share, feed_share = shares_of(sold), shares_of(bought)
    for g, grade in enumerate(goods.products):  # the rest of a magnet's price follows its feed
        here = of == goods.place(grade)
        share[here] = 0.0
        share[here, MAKING + g] = feed_share[here, MAKING + g]
    return Values(*(frozen(each) for each in (sold, bought, share, feed_share, element, oxide, magnet)))


def shares_of(value: Floats) -> Floats:
    """Share of each part in the value of goods, float64 (cells, parts); 0 for goods without value.

    Args:
        value: float64 (cells, parts) [USD/t], value of goods by part.

    """
    total = np.zeros(len(value))
    for c in range(value.shape[1]):
        total += value[:, c]
    shares: Floats = np.where(total[:, None] > 0.0, value / np.where(total > 0.0, total, 1.0)[:, None], 0.0)
    return shares


def whole_over_own(v: Values, e: int) -> float:
    """Price of an oxide over the value of its element alone; 1 where nobody makes it.

    Args:
        v: values by part.
        e: element, LIGHT or HEAVY.

    """
    own = float(v.oxide[e, e])
    return float(sum(v.oxide[e])) / own if own > 0.0 else 1.0


@reused
def demands_of(v: Values, user_params: UserParams) -> tuple[Floats, Floats, Floats]:
    """Value by part of what each final user uses; final use of each part, USD/d; the same with 1 for none.

    Args:
        v: values by part.
        user_params: final users.

    """
    used = v.bought[user_params.cell]
    demand = per_part(used, user_params.base_use)
    return frozen(used), frozen(demand), frozen(np.where(demand > 0.0, demand, 1.0))


@reused
def use_of_parts(atlas: Atlas, v: Values) -> Floats:
    """Part by whose use the normal stock of each material grows, float64 (materials, parts): rows sum to 1.

    Args:
        atlas: the cells.
        v: values by part.

    """
    goods = atlas.goods
    shares = np.zeros((len(goods.materials), PARTS))
    for m, material in enumerate(goods.materials):
        if material in goods.ores:
            here = material_of(atlas)[:-1] == m
            elements = [weighted_mean(v.sold[here, e], np.ones(int(here.sum()))) for e in (LIGHT, HEAVY)]
            for e in (LIGHT, HEAVY):
                shares[m, e] = (
                    elements[e] / (elements[LIGHT] + elements[HEAVY]) if elements[LIGHT] > 0.0 else float(e == LIGHT)
                )
        elif material in goods.intermediates:
            shares[m, goods.intermediates.index(material)] = 1.0
        else:
            shares[m, MAKING + goods.products.index(material)] = 1.0
    return frozen(shares)


def weighted_mean(values: Floats, weights: Floats) -> float:
    """Weighted mean; 0 without weight.

    Args:
        values: float64 (rows,).
        weights: float64 (rows,).

    """
    total = float(summed(weights, np.zeros(len(weights), np.int64), 1)[0])
    return float(summed(values * weights, np.zeros(len(values), np.int64), 1)[0]) / total if total > 0.0 else 0.0


def per_part(values: Floats, tonnes: Floats) -> Floats:
    """Sum over rows of ``values`` (rows, parts) times ``tonnes`` (rows,), in the order of the rows.

    Args:
        values: float64 (rows, parts) [USD/t].
        tonnes: float64 (rows,) [t].

    """
    total: Floats = summed(values * tonnes[:, None], np.zeros(len(tonnes), np.int64), 1)[0]
    return total


def across_parts(values: Floats, weights: Floats) -> Floats:
    """Sum over parts of ``values`` (rows, parts) times ``weights`` (parts,), in the order of the parts.

    Args:
        values: float64 (rows, parts).
        weights: float64 (parts,).

    """
    total = np.zeros(len(values))
    for c in range(len(weights)):
        total += values[:, c] * weights[c]
    return total
