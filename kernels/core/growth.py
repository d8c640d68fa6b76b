"""Exponential growth of demand and capacity, with at most one change of rate."""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp


@jit
def grown_by(day, rate, later_rate, bend):
    """Growth factor on ``day`` relative to day 0.

    Args:
        day: int or float [day], days since the start of the run.
        rate: float [1/d], growth rate until day ``bend``.
        later_rate: float [1/d], growth rate after it.
        bend: int or float [day], day on which the rate changes.

    Returns:
        float [-].

    """
    early = min(day, bend)
    return exp(rate * early + later_rate * (day - early))
