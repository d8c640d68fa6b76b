"""A state floods the market: its exporters sell below the price their producers get, and it pays the rest.

Model.md 9 (flooding): on the lanes it floods, goods cost (1 - wedge) of the price at the gate; the producers receive
the whole price. While it lasts there may be more capacity too, and quotas are lifted as far.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit


class FloodParams(NamedTuple):
    """What floods do; read-only. ``spell`` int64, ``wedge`` and ``capacity`` float64 shares: (floods,); the flood that
    reaches each lane, mine, plant and quota, -1 for none: int64 (lanes,), (mines,), (plants,), (quotas,).
    """

    spell: np.ndarray
    wedge: np.ndarray
    capacity: np.ndarray
    of_lane: np.ndarray
    of_mine: np.ndarray
    of_plant: np.ndarray
    of_quota: np.ndarray


@jit
def flood(floods, course, trade, mines, plants, production_quota_state):
    """Wedges, capacities and quotas under the floods of today."""
    for s in range(len(floods.of_lane)):
        trade.wedge[s] = _now(floods, course, floods.wedge, floods.of_lane[s])
    for f in range(len(floods.of_mine)):
        mines.extra[f] = 1.0 + _now(floods, course, floods.capacity, floods.of_mine[f])
    for f in range(len(floods.of_plant)):
        plants.extra[f] = 1.0 + _now(floods, course, floods.capacity, floods.of_plant[f])
    for q in range(len(floods.of_quota)):
        production_quota_state.lifted[q] = 1.0 + _now(floods, course, floods.capacity, floods.of_quota[q])


@jit
def _now(floods, course, strength, number):
    """Strength of a flood while it is on, 0 otherwise."""
    if number < 0 or course.on[floods.spell[number]] == 0:
        return 0.0
    return strength[number]
