"""News about growth: the growth that is expected of a sector's use is revised, and the level of use follows.

The growth of a sector beside its path is an Ornstein-Uhlenbeck process, drawn on every market day at the address
(sector, day); its integral is the ln of use over that path,

    rate' = kept rate + fresh luck      level' = level + gain rate      gain = life (1 - kept)      [days]

so that a revision of the rate moves the level by rate x life in the end, at any tick. The rate of today and its mean
life are known to all who hold stock, what is drawn later to nobody; users' forecasts, investors and quotas follow use
and prices with their own lags.

Source: a growth rate that reverts to its mean, as in the local linear trend of Harvey 1989, Forecasting, Structural
Time Series Models and the Kalman Filter, ch. 2 (damped trend).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import normal
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.purpose import GROWTH_NEWS


class RevisionParams(NamedTuple):
    """Revisions of each sector's growth; read-only. Partner: RevisionState."""

    name: np.ndarray
    """int64 (sectors,) [hash]: address of its random draws."""
    kept: np.ndarray
    """float64 (sectors,) [-]: share of a revision that is left after a tick."""
    fresh: np.ndarray
    """float64 (sectors,) [1/d]: standard deviation of what a tick adds to the growth rate; 0 for no news."""
    gain: np.ndarray
    """float64 (sectors,) [d]: days of its rate by which a revision moves use within a tick."""


class RevisionState(NamedTuple):
    """Growth beside the path as it stands; written. Partner: RevisionParams."""

    rate: np.ndarray
    """float64 (sectors,) [1/d]: growth of use beside its path."""
    level: np.ndarray
    """float64 (sectors,) [-]: ln of use over its path that it has brought so far."""


@jit
def revise_growth(revisions, revised, user_params, users, chance, day):
    """Growth and level of every user's use beside its path on a market day: ``users.level`` and ``users.rising``.

    ``revisions``: ``RevisionParams``; ``revised``: ``RevisionState``.
    """
    for n in range(len(revised.rate)):
        if day > 0:  # day 0 stands on the path of the base year
            revised.level[n] += revisions.gain[n] * revised.rate[n]
            revised.rate[n] *= revisions.kept[n]
            if revisions.fresh[n] > 0.0:
                luck = normal(chance.seed[0], chance.replication[0], GROWTH_NEWS, revisions.name[n], day)
                revised.rate[n] += revisions.fresh[n] * luck
    for k in range(len(users.level)):
        n = user_params.sector[k]
        users.level[k] = revised.level[n]
        users.rising[k] = revisions.gain[n] * revised.rate[n]
