"""Panic buying: buyers want more stock when the price runs above its trend; the fear fades.

Model.md 5 (panic). News of export controls adds to it whatever the price does
(kernels/export_controls/announcement.py). The price is taken without tariffs, so a tariff alone causes no panic. Nor
does a levy: while one is due, the reference price is known to hold inside the alliance, so only a price above it is
news. (Taking out duties alone would not do: members' own goods follow the reference, and their buyers would panic.)
"""

import numpy as np

from lodeflow.kernels.alliance.pact import MEMBER, NOT_MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log

UNKNOWN = -1e300  # ln of the known price where there is none


@jit
def worry(rules, buyers):
    """Panic of every buyer [-], 0 to 1, and the price trend it is measured against [ln USD/t]."""
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
    """Reference prices as prices known to members' buyers, where a levy is due or exporters add the gap instead.

    They are withdrawn when alliance ``p`` (int64) lapses or the region leaves it.
    """
    for k in range(len(floors.pact)):
        if floors.pact[k] != p:
            continue
        holds = False
        for s in range(len(floors.of_lane)):
            holds = holds or (floors.of_lane[s] == k and trade.share[s] * (trade.levy[s] + trade.alignment[s]) > 0.0)
        for n in range(floors.first_cell[k], floors.first_cell[k + 1]):
            standing = levies.standing[p, floors.region[n]]
            if standing != NOT_MEMBER:  # it may be a member of another alliance
                known = holds and levies.in_force[p] == 1 and standing == MEMBER
                buyers.known[floors.cell[n]] = log(levies.reference[k]) if known else np.float64(UNKNOWN)
