"""Flooding: a state lets its exporters sell below the gate price and pays its producers the difference.

Model.md 9 (flooding). On the flooded lanes goods cost (1 - wedge) of the gate price; producers receive all of it. A
flood may also add capacity, and raises production quotas as far.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit


class FloodParams(NamedTuple):
    """Strength of floods, and the lanes, mines, plants and quotas that they reach; read-only."""

    spell: np.ndarray
    """int64 (floods,) [spell]: spell of the flood."""
    wedge: np.ndarray
    """float64 (floods,) [-]: share of the gate price that the state pays."""
    capacity: np.ndarray
    """float64 (floods,) [-]: added capacity as a share of the ordinary one."""
    of_lane: np.ndarray
    """int64 (lanes,) [flood]: flood that reaches the lane; -1 for none."""
    of_mine: np.ndarray
    """int64 (mines,) [flood]: flood that reaches the mine; -1 for none."""
    of_plant: np.ndarray
    """int64 (plants,) [flood]: flood that reaches the plant; -1 for none."""
    of_quota: np.ndarray
    """int64 (production_quotas,) [flood]: flood that raises the production quota; -1 for none."""


@jit
def flood(floods, course, trade, mines, plants, production_quota_state):
    """Price wedges, capacities and production quotas under today's floods [-].

    ``floods``: ``FloodParams``.
    """
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
