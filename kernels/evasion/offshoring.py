"""Who uses dear magnets moves abroad: what is made of them is made in the hub, and comes back without a levy.

Model.md 5 (offshoring). A magnet is a small part of what moves, so a gap between prices counts by its share of that
cost. The gap is over what users had before the levy, over its last year: that of the base year would charge the levy
with what export controls and tariffs had done by then; and of the rest no
more counts than the dearest levied route could explain. Use that has moved is wanted in the hub, by users of the same
sector; what is made there counts as imported. A levy that covers derivatives closes the gap as far as it does.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.levy import LIVE
from lodeflow.kernels.alliance.pact import MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log


class OffshoringParams(NamedTuple):
    """Users that could move, and where to; read-only, (movers,) unless said.

    ``user`` and ``abroad`` int64 user here and in the hub; ``cell`` and ``hub`` int64 where they buy; ``region`` int64
    of the user; (1,): ``most`` share of use that can move, ``response`` of it to the gap, cost share included [-],
    ``speed`` and ``memory`` smoothing shares a tick.
    """

    user: np.ndarray
    abroad: np.ndarray
    cell: np.ndarray
    hub: np.ndarray
    region: np.ndarray
    most: np.ndarray
    response: np.ndarray
    speed: np.ndarray
    memory: np.ndarray


class OffshoringState(NamedTuple):
    """Arrays float64 (movers,): ``share`` of use that has moved; ``usual`` ln of the user's price over the hub's,
    before a levy; ``tonnes`` since day 0 that were wanted abroad instead.
    """

    share: np.ndarray
    usual: np.ndarray
    tonnes: np.ndarray


@jit
def move_offshore(
    rules, routes, offshoring, offshoring_state, alliances, levies, buyers, users, trade, burden,
):  # fmt: skip
    """Use of members that has moved is wanted in the hub, t/d. Equation 5 (offshoring). ``burden`` float64 (cells,) is
    scratch: the highest levy there, over the price without it.
    """
    if len(offshoring.user) == 0:
        return
    for j in range(len(burden)):
        burden[j] = 0.0
    for s in range(len(trade.levy)):
        if trade.levy[s] > 0.0 and trade.share[s] >= LIVE:
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
