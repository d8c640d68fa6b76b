"""Peaks of prices: when the highest of the observed days came, in history and in the simulation."""

from typing import NamedTuple

import numpy as np

from lodeflow.scores.crps import Floats

LEAST_POINTS = 4
"""Observations of a series from which a peak is read."""
MONTH, QUARTER = 31.0, 92.0  # days


class Peak(NamedTuple):
    """Peak of one series, read on the observed days only, so that both are told by the same days."""

    day: float
    """Day of the highest observation, from the start."""
    height: float
    """Highest observation over the last one known."""
    simulated_day: float
    """Median over replications of the day of the highest simulated value."""
    simulated_height: float
    """Median over replications of the highest simulated value over the simulated value at the first observed day."""

    @property
    def right_month(self) -> bool:
        """True if the two days are a month apart at most."""
        return abs(self.day - self.simulated_day) <= MONTH

    @property
    def right_quarter(self) -> bool:
        """True if the two days are a quarter of a year apart at most."""
        return abs(self.day - self.simulated_day) <= QUARTER


def peak(days: Floats, observed: Floats, simulated: Floats, known: float) -> Peak | None:
    """Peak of a series; None with too few points, or if it never rose above what was known.

    Args:
        days: float64 (points,) [day], from the start.
        observed: float64 (points,), what was observed.
        simulated: float64 (replications, points), what was simulated, without NaN.
        known: the last value known before.

    """
    if len(days) < LEAST_POINTS or observed.max() <= known or not simulated.size:
        return None
    place = int(np.argmax(observed))
    when = days[np.argmax(simulated, axis=1)]
    first = simulated[:, int(np.argmin(days))]
    heights = simulated.max(axis=1) / first
    return Peak(float(days[place]), float(observed[place] / known), float(np.median(when)), float(np.median(heights)))
