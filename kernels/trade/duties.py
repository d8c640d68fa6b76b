"""A tariff or an export tax comes into force, or lapses: from that day on another rate is due on its lanes.

Model.md 8.1. A cargo pays the tariff of the day on which customs clears it, and the export tax of the day on which it
is sent off; buyers reckon with today's rates. Which of several duties holds on a lane is worked out before the run
(``sim/language/patterns.py``), one row of rates for a day of change: where several change on one
day, each lays down that row.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import POLICY
from lodeflow.kernels.core.moment import NEVER, moment


class DutyParams(NamedTuple):
    """When duties change, and to what; read-only. Only duties that begin or lapse within the run are counted.

    ``first`` int64 (duties + 1,) first change of each duty; ``day`` int64 (changes,) rising within a duty; ``period``
    int64 (changes,) row of the tables; ``in_force`` float64 (changes,) 1 where the duty begins, 0 where it lapses;
    ``announced`` int64 (changes,) day on which everybody knows, for whoever buys ahead. Tables float64 (periods,
    lanes), shares: ``tariff``, ``tariff_on_freight``, ``export_tax``.
    """

    first: np.ndarray
    day: np.ndarray
    period: np.ndarray
    in_force: np.ndarray
    announced: np.ndarray
    tariff: np.ndarray
    tariff_on_freight: np.ndarray
    export_tax: np.ndarray


@jit
def await_change(duties, day, duty):
    """The duty's first change after a day, NEVER if there is none."""
    for k in range(duties.first[duty], duties.first[duty + 1]):
        if duties.day[k] > day:
            return moment(duties.day[k], POLICY, duty)
    return np.int64(NEVER)


@jit
def change_duty(duties, levies, routes, day, duty):
    """The rates of the day become those of all lanes, but for tariffs between members of an alliance. Returns the
    duty's next change.
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
    """Index of the duty's change on this day."""
    k = duties.first[duty]
    while duties.day[k] < day:
        k += 1
    return k
