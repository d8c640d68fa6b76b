"""Dated stoppages of mines and plants: a named project, or all that make a material in a region, for known days.

Unlike an outage nothing is drawn. As in an outage, buyers do not lose trust in the capacity that stands still.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import STOPPAGE
from lodeflow.kernels.core.moment import NEVER, moment


class StoppageParams(NamedTuple):
    """Dates and reach of stoppages; read-only. Partner: StoppageState."""

    start: np.ndarray
    """int64 (stoppages,) [day]: first day of the stoppage."""
    end: np.ndarray
    """int64 (stoppages,) [day]: first day on which work goes on; FAR_DAY for none."""
    known: np.ndarray
    """int64 (stoppages,) [day]: day on which holders of stock know of it."""
    of_mine: np.ndarray
    """float64 (stoppages, mines) [-]: share of each mine's output that stops."""
    of_plant: np.ndarray
    """float64 (stoppages, plants) [-]: share of each plant's output that stops."""


class StoppageState(NamedTuple):
    """Stoppages of today; written on the days on which one begins or ends. Partner: StoppageParams."""

    on: np.ndarray
    """int64 (stoppages,) [flag]: 1 while the stoppage lasts."""
    mine: np.ndarray
    """float64 (mines,) [-]: share of each mine that works; 1 without a stoppage."""
    plant: np.ndarray
    """float64 (plants,) [-]: share of each plant that works; 1 without a stoppage."""


@jit
def await_stoppage(stoppage_params, day, who):
    """Moment at which stoppage ``who`` begins or ends next, NEVER if it is over. One older than day 0 begins then."""
    start, end = stoppage_params.start[who], stoppage_params.end[who]
    if end <= max(day, np.int64(0)):
        return np.int64(NEVER)
    following = max(start, np.int64(0)) if max(start, np.int64(0)) > day else end
    return moment(following, STOPPAGE, who)


@jit
def stop_or_resume(stoppage_params, stoppage_state, day, who):
    """Begin or end stoppage ``who``; shares of stoppages that overlap multiply. Returns its next moment."""
    stoppage_state.on[who] = 1 if stoppage_params.start[who] <= day < stoppage_params.end[who] else 0
    stoppage_state.mine[:] = 1.0
    stoppage_state.plant[:] = 1.0
    for n in range(len(stoppage_state.on)):
        if stoppage_state.on[n] == 1:
            for f in range(len(stoppage_state.mine)):
                stoppage_state.mine[f] *= 1.0 - stoppage_params.of_mine[n, f]
            for f in range(len(stoppage_state.plant)):
                stoppage_state.plant[f] *= 1.0 - stoppage_params.of_plant[n, f]
    return await_stoppage(stoppage_params, day, who)
