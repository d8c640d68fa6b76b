"""Outages of mine sites: strikes, floods, accidents, inspections.

Model.md 9 (others). Outages come after exponential waits, last a log-normal time and cut a uniform share of the site's
output. Draws are addressed by (site, number of the outage), so no other draw moves them.
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
    """Frequency, length and depth of outages; read-only. Partner: OutageState."""

    name: np.ndarray
    """int64 (sites,) [hash]: address of the draws."""
    mean_wait: np.ndarray
    """float64 (1,) [d]: mean time between outages of a site, 0 for no outages."""
    median_days: np.ndarray
    """float64 (1,) [d]: median length of an outage."""
    sigma: np.ndarray
    """float64 (1,) [-]: standard deviation of the ln of its length."""
    least_cut: np.ndarray
    """float64 (1,) [-]: least share of output that is lost."""
    most_cut: np.ndarray
    """float64 (1,) [-]: largest share of output that is lost."""


class OutageState(NamedTuple):
    """Outages of the sites; written when one begins or ends. Partner: OutageParams."""

    cut: np.ndarray
    """float64 (sites,) [-]: share of output lost today."""
    stops: np.ndarray
    """int64 (sites,) [-]: number of outages that have ended, the index of the next draw."""


@jit
def await_outage(outage_params, sites, chance, day, site):
    """Moment of the next outage of ``site`` (int64), NEVER if there is none."""
    if outage_params.mean_wait[0] <= 0.0:
        return np.int64(NEVER)
    seed, replication, name = chance.seed[0], chance.replication[0], outage_params.name[site]
    wait = exponential(outage_params.mean_wait[0], seed, replication, OUTAGE_WAIT, name, sites.stops[site])
    if wait > FAR_DAY - day:
        return np.int64(NEVER)
    return moment(day + 1 + np.int64(wait), OUTAGE, site)


@jit
def stop_or_restart(outage_params, sites, chance, day, site):
    """Begin an outage of ``site`` (int64), or end the one that lasts.

    Returns:
        int64 [moment], the end of the outage that begins; the next outage after one that ends, NEVER if there is none.

    """
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
