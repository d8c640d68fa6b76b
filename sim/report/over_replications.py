"""Mean, standard error and median of outcomes over replications.

Where tails are long the mean of a few bad futures lies far above the median, so printed tables have both. The standard
error says how far a mean may lie from that of very many replications; the spread of futures is larger by the root of
their number.
"""

from collections.abc import Iterable, Sequence
from math import nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.outcomes.diversification import CENSORED
from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.outcomes.names import Name

ALL = "*"
"""In a pattern, any value; the outcomes that it matches are summed."""
MAGNET = "magnet*"
"""In a pattern, both magnets."""
WORST = ("weeks_short", "weeks_badly_short")
"""Outcomes of which the largest counts instead of the sum."""
Floats = NDArray[np.float64]


class Spread(NamedTuple):
    """Distribution of a number over replications."""

    mean: float
    """Mean; NaN if it is not defined in any replication."""
    error: float
    """Standard error of the mean; NaN for fewer than two replications."""
    median: float
    """Median."""

    def scaled(self, by: float) -> "Spread":
        """The same number in another unit: ``by`` times as large."""
        return Spread(*(by * x for x in self))


NOTHING = Spread(nan, nan, nan)


def spread(values: Floats) -> Spread:
    """Mean, standard error and median of ``values``, float64 (replications,); NaN is skipped."""
    known = values[~np.isnan(values)]
    if not len(known):
        return NOTHING
    mean = float(known.cumsum()[-1]) / len(known)
    gaps = known - mean
    error = sqrt(float((gaps * gaps).cumsum()[-1]) / (len(known) - 1) / len(known)) if len(known) > 1 else nan
    return Spread(mean, error, float(np.median(known)))


class Means:
    """Running mean of every outcome over replications, skipping those in which it is not defined.

    A censored outcome has a mean only if every replication defines it. Sums of outcomes that are printed are kept for
    every replication, for their medians.
    """

    def __init__(self, names: Sequence[Name], printed: Iterable[Name] = ()) -> None:
        """Means of nothing yet.

        Args:
            names: names of the outcomes.
            printed: patterns of outcomes, with ``ALL`` and ``MAGNET`` as wildcards; one that matches nothing is left
                out.

        """
        self.names = names
        self.count = np.zeros(len(names), np.int64)
        self.total = np.zeros(len(names))
        self.replications = 0
        self._mean, self._squares = np.zeros(len(names)), np.zeros(len(names))
        at: dict[str, list[int]] = {}
        for n, name in enumerate(names):
            at.setdefault(name.outcome, []).append(n)
        self._printed: list[Name] = []
        places: list[int] = []
        first: list[int] = []
        for pattern in printed:
            if some := [n for n in at.get(pattern.outcome, ()) if _matches(pattern, names[n])]:
                self._printed.append(pattern)
                first.append(len(places))
                places += some
        self._places, self._first = np.array(places, np.int64), np.array(first, np.int64)
        self._worst = np.array([pattern.outcome in WORST for pattern in self._printed], np.bool_)
        self._kept: list[Floats] = []

    def add(self, values: Floats) -> None:
        """Add one replication; ``values`` float64 (outcomes,) are in the order of the names, NaN where not defined."""
        defined = ~np.isnan(values)
        known = np.where(defined, values, 0.0)
        self.replications += 1
        self.count += defined
        self.total += known
        gap = np.where(defined, values - self._mean, 0.0)  # Welford 1962
        self._mean += gap / np.maximum(1, self.count)
        self._squares += gap * np.where(defined, values - self._mean, 0.0)
        if len(self._first):
            here, first = known[self._places], self._first
            found = np.where(self._worst, np.maximum.reduceat(here, first), np.add.reduceat(here, first))
            self._kept.append(np.where(np.logical_or.reduceat(defined[self._places], first), found, nan))

    def values(self) -> dict[tuple[str | None, ...], float]:
        """Mean by outcome, material, region and sector; outcomes without a mean are left out."""
        return {self.names[n]: float(self.total[n]) / int(self.count[n]) for n in self._with_a_mean()}

    def rows(self) -> list[dict[str, str | float | None]]:
        """Means as dictionaries, with names, value, standard error and unit, for JSON."""
        return [
            {
                **self.names[n]._asdict(),
                "value": float(self.total[n]) / int(self.count[n]),
                "standard_error": self._error(n),
                "unit": OUTCOMES[self.names[n].outcome],
            }
            for n in self._with_a_mean()
        ]

    def spreads(self) -> dict[Name, Spread]:
        """Mean, standard error and median of what is printed, by its pattern."""
        columns = np.array(self._kept).T
        return {name: spread(values) for name, values in zip(self._printed, columns, strict=True)}

    def _with_a_mean(self) -> list[int]:
        """Places of the outcomes that have a mean."""
        least = dict.fromkeys(CENSORED, self.replications)
        return [n for n, name in enumerate(self.names) if self.count[n] >= max(1, least.get(name.outcome, 1))]

    def _error(self, n: int) -> float | None:
        """Standard error of the mean of an outcome; None for fewer than two replications."""
        count = int(self.count[n])
        return sqrt(float(self._squares[n]) / (count - 1) / count) if count > 1 else None


def _matches(pattern: Name, name: Name) -> bool:
    """True if an outcome is one of a pattern."""
    return all(
        wanted in (ALL, found) or (wanted == MAGNET and (found or "").startswith("magnet"))
        for wanted, found in zip(pattern[1:], name[1:], strict=True)
    )
