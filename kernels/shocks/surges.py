"""Demand shocks: surges lift the demand of some users for a time; booms and busts move that of a sector.

Model.md 5 (S) and 9 (others). A boom is an AR(1) process in the logarithm of demand, drawn on every market day at the
address (sector, day). Its spread and memory are those of a process in continuous time, whatever the tick. A nowcast is
a dated surge.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import normal
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.purpose import BOOM


class SurgeParams(NamedTuple):
    """Users that each surge lifts, and how far; read-only."""

    spell: np.ndarray
    """int64 (surges,) [spell]: spell of the surge."""
    strength: np.ndarray
    """float64 (surges,) [-]: ln of demand during the surge over demand without."""
    lifts: np.ndarray
    """float64 (users, surges) [flag]: 1 where the surge lifts the user's demand, else 0."""


class BoomParams(NamedTuple):
    """Business cycle of each sector; read-only. Partner: BoomState."""

    name: np.ndarray
    """int64 (sectors,) [hash]: address of its random draws."""
    kept: np.ndarray
    """float64 (sectors,) [-]: share of a deviation that is left after a tick."""
    fresh: np.ndarray
    """float64 (sectors,) [-]: standard deviation of what a tick adds, in ln; 0 for no cycle."""


class BoomState(NamedTuple):
    """Business cycle as it stands; written. Partner: BoomParams."""

    boom: np.ndarray
    """float64 (sectors,) [-]: ln of the sector's demand over its path."""


@jit
def surge(surges, course, users):
    """Lift of every user's demand by today's surges, ``users.surge`` [-], in ln.

    ``surges``: ``SurgeParams``.
    """
    for k in range(len(users.surge)):
        users.surge[k] = 0.0
        for n in range(len(surges.spell)):
            if course.on[surges.spell[n]] == 1:
                users.surge[k] += surges.lifts[k, n] * surges.strength[n]


@jit
def swing(booms, business, user_params, users, chance, day):
    """Deviation of every user's demand from its path on a market day, ``users.swing`` [-], in ln.

    ``booms``: ``BoomParams``; ``business``: ``BoomState``.
    """
    for n in range(len(business.boom)):
        if booms.fresh[n] > 0.0 and day > 0:  # day 0 keeps the deviation of the base year
            luck = normal(chance.seed[0], chance.replication[0], BOOM, booms.name[n], day)
            business.boom[n] = booms.kept[n] * business.boom[n] + booms.fresh[n] * luck
    for k in range(len(users.swing)):
        users.swing[k] = users.surge[k] + business.boom[user_params.sector[k]]
