"""Recorded markets as tables show them: one row per region and material, defence stocks added to civil stocks."""

import numpy as np
from numpy.typing import NDArray

from lodeflow.kernels.engine.world import World
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.plans import Plan

ADDED = (
    MarketColumn.USED,
    MarketColumn.DESIRED,
    MarketColumn.UNMET,
    MarketColumn.BUYER_STOCK,
    MarketColumn.AFLOAT,
    MarketColumn.OUTLAY,
    MarketColumn.SPREAD,
    MarketColumn.BOOK,
    MarketColumn.SCRAP,
    MarketColumn.RECYCLED,
    MarketColumn.SERVED,
    MarketColumn.SERVED_OUTLAY,
    MarketColumn.VALUE_LOST,
)
"""Columns of buyers in which defence is added; prices are those of civil buyers."""


def shown_markets(plan: Plan, world: World) -> NDArray[np.float64]:
    """Recorded markets with defence added, float64 (days, civil cells, MarketColumn).

    Args:
        plan: the plan of the replication.
        world: its finished world.

    """
    return by_column(plan, world).transpose(1, 2, 0)


def by_column(plan: Plan, world: World) -> NDArray[np.float64]:
    """Recorded markets with defence added, float64 (MarketColumn, days, civil cells), column after column.

    Args:
        plan: the plan of the replication.
        world: its finished world.

    """
    recorded, defence = world.tape.market[: int(world.tape.used[MARKETS])], world.market.defence
    shown = np.ascontiguousarray(recorded.take(plan.atlas.shown, axis=1).transpose(2, 0, 1))
    rows = plan.atlas.row[defence.civil]
    for column in ADDED:
        shown[column][:, rows] += recorded[:, defence.own, column]
    return shown
