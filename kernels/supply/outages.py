"""A mine site stops for weeks and works again: strikes, floods, accidents, inspections.

Model.md 9 (others). Stops come after exponential waits, last a log-normal time and cut a uniform share of the site's
output. Draws are addressed by (site, number of the stop), so no other draw moves them.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import exponential, normal, uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import OUTAGE
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.core.purpose import OUTAGE_CUT, OUTAGE_DAYS, OUTAGE_WAIT


class OutageParams(NamedTuple):
    """How sites fail; read-only. ``name`` int64 (sites,) address; ``mean_wait`` d, ``median_days`` d, ``sigma`` ln,
    ``least_cut``, ``most_cut`` shares: float64 (1,). A mean wait of 0 means never.
    """

    name: np.ndarray
    mean_wait: np.ndarray
    median_days: np.ndarray
    sigma: np.ndarray
    least_cut: np.ndarray
    most_cut: np.ndarray


class OutageState(NamedTuple):
    """``cut`` float64 (sites,) share of output lost today; ``stops`` int64 (sites,) stops so far."""

    cut: np.ndarray
    stops: np.ndarray


@jit
def await_outage(outage_params, sites, chance, day, site):
    """The first day of the site's next stop, NEVER if there is none."""
    if outage_params.mean_wait[0] <= 0.0:
        return np.int64(NEVER)
    seed, replication, name = chance.seed[0], chance.replication[0], outage_params.name[site]
    wait = exponential(outage_params.mean_wait[0], seed, replication, OUTAGE_WAIT, name, sites.stops[site])
    if wait > FAR_DAY - day:
        return np.int64(NEVER)
    return moment(day + 1 + np.int64(wait), OUTAGE, site)


@jit
def stop_or_restart(outage_params, sites, chance, day, site):
    """The site stops, and returns the day it works again; or it works again, and returns the day of its next stop."""
    if sites.cut[site] > 0.0:
        sites.cut[site] = 0.0
        sites.stops[site] += 1
        return await_outage(outage_params, sites, chance, day, site)
    seed, replication, name, stop = (
        chance.seed[0],
        chance.replication[0],
        outage_params.name[site],
        sites.stops[site],
    )
    dice = uniform(seed, replication, OUTAGE_CUT, name, stop)
    sites.cut[site] = outage_params.least_cut[0] + dice * (outage_params.most_cut[0] - outage_params.least_cut[0])
    length = log(outage_params.median_days[0]) + outage_params.sigma[0] * normal(
        seed, replication, OUTAGE_DAYS, name, stop
    )
    days = min(exp(length), 1.0 * (FAR_DAY - day - 1))
    return moment(day + 1 + np.int64(days), OUTAGE, site)
