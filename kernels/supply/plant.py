"""Separation plants and magnet makers turn feed into products when the margin pays.

Planned throughput answers the margin per tonne of activity (model.md 3.3). A separation plant yields what its feed
contains (3.5): its basket changes with the ore it gets. A magnet maker needs fixed amounts of each oxide, its own
swarf fed again (3.4); without its heavy oxide it makes no high-temperature magnet, but while heavy oxide is
dear it learns to use less of it in each, and does not unlearn it (5, thrift of Dy and Tb).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log, power
from lodeflow.kernels.entities.cells import HEAVY, REST
from lodeflow.kernels.supply.growth import grown_by

LEAST_MARGIN = 1e-6  # of the base margin: at or below nothing a plant all but stops


class PlantParams(NamedTuple):
    """What the plants are; read-only, (plants, ...).

    ``feed`` int64 (plants, 2) buyer cells, -1 for none; ``need`` float64 (plants, 2) t of feed per t of activity;
    ``product`` int64 (plants, 3) seller cells, -1 for none; ``fixed_yield`` float64 (plants, 3) t of product per t of
    activity; ``recovery`` float64 (plants, 3) share of contained light, heavy and rest that separation recovers;
    ``separates`` bool; ``base_capacity`` t/d of activity; ``base_utilisation``, ``limit`` [-]; ``elasticity`` of
    throughput to the margin at low use; ``base_margin`` USD/t; ``substitution`` and ``saving``: elasticity of the
    second feed's use per tonne to its price at once and in the long run beyond that; ``growth``, ``later_growth`` per
    day; ``bend`` day; ``spare_recovery`` share of contained heavy oxide that a new heavy circuit can recover.
    """

    feed: np.ndarray
    need: np.ndarray
    product: np.ndarray
    fixed_yield: np.ndarray
    recovery: np.ndarray
    separates: np.ndarray
    base_capacity: np.ndarray
    base_utilisation: np.ndarray
    limit: np.ndarray
    elasticity: np.ndarray
    base_margin: np.ndarray
    substitution: np.ndarray
    saving: np.ndarray
    growth: np.ndarray
    later_growth: np.ndarray
    bend: np.ndarray
    spare_recovery: np.ndarray


class PlantState(NamedTuple):
    """Arrays float64 (plants,) unless said. ``planned`` and ``ran`` t/d of activity; ``yields`` (plants, 3) t of
    product and ``need`` (plants, 2) t of feed per t of activity today; ``size`` capacity as a ratio to the base;
    ``open`` share of it that exists today, 1 for the plants of the base year; ``extra`` capacity as a ratio to what
    growth gives; ``circuit`` t of heavy oxide per t of feed that new circuits can recover; ``thrift`` ln of the second
    feed's use over the base; ``dear`` and ``mean_price`` ln of its price and half-year price over the base.
    """

    planned: np.ndarray
    ran: np.ndarray
    yields: np.ndarray
    need: np.ndarray
    size: np.ndarray
    open: np.ndarray
    extra: np.ndarray
    circuit: np.ndarray
    thrift: np.ndarray
    dear: np.ndarray
    mean_price: np.ndarray


@inline
def willingness(ratio, elasticity, base, limit):
    """Utilisation at ``ratio`` times the base incentive: ``base`` at 1, ``limit`` far above. Equation 3.1, u(x)."""
    return limit / (1.0 + (limit / base - 1.0) * power(ratio, -elasticity))


@jit
def plan_throughput(plant_params, cell_params, sellers, buyers, plants, day):
    """Planned activity of every plant from today's margin, and the feed it asks for, added to its cells, t/d."""
    for f in range(len(plants.planned)):
        grown = grown_by(day, plant_params.growth[f], plant_params.later_growth[f], plant_params.bend[f])
        plants.size[f] = plants.open[f] * grown * plants.extra[f]
        _set_yields(plant_params, buyers, plants, f)
        margin = 0.0
        for k in range(3):
            cell = plant_params.product[f, k]
            if cell >= 0:
                sold = 1.0 - unwanted(cell_params, sellers, cell)
                margin += plants.yields[f, k] * sold * (sellers.price[cell] + sellers.premium[cell])
        for k in range(2):
            cell = plant_params.feed[f, k]
            if cell >= 0:
                margin -= plants.need[f, k] * buyers.paid[cell]
        plants.planned[f] = max(margin / plant_params.base_margin[f], LEAST_MARGIN)
    for f in range(len(plants.planned)):
        use = willingness(
            plants.planned[f], plant_params.elasticity[f], plant_params.base_utilisation[f], plant_params.limit[f]
        )
        plants.planned[f] = plant_params.base_capacity[f] * plants.size[f] * use
    for f in range(len(plants.planned)):
        for k in range(2):
            cell = plant_params.feed[f, k]
            if cell >= 0:
                buyers.desired[cell] += plants.need[f, k] * plants.planned[f]


@jit
def unwanted(cell_params, sellers, cell):
    """Share of output that nobody wants and that goes to the residue pile. Equation 3.5."""
    if cell_params.base_residue[cell] <= 0.0:
        return 0.0
    return min(1.0, cell_params.base_residue[cell] * cell_params.base_price[cell] / sellers.price[cell])


@jit
def second_feed(plant_params, plants, f):
    """Use of the second feed per tonne over the base: what was learnt, and what is done at once."""
    return exp(plants.thrift[f] - plant_params.substitution[f] * plants.dear[f])


@jit
def _set_yields(plant_params, buyers, plants, f):
    """What a tonne of activity needs and gives today."""
    thrift = second_feed(plant_params, plants, f)
    for k in range(2):
        plants.need[f, k] = plant_params.need[f, k] * (thrift if k == 1 else 1.0)
    for k in range(3):
        plants.yields[f, k] = plant_params.fixed_yield[f, k]
    cell = plant_params.feed[f, 0]
    if plant_params.separates[f] and buyers.stock[cell] > 0.0:
        for element in range(REST + 1):
            contained = buyers.content[cell, element] / buyers.stock[cell]
            plants.yields[f, element] = plant_params.recovery[f, element] * contained
            if element == HEAVY and plants.circuit[f] > 0.0:
                plants.yields[f, element] += min(plants.circuit[f], plant_params.spare_recovery[f] * contained)


@jit
def learn_saving(rules, plant_params, cell_params, buyers, plants):
    """Makers use less of a second feed that stays dear: in two years upwards, eight downwards. Equation 5 (thrift)."""
    for f in range(len(plants.thrift)):
        cell = plant_params.feed[f, 1]
        if cell >= 0 and plant_params.saving[f] > 0.0:
            plants.dear[f] = log(buyers.felt[cell] / cell_params.base_paid[cell])
            plants.mean_price[f] += rules.thrift_price * (plants.dear[f] - plants.mean_price[f])
            gap = -plant_params.saving[f] * plants.mean_price[f] - plants.thrift[f]
            plants.thrift[f] += (rules.thrift_up if gap < 0.0 else rules.thrift_down) * gap
