"""A strait or canal closes, and opens again: freight rises, cargoes go round or queue.

Model.md 6 (chokepoint surcharge) and 9 (others). While it is closed every lane that passes it pays more freight, and
cargoes without a way round wait before it; when it opens they all wake the same day.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.births import give_birth
from lodeflow.kernels.core.draw import exponential
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import CHOKEPOINT, PASSAGE
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.core.purpose import CLOSURE_DAYS, CLOSURE_WAIT
from lodeflow.kernels.entities.lots import DUE, FATE, FATE_AFLOAT, LANE, WAITS_AT


class ChokepointParams(NamedTuple):
    """How chokepoints close; read-only. ``name`` int64 (chokepoints,); ``mean_wait`` d (0: never), ``mean_days`` d
    and ``surcharge`` share of freight: float64 (chokepoints,).
    """

    name: np.ndarray
    mean_wait: np.ndarray
    mean_days: np.ndarray
    surcharge: np.ndarray


class ChokepointDraws(NamedTuple):
    """``closures`` int64 (chokepoints,): closures so far."""

    closures: np.ndarray


@jit
def await_closure(chokepoint_params, chokepoint_draws, chance, day, strait):
    """The day of the next closure, NEVER if there is none."""
    if chokepoint_params.mean_wait[strait] <= 0.0:
        return np.int64(NEVER)
    seed, replication, name = chance.seed[0], chance.replication[0], chokepoint_params.name[strait]
    index = chokepoint_draws.closures[strait]
    wait = exponential(chokepoint_params.mean_wait[strait], seed, replication, CLOSURE_WAIT, name, index)
    if wait > FAR_DAY - day:
        return np.int64(NEVER)
    return moment(day + 1 + np.int64(wait), CHOKEPOINT, strait)


@jit
def close_or_open(
    chokepoint_params, chokepoint_draws, straits, voyages, trade, lots, births, chance, day, strait,
):  # fmt: skip
    """The chokepoint closes, and returns the day it opens; or it opens, wakes who waits, and returns its next
    closure.

    Woken cargoes are births: their PASSAGE comes the same day, after this moment.
    """
    if straits.closed[strait] == 0:
        straits.closed[strait] = 1
        _charge(chokepoint_params, straits, voyages, trade)
        seed, replication, name = chance.seed[0], chance.replication[0], chokepoint_params.name[strait]
        index = chokepoint_draws.closures[strait]
        days = exponential(chokepoint_params.mean_days[strait], seed, replication, CLOSURE_DAYS, name, index)
        return moment(day + 1 + np.int64(min(days, 1.0 * (FAR_DAY - day - 1))), CHOKEPOINT, strait)
    straits.closed[strait] = 0
    chokepoint_draws.closures[strait] += 1
    _charge(chokepoint_params, straits, voyages, trade)
    for slot in range(lots.counts[1]):
        if lots.fact[slot, LANE] >= 0 and lots.fact[slot, WAITS_AT] == strait:
            lots.fact[slot, WAITS_AT] = -1
            lots.fact[slot, FATE] = FATE_AFLOAT
            due = moment(day, PASSAGE, slot)
            lots.fact[slot, DUE] = due
            give_birth(births, due)
    return await_closure(chokepoint_params, chokepoint_draws, chance, day, strait)


@jit
def _charge(chokepoint_params, straits, voyages, trade):
    """Freight surcharge of every lane from the chokepoints that are closed on its way."""
    for s in range(len(trade.surcharge)):
        trade.surcharge[s] = 0.0
        for leg in range(voyages.chokepoint.shape[1]):
            strait = voyages.chokepoint[s, leg]
            if strait >= 0 and straits.closed[strait] == 1:
                trade.surcharge[s] += chokepoint_params.surcharge[strait] * straits.blocked[strait]
