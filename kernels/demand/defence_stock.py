"""Defence stockpiles: a separate stock that may draw on civil stock when it runs short.

Model.md 5 (civil and defence stock): orders, licences, arrivals and stocks carry the tag. Defence draws its own stock
and a share of civil stock; civil users never draw defence stock. The spot price of a region depends on both together.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.cells import COLUMNS


class DefenceStockParams(NamedTuple):
    """Pairs of a civil and a defence cell; read-only. Partner: BuyerState."""

    civil: np.ndarray
    """int64 (defence_buyers,) [cell]: civil buyer's cell."""
    own: np.ndarray
    """int64 (defence_buyers,) [cell]: defence buyer's cell."""
    diversion: np.ndarray
    """float64 (defence_buyers,) [-]: share of civil stock that defence can take."""


@jit
def divert(rules, defence, buyers):
    """Transfer of civil stock, t with content and book value, to defence stock that falls short of this tick's use."""
    for k in range(len(defence.own)):
        civil, own = defence.civil[k], defence.own[k]
        wanted = buyers.desired[own] * rules.tick / rules.drawn
        taken = min(max(0.0, wanted - buyers.stock[own]), defence.diversion[k] * buyers.stock[civil])
        if taken <= 0.0:
            continue
        portion = taken / buyers.stock[civil]
        buyers.stock[civil] -= taken
        buyers.stock[own] += taken
        moved = portion * buyers.book[civil]
        buyers.book[civil] -= moved
        buyers.book[own] += moved
        for c in range(COLUMNS):
            contained = portion * buyers.content[civil, c]
            buyers.content[civil, c] -= contained
            buyers.content[own, c] += contained
