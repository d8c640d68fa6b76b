"""Floods (state-backed exports below cost) as arrays: their lanes, price wedge and added capacity."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.catalog.goods import Goods
from lodeflow.instruments.card import HOME, SELLER, Instrument, Payment
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.shocks.floods import FloodParams
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.language.patterns import Patterns, fits
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.shocks.floods import Flood
from lodeflow.terms.supply.production_quotas import ProductionQuota


def build_floods(
    scenario: Scenario, row: dict[str, int], atlas: Atlas, plant_params: PlantParams, mine_params: MineParams
) -> FloodParams:
    """Floods of a scenario, and the lanes, mines, plants and quotas that each reaches.

    Args:
        scenario: the scenario.
        row: number of each spell by its name.
        atlas: indices of cells and lanes.
        plant_params: plants, projects included.
        mine_params: mines, projects included.

    """
    floods = scenario.floods.values()
    return _reached(scenario, row, atlas, plant_params, mine_params)._replace(
        wedge=frozen([f.wedge for f in floods]), capacity=frozen([f.capacity for f in floods])
    )


@reused
def _reached(
    scenario: Scenario, row: dict[str, int], atlas: Atlas, plant_params: PlantParams, mine_params: MineParams
) -> FloodParams:
    """Lanes, mines, plants and quotas that floods reach, without wedge and capacity."""
    floods, quotas = list(scenario.floods.values()), scenario.production_quotas.values()
    of_lane, of_mine, of_plant = (
        np.full(len(each), -1) for each in (atlas.lanes, mine_params.cell, plant_params.product)
    )
    for n, f in enumerate(floods):  # of several that sell the same goods the last by name counts
        lanes, cells = _flooded(atlas, f.controller, f.material, f.destination)
        of_lane[lanes] = n
        of_mine[cells[mine_params.cell]] = n
        of_plant[cells[plant_params.product].any(axis=1)] = n
    return FloodParams(
        spell=frozen([row[f"flood:{name}"] for name in scenario.floods], np.int64),
        wedge=frozen([]),
        capacity=frozen([]),
        of_lane=frozen(of_lane, np.int64),
        of_mine=frozen(of_mine, np.int64),
        of_plant=frozen(of_plant, np.int64),
        of_quota=frozen([_flood_of_quota(atlas.goods, floods, quota) for quota in quotas], np.int64),
    )


@lru_cache(maxsize=256)
def _flooded(
    atlas: Atlas, controller: str, material: str | Patterns, destination: str | Patterns
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Masks of the lanes of a flood, bool (lanes,), and of the cells that sell it, bool (cells + 1,).

    Lanes within the controller's region are left out: a flood goes abroad. The last cell, number -1, is False.
    """
    sells = {cell for cell in atlas.cells if cell[0] == controller and fits(material, cell[1])}
    lanes = [
        (k.origin, k.material) in sells and k.foreign and not k.smuggled and fits(destination, k.destination)
        for k in atlas.lanes
    ]
    return frozen(lanes, np.bool_), frozen([*(cell in sells for cell in atlas.cells), False], np.bool_)


def _flood_of_quota(goods: Goods, floods: Sequence[Flood], quota: ProductionQuota) -> int:
    """Number of the flood of goods that ``quota`` limits, -1 for none; of several the last by name."""
    limited = goods.ores if quota.stage == "mining" else goods.intermediates
    own = ((n, f.material) for n, f in enumerate(floods) if f.controller == quota.controller)
    return max((n for n, material in own if any(fits(material, m) for m in limited)), default=-1)


FLOODS = Instrument(
    stem="floods",
    tables=("floods",),
    build=lambda _: {},
    slices=(),
    payments={Money.SUPPORT: Payment("price support", HOME, SELLER, "price_support_usd")},
)
"""Exports below cost, paid for by a state. ``spells`` builds their arrays, with those of crackdowns and surges."""
