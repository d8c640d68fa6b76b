"""Prices that an alliance has announced: buyers in it do not panic at a price up to the reference price.

Model.md 5 (panic). While a levy is due, the reference price is known to hold inside the alliance, so only a price above
it is news. (Taking out duties alone would not do: members' own goods follow the reference, and their buyers would
panic.)
"""

import numpy as np

from lodeflow.kernels.alliance.agreement import MEMBER, NOT_MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log

UNKNOWN = -1e300  # ln of the known price where there is none


@jit
def set_known_prices(floors, levies, buyers, trade, p):
    """Reference prices as prices known to members' buyers, where a levy is due or exporters add the gap instead.

    They are withdrawn when alliance ``p`` (int64) lapses or the region leaves it.
    """
    for k in range(len(floors.alliance)):
        if floors.alliance[k] != p:
            continue
        holds = False
        for s in range(len(floors.of_lane)):
            holds = holds or (floors.of_lane[s] == k and trade.share[s] * (trade.levy[s] + trade.alignment[s]) > 0.0)
        for n in range(floors.first_cell[k], floors.first_cell[k + 1]):
            standing = levies.standing[p, floors.region[n]]
            if standing != NOT_MEMBER:  # it may be a member of another alliance
                known = holds and levies.in_force[p] == 1 and standing == MEMBER
                buyers.known[floors.cell[n]] = log(levies.reference[k]) if known else np.float64(UNKNOWN)
