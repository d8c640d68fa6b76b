"""Mines of the base year: their parameters, their sites and their state at rest."""

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.growth import growth_of
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.supply.mine import MineParams, MineState
from lodeflow.scenario.load import Scenario


def build_mine_params(scenario: Scenario, year: BaseYear, atlas: Atlas) -> tuple[MineParams, tuple[str, ...]]:
    """Mines as arrays, one row per region and ore, in the order of their names.

    Args:
        scenario: supply elasticity, limit of utilisation, growth of capacity.
        year: base table with tonnes, sites and utilisation of every mine.
        atlas: cells in which the mines sell.

    Returns:
        the parameters of the mines, and the names of all sites, neighbours of one mine together.

    """
    mines = sorted(year.mines, key=lambda m: (m.region, m.material))
    names, first = [], [0]
    for m in mines:
        names += [f"site:{m.region}:{m.material}:{k}" for k in range(m.sites)]
        first.append(len(names))
    growth = [growth_of(scenario, m.region) for m in mines]
    limit = scenario.supply.mine_utilisation_limit
    mine_params = MineParams(
        cell=frozen([atlas.cell(m.region, m.material) for m in mines], np.int64),
        basket=frozen([m.basket for m in mines]),
        base_capacity=frozen([m.tonnes / DAYS_PER_YEAR / m.utilisation for m in mines]),
        base_utilisation=frozen([m.utilisation for m in mines]),
        limit=frozen([limit for _ in mines]),
        elasticity=frozen([scenario.supply.mine_elasticity for _ in mines]),
        growth=frozen([g[0] for g in growth]),
        later_growth=frozen([g[1] for g in growth]),
        bend=frozen([g[2] for g in growth], np.int64),
        first_site=frozen(first, np.int64),
    )
    return mine_params, tuple(names)


def rested_mines(mine_params: MineParams) -> MineState:
    """Mines at rest: base size, all capacity open, no outage; one row per row of ``mine_params``."""
    count = len(mine_params.cell)
    return MineState(np.ones(count), np.zeros(count), np.ones(count), np.ones(count), np.zeros(count))
