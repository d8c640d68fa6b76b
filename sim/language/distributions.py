"""Probability distributions of scenario numbers, each with its quantile function (inverse CDF).

Where one number stands for a distribution, it is the median. Reading a scenario must not start the compiler: kernels
are imported when a number is drawn, and for the medians of a beta and of a truncated normal or lognormal.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from math import exp, inf, sqrt
from typing import Any

from lodeflow.language.uncertain_number import Distribution

FURTHEST = 8.209536151601386
"""Standard deviations from the mean to the largest normal number that is ever drawn, at u = 1 - 2^-53."""
FURTHEST_CUT = 9.0
"""The same where the other end is truncated: the draws fall into the rest, at least a thousandth of the mass."""


@cache
def _kernels() -> Any:
    return import_module("lodeflow.kernels.core.quantiles")


def _short(number: float) -> str:
    return f"{number:.6g}"


@dataclass(frozen=True)
class Fixed(Distribution):
    """Point mass: a number given in the form of a distribution."""

    name = "fixed"
    value: float
    """The number."""
    source: str | None = None
    """Source of the number; None if not given."""

    def quantile(self, u: float) -> float:  # noqa: ARG002 - whatever the chance
        """``value``, whatever the probability ``u``."""
        return self.value

    @property
    def reach(self) -> tuple[float, float]:
        """``value``, twice."""
        return self.value, self.value

    def __str__(self) -> str:
        """``fixed 3``."""
        return f"fixed {_short(self.value)}"


@dataclass(frozen=True)
class Uniform(Distribution):
    """Uniform distribution: all numbers from ``low`` to ``high`` are equally likely."""

    name = "uniform"
    low: float
    """Lower bound."""
    high: float
    """Upper bound."""
    source: str | None = None
    """Source of the numbers; None if not given."""

    def quantile(self, u: float) -> float:
        """Quantile at the probability ``u``, within (0, 1)."""
        return float(_kernels().uniform_quantile(u, self.low, self.high))

    @property
    def central(self) -> float:
        """Median: the mean of the bounds."""
        return self.low + 0.5 * (self.high - self.low)

    @property
    def reach(self) -> tuple[float, float]:
        """Lower and upper bound."""
        return self.low, self.high

    def __str__(self) -> str:
        """``uniform 0.02..0.12``."""
        return f"uniform {_short(self.low)}..{_short(self.high)}"


@dataclass(frozen=True)
class Triangular(Distribution):
    """Triangular distribution with its peak at ``mode``."""

    name = "triangular"
    low: float
    """Lower bound."""
    mode: float
    """Most likely value."""
    high: float
    """Upper bound."""
    source: str | None = None
    """Source of the numbers; None if not given."""

    def quantile(self, u: float) -> float:
        """Quantile at the probability ``u``, within (0, 1)."""
        return float(_kernels().triangular_quantile(u, self.low, self.mode, self.high))

    @property
    def central(self) -> float:
        """Median, which is not the mode."""
        width = self.high - self.low
        if 0.5 * width < self.mode - self.low:
            return self.low + sqrt(0.5 * width * (self.mode - self.low))
        return self.high - sqrt(0.5 * width * (self.high - self.mode))

    @property
    def reach(self) -> tuple[float, float]:
        """Lower and upper bound."""
        return self.low, self.high

    def __str__(self) -> str:
        """``triangular 0.1..0.3..0.6``."""
        return f"triangular {_short(self.low)}..{_short(self.mode)}..{_short(self.high)}"


@dataclass(frozen=True)
class Normal(Distribution):
    """Normal distribution, truncated at ``low`` and ``high`` where they are given."""

    name = "normal"
    mean: float
    """Mean before truncation."""
    sd: float
    """Standard deviation before truncation."""
    low: float | None = None
    """Lower bound; None for none."""
    high: float | None = None
    """Upper bound; None for none."""
    source: str | None = None
    """Source of the numbers; None if not given."""

    def quantile(self, u: float) -> float:
        """Quantile at the probability ``u``, within (0, 1)."""
        return float(_kernels().normal_within(u, self.mean, self.sd, *_cut(self.low, self.high)))

    @property
    def central(self) -> float:
        """Median: the mean if the distribution is not truncated."""
        return self.mean if self.low is None is self.high else self.quantile(0.5)

    @property
    def reach(self) -> tuple[float, float]:
        """Least and largest number that can be drawn: the bounds, or the furthest quantile where there is none."""
        return (
            self.mean - _furthest(self.high) * self.sd if self.low is None else self.low,
            self.mean + _furthest(self.low) * self.sd if self.high is None else self.high,
        )

    def __str__(self) -> str:
        """``normal 0.05 sd 0.02``."""
        return f"normal {_short(self.mean)} sd {_short(self.sd)}{_within(self.low, self.high)}"


@dataclass(frozen=True)
class Lognormal(Distribution):
    """Lognormal distribution, truncated at ``low`` and ``high`` where they are given."""

    name = "lognormal"
    median: float
    """Median before truncation."""
    sigma: float
    """Standard deviation of the logarithm before truncation."""
    low: float | None = None
    """Lower bound; None for none."""
    high: float | None = None
    """Upper bound; None for none."""
    source: str | None = None
    """Source of the numbers; None if not given."""

    def quantile(self, u: float) -> float:
        """Quantile at the probability ``u``, within (0, 1)."""
        low, high = _cut(self.low, self.high)
        return float(_kernels().lognormal_within(u, self.median, self.sigma, max(0.0, low), high))

    @property
    def central(self) -> float:
        """Median after truncation."""
        return self.median if self.low is None is self.high else self.quantile(0.5)

    @property
    def reach(self) -> tuple[float, float]:
        """Least and largest number that can be drawn: the bounds, or the furthest quantile where there is none.

        Nothing depends on the last digit, so ``math.exp`` of any C library will do.
        """
        return (
            self.median * exp(-_furthest(self.high) * self.sigma) if self.low is None else self.low,
            self.median * exp(_furthest(self.low) * self.sigma) if self.high is None else self.high,
        )

    def __str__(self) -> str:
        """``lognormal 30 sigma 0.4``."""
        return f"lognormal {_short(self.median)} sigma {_short(self.sigma)}{_within(self.low, self.high)}"


@dataclass(frozen=True)
class Beta(Distribution):
    """Beta distribution between two bounds: the larger ``a`` is against ``b``, the nearer the mass is to ``high``."""

    name = "beta"
    a: float
    """First shape."""
    b: float
    """Second shape."""
    low: float = 0.0
    """Lower bound."""
    high: float = 1.0
    """Upper bound."""
    source: str | None = None
    """Source of the numbers; None if not given."""

    def quantile(self, u: float) -> float:
        """Quantile at the probability ``u``, within (0, 1)."""
        return float(_kernels().beta_quantile(u, self.a, self.b, self.low, self.high))

    @property
    def reach(self) -> tuple[float, float]:
        """Lower and upper bound."""
        return self.low, self.high

    def __str__(self) -> str:
        """``beta 2, 6 within 0..1``."""
        return f"beta {_short(self.a)}, {_short(self.b)}{_within(self.low, self.high)}"


@dataclass(frozen=True)
class Discrete(Distribution):
    """Discrete distribution: one of ``values`` with probabilities proportional to ``weights``."""

    name = "discrete"
    values: tuple[float, ...]
    """Possible values, in rising order."""
    weights: tuple[float, ...]
    """Weight of each value, above 0; the weights need not sum to 1."""
    source: str | None = None
    """Source of the numbers; None if not given."""

    def quantile(self, u: float) -> float:
        """First value at which the cumulative probability reaches ``u``, within (0, 1)."""
        total = 0.0
        for weight in self.weights:
            total += weight
        so_far = 0.0
        for value, weight in zip(self.values, self.weights, strict=True):
            so_far += weight
            if u * total <= so_far:
                return value
        return self.values[-1]

    @property
    def reach(self) -> tuple[float, float]:
        """Least and largest value."""
        return self.values[0], self.values[-1]

    def __str__(self) -> str:
        """``discrete 1 (3), 2 (1)``."""
        return "discrete " + ", ".join(
            f"{_short(value)} ({_short(weight)})" for value, weight in zip(self.values, self.weights, strict=True)
        )


def _cut(low: float | None, high: float | None) -> tuple[float, float]:
    return -inf if low is None else low, inf if high is None else high


def _furthest(other_end: float | None) -> float:
    return FURTHEST if other_end is None else FURTHEST_CUT


def _within(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    return f" within {'' if low is None else _short(low)}..{'' if high is None else _short(high)}"
