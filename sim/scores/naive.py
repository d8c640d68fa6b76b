"""Naive forecasts: no change, and drift, from what was known before the start.

No change says that everything stays as last observed before the start. Drift goes on as the logarithm went, on average,
from the first to the last observation before the start. Whoever has no observation before the start takes the first
one after it as known, and does not score it.
"""

import math
from typing import NamedTuple

import numpy as np

from lodeflow.scores.crps import Floats

LEAST_HISTORY = 180.0
"""Days of observations before the start from which a drift is read."""
DAYS_PER_YEAR = 365.0


class Naive(NamedTuple):
    """Naive forecasts of one series."""

    origin: int
    """Place of the observation that counts as the last one known; -1 for none."""
    no_change: Floats
    """float64 (points,) [unit of the series]: forecast that nothing changes; NaN where nothing is known."""
    drift: Floats
    """float64 (points,) [unit of the series]: forecast that the trend goes on; NaN without enough history."""


def naive(days: Floats, values: Floats, weights: Floats | None = None) -> Naive:
    """Naive forecasts of all points of a series.

    Args:
        days: float64 (points,) [day], from the start; negative for what was known before it.
        values: float64 (points,), observations, in any order.
        weights: float64 (points,) [d], spans of amounts, which are forecast as rates; none for prices and shares.

    """
    count = len(values)
    span = np.ones(count) if weights is None else weights
    rates = values / span
    none = np.full(count, np.nan)
    if count == 0:
        return Naive(-1, none, none)
    before = np.flatnonzero(days < 0.0)
    origin = int(before[np.argmax(days[before])]) if len(before) else int(np.argmin(days))
    same = days == days[origin]
    last = float(rates[same].mean())
    growth = _growth(days[before], rates[before]) if len(before) else None
    drift = none if growth is None else last * np.exp(growth * (days - days[origin]) / DAYS_PER_YEAR) * span
    return Naive(origin, last * span, drift)


def _growth(days: Floats, rates: Floats) -> float | None:
    """Growth of the logarithm a year, from the first to the last day; None where they are too near or one is 0."""
    first, last = float(days.min()), float(days.max())
    start, end = float(rates[days == first].mean()), float(rates[days == last].mean())
    if last - first < LEAST_HISTORY or start <= 0.0 or end <= 0.0:
        return None
    return math.log(end / start) / (last - first) * DAYS_PER_YEAR
