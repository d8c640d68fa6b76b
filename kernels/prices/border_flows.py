"""Flows out of balance on either side of a quota's border, at long-run prices.

Supply and use of one stage by side: mines, separators and magnet makers against final users and the feed of plants,
beside the path of the base year. What today's price will change is not in it, but in the rate of discount
(kernels/prices/forward_position.py says why). A side that sells to the other in the base year goes on doing so.
"""

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.long_run_capacity import (
    kept_by_outages,
    long_run_output,
    standing_still,
)
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.prices.forward_position import ANSWER, CAPACITY, OUTAGES, SWINGS, THRIFT
from lodeflow.kernels.prices.two_sides import BEYOND, OWN, USUAL


@inline
def _add(border_params, forward_params, border, u, cell, kind, tonnes):
    """Flow of ``tonnes`` [t/d] on the side of a ``cell``, for the time in which its ``kind`` fades."""
    k, m = border_params.side[u, cell] - 1, forward_params.material[cell]
    if k >= 0:
        border.sides[u, m, k, BEYOND] += tonnes * border.sides[u, m, k, OWN + kind]


@jit
def count_uses(border_params, border, forward_params, forward, user_params, users, u, day):
    """Final use on both sides of pool ``u`` (int64 [pool]), and the path of trade over the border."""
    for k in range(len(user_params.cell)):
        early = min(1.0 * day, user_params.bend[k])
        grown = exp(user_params.growth[k] * early + user_params.later_growth[k] * (day - early) + users.level[k])
        path = user_params.base_use[k] * grown
        swung = path * exp(users.swing[k])
        cell = user_params.cell[k]
        if border_params.side[u, cell] > 0:
            _add(border_params, forward_params, border, u, cell, CAPACITY, -path)
            _add(border_params, forward_params, border, u, cell, SWINGS, path - swung)
            _add(border_params, forward_params, border, u, cell, THRIFT, swung * (1.0 - exp(users.thrift[k])))
    for m in range(len(border_params.spare)):
        path = 0.0
        for c in range(len(forward.path)):
            path += forward_params.use_of[m, c] * forward.path[c]
        for k in range(2):
            border.sides[u, m, k, BEYOND] -= border_params.net[u, m, k] * path * border.sides[u, m, k, OWN + CAPACITY]
        border.goods[u, m, USUAL] = border_params.usual[u, m] * path


@jit
def count_mines(border_params, border, forward_params, mine_params, mines, sites, stoppage_state, u, day):
    """Output of mines on both sides of pool ``u`` (int64 [pool]): capacity, outages, and what they already answer."""
    for f in range(len(mines.dug)):
        cell = mine_params.cell[f]
        if border_params.side[u, cell] == 0:
            continue
        able = long_run_output(mine_params, mines, f, day) * stoppage_state.mine[f]
        cut = standing_still(mine_params, sites, f)
        usual = 1.0 - kept_by_outages(forward_params, mine_params, f)
        answered = mines.use[f] / mine_params.base_utilisation[f] - 1.0
        _add(border_params, forward_params, border, u, cell, CAPACITY, able * (1.0 - usual))
        _add(border_params, forward_params, border, u, cell, OUTAGES, able * (usual - cut))
        _add(border_params, forward_params, border, u, cell, ANSWER, able * (1.0 - cut) * answered)


@jit
def count_plants(border_params, border, forward_params, plant_params, plants, stoppage_state, u, day):
    """Feed and output of plants on both sides of pool ``u`` (int64 [pool]) at the margins of the base year."""
    for f in range(len(plants.size)):
        able = long_run_output(plant_params, plants, f, day) * stoppage_state.plant[f]
        for k in range(2):
            cell = plant_params.feed[f, k]
            if cell >= 0 and border_params.side[u, cell] > 0:
                need = plant_params.need[f, k] * able
                _add(border_params, forward_params, border, u, cell, CAPACITY, -need)
                if k == 1:
                    saved = need * (1.0 - exp(plants.thrift[f]))
                    _add(border_params, forward_params, border, u, cell, THRIFT, saved)
        for k in range(3):
            cell = plant_params.product[f, k]
            if cell >= 0 and border_params.side[u, cell] > 0:
                _add(border_params, forward_params, border, u, cell, CAPACITY, plants.yields[f, k] * able)
