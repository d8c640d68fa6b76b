"""Mines of the base year: their parameters, their sites and their state at rest."""

import math
from typing import Any

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.growth import answering_by_region, growth_by_region
from lodeflow.base_world.supply.usual_outages import usual_loss
from lodeflow.base_year.table import BaseYear, Mine
from lodeflow.catalog.goods import region_index
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.supply.mine import MineParams, MineState
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

NOT_GIVEN = math.nan
"""Own number of a mine or plant of which the base table gives none."""


def build_mine_params(scenario: Scenario, year: BaseYear, atlas: Atlas) -> MineParams:
    """Mines as arrays, one row per region and ore, in the order of their names.

    Args:
        scenario: supply elasticity, limit of utilisation, growth of capacity.
        year: base table with tonnes, sites and utilisation of every mine.
        atlas: cells in which the mines sell.

    """
    fixed = _fixed(year, atlas)
    growth, later, bend = growth_by_region(scenario, fixed["region"])
    return MineParams(
        **{
            name: column
            for name, column in fixed.items()
            if name not in ("region", "base_capacity", "elasticity", "limit")
        },
        base_capacity=_with_outages(fixed["base_capacity"], usual_loss(scenario)),
        limit=own_or(fixed["limit"], scenario.supply.mine_utilisation_limit),
        elasticity=own_or(fixed["elasticity"], scenario.supply.mine_elasticity),
        growth=growth,
        later_growth=later,
        bend=bend,
        answering=answering_by_region(scenario, fixed["region"]),
    )


@reused
def _with_outages(capacity: Floats, loss: float) -> Floats:
    """Capacity of mines whose output of the base year was dug with the usual outages."""
    return frozen(capacity / (1.0 - loss))


@reused
def own_or(own: Floats, value: float) -> Floats:
    """Column of each mine's ``own`` value; ``value`` where that is not a number."""
    return frozen([value if math.isnan(each) else each for each in own.tolist()])


@reused
def _fixed(year: BaseYear, atlas: Atlas) -> dict[str, Any]:
    """Columns of the mines that follow from the base table, and their regions."""
    mines = _by_name(year)
    return {
        "region": frozen([region_index(m.region) for m in mines], np.int64),
        "cell": frozen([atlas.cell(m.region, m.material) for m in mines], np.int64),
        "basket": frozen([m.basket for m in mines]),
        "base_capacity": frozen([m.tonnes / DAYS_PER_YEAR / m.utilisation for m in mines]),
        "base_utilisation": frozen([m.utilisation for m in mines]),
        "elasticity": frozen([NOT_GIVEN if m.elasticity is None else m.elasticity for m in mines]),
        "limit": frozen([NOT_GIVEN if m.limit is None else m.limit for m in mines]),
        "first_site": frozen(np.cumsum([0, *(m.sites for m in mines)]), np.int64),
    }


@reused
def site_names(year: BaseYear) -> tuple[str, ...]:
    """Names of all mine sites of ``year``, neighbours of one mine together, in the order of the mines."""
    return tuple(f"site:{m.region}:{m.material}:{k}" for m in _by_name(year) for k in range(m.sites))


def _by_name(year: BaseYear) -> list[Mine]:
    """Mines of the base year in the order of their rows."""
    return sorted(year.mines, key=lambda m: (m.region, m.material))


@reused
def rested_mines(mine_params: MineParams) -> MineState:
    """Mines at rest: base size, all capacity open, no outage; one row per row of ``mine_params``."""
    count = len(mine_params.cell)
    return MineState(
        incentive=np.ones(count),
        dug=np.zeros(count),
        extra=np.ones(count),
        open=np.ones(count),
        size=np.ones(count),
        able=np.zeros(count),
        dear=np.zeros(count),
        answer=np.zeros((count, 2)),
        use=mine_params.base_utilisation.copy(),
        support=np.zeros(count),
    )
