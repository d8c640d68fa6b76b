"""Stopping rule of a Monte Carlo: enough replications for a confidence interval of the requested width.

    --until "mean_spot_price light_oxide CHN < 2 %"

The rule looks at whole blocks in the order of the replications, so that neither the number of workers nor their speed
decides where a run ends. The interval is Student's at 95 %. Looking again after every block lowers its coverage a
little, the less the narrower the requested interval.
"""

import re
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from lodeflow.language.suggestions import did_you_mean, nearest
from lodeflow.outcomes.diversification import CENSORED
from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.outcomes.names import Name
from lodeflow.student import student_95

LEAST = 30
"""Least number of replications of any run with a rule."""
HEADLINE = Name("mean_spot_price", "light_oxide", "CHN", None)
"""Outcome shown beside the progress if there is no rule."""
_RULE = re.compile(r"\s*([\w ,.:]*?)\s*<\s*([0-9.]+(?:e-?\d+)?)\s*(%?)\s*")


class Running:
    """Running mean and variance of a stream of numbers, in their order (Welford 1962)."""

    def __init__(self) -> None:
        self.count, self.mean, self._squares = 0, 0.0, 0.0

    def add(self, value: float) -> None:
        """Add one ``value``; NaN is skipped."""
        if value != value:  # noqa: PLR0124 - NaN
            return
        self.count += 1
        gap = value - self.mean
        self.mean += gap / self.count
        self._squares += gap * (value - self.mean)

    @property
    def half_width(self) -> float:
        """Half-width of the 95 % confidence interval of the mean; infinite for fewer than two numbers."""
        if self.count < 2:
            return float("inf")
        variance = self._squares / (self.count - 1)
        return student_95(self.count - 1) * sqrt(variance / self.count)


class Until(NamedTuple):
    """Stopping rule: the half-width of an outcome's 95 % confidence interval is below a bound."""

    outcome: Name
    """The outcome."""
    bound: float
    """Upper bound of the half-width, in the outcome's unit or as a share of its mean."""
    relative: bool
    """True if the bound is a share of the mean."""

    def reached(self, running: Running) -> bool:
        """True if the ``running`` mean has enough replications and a narrow enough interval."""
        size = abs(running.mean) if self.relative else 1.0
        return running.count >= LEAST and running.half_width < self.bound * size


def until(text: str, names: Sequence[Name]) -> Until:
    """Parse a stopping rule such as ``mean_spot_price light_oxide CHN < 2 %``.

    Args:
        text: the rule.
        names: outcomes of the scenario.

    Raises:
        ValueError: the rule is malformed, or names no outcome with a mean; the message suggests one.

    """
    match = _RULE.fullmatch(text)
    if match is None or not match[1]:
        raise ValueError(f"'{text}' is not of the form OUTCOME [MATERIAL] [REGION] [SECTOR] < NUMBER [%]")
    words = re.split(r"[ ,.:]+", match[1])
    if words[0] not in OUTCOMES:
        raise ValueError(f"there is no outcome '{words[0]}'; {did_you_mean(words[0], OUTCOMES)}")
    if words[0] in CENSORED:
        raise ValueError(
            f"'{words[0]}' has no mean: a replication may end before it is known; use share_60_by_... instead"
        )
    said = {" ".join(w for w in name if w): name for name in names if name.outcome == words[0]}
    if " ".join(words) not in said:
        near = nearest(" ".join(words), said) or next(iter(said))
        raise ValueError(f"there is no outcome '{' '.join(words)}' in this scenario; did you mean '{near}'?")
    bound = float(match[2])
    if not bound > 0.0:
        raise ValueError(f"the bound must be above 0, is {match[2]}")
    return Until(said[" ".join(words)], bound / 100.0 if match[3] else bound, bool(match[3]))
