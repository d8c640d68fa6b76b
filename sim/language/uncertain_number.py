"""Scenario number given as a probability distribution.

An uncertain number is a float with the median of its distribution: code that builds a world computes with the median,
and only code that draws looks at the distribution.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class Distribution(ABC):
    """Base class of distributions, in the canonical unit of the quantity; the attribute ``source`` may be None."""

    name: ClassVar[str]
    """Name in the scenario, the value of ``dist``."""

    @abstractmethod
    def quantile(self, u: float) -> float:
        """Quantile (inverse CDF) at the probability ``u``, within (0, 1)."""

    @property
    def central(self) -> float:
        """Median."""
        return self.quantile(0.5)

    @property
    @abstractmethod
    def reach(self) -> tuple[float, float]:
        """Least and largest number that can be drawn."""

    def table(self) -> dict[str, Any]:
        """Keys and values with which a scenario writes the distribution."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"dist": self.name} | {key: value for key, value in given.items() if value is not None}


class Uncertain(float):
    """Median of a distribution as a float, with the distribution as an attribute."""

    distribution: Distribution
    """Distribution of the number."""

    def __new__(cls, distribution: Distribution) -> Self:
        """Make the number from its distribution."""
        number = super().__new__(cls, distribution.central)
        number.distribution = distribution
        return number

    def __getnewargs__(self) -> tuple[Distribution]:  # type: ignore[override]
        """Arguments of ``__new__`` for pickle."""
        return (self.distribution,)

    def __eq__(self, other: object) -> bool:
        """True for an equal distribution; False for any certain number."""
        return isinstance(other, Uncertain) and self.distribution == other.distribution

    def __ne__(self, other: object) -> bool:
        """Inequality, defined here because a float would compare the medians."""
        return not self == other

    def __hash__(self) -> int:
        """Hash of the distribution."""
        return hash(self.distribution)

    def __str__(self) -> str:
        """Distribution in words."""
        return str(self.distribution)

    def __repr__(self) -> str:
        """Constructor call with the distribution."""
        return f"Uncertain({self.distribution!r})"


def reach(number: float) -> tuple[float, float]:
    """Least and largest value of ``number``, a number of a scenario: twice the number itself if it is certain."""
    return number.distribution.reach if isinstance(number, Uncertain) else (number, number)
