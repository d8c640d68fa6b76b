"""Quantile functions (inverse CDFs), one for each distribution that a scenario may name.

Only + - * / and the square root, and the project's own functions of them (``kernels/core/maths.py``), so that a draw
has the same bits on every processor. The caller has checked the terms of the distribution. Everywhere ``u`` is a
probability, float64 within (0, 1), and ``low``, ``high`` are the bounds of the distribution, float64 in the unit of the
result; an infinite bound truncates nothing.
"""

from math import sqrt

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import JUST_BELOW_ONE, TINY, exp, keep_within, log, normal_cdf, normal_quantile

HALF_LOG_TWO_PI = 0.9189385332046728
MOST_TERMS = 500  # of the continued fraction; it takes about the square root of the larger shape
HALVINGS = 64  # of the 1416 units between the least and the largest log-odds: to less than 1e-16
NO_ODDS = 708.0  # log-odds beyond which the distribution has no mass
NEVER_ZERO = 1e-300


@jit
def uniform_quantile(u, low, high):
    """Quantile of the uniform distribution between ``low`` and ``high`` at probability ``u``."""
    return keep_within(low + u * (high - low), low, high)


@jit
def triangular_quantile(u, low, mode, high):
    """Quantile of the triangular distribution at probability ``u``: ``low``, peak ``mode``, ``high``."""
    width = high - low
    if u * width < mode - low:
        return keep_within(low + sqrt(u * width * (mode - low)), low, high)
    return keep_within(high - sqrt((1.0 - u) * width * (high - mode)), low, high)


@jit
def share_below(x):
    """Cumulative standard normal distribution at ``x``; not inlined, because the compiler would read it four times."""
    return normal_cdf(x)


@jit
def cut_normal(u, low, high):
    """Quantile of a standard normal truncated to between ``low`` and ``high`` at probability ``u``.

    An interval in the upper half is mirrored into the lower one, where a small share keeps its digits.
    """
    mirrored = low > 0.0
    below, above = (share_below(-high), share_below(-low)) if mirrored else (share_below(low), share_below(high))
    z = normal_quantile(below + (1.0 - u if mirrored else u) * (above - below))
    return -z if mirrored else z


@jit
def normal_within(u, mean, sd, low, high):
    """Quantile of a truncated normal distribution at probability ``u``.

    Args:
        u: float64 [-], probability within (0, 1).
        mean: float64, mean of the untruncated normal.
        sd: float64, standard deviation of the untruncated normal, in the unit of ``mean``.
        low: float64, lower bound, in the unit of ``mean``.
        high: float64, upper bound, in the unit of ``mean``.

    """
    z = cut_normal(u, (low - mean) / sd, (high - mean) / sd)
    return keep_within(mean + sd * z, low, high)


@jit
def lognormal_within(u, median, sigma, low, high):
    """Quantile of a truncated log-normal distribution at probability ``u``.

    Args:
        u: float64 [-], probability within (0, 1).
        median: float64 > 0, median of the untruncated distribution.
        sigma: float64 [-], standard deviation of the logarithm, untruncated.
        low: float64, lower bound, in the unit of ``median``.
        high: float64, upper bound, in the unit of ``median``.

    """
    middle = log(median)
    z = cut_normal(u, (log(low) - middle) / sigma, (log(high) - middle) / sigma)
    return keep_within(median * exp(sigma * z), low, high)


@inline
def log_gamma(x):
    """Logarithm of the gamma function of ``x`` > 0, float64 [-]: absolute error below 1e-14 (1 + its size).

    Source: Stirling's series, Abramowitz & Stegun 1964, 6.1.41, after steps up to where it is exact.
    """
    product = 1.0
    while x < 12.0:
        product = product * x
        x = x + 1.0
    r = 1.0 / (x * x)
    series = 1.0 / 12.0 - r * (
        1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r * (1.0 / 1188.0 - r * (691.0 / 360360.0 - r / 156.0))))
    )
    return (x - 0.5) * log(x) - x + HALF_LOG_TWO_PI + series / x - log(product)


@inline
def beta_fraction(x, a, b):
    """Continued fraction of the incomplete beta function with shapes ``a`` and ``b``, for ``x`` below (a + 1) / (a + b
    + 2).

    Source: Abramowitz & Stegun 1964, 26.5.8, by the method of Lentz 1976, Applied Optics 15(3), 668-671.
    """
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > NEVER_ZERO else NEVER_ZERO)
    value = d
    for m in range(1, MOST_TERMS + 1):
        term = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        d, c = 1.0 + term * d, 1.0 + term / c
        d = 1.0 / (d if abs(d) > NEVER_ZERO else NEVER_ZERO)
        c = c if abs(c) > NEVER_ZERO else NEVER_ZERO
        value = value * d * c
        term = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        d, c = 1.0 + term * d, 1.0 + term / c
        d = 1.0 / (d if abs(d) > NEVER_ZERO else NEVER_ZERO)
        c = c if abs(c) > NEVER_ZERO else NEVER_ZERO
        step = d * c
        value = value * step
        if abs(step - 1.0) < 1e-16:
            break
    return value


@jit
def beta_share(odds, a, b):
    """Cumulative beta distribution with shapes ``a`` and ``b`` at the number with log-odds ``odds``.

    This is the regularised incomplete beta function. Log-odds, because near 0 and 1 the number itself has no digits
    left.
    """
    odds = keep_within(np.float64(odds), -NO_ODDS, NO_ODDS)
    x, rest = 1.0 / (1.0 + exp(-odds)), 1.0 / (1.0 + exp(odds))
    size = exp(a * log(x) + b * log(rest) + log_gamma(a + b) - log_gamma(a) - log_gamma(b))
    if x * (a + b + 2.0) < a + 1.0:
        return keep_within(size * beta_fraction(x, a, b) / a, 0.0, 1.0)
    return keep_within(1.0 - size * beta_fraction(rest, b, a) / b, 0.0, 1.0)


@jit
def beta_quantile(u, a, b, low, high):
    """Quantile of a beta distribution scaled to between ``low`` and ``high``: relative error below 1e-10.

    The upper half is found as the lower half of its mirror image, where a small share keeps its digits.

    Args:
        u: float64 [-], probability, kept within (0, 1).
        a: float64 [-], first shape, 0.1 to 1000.
        b: float64 [-], second shape, 0.1 to 1000.
        low: float64, lower bound.
        high: float64, upper bound, in the unit of ``low``.

    """
    u = keep_within(np.float64(u), TINY, JUST_BELOW_ONE)
    mirrored = u > 0.5
    share = 1.0 - u if mirrored else u
    first, second = (b, a) if mirrored else (a, b)
    least, most = -NO_ODDS, NO_ODDS
    for _ in range(HALVINGS):
        middle = 0.5 * (least + most)
        if beta_share(middle, first, second) < share:
            least = middle
        else:
            most = middle
    odds = -least if mirrored else least
    return keep_within(low + (high - low) / (1.0 + exp(-odds)), low, high)
