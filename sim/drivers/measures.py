"""Measures of sensitivity from given draws and outcomes: rank correlation, SRRC and first-order index, with errors.

Nothing is run again: the draws of a Monte Carlo simulation are a random sample already. Each measure answers its own
question. The rank correlation (Spearman 1904) is the monotone relation alone; the standardised rank regression
coefficient (SRRC: Iman and Conover 1979) is that with all other numbers held fixed; the first-order index (Sobol 1993)
is the part of the outcome's variance that would go if the number were known, whatever the shape of the relation.
"""

from math import inf, nan
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FIFTHS = 5
"""Classes of equally many replications, by the draw, for the first-order index and for the bars of a tornado."""
FEWEST = 20
"""Replications that are needed: four in each class."""
SPARE = 30
"""Replications beyond the regressors from which the regression of ranks is told."""
STILL = 1e-9
"""Part of a sum of squares that is left by rounding."""
RISK = 0.05
"""Chance that any number at all is called a driver where none is one."""


class Regression(NamedTuple):
    """Regression of the outcome's ranks on the ranks of all numbers."""

    slopes: Floats
    """float64 (numbers,): SRRC, NaN where there are too few replications."""
    errors: Floats
    """float64 (numbers,): their standard errors."""
    explained: float
    """Adjusted part of the variance of the ranks that all numbers together explain; NaN likewise."""
    free: int
    """Replications beyond the regressors."""


class Classes(NamedTuple):
    """Outcome by fifths of the draws of each number."""

    means: Floats
    """float64 (numbers, FIFTHS): mean outcome in each fifth, the lowest draws first."""
    mean_errors: Floats
    """float64 (numbers, FIFTHS): standard errors of these means."""
    first_order: Floats
    """float64 (numbers,): first-order index, corrected for the chance that fifths differ anyway; may be below 0."""
    errors: Floats
    """float64 (numbers,): its standard errors, by the jackknife."""


def ranks(values: Floats) -> Floats:
    """Ranks of ``values``, float64 (replications,), from 1; equal values share the mean of their ranks."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    shared: Floats = last - (count - 1) / 2.0
    return shared[place]


def rank_correlations(draws: Floats, outcome: Floats) -> Floats:
    """Rank correlation of each number with the outcome, float64 (numbers,).

    Args:
        draws: float64 (replications, numbers), none of them constant.
        outcome: float64 (replications,), not constant.

    """
    x, y = _standardised(draws), _standardised(outcome[:, None])
    found: Floats = np.clip((x.T @ y)[:, 0] / len(outcome), -1.0, 1.0)
    return found


def interval(correlation: float, count: int, normal: float) -> tuple[float, float]:
    """Interval of a rank correlation by Fisher's transformation, with the variance 1.06/(n - 3) of Fieller, Hartley and
    Pearson (1957).

    Args:
        correlation: the rank correlation.
        count: number of replications.
        normal: half-width in standard deviations.

    """
    middle, half = np.arctanh(np.clip(correlation, -1 + 1e-12, 1 - 1e-12)), normal * np.sqrt(1.06 / (count - 3))
    return float(np.tanh(middle - half)), float(np.tanh(middle + half))


def regression(draws: Floats, outcome: Floats) -> Regression:
    """Standardised regression of ranks.

    Args:
        draws: float64 (replications, numbers), none of them constant.
        outcome: float64 (replications,), not constant.

    """
    count, numbers = draws.shape
    free = count - numbers - 1
    x, y = _standardised(draws), _standardised(outcome[:, None])[:, 0]
    if free < SPARE or np.linalg.matrix_rank(x) < numbers:
        empty = np.full(numbers, nan)
        return Regression(empty, empty, nan, free)
    inverse = np.linalg.inv(x.T @ x)
    slopes = inverse @ (x.T @ y)
    left = float(((y - x @ slopes) ** 2).sum())
    errors = np.sqrt(left / free * np.diag(inverse))
    return Regression(slopes, errors, 1.0 - left / free / (count / (count - 1)), free)


def classes(draws: Floats, outcome: Floats) -> Classes:
    """Outcome by fifths of the draws, and the first-order index of each number.

    The index is the part of the variance that lies between fifths (Pearson's correlation ratio), less what chance puts
    there (Kelley 1935). Fifths miss what goes up and down within one of them. Equal draws are split by their order.

    Args:
        draws: float64 (replications, numbers).
        outcome: float64 (replications,), not constant.

    """
    count, numbers = draws.shape
    means, index, errors = np.empty((numbers, FIFTHS)), np.empty(numbers), np.empty(numbers)
    mean_errors = np.empty((numbers, FIFTHS))
    fifth = np.arange(count) * FIFTHS // count
    size = np.bincount(fifth, minlength=FIFTHS).astype(np.float64)
    gaps = outcome - outcome.mean()
    total = float((gaps**2).sum())
    for k in range(numbers):
        y = outcome[np.argsort(draws[:, k], kind="stable")]
        means[k] = np.bincount(fifth, y, FIFTHS) / size
        inside = y - means[k][fifth]
        within = float((inside**2).sum())
        mean_errors[k] = np.sqrt(np.bincount(fifth, inside**2, FIFTHS) / (size - 1.0) / size)
        index[k] = _corrected(within, total, count)
        # each replication left out in turn: sums of squares fall by n/(n - 1) of its squared gap
        fewer = within - inside**2 * (size / (size - 1.0))[fifth]
        rest = total - (y - outcome.mean()) ** 2 * count / (count - 1.0)
        moves = rest > STILL * total  # without it the outcome may be the same in all others
        without = np.where(moves, _corrected(fewer, np.where(moves, rest, 1.0), count - 1), 0.0)
        errors[k] = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    return Classes(means, mean_errors, index, errors)


def fisher(correlations: Floats, count: int) -> Floats:
    """Rank correlations in standard errors of their Fisher transforms.

    Args:
        correlations: float64 (numbers,).
        count: number of replications.

    """
    near = np.clip(correlations, -1 + 1e-12, 1 - 1e-12)
    found: Floats = np.arctanh(near) / np.sqrt(1.06 / (count - 3))
    return found


def bound(tests: int, free: float = inf) -> float:
    """Standard errors beyond which one of some tests is no chance, so that chance names any of them with probability
    ``RISK`` (Bonferroni).

    Args:
        tests: number of tests.
        free: degrees of freedom of Student's t, by the expansion of Fisher (1926); the normal distribution without.

    """
    z = NormalDist().inv_cdf(1.0 - RISK / 2.0 / max(1, tests))
    return z + (z**3 + z) / (4.0 * free) + (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / (96.0 * free**2)


def _corrected(within: "Floats | float", total: "Floats | float", count: int) -> "Floats | float":
    return 1.0 - (within / (count - FIFTHS)) / (total / (count - 1))


def _standardised(values: Floats) -> Floats:
    """Ranks of each column with mean 0 and variance 1."""
    made = np.column_stack([ranks(column) for column in values.T])
    gaps = made - made.mean(axis=0)
    found: Floats = gaps / gaps.std(axis=0)
    return found
