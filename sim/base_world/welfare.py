"""Cash costs of mines and plants along their supply curves, and value added lost per tonne of magnets not delivered."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.final_use import users_of
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.entities.cells import CellParams
from lodeflow.kernels.record.welfare import NODES, WelfareParams, fill_effort
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.market import Sector


@reused
def build_welfare_params(
    scenario: Scenario,
    year: BaseYear,
    atlas: Atlas,
    plant_params: PlantParams,
    mine_params: MineParams,
    cell_params: CellParams,
) -> WelfareParams:
    """Cash cost of every mine and plant along its supply curve; value added lost by each user of the last stage.

    Args:
        scenario: value added of every sector.
        year: base table with final use.
        atlas: the cells.
        plant_params: plants with elasticity, utilisation and margin.
        mine_params: mines with elasticity and utilisation.
        cell_params: base prices.

    """
    bends = sorted({*mine_params.elasticity.tolist(), *plant_params.elasticity.tolist()})
    first = [int(next(cell for cell in row if cell >= 0)) for row in plant_params.product]
    users = users_of(scenario, year, atlas)
    lost = [value_added_lost(scenario.sectors[k]) if m in atlas.goods.final else 0.0 for _, m, k in users]
    return WelfareParams(
        effort=frozen([effort(eta) for eta in bends]),
        of_mine=frozen([bends.index(eta) for eta in mine_params.elasticity], np.int64),
        of_plant=frozen([bends.index(eta) for eta in plant_params.elasticity], np.int64),
        mine_scale=frozen(_scale(mine_params) * cell_params.base_price[mine_params.cell]),
        plant_scale=frozen(_scale(plant_params) * plant_params.base_margin),
        mine_limit=mine_params.limit,
        plant_limit=plant_params.limit,
        mine_cell=mine_params.cell,
        plant_cell=frozen(first, np.int64),
        lost=frozen(lost),
    )


def value_added_lost(sector: Sector) -> float:
    """Value added of ``sector`` lost for good with each tonne of magnets not delivered, USD/t."""
    return float(sector.value_added_usd_per_t * (1.0 - sector.recovered_share))


@lru_cache(maxsize=32)
def effort(elasticity: float) -> NDArray[np.float64]:
    """Cost curve H for one supply ``elasticity``, float64 (nodes,), read-only."""
    values = np.zeros(NODES)
    fill_effort(values, float(elasticity))
    values.setflags(write=False)
    return values


def _scale(curve: MineParams | PlantParams) -> NDArray[np.float64]:
    """L (L/u_0 - 1)^(1/eta) of every row."""
    rows = zip(curve.limit.tolist(), curve.base_utilisation.tolist(), curve.elasticity.tolist(), strict=True)
    return np.array([top * power(top / base - 1.0, 1.0 / eta) if top > base else 0.0 for top, base, eta in rows])
