"""Offshoring: makers of goods that hold magnets move abroad while magnets are dearer at home than in a hub.

Model.md 5 (offshoring). Goods made abroad come back without a levy. A magnet is a small part of the cost of what moves,
so the price gap counts by the magnet's share of that cost. The gap is taken over the one that users had in the last
year before the levy: that of the base year would charge the levy with earlier effects of export controls and tariffs.
No more of it counts than the dearest levied route explains. Use that has moved is demand in the hub, by users of the
same sector; what is made there counts as imported. A levy that covers derivatives narrows the gap accordingly.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.agreement import MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log


class OffshoringParams(NamedTuple):
    """Users whose use could move, and the hub they would move to; read-only. Partner: OffshoringState."""

    user: np.ndarray
    """int64 (movers,) [user]: user at home."""
    abroad: np.ndarray
    """int64 (movers,) [user]: user of the same sector in the hub."""
    cell: np.ndarray
    """int64 (movers,) [cell]: cell in which the user buys at home."""
    hub: np.ndarray
    """int64 (movers,) [cell]: cell in which it would buy in the hub."""
    region: np.ndarray
    """int64 (movers,) [region]: region of the user at home."""
    most: np.ndarray
    """float64 (1,) [-]: share of use that can move."""
    response: np.ndarray
    """float64 (1,) [-]: response of the moved share to the price gap, the magnet's cost share included."""
    speed: np.ndarray
    """float64 (1,) [-]: share of the gap to its target that the moved share closes in a tick."""
    memory: np.ndarray
    """float64 (1,) [-]: share by which the usual price gap moves to today's in a tick, without a levy."""


class OffshoringState(NamedTuple):
    """Use that has moved; written. Partner: OffshoringParams."""

    share: np.ndarray
    """float64 (movers,) [-]: share of use that has moved."""
    usual: np.ndarray
    """float64 (movers,) [-]: ln of the user's price over the hub's, before the levy."""
    tonnes: np.ndarray
    """float64 (movers,) [t]: use in the hub instead of at home, since day 0."""


@jit
def move_offshore(
    rules, routes, offshoring, offshoring_state, alliances, levies, buyers, users, trade, floors, burden,
):  # fmt: skip
    """Shift of demand from members to the hub [t/d]. Equation 5 (offshoring).

    ``burden`` float64 (cells,) [-] is scratch: the highest levy of a buyer over the landed cost without it.
    """
    if len(offshoring.user) == 0:
        return
    for j in range(len(burden)):
        burden[j] = 0.0
    for s in range(len(trade.levy)):
        if trade.levy[s] > 0.0 and trade.share[s] >= alliances.counted[floors.alliance[floors.of_lane[s]]]:
            j = routes.buyer[s]
            burden[j] = max(burden[j], trade.levy[s] / (trade.cost[s] - trade.levy[s]))
    for k in range(len(offshoring.user)):
        here, there = offshoring.user[k], offshoring.abroad[k]
        levied, open_gap = False, 1.0
        for p in range(len(alliances.start)):
            if levies.in_force[p] == 1 and levies.standing[p, offshoring.region[k]] == MEMBER:
                levied, open_gap = True, min(open_gap, 1.0 - alliances.derivatives[p])
        gap = log(buyers.felt[offshoring.cell[k]] / buyers.felt[offshoring.hub[k]])
        goal = 0.0
        if levied:
            levy = log(1.0 + burden[offshoring.cell[k]])
            dearer = max(0.0, min(levy, gap - offshoring_state.usual[k])) * open_gap
            goal = offshoring.most[0] * (1.0 - exp(-offshoring.response[0] * dearer))
        else:
            offshoring_state.usual[k] += offshoring.memory[0] * (gap - offshoring_state.usual[k])
        offshoring_state.share[k] += offshoring.speed[0] * (goal - offshoring_state.share[k])
        moved = offshoring_state.share[k] * (users.wanted[here] - users.made_up[here])
        users.wanted[here] -= moved
        users.wanted[there] += moved
        buyers.desired[offshoring.cell[k]] -= moved
        buyers.desired[offshoring.hub[k]] += moved
        offshoring_state.tonnes[k] += moved * rules.tick
