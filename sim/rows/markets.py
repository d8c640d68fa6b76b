"""Recorded markets as tables show them: a row for a region and a material, defence's stock with civil stock."""

import numpy as np
from numpy.typing import NDArray

from lodeflow.kernels.engine.world import World
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.plan import Plan

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
    MarketColumn.SERVED,
    MarketColumn.SERVED_OUTLAY,
    MarketColumn.VALUE_LOST,
)
"""What buyers hold and do; prices are those of civil buyers."""


def shown_markets(plan: Plan, world: World) -> NDArray[np.float64]:
    """The recorded markets, (days, civil cells, MarketColumn), with those of defence added in."""
    recorded = world.tape.market[: int(world.tape.used[MARKETS])]
    shown, defence = recorded[:, plan.atlas.shown], world.market.defence
    for column in ADDED:
        shown[:, plan.atlas.row[defence.civil], column] += recorded[:, defence.own, column]
    return shown
