"""Separation plants and magnet makers: planned throughput at today's margin, feed needs and yields.

Planned throughput responds to the margin per tonne of activity (model.md 3.3). The yields of a separation plant follow
the content of its feed (3.5), so its basket changes with the ore. A magnet maker needs fixed amounts of each oxide and
recycles its own swarf (3.4); without heavy oxide it makes no high-temperature magnet, but while heavy oxide is dear it
learns to use less of it in each (5, thrift of Dy and Tb).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.growth import grown_by
from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log, power
from lodeflow.kernels.core.partial_adjustment import ANSWERED
from lodeflow.kernels.entities.cells import HEAVY, REST
from lodeflow.kernels.entities.thrift import learn_to_save
from lodeflow.kernels.prices.floor_price import above_floor

LEAST_MARGIN = 1e-6  # of the base margin: a plant without margin all but stops


class PlantParams(NamedTuple):
    """Separation plants and magnet makers; read-only. Partner: PlantState."""

    feed: np.ndarray
    """int64 (plants, 2) [cell]: buyer's cells of the feeds, -1 for none."""
    need: np.ndarray
    """float64 (plants, 2) [t/t]: feed per tonne of activity in the base year."""
    product: np.ndarray
    """int64 (plants, 3) [cell]: seller's cells of the products, -1 for none."""
    fixed_yield: np.ndarray
    """float64 (plants, 3) [t/t]: product per tonne of activity in the base year."""
    recovery: np.ndarray
    """float64 (plants, 3) [-]: share of contained light, heavy and other oxide that separation recovers."""
    separates: np.ndarray
    """bool (plants,) [flag]: true for separation plants, whose yields follow the feed."""
    base_capacity: np.ndarray
    """float64 (plants,) [t/d]: capacity in the base year, activity."""
    base_utilisation: np.ndarray
    """float64 (plants,) [-]: utilisation at the base margin."""
    limit: np.ndarray
    """float64 (plants,) [-]: utilisation at a very high margin."""
    elasticity: np.ndarray
    """float64 (plants,) [-]: margin elasticity of throughput at low utilisation."""
    base_margin: np.ndarray
    """float64 (plants,) [USD/t]: margin per tonne of activity in the base year."""
    substitution: np.ndarray
    """float64 (plants,) [-]: short-run price elasticity of the second feed per tonne."""
    saving: np.ndarray
    """float64 (plants,) [-]: long-run less short-run price elasticity of the second feed per tonne."""
    growth: np.ndarray
    """float64 (plants,) [1/d]: growth rate of capacity until ``bend``."""
    later_growth: np.ndarray
    """float64 (plants,) [1/d]: growth rate of capacity after ``bend``."""
    bend: np.ndarray
    """int64 (plants,) [day]: day on which the growth rate changes."""
    answering: np.ndarray
    """float64 (plants, 5) [1/d, d, -, 1/d, -]: long-run response of capacity to the price, as
    ``kernels/core/partial_adjustment.py`` has it.
    """
    spare_recovery: np.ndarray
    """float64 (plants,) [-]: share of contained heavy oxide that a new heavy circuit can recover."""


class PlantState(NamedTuple):
    """Throughput, yields and thrift of the plants; written every market day. Partner: PlantParams."""

    planned: np.ndarray
    """float64 (plants,) [t/d]: planned activity."""
    ran: np.ndarray
    """float64 (plants,) [t/d]: actual activity."""
    yields: np.ndarray
    """float64 (plants, 3) [t/t]: product per tonne of activity today."""
    need: np.ndarray
    """float64 (plants, 2) [t/t]: feed per tonne of activity today."""
    size: np.ndarray
    """float64 (plants,) [-]: capacity over base capacity."""
    open: np.ndarray
    """float64 (plants,) [-]: share of capacity that exists today, 1 for the plants of the base year."""
    extra: np.ndarray
    """float64 (plants,) [-]: capacity over grown base capacity, above 1 while a state floods the market."""
    circuit: np.ndarray
    """float64 (plants,) [t/t]: heavy oxide per tonne of feed that new circuits can recover."""
    thrift: np.ndarray
    """float64 (plants,) [-]: ln of the second feed per tonne over the base, learnt part."""
    learnt: np.ndarray
    """float64 (plants, 2) [-]: its parts by process settings and by redesign."""
    dear: np.ndarray
    """float64 (plants,) [-]: ln of the second feed's price over the base price."""
    mean_price: np.ndarray
    """float64 (plants,) [-]: ln of the second feed's half-year mean price over the base price."""
    worth: np.ndarray
    """float64 (plants,) [-]: ln of the value of the products over today's cost of the feed with the base margin."""
    support: np.ndarray
    """float64 (plants,) [USD/t]: what public money adds to the revenue of a tonne of activity."""
    answer: np.ndarray
    """float64 (plants, 2) [-]: lagged ``worth``, and ln of capacity over its announced path."""


@inline
def willingness(ratio, elasticity, base, limit):
    """Utilisation of mines and plants at an incentive. Equation 3.1, u(x).

    Args:
        ratio: float [-], price or margin over its base value.
        elasticity: float [-], elasticity of output at low utilisation.
        base: float [-], utilisation at ``ratio`` 1.
        limit: float [-], utilisation at a very high ``ratio``.

    Returns:
        float [-].

    """
    return limit / (1.0 + (limit / base - 1.0) * power(ratio, -elasticity))


@jit
def plan_throughput(plant_params, cell_params, sellers, buyers, plants, stoppage_state, day):
    """Planned activity of every plant at today's margin, and its feed, added to ``buyers.desired``, t/d.

    Feed counts at its spot price, for which what is bound by contract and not used is sold on. At the mean of contracts
    a plant whose product has followed the price of its feed would run the more, the scarcer that is.
    """
    for f in range(len(plants.planned)):
        grown = grown_by(day, plant_params.growth[f], plant_params.later_growth[f], plant_params.bend[f])
        plants.size[f] = plants.open[f] * grown * plants.extra[f] * exp(plants.answer[f, ANSWERED])
        _set_yields(plant_params, buyers, plants, f)
        margin = 0.0
        for k in range(3):
            cell = plant_params.product[f, k]
            if cell >= 0:
                sold = 1.0 - unwanted(cell_params, sellers, cell)
                margin += plants.yields[f, k] * sold * (sellers.price[cell] + sellers.premium[cell])
        margin += plants.support[f]
        earned = margin
        for k in range(2):
            cell = plant_params.feed[f, k]
            if cell >= 0:
                margin -= plants.need[f, k] * buyers.spot[cell]
        plants.worth[f] = log(earned / (earned - margin + plant_params.base_margin[f]))
        plants.planned[f] = max(margin / plant_params.base_margin[f], LEAST_MARGIN)
    for f in range(len(plants.planned)):
        use = willingness(
            plants.planned[f], plant_params.elasticity[f], plant_params.base_utilisation[f], plant_params.limit[f]
        )
        plants.planned[f] = plant_params.base_capacity[f] * plants.size[f] * use * stoppage_state.plant[f]
    for f in range(len(plants.planned)):
        for k in range(2):
            cell = plant_params.feed[f, k]
            if cell >= 0:
                buyers.desired[cell] += plants.need[f, k] * plants.planned[f]


@jit
def unwanted(cell_params, sellers, cell):
    """Share of the output of ``cell`` (int64) that finds no buyer and goes to the residue pile [-]. Equation 3.5.

    A seller whose store runs low throws away less: what is in surplus is refilled before anybody pays more for it.
    """
    if cell_params.base_residue[cell] <= 0.0:
        return 0.0
    above = above_floor(cell_params, sellers, cell)
    taken = cell_params.refill[cell] * (1.0 - exp(min(0.0, sellers.glut[cell])))
    return max(0.0, cell_params.base_residue[cell] - taken) * max(0.0, min(1.0, 1.0 - above))


@jit
def second_feed(plant_params, plants, f):
    """Second feed per tonne of plant ``f`` (int64) over the base [-]: learnt and immediate response to its price."""
    return exp(plants.thrift[f] - plant_params.substitution[f] * plants.dear[f])


@jit
def _set_yields(plant_params, buyers, plants, f):
    """Feed needs and yields per tonne of activity today."""
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
    """Thrift in a second feed that stays dear, by process settings and by redesign. Equation 5 (thrift)."""
    for f in range(len(plants.thrift)):
        cell = plant_params.feed[f, 1]
        if cell >= 0 and plant_params.saving[f] > 0.0:
            plants.dear[f] = log(buyers.felt[cell] / cell_params.base_paid[cell])
            plants.mean_price[f] += rules.thrift_price * (plants.dear[f] - plants.mean_price[f])
            plants.thrift[f] = learn_to_save(rules, plants.learnt, f, -plant_params.saving[f] * plants.mean_price[f])
