"""What an uncertain number of a scenario may be: each distribution gives the number that belongs to a chance ``u``.

Wherever one number stands for a distribution, it is the median. Reading a scenario needs no compiler: the kernels are
imported when something is drawn, and for the medians of a beta and of a bell that is cut off.
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
"""The same where the other end is cut off: what is left, a thousandth at least, gets all the draws."""


@cache
def _kernels() -> Any:
    return import_module("lodeflow.kernels.core.quantiles")


def _short(number: float) -> str:
    return f"{number:.6g}"


@dataclass(frozen=True)
class Fixed(Distribution):
    """A number that could be uncertain, and is not."""

    name = "fixed"
    value: float
    source: str | None = None

    def quantile(self, u: float) -> float:  # noqa: ARG002 - whatever the chance
        """Give the value."""
        return self.value

    @property
    def reach(self) -> tuple[float, float]:
        """The value."""
        return self.value, self.value

    def __str__(self) -> str:
        """``fixed 3``."""
        return f"fixed {_short(self.value)}"


@dataclass(frozen=True)
class Uniform(Distribution):
    """Anything between two numbers is as likely."""

    name = "uniform"
    low: float
    high: float
    source: str | None = None

    def quantile(self, u: float) -> float:
        """Go the share ``u`` of the way."""
        return float(_kernels().uniform_quantile(u, self.low, self.high))

    @property
    def central(self) -> float:
        """The middle."""
        return self.low + 0.5 * (self.high - self.low)

    @property
    def reach(self) -> tuple[float, float]:
        """Its bounds."""
        return self.low, self.high

    def __str__(self) -> str:
        """``uniform 0.02..0.12``."""
        return f"uniform {_short(self.low)}..{_short(self.high)}"


@dataclass(frozen=True)
class Triangular(Distribution):
    """Likeliest at ``mode``, ever less so towards the bounds."""

    name = "triangular"
    low: float
    mode: float
    high: float
    source: str | None = None

    def quantile(self, u: float) -> float:
        """Give what it stays below with probability ``u``."""
        return float(_kernels().triangular_quantile(u, self.low, self.mode, self.high))

    @property
    def central(self) -> float:
        """The median, not the mode."""
        width = self.high - self.low
        if 0.5 * width < self.mode - self.low:
            return self.low + sqrt(0.5 * width * (self.mode - self.low))
        return self.high - sqrt(0.5 * width * (self.high - self.mode))

    @property
    def reach(self) -> tuple[float, float]:
        """Its bounds."""
        return self.low, self.high

    def __str__(self) -> str:
        """``triangular 0.1..0.3..0.6``."""
        return f"triangular {_short(self.low)}..{_short(self.mode)}..{_short(self.high)}"


@dataclass(frozen=True)
class Normal(Distribution):
    """A bell around ``mean``, cut off at ``low`` and ``high`` where they are given."""

    name = "normal"
    mean: float
    sd: float
    low: float | None = None
    high: float | None = None
    source: str | None = None

    def quantile(self, u: float) -> float:
        """Give what it stays below with probability ``u``."""
        return float(_kernels().normal_within(u, self.mean, self.sd, *_cut(self.low, self.high)))

    @property
    def central(self) -> float:
        """The mean, if nothing is cut off."""
        return self.mean if self.low is None is self.high else self.quantile(0.5)

    @property
    def reach(self) -> tuple[float, float]:
        """As far as a draw goes, or to the cuts."""
        return (
            self.mean - _furthest(self.high) * self.sd if self.low is None else self.low,
            self.mean + _furthest(self.low) * self.sd if self.high is None else self.high,
        )

    def __str__(self) -> str:
        """``normal 0.05 sd 0.02``."""
        return f"normal {_short(self.mean)} sd {_short(self.sd)}{_within(self.low, self.high)}"


@dataclass(frozen=True)
class Lognormal(Distribution):
    """A bell of the logarithm, whose standard deviation is ``sigma``; ``median`` is that of the uncut bell."""

    name = "lognormal"
    median: float
    sigma: float
    low: float | None = None
    high: float | None = None
    source: str | None = None

    def quantile(self, u: float) -> float:
        """Give what it stays below with probability ``u``."""
        low, high = _cut(self.low, self.high)
        return float(_kernels().lognormal_within(u, self.median, self.sigma, max(0.0, low), high))

    @property
    def central(self) -> float:
        """The median of what is left of it."""
        return self.median if self.low is None is self.high else self.quantile(0.5)

    @property
    def reach(self) -> tuple[float, float]:
        """As far as a draw goes, or to the cuts; the last digit decides nothing, so the C library's is good enough."""
        return (
            self.median * exp(-_furthest(self.high) * self.sigma) if self.low is None else self.low,
            self.median * exp(_furthest(self.low) * self.sigma) if self.high is None else self.high,
        )

    def __str__(self) -> str:
        """``lognormal 30 sigma 0.4``."""
        return f"lognormal {_short(self.median)} sigma {_short(self.sigma)}{_within(self.low, self.high)}"


@dataclass(frozen=True)
class Beta(Distribution):
    """Between two bounds with shapes ``a`` and ``b``: the larger ``a`` against ``b``, the nearer to ``high``."""

    name = "beta"
    a: float
    b: float
    low: float = 0.0
    high: float = 1.0
    source: str | None = None

    def quantile(self, u: float) -> float:
        """Give what it stays below with probability ``u``."""
        return float(_kernels().beta_quantile(u, self.a, self.b, self.low, self.high))

    @property
    def reach(self) -> tuple[float, float]:
        """Its bounds."""
        return self.low, self.high

    def __str__(self) -> str:
        """``beta 2, 6 within 0..1``."""
        return f"beta {_short(self.a)}, {_short(self.b)}{_within(self.low, self.high)}"


@dataclass(frozen=True)
class Discrete(Distribution):
    """One of ``values``, in rising order, each as likely as its weight among ``weights``."""

    name = "discrete"
    values: tuple[float, ...]
    weights: tuple[float, ...]
    source: str | None = None

    def quantile(self, u: float) -> float:
        """Give the first value whose share and that of all before it reach ``u``."""
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
        """The first and the last."""
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
