"""Numbers of a comparison as text: means, differences with their 95 % intervals, a mark for those within the noise."""

from math import ceil, log10
from typing import Any

import numpy as np

from lodeflow.report.over_replications import Spread

SMALL = 0.005
"""Size below which two decimals show nothing."""
MOST_DECIMALS = 4
"""Decimals of the smallest numbers that are written out; of smaller differences only the sign is told."""
NOISY, CLEAR = " ~", "  "
"""End of a difference whose 95 % interval holds 0, and of any other."""
EQUAL = "=  "
"""Difference of arms that are equal in every pair."""


def digits(size: float) -> int:
    """Decimals that leave about three significant digits of a number of this ``size``, and one of a very small one."""
    if 0.0 < abs(size) < SMALL:
        return min(MOST_DECIMALS, ceil(-log10(abs(size))))
    return 0 if abs(size) >= 100.0 else 1 if abs(size) >= 10.0 else 2


def with_error(of: Spread) -> str:
    """Mean of ``of`` and its standard error, if it has one."""
    if np.isnan(of.error):
        return f"{of.mean:,.{digits(of.mean)}f}"
    places = digits(max(abs(of.mean), of.error))
    return f"{of.mean:,.{places}f} ± {of.error:,.{places}f}"


def with_interval(value: float, half: float) -> str:
    """Difference with the half-width of its interval, if it has one, and a mark if that holds 0.

    Args:
        value: the difference.
        half: half-width of its interval; NaN for none.

    """
    if np.isnan(half):
        return f"{value:+,.{digits(value)}f}{CLEAR}"
    if value == 0.0 == half:
        return EQUAL
    places = digits(max(abs(value), half))
    if max(abs(value), half) < 0.5 * 0.1**MOST_DECIMALS:
        return f"{'-' if value < 0.0 else '+'}0{NOISY if abs(value) <= half else CLEAR}"
    return f"{value:+,.{places}f} ± {half:,.{places}f}{NOISY if abs(value) <= half else CLEAR}"


def mean(value: float | None, scale: float) -> str:
    """Mean as text, empty where there is none.

    Args:
        value: the mean.
        scale: how many of its units are one of the unit printed.

    """
    return "" if value is None else f"{value / scale:,.{digits(value / scale)}f}"


def difference(row: dict[str, Any] | None, scale: float) -> str:
    """Difference in a row of a statistic as text, empty where there is none.

    Args:
        row: row with ``difference`` and ``half_width_95``.
        scale: how many of its units are one of the unit printed.

    """
    if row is None or row["difference"] is None:
        return ""
    half = row["half_width_95"]
    return with_interval(row["difference"] / scale, float("nan") if half is None else half / scale)
