"""Draws of the uncertain numbers of a scenario, one set for each replication.

A draw has an address made of the seed, the replication and the number's dotted key. Policy arms that share an uncertain
number share its draw, and a further uncertain number leaves the draws of the others as they were.
"""

from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from math import sqrt
from typing import Any, NamedTuple, TypeVar, cast

from lodeflow.kernels.core.draw import uniform
from lodeflow.kernels.core.maths import JUST_BELOW_ONE, normal_cdf, normal_quantile
from lodeflow.kernels.core.purpose import PARAMETER
from lodeflow.language.addresses import hashes
from lodeflow.language.keys import dotted
from lodeflow.language.uncertain_number import Uncertain
from lodeflow.scenario.load import Scenario
from lodeflow.scenario.uncertainties import Parameter, uncertain
from lodeflow.terms.base import Terms
from lodeflow.terms.correlations import Correlation
from lodeflow.terms.walk import leaves

__all__ = ["Drawn", "Parameter", "Urn", "changed", "draw", "uncertain"]

_Table = TypeVar("_Table", bound=Terms | dict[str, Any])


class Drawn(NamedTuple):
    """Scenario of one replication, with its draws."""

    scenario: Scenario
    """Scenario in which the draws replace the uncertain numbers."""
    values: tuple[float, ...]
    """Draws in canonical units, in the order of ``uncertain(scenario)``."""


class Urn:
    """Uncertain numbers of ``scenario``, found once for all replications."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        found = sorted(
            (dotted(path), path, value.distribution)
            for path, value in leaves(scenario.__dict__)
            if isinstance(value, Uncertain)
        )
        self.names = tuple(name for name, _, _ in found)
        self.paths = tuple(path for _, path, _ in found)
        self.distributions = tuple(distribution for _, _, distribution in found)

    def on(self, scenario: Scenario) -> "Urn":
        """Urn of the same numbers for ``scenario``, which has them too and differs in others."""
        other = copy(self)
        other.scenario = scenario
        return other

    def draw(self, replication: int) -> Drawn:
        """Draws of all uncertain numbers for ``replication``, in canonical units.

        Raises ValueError where the keys of two numbers have the same address.
        """
        scenario = self.scenario
        chances = _chances(self.names, scenario.correlations, scenario.seed, replication)
        values = tuple(d.quantile(chances[name]) for name, d in zip(self.names, self.distributions, strict=True))
        changes: dict[str, Any] = {}
        for path, value in zip(self.paths, values, strict=True):
            table = changes
            for key in path[:-1]:
                table = table.setdefault(key, {})
            table[path[-1]] = value
        return Drawn(changed(scenario, changes), values)


def draw(scenario: Scenario, replication: int) -> Drawn:
    """Draws of the uncertain numbers of ``scenario`` for ``replication``.

    Raises ValueError where the keys of two numbers have the same address.
    """
    return Urn(scenario).draw(replication)


def _chances(
    names: tuple[str, ...], correlations: Mapping[str, Correlation], seed: int, replication: int
) -> dict[str, float]:
    """Probability in (0, 1) at which each number's quantile is taken.

    A correlation with a number that is certain has no effect.
    """
    addresses = zip(names, _addresses(names), strict=True)
    own = {name: float(uniform(seed, replication, PARAMETER, address, 0)) for name, address in addresses}
    leans = {each.of: each for each in correlations.values() if each.of in own and each.to in own}

    def totals(name: str) -> float:
        """Standard normal score of a number: its own draw, mixed with that of the number it is correlated with."""
        luck = float(normal_quantile(own[name]))
        if name not in leans:
            return luck
        share = leans[name].correlation
        return share * totals(leans[name].to) + sqrt(1.0 - share * share) * luck

    # A sum of two draws may lie beyond the range of a single draw, for which nothing is tested: it is cut off there.
    bent = {name: min(max(float(normal_cdf(totals(name))), 1.0 - JUST_BELOW_ONE), JUST_BELOW_ONE) for name in leans}
    return own | bent


@lru_cache(maxsize=64)
def _addresses(names: tuple[str, ...]) -> tuple[int, ...]:
    """Addresses of the draws of the numbers with these dotted keys."""
    return tuple(hashes(f"parameter:{name}" for name in names))


def changed(table: _Table, changes: dict[str, Any]) -> _Table:
    """Copy of a table with changed values; tables within it that do not change are shared. Nothing is validated.

    ``changes`` are the new values by key, in tables as ``table`` has them.
    """
    values = table if isinstance(table, dict) else table.__dict__
    new = {key: changed(values[key], value) if isinstance(value, dict) else value for key, value in changes.items()}
    if isinstance(table, dict):
        return cast("_Table", {**table, **new})
    new_table = type(table).__new__(type(table))  # as pydantic's model_copy does, in a quarter of its time
    for slot, value in (
        ("__dict__", {**values, **new}),
        ("__pydantic_fields_set__", table.__pydantic_fields_set__ | new.keys()),
        ("__pydantic_extra__", None),
        ("__pydantic_private__", None),
    ):
        object.__setattr__(new_table, slot, value)
    return new_table
