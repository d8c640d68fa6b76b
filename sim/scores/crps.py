"""Continuous ranked probability score of an ensemble, after Gneiting and Raftery (2007, J. Am. Stat. Assoc. 102).

CRPS = E|X - y| - E|X - X'| / 2 with independent X, X' of the forecast. Of a single number it is the absolute error, so
that a forecast without spread is compared fairly. The second term is the fair one of Ferro (2014, Q. J. R. Meteorol.
Soc. 140): pairs of different members only, so that the score does not depend on how many members there are.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def crps(ensemble: Floats, observed: float) -> float:
    """Score of one forecast, smaller is better.

    Args:
        ensemble: float64 (members,), one member at least; NaN members are left out.
        observed: what came.

    Returns:
        the score in the unit of ``observed``; NaN without members.

    """
    members = np.sort(ensemble[~np.isnan(ensemble)])
    count = len(members)
    if count == 0:
        return float("nan")
    error = float(np.abs(members - observed).mean())
    if count == 1:
        return error
    # the mean distance of two members, from the sorted values in one pass
    ranks = 2.0 * np.arange(1, count + 1) - count - 1.0
    spread = float((ranks * members).sum()) / (count * (count - 1.0))
    return error - spread


def skill(score: Floats, naive: Floats) -> float:
    """Skill against a naive forecast: 1 - mean score / mean naive score, over the points in which both are known.

    Args:
        score: float64 (points,), scores of the forecast.
        naive: float64 (points,), scores of the naive forecast of the same points.

    Returns:
        1 for a perfect forecast, 0 for one no better than the naive; NaN without points or where the naive is perfect.

    """
    both = ~(np.isnan(score) | np.isnan(naive))
    total = float(naive[both].sum())
    return 1.0 - float(score[both].sum()) / total if total > 0.0 else float("nan")
