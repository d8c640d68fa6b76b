"""A number of which a scenario knows only how likely it is to be what.

Wherever one number stands for a distribution, it is the median: whoever builds a world computes with that, and only
those who draw look for what is uncertain.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class Distribution(ABC):
    """Numbers in the canonical unit of the quantity they stand for; ``source`` says who thinks so, None if nobody."""

    name: ClassVar[str]

    @abstractmethod
    def quantile(self, u: float) -> float:
        """Give what the number stays below with probability ``u``, which lies within (0, 1)."""

    @property
    def central(self) -> float:
        """The median."""
        return self.quantile(0.5)

    @property
    @abstractmethod
    def reach(self) -> tuple[float, float]:
        """The least and the largest number that can be drawn."""

    def table(self) -> dict[str, Any]:
        """Keys and values by which a scenario writes it."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"dist": self.name} | {key: value for key, value in given.items() if value is not None}


class Uncertain(float):
    """The median of a distribution, to be computed with like any number, and the distribution it stands for."""

    distribution: Distribution

    def __new__(cls, distribution: Distribution) -> Self:
        """Stand for a distribution."""
        number = super().__new__(cls, distribution.central)
        number.distribution = distribution
        return number

    def __getnewargs__(self) -> tuple[Distribution]:  # type: ignore[override]
        """What pickle makes it from."""
        return (self.distribution,)

    def __eq__(self, other: object) -> bool:
        """Equal to the same distribution, and to no certain number."""
        return isinstance(other, Uncertain) and self.distribution == other.distribution

    def __ne__(self, other: object) -> bool:
        """Unequal; said here, because a float would compare the medians."""
        return not self == other

    def __hash__(self) -> int:
        """By the distribution."""
        return hash(self.distribution)

    def __str__(self) -> str:
        """The distribution."""
        return str(self.distribution)

    def __repr__(self) -> str:
        """The distribution, and that it is one."""
        return f"Uncertain({self.distribution!r})"


def reach(number: float) -> tuple[float, float]:
    """Give the least and the largest that a number of a scenario can be: itself, if it is certain."""
    return number.distribution.reach if isinstance(number, Uncertain) else (number, number)
