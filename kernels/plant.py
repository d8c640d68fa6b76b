"""Separation plants and magnet makers turn feed into products when the margin pays.

Planned throughput answers the margin per tonne of activity (model.md 3.3). A separation plant yields what its feed
contains (3.5): its basket changes with the ore it gets. A magnet maker needs fixed amounts of each oxide and returns
part of the loss as swarf (3.4); without its heavy oxide it makes no high-temperature magnet.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.cells import REST
from lodeflow.kernels.growth import grown_by
from lodeflow.kernels.jit import jit
from lodeflow.kernels.maths import power

LEAST_MARGIN = 1e-6  # of the base margin: at or below nothing a plant all but stops


class Works(NamedTuple):
    """What the plants are; read-only, (plants, ...).

    ``feed`` int64 (plants, 2) buyer cells, -1 for none; ``need`` float64 (plants, 2) t of feed per t of activity;
    ``product`` int64 (plants, 3) seller cells, -1 for none; ``fixed_yield`` float64 (plants, 3) t of product per t of
    activity; ``recovery`` float64 (plants, 3) share of contained light, heavy and rest that separation recovers;
    ``separates`` bool; ``base_capacity`` t/d of activity; ``base_utilisation``, ``limit`` [-]; ``elasticity`` of
    throughput to the margin at low use; ``base_margin`` USD/t; ``growth``, ``later_growth`` per day; ``bend`` day.
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
    growth: np.ndarray
    later_growth: np.ndarray
    bend: np.ndarray


class Plants(NamedTuple):
    """``planned`` and ``ran`` float64 (plants,) t/d of activity; ``yields`` (plants, 3) t of product per t of activity;
    ``size`` (plants,) capacity as a ratio to the base."""

    planned: np.ndarray
    ran: np.ndarray
    yields: np.ndarray
    size: np.ndarray


@jit
def willingness(ratio, elasticity, base, limit):
    """Utilisation at ``ratio`` times the base incentive: ``base`` at 1, ``limit`` far above. Equation 3.1, u(x)."""
    return limit / (1.0 + (limit / base - 1.0) * power(ratio, -elasticity))


@jit
def plan_throughput(works, ground, sellers, buyers, plants, day):
    """Planned activity of every plant from today's margin, and the feed it asks for, added to its cells, t/d."""
    for f in range(len(plants.planned)):
        plants.size[f] = grown_by(day, works.growth[f], works.later_growth[f], works.bend[f])
        _set_yields(works, buyers, plants, f)
        margin = 0.0
        for k in range(3):
            cell = works.product[f, k]
            if cell >= 0:
                sold = 1.0 - unwanted(ground, sellers, cell)
                margin += plants.yields[f, k] * sold * sellers.price[cell]
        for k in range(2):
            cell = works.feed[f, k]
            if cell >= 0:
                margin -= works.need[f, k] * buyers.paid[cell]
        ratio = max(margin / works.base_margin[f], LEAST_MARGIN)
        use = willingness(ratio, works.elasticity[f], works.base_utilisation[f], works.limit[f])
        plants.planned[f] = works.base_capacity[f] * plants.size[f] * use
        for k in range(2):
            cell = works.feed[f, k]
            if cell >= 0:
                buyers.desired[cell] += works.need[f, k] * plants.planned[f]


@jit
def unwanted(ground, sellers, cell):
    """Share of output that nobody wants and that goes to the residue pile. Equation 3.5."""
    if ground.base_residue[cell] <= 0.0:
        return 0.0
    return min(1.0, ground.base_residue[cell] * ground.base_price[cell] / sellers.price[cell])


@jit
def _set_yields(works, buyers, plants, f):
    """What a tonne of activity gives today."""
    for k in range(3):
        plants.yields[f, k] = works.fixed_yield[f, k]
    cell = works.feed[f, 0]
    if works.separates[f] and buyers.stock[cell] > 0.0:
        for element in range(REST + 1):
            contained = buyers.content[cell, element] / buyers.stock[cell]
            plants.yields[f, element] = works.recovery[f, element] * contained
