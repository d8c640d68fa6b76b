"""Mines dig more when the price is high, less when it is low, and nothing where they stand still.

Model.md 3.1: output is capacity times utilisation, which answers the gate price of the ore, smoothed, over the base.
Every mine has its own basket of contained elements (3.5), so what is dug is booked by element.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.cells import CHINESE, MEMBER_CONTENT
from lodeflow.kernels.supply.growth import grown_by
from lodeflow.kernels.supply.plant import willingness


class MineParams(NamedTuple):
    """What the mines are; read-only, (mines,). ``cell`` int64 seller cell; ``basket`` float64 (mines, 3) contained
    light, heavy and rest per t; ``base_capacity`` t/d; ``base_utilisation``, ``limit`` [-]; ``elasticity`` [-];
    ``growth``, ``later_growth`` per day; ``bend`` int64 day; ``first_site`` int64 (mines + 1,), none for a mine
    that never stands still.
    """

    cell: np.ndarray
    basket: np.ndarray
    base_capacity: np.ndarray
    base_utilisation: np.ndarray
    limit: np.ndarray
    elasticity: np.ndarray
    growth: np.ndarray
    later_growth: np.ndarray
    bend: np.ndarray
    first_site: np.ndarray


class MineState(NamedTuple):
    """Arrays float64 (mines,): ``incentive`` smoothed price over the base price; ``dug`` t/d; ``extra`` capacity as a
    ratio to what growth gives; ``open`` share of it that exists today, 1 for the mines of the base year; ``able`` t/d
    of capacity that does not stand still.
    """

    incentive: np.ndarray
    dug: np.ndarray
    extra: np.ndarray
    open: np.ndarray
    able: np.ndarray


@jit
def plan_digging(rules, mine_params, cell_params, sellers, mines, sites, day):
    """What the price asks of every mine, t/d. Equation 3.1."""
    for f in range(len(mines.dug)):
        cell = mine_params.cell[f]
        ratio = (sellers.price[cell] + sellers.premium[cell]) / cell_params.base_price[cell]
        mines.incentive[f] += rules.incentive * (ratio - mines.incentive[f])
    for f in range(len(mines.dug)):
        mines.dug[f] = willingness(
            mines.incentive[f], mine_params.elasticity[f], mine_params.base_utilisation[f], mine_params.limit[f]
        )
    for f in range(len(mines.dug)):
        cell = mine_params.cell[f]
        size = mines.open[f] * grown_by(day, mine_params.growth[f], mine_params.later_growth[f], mine_params.bend[f])
        first, last = mine_params.first_site[f], mine_params.first_site[f + 1]
        working = 0.0
        for site in range(first, last):
            working += 1.0 - sites.cut[site]
        capacity = mine_params.base_capacity[f] * size * mines.extra[f]
        mines.able[f] = capacity * working / (last - first) if last > first else capacity
        mines.dug[f] *= mines.able[f]
        sellers.capacity[cell] += capacity


@jit
def dig(rules, mine_params, cell_params, sellers, mines, ledger):
    """Ore of this tick into the sellers' stocks, t; it is from where it is dug."""
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
