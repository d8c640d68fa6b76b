"""Defence keeps a stock of its own, and takes from civil stock what it may when its own runs short.

Model.md 5 (civil and defence stock): orders, licences, arrivals and stocks carry the tag. Defence draws its own stock
and a share of civil stock; civil users never draw defence stock. The spot price of a region looks at both together.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.cells import COLUMNS


class DefenceStockParams(NamedTuple):
    """Pairs of buyer cells; read-only. ``civil``, ``own`` int64 (pairs,) cells; ``diversion`` float64 (pairs,) share of
    civil stock that defence can take.
    """

    civil: np.ndarray
    own: np.ndarray
    diversion: np.ndarray


@jit
def divert(rules, defence, buyers):
    """Civil stock becomes defence's, t with what it contains and has cost, as far as defence's own stock falls short of
    what it wants in this tick.
    """
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
