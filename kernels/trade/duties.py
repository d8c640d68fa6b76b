"""Tariffs and export taxes that come into force or lapse on dated days.

Model.md 8.1. A cargo pays the tariff of the day on which customs clears it, and the export tax of the day on which it
is dispatched; buyers expect today's rates. The duty that applies on a lane is resolved before the run
(``sim/language/patterns.py``): one row of rates for each day of change. Where several duties change on one day, each of
them sets that row.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import POLICY
from lodeflow.kernels.core.moment import NEVER, moment


class DutyParams(NamedTuple):
    """Changes of duties and the rates from then on; read-only, only duties that begin or lapse within the run. Partner:
    LaneParams.
    """

    first: np.ndarray
    """int64 (duties + 1,) [change]: first change of each duty, then the number of changes."""
    day: np.ndarray
    """int64 (changes,) [day]: day of the change, ascending within a duty."""
    period: np.ndarray
    """int64 (changes,) [period]: row of the tables from then on."""
    in_force: np.ndarray
    """float64 (changes,) [flag]: 1 where the duty begins, 0 where it lapses."""
    announced: np.ndarray
    """int64 (changes,) [day]: day of the announcement, from which buyers may buy ahead."""
    tariff: np.ndarray
    """float64 (periods, lanes) [-]: tariff, share of the dutiable value."""
    tariff_on_freight: np.ndarray
    """float64 (periods, lanes) [-]: 1 where the dutiable value includes freight, 0 where not."""
    export_tax: np.ndarray
    """float64 (periods, lanes) [-]: export tax, share of the gate price."""


@jit
def await_change(duties, day, duty):
    """Moment of the first change of ``duty`` (int64) after ``day``, NEVER if there is none."""
    for k in range(duties.first[duty], duties.first[duty + 1]):
        if duties.day[k] > day:
            return moment(duties.day[k], POLICY, duty)
    return np.int64(NEVER)


@jit
def change_duty(duties, levies, routes, day, duty):
    """Apply the rates of the day to all lanes, apart from tariffs waived between members of an alliance.

    ``duty``: int64, number of the duty that changes. Returns the moment of its next change, NEVER if there is none.
    """
    row = duties.period[change_of(duties, day, duty)]
    for s in range(len(routes.tariff)):
        levies.tariff[s] = duties.tariff[row, s]
        routes.tariff[s] = levies.tariff[s] * (1.0 - levies.free[s])
        routes.tariff_on_freight[s] = duties.tariff_on_freight[row, s]
        routes.export_tax[s] = duties.export_tax[row, s]
    return await_change(duties, day, duty)


@jit
def change_of(duties, day, duty):
    """Index of the change of ``duty`` (int64) on this ``day``; the duty must change on it."""
    k = duties.first[duty]
    while duties.day[k] < day:
        k += 1
    return k
