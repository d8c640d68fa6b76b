"""Mines: output responds to the gate price of ore, and is cut while sites stand still.

Model.md 3.1: output is capacity times utilisation, which responds to the smoothed gate price over the base price. Every
mine has its own basket of contained elements (3.5), so output is booked by element.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.growth import grown_by
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.core.partial_adjustment import ANSWERED
from lodeflow.kernels.entities.cells import CHINESE, MEMBER_CONTENT
from lodeflow.kernels.supply.plant import willingness


class MineParams(NamedTuple):
    """Mines, one per region, ore and project; read-only. Partner: MineState."""

    cell: np.ndarray
    """int64 (mines,) [cell]: seller's cell."""
    basket: np.ndarray
    """float64 (mines, 3) [t/t]: contained light, heavy and other oxide per tonne of ore."""
    base_capacity: np.ndarray
    """float64 (mines,) [t/d]: capacity in the base year, or design capacity of a project."""
    base_utilisation: np.ndarray
    """float64 (mines,) [-]: utilisation at the base price."""
    limit: np.ndarray
    """float64 (mines,) [-]: utilisation at a very high price."""
    elasticity: np.ndarray
    """float64 (mines,) [-]: price elasticity of output at low utilisation."""
    growth: np.ndarray
    """float64 (mines,) [1/d]: growth rate of capacity until ``bend``."""
    later_growth: np.ndarray
    """float64 (mines,) [1/d]: growth rate of capacity after ``bend``."""
    bend: np.ndarray
    """int64 (mines,) [day]: day on which the growth rate changes."""
    answering: np.ndarray
    """float64 (mines, 5) [1/d, d, -, 1/d, -]: long-run response of capacity to the price, as
    ``kernels/core/partial_adjustment.py`` has it.
    """
    first_site: np.ndarray
    """int64 (mines + 1,) [site]: first site of each mine, then the number of sites; a mine without sites has no
    outages.
    """


class MineState(NamedTuple):
    """Capacity and output of the mines; written every market day. Partner: MineParams."""

    incentive: np.ndarray
    """float64 (mines,) [-]: smoothed gate price over the base price."""
    dug: np.ndarray
    """float64 (mines,) [t/d]: output."""
    extra: np.ndarray
    """float64 (mines,) [-]: capacity over grown base capacity, above 1 while a state floods the market."""
    open: np.ndarray
    """float64 (mines,) [-]: share of capacity that exists today, 1 for the mines of the base year."""
    size: np.ndarray
    """float64 (mines,) [-]: capacity over base capacity."""
    able: np.ndarray
    """float64 (mines,) [t/d]: capacity of sites without outage."""
    dear: np.ndarray
    """float64 (mines,) [-]: ln of the gate price over the base price."""
    answer: np.ndarray
    """float64 (mines, 2) [-]: lagged ``dear``, and ln of capacity over its announced path."""
    use: np.ndarray
    """float64 (mines,) [-]: utilisation at the incentive."""
    support: np.ndarray
    """float64 (mines,) [USD/t]: what public money adds to the price of a tonne of ore."""


@jit
def plan_digging(rules, mine_params, cell_params, sellers, mines, sites, stoppage_state, day):
    """Planned output of every mine at today's price, t/d, before production quotas. Equation 3.1."""
    for f in range(len(mines.dug)):
        cell = mine_params.cell[f]
        ratio = (sellers.price[cell] + sellers.premium[cell] + mines.support[f]) / cell_params.base_price[cell]
        mines.incentive[f] += rules.incentive * (ratio - mines.incentive[f])
        mines.dear[f] = log(ratio)
    for f in range(len(mines.dug)):
        mines.use[f] = willingness(
            mines.incentive[f], mine_params.elasticity[f], mine_params.base_utilisation[f], mine_params.limit[f]
        )
    for f in range(len(mines.dug)):
        cell = mine_params.cell[f]
        grown = grown_by(day, mine_params.growth[f], mine_params.later_growth[f], mine_params.bend[f])
        mines.size[f] = mines.open[f] * grown * mines.extra[f] * exp(mines.answer[f, ANSWERED])
        first, last = mine_params.first_site[f], mine_params.first_site[f + 1]
        working = 0.0
        for site in range(first, last):
            working += 1.0 - sites.cut[site]
        capacity = mine_params.base_capacity[f] * mines.size[f]
        mines.able[f] = capacity * working / (last - first) if last > first else capacity
        mines.able[f] *= stoppage_state.mine[f]
        mines.dug[f] = mines.use[f] * mines.able[f]
        sellers.capacity[cell] += capacity


@jit
def dig(rules, mine_params, cell_params, sellers, mines, ledger):
    """Mine output of this tick, t, added to the sellers' stocks and to the mass balance by element and origin."""
    for f in range(len(mines.dug)):
        cell = mine_params.cell[f]
        tonnes = mines.dug[f] * rules.tick
        sellers.made[cell] += tonnes
        sellers.stock[cell] += tonnes
        for element in range(3):
            contained = tonnes * mine_params.basket[f, element]
            sellers.content[cell, element] += contained
            sellers.content[cell, CHINESE + element] += cell_params.chinese[cell] * contained
            sellers.content[cell, MEMBER_CONTENT + element] += sellers.member[cell] * contained
            ledger.mined[element] += contained
            ledger.mined[CHINESE + element] += cell_params.chinese[cell] * contained
            ledger.mined[MEMBER_CONTENT + element] += sellers.member[cell] * contained
