"""Chokepoint closures: a strait or canal closes and reopens; freight rises, cargoes are diverted or queue.

Model.md 6 (chokepoint surcharge) and 9 (others). During a closure every lane through the chokepoint pays more freight,
and cargoes without a detour wait in front of it; when it reopens all of them continue the same day.
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
    """Closures of the chokepoints; read-only. Partners: ChokepointState, ChokepointDraws."""

    name: np.ndarray
    """int64 (chokepoints,) [hash]: address of the draws."""
    mean_wait: np.ndarray
    """float64 (chokepoints,) [d]: mean time open between closures, 0 for a chokepoint that never closes."""
    mean_days: np.ndarray
    """float64 (chokepoints,) [d]: mean duration of a closure."""
    surcharge: np.ndarray
    """float64 (chokepoints,) [-]: freight surcharge of a full closure, share of freight."""


class ChokepointDraws(NamedTuple):
    """Draws of the chokepoints so far; written at each reopening. Partner: ChokepointParams."""

    closures: np.ndarray
    """int64 (chokepoints,) [-]: number of closures that have ended, the index of the next draw."""


@jit
def await_closure(chokepoint_params, chokepoint_draws, chance, day, strait):
    """Moment of the next closure of chokepoint ``strait`` (int64), NEVER if there is none."""
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
    """Close chokepoint ``strait`` (int64) if it is open, else reopen it and release the cargoes that wait there.

    Released cargoes are births: their PASSAGE comes the same day, after this moment.

    Returns:
        int64 [moment], the reopening after a closure; the next closure after a reopening, NEVER if there is none.

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
    """Freight surcharge of every lane: sum over the closed chokepoints on its way, each times its blocked share."""
    for s in range(len(trade.surcharge)):
        trade.surcharge[s] = 0.0
        for leg in range(voyages.chokepoint.shape[1]):
            strait = voyages.chokepoint[s, leg]
            if strait >= 0 and straits.closed[strait] == 1:
                trade.surcharge[s] += chokepoint_params.surcharge[strait] * straits.blocked[strait]
