"""Permitting bills: a law, enacted on a known or drawn day or never, that shortens permits still to come.

Model.md 4. The day of enactment depends on nothing that happens in the run, so the end of a project's permits follows
from it when they begin: what is left of them on the day of enactment is multiplied by a factor and capped. Nobody acts
on the end of permits before it comes, so nothing is foreseen.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import exponential, uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import ENACTMENT
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.core.purpose import ENACTMENT_DAY, LITIGATION, PERMITTING_DAYS
from lodeflow.kernels.projects.projects import lognormal_days


class BillParams(NamedTuple):
    """Terms of each bill; read-only. Partner: BillState."""

    name: np.ndarray
    """int64 (bills,) [hash]: address of its random draw."""
    enacted: np.ndarray
    """int64 (bills,) [day]: day of enactment, or the first on which a drawn one may come; FAR_DAY for never."""
    mean_wait: np.ndarray
    """float64 (bills,) [d]: mean time from then on until a drawn enactment; 0 if the day is known."""
    covers: np.ndarray
    """float64 (bills, projects) [flag]: 1 for projects whose permits it shortens."""
    factor: np.ndarray
    """float64 (bills,) [-]: remaining permitting time over that without the bill."""
    most_days: np.ndarray
    """float64 (bills,) [d]: longest remaining permitting time."""
    suits: np.ndarray
    """float64 (bills,) [-]: probability of litigation over that without the bill."""
    most_suit_days: np.ndarray
    """float64 (bills,) [d]: longest litigation."""


class BillState(NamedTuple):
    """Bills that are law; written on the day of enactment. Partner: BillParams."""

    law: np.ndarray
    """int64 (bills,) [flag]: 1 from the day of enactment on."""


@jit
def enactment_day(bill_params, chance, who):
    """Day of enactment of bill ``who`` (int64); FAR_DAY for never. It may lie before day 0."""
    first = bill_params.enacted[who]
    if bill_params.mean_wait[who] <= 0.0 or first >= FAR_DAY:
        return first
    wait = exponential(
        bill_params.mean_wait[who], chance.seed[0], chance.replication[0], ENACTMENT_DAY, bill_params.name[who], 0
    )
    return np.int64(min(1.0 * FAR_DAY, first + wait))


@jit
def await_enactment(bill_params, chance, day, who):
    """Moment of enactment of bill ``who``, NEVER if it is law already or never will be."""
    enacted = max(np.int64(0), enactment_day(bill_params, chance, who))
    if enacted >= FAR_DAY or enacted <= day:
        return np.int64(NEVER)
    return moment(enacted, ENACTMENT, who)


@jit
def enact(bill_params, bill_state, chance, day, who):
    """Enactment of bill ``who``. Returns NEVER."""
    bill_state.law[who] = 1
    return await_enactment(bill_params, chance, day, who)


@jit
def permits_granted(projects, bill_params, chance, since, q):
    """Day on which project ``q`` (int64) has its permits, after litigation (Gamma of shape 2) if it comes.

    ``since``: int64 [day], first day of permitting.
    """
    name = projects.name[q]
    end = since + lognormal_days(
        projects.permitting[q, 0], projects.permitting[q, 1], chance, np.int64(PERMITTING_DAYS), name, np.int64(0)
    )
    suits, most = projects.litigation[q, 0], 1.0 * FAR_DAY
    for n in range(len(bill_params.name)):
        enacted = enactment_day(bill_params, chance, n)
        if bill_params.covers[n, q] == 0.0 or enacted >= end:
            continue
        start = max(since, enacted)
        left = min(bill_params.factor[n] * (end - start), bill_params.most_days[n])
        end = start + max(np.int64(1), np.int64(left))
        suits *= bill_params.suits[n]
        most = min(most, bill_params.most_suit_days[n])
    if uniform(chance.seed[0], chance.replication[0], LITIGATION, name, 0) < suits:
        half = 0.5 * projects.litigation[q, 1]
        in_court = exponential(half, chance.seed[0], chance.replication[0], LITIGATION, name, 1)
        in_court += exponential(half, chance.seed[0], chance.replication[0], LITIGATION, name, 2)
        end += np.int64(min(in_court, most))
    return end
