"""Demand and capacity grow along exponential paths that may bend once."""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp


@jit
def grown_by(day, rate, later_rate, bend):
    """Size on ``day`` of what was 1 on day 0: ``rate`` per day until day ``bend``, ``later_rate`` after."""
    early = min(day, bend)
    return exp(rate * early + later_rate * (day - early))
