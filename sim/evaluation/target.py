"""Smallest value of a scenario key at which an outcome reaches a goal in a given share of replications.

Every value is tried with the same random draws, so the share that reaches the goal changes with the value only, and a
bisection finds where it crosses the share that is asked for. Each replication has a value from which on it reaches the
goal; the answer is a quantile of these values, and its interval comes from the binomial distribution of ranks, whatever
their distribution is. That more of the policy never reaches less is assumed, and checked at every value tried.
"""

from collections.abc import Callable
from math import comb
from typing import NamedTuple

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.errors import DataError

CONFIDENCE = 0.95


class Goal(NamedTuple):
    """Goal for one outcome."""

    outcome: str
    """Selector ``OUTCOME [MATERIAL] [REGION] [SECTOR]``."""
    level: float
    """Value to reach, in the unit of the outcome."""
    above: bool
    """True if the outcome shall be at least that, false if at most."""

    def reached(self, values: Floats) -> int:
        """Number of replications with ``values`` (replications,) that reach the goal; undefined ones do not."""
        fits = values >= self.level if self.above else values <= self.level
        return int(fits.sum())


class Target(NamedTuple):
    """Smallest value that reaches a goal, with its interval and all that was tried."""

    value: float | None
    """Smallest value found; None if the goal is not reached at the largest value tried."""
    low: float | None
    """Lower end of the interval; None if it lies below the smallest value tried."""
    high: float | None
    """Upper end of the interval; None if it lies above the largest value tried."""
    at_once: bool
    """True if the goal is reached at the smallest value already."""
    tried: tuple[tuple[float, int], ...]
    """Each value tried, and in how many replications it reached the goal, by value."""
    replications: int
    """Number of replications at each value."""

    @property
    def monotone(self) -> bool:
        """True if no larger value reached the goal in fewer replications."""
        counts = [count for _, count in self.tried]
        return counts == sorted(counts)


def find_target(
    values_at: Callable[[float], Floats],
    goal: Goal,
    share: float,
    between: tuple[float, float],
    tolerance: float,
) -> Target:
    """Smallest value at which ``goal`` is reached in ``share`` of the replications.

    Args:
        values_at: the outcome in every replication, (replications,), at a value of the key, under common draws.
        goal: the goal.
        share: share of replications that must reach it [-].
        between: smallest and largest value of the key.
        tolerance: width of the last bracket, as a share of the range.

    Raises:
        DataError: the range is empty.

    """
    first, last = between
    if not first < last:
        raise DataError(f"--between {first:g} {last:g}: the second value must be larger than the first")
    known: dict[float, int] = {}
    sizes: list[int] = []

    def count(x: float) -> int:
        if x not in known:
            values = values_at(x)
            sizes.append(len(values))
            known[x] = goal.reached(values)
        return known[x]

    count(first)
    count(last)
    runs = sizes[0]
    needed = max(1, int(np.ceil(share * runs - 1e-9)))
    lowest, highest = ranks(runs, needed / runs)
    width = tolerance * (last - first)

    def crossing(least: int) -> float | None:
        """Smallest value within the tolerance at which ``least`` replications reach the goal; None if none does."""
        if least > runs or count(last) < least:
            return None
        if count(first) >= least:
            return first
        low = max(x for x in known if known[x] < least and all(known[y] < least for y in known if y <= x))
        high = min(x for x in known if x > low and known[x] >= least)
        while high - low > width:
            middle = 0.5 * (low + high)
            if count(middle) >= least:
                high = middle
            else:
                low = middle
        return high

    value = crossing(needed)
    below = crossing(lowest) if lowest > 0 and value is not None and value > first else None
    above = crossing(highest) if value is not None and value > first else None
    if below == first:
        below = None
    at_once = value == first
    return Target(value, below, above, at_once, tuple(sorted(known.items())), runs)


def ranks(runs: int, share: float) -> tuple[int, int]:
    """Ranks of the replications' own thresholds between which the quantile ``share`` lies with 95 % probability.

    The number of thresholds below the quantile is binomial. 0 and ``runs`` + 1 stand for no bound.

    Args:
        runs: number of replications.
        share: the quantile [-].

    """
    tail = 0.5 * (1.0 - CONFIDENCE)
    share = min(share, 1.0)
    below, low, high = 0.0, 0, runs + 1
    for k in range(runs + 1):
        if below <= tail:
            low = k
        below += comb(runs, k) * share**k * (1.0 - share) ** (runs - k)
        if below >= 1.0 - tail:
            high = k + 1
            break
    return low, high
