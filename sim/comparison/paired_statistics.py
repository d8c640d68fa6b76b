"""Paired differences of many outcomes at once, with Student's 95 % confidence intervals, and tail risk of losses."""

import numpy as np
from numpy.typing import NDArray

from lodeflow.student import student_95

Floats = NDArray[np.float64]


class Pairs:
    """Running means of two arms and of their differences, over pairs in which both are defined (Welford 1962).

    ``shape`` is that of the arrays added; fields ``count``, ``mean``, ``mean_against`` and ``difference`` have it too.
    """

    def __init__(self, shape: int | tuple[int, ...]) -> None:
        self.count = np.zeros(shape, np.int64)
        self.mean, self.mean_against, self.difference, self._squares = (np.zeros(shape) for _ in range(4))

    def add(self, values: Floats, against: Floats) -> None:
        """Add one pair of each outcome.

        Args:
            values: float64 of the shape of the pairs, NaN where not defined.
            against: the same of the arm compared with.

        """
        both = ~(np.isnan(values) | np.isnan(against))
        self.count += both
        share = np.divide(1.0, self.count, out=np.zeros(self.count.shape), where=both)
        values, against = np.where(both, values, 0.0), np.where(both, against, 0.0)
        self.mean += share * (values - self.mean)
        self.mean_against += share * (against - self.mean_against)
        gap = np.where(both, values - against - self.difference, 0.0)
        self.difference += share * gap
        self._squares += gap * np.where(both, values - against - self.difference, 0.0)

    @property
    def half_width(self) -> Floats:
        """Half-width of the 95 % confidence interval of the difference; NaN for fewer than two pairs."""
        many = self.count > 1
        freedom = np.where(many, self.count - 1, 1)
        quantile = np.array([student_95(n) for n in range(1, int(freedom.max(initial=1)) + 1)])
        half: Floats = quantile[freedom - 1] * np.sqrt(self._squares / freedom / np.maximum(1, self.count))
        return np.where(many, half, np.nan)


def worst(values: Floats, share: float = 0.05) -> tuple[float, float]:
    """Value at risk and conditional value at risk of equally likely losses.

    Args:
        values: float64 (replications,): the losses.
        share: probability of the tail. A loss on its edge counts in part.

    Returns:
        the loss that all but the tail do not exceed, and the mean loss in the tail.

    """
    ordered = np.sort(values)[::-1]
    beyond = share * len(ordered)
    whole = int(beyond)
    edge = float(ordered[min(whole, len(ordered) - 1)])
    total = 0.0
    for value in ordered[:whole].tolist():
        total += value
    return edge, (total + (beyond - whole) * edge) / beyond
