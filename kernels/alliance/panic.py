"""Buyers who see the price run away from its trend want more stock; the fear fades.

Model.md 5 (panic). News of export controls frightens without any price (``announcement``). The price that frightens is
without tariffs, so a tariff alone sets off nothing. Nor does a levy: while one is due, everybody knows that prices
inside the alliance are to stand at the reference, whoever sells, so only a price above it is news. (If no more than
duties were left out, members' own goods, which follow the reference, would frighten those who buy them.)
"""

import numpy as np

from lodeflow.kernels.alliance.pact import MEMBER, NOT_MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log

UNKNOWN = -1e300  # ln of a price that nobody has named


@jit
def worry(rules, buyers):
    """Panic of every buyer, [0, 1], and the trend it is measured against."""
    for j in range(len(buyers.panic)):
        if buyers.untaxed[j] <= 0.0:
            continue
        price = log(buyers.untaxed[j])
        above = max(price, buyers.known[j]) - max(buyers.trend[j], buyers.known[j])
        alarm = min(1.0, rules.panic_gain * max(0.0, above) + buyers.news[j])
        buyers.panic[j] += rules.panic * (alarm - buyers.panic[j])
        buyers.trend[j] += rules.trend * (price - buyers.trend[j])


@jit
def name_known_prices(floors, levies, buyers, trade, p):
    """Members know the price that a levy is to hold, wherever one is due, or exporters add the gap instead, until it
    lapses or they leave.
    """
    for k in range(len(floors.pact)):
        if floors.pact[k] != p:
            continue
        holds = False
        for s in range(len(floors.of_lane)):
            holds = holds or (floors.of_lane[s] == k and trade.share[s] * (trade.levy[s] + trade.alignment[s]) > 0.0)
        for n in range(floors.first_cell[k], floors.first_cell[k + 1]):
            standing = levies.standing[p, floors.region[n]]
            if standing != NOT_MEMBER:  # it may be a member of another pact
                known = holds and levies.in_force[p] == 1 and standing == MEMBER
                buyers.known[floors.cell[n]] = log(levies.reference[k]) if known else np.float64(UNKNOWN)
