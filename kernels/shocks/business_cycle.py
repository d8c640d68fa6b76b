"""Business goes better or worse: surges lift the demand of some users for a while, booms and busts that of a sector.

Model.md 5 (S) and 9 (others). A boom is an AR(1) in the logarithm of demand, drawn at every market day by (sector,
day): its spread and its memory are those of a process in continuous time, whatever the tick. A nowcast is a dated
surge that says so.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import normal
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.purpose import BOOM


class SurgeParams(NamedTuple):
    """Whom surges lift; read-only. ``spell`` int64 and ``strength`` float64 ln: (surges,); ``lifts`` float64 (users,
    surges) 1 or 0.
    """

    spell: np.ndarray
    strength: np.ndarray
    lifts: np.ndarray


class BoomParams(NamedTuple):
    """How business swings; read-only, (sectors,). ``name`` int64 address; ``kept`` share of a swing left after a tick,
    ``fresh`` ln that a tick adds, standard deviation, 0 for none: float64.
    """

    name: np.ndarray
    kept: np.ndarray
    fresh: np.ndarray


class BoomState(NamedTuple):
    """``boom`` float64 (sectors,) ln of demand over its path."""

    boom: np.ndarray


@jit
def surge(surges, course, users):
    """Ln of what the surges of today make of each user's demand."""
    for k in range(len(users.surge)):
        users.surge[k] = 0.0
        for n in range(len(surges.spell)):
            if course.on[surges.spell[n]] == 1:
                users.surge[k] += surges.lifts[k, n] * surges.strength[n]


@jit
def swing(booms, business, user_params, users, chance, day):
    """How business goes on this market day: every user's demand over its path, ln."""
    for n in range(len(business.boom)):
        if booms.fresh[n] > 0.0 and day > 0:  # on day 0 it is where the base year left it
            luck = normal(chance.seed[0], chance.replication[0], BOOM, booms.name[n], day)
            business.boom[n] = booms.kept[n] * business.boom[n] + booms.fresh[n] * luck
    for k in range(len(users.swing)):
        users.swing[k] = users.surge[k] + business.boom[user_params.sector[k]]
