"""Draws the uncertain numbers of a scenario: each replication gets a world in which all of them are certain.

A draw has an address made of the seed, the replication and the number's dotted key. Policy arms that share an uncertain
number share its draw, and one more uncertain number moves nobody else's.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import sqrt
from typing import Any, NamedTuple

from lodeflow.atlas import hashes
from lodeflow.correlation_terms import Correlation
from lodeflow.dotted import dotted
from lodeflow.kernels.draw import uniform
from lodeflow.kernels.maths import JUST_BELOW_ONE, normal_cdf, normal_quantile
from lodeflow.kernels.purpose import PARAMETER
from lodeflow.leaves import leaves
from lodeflow.scenario import Scenario
from lodeflow.uncertain import Uncertain
from lodeflow.uncertain_numbers import Parameter, uncertain

__all__ = ["Drawn", "Parameter", "draw", "uncertain"]


class Drawn(NamedTuple):
    """A scenario without uncertain numbers, and what was drawn, in the order of ``uncertain(scenario)``."""

    scenario: Scenario
    values: tuple[float, ...]


def draw(scenario: Scenario, replication: int) -> Drawn:
    """Draw every uncertain number of a scenario, in its canonical unit.

    Raises ValueError where the keys of two uncertain numbers have one address.
    """
    found = sorted(
        (dotted(path), path, value.distribution)
        for path, value in leaves(scenario.__dict__)
        if isinstance(value, Uncertain)
    )
    chances = _chances(tuple(name for name, _, _ in found), scenario.correlations, scenario.seed, replication)
    values = tuple(distribution.quantile(chances[name]) for name, _, distribution in found)
    changes: dict[str, Any] = {}
    for (_, path, _), value in zip(found, values, strict=True):
        table = changes
        for key in path[:-1]:
            table = table.setdefault(key, {})
        table[path[-1]] = value
    return Drawn(scenario.model_copy(update=_changed(scenario.__dict__, changes)), values)


def _chances(
    names: tuple[str, ...], correlations: Mapping[str, Correlation], seed: int, replication: int
) -> dict[str, float]:
    """Give each number its chance in (0, 1); a correlation whose other end is certain has no effect."""
    addresses = zip(names, _addresses(names), strict=True)
    own = {name: float(uniform(seed, replication, PARAMETER, address, 0)) for name, address in addresses}
    leans = {each.of: each for each in correlations.values() if each.of in own and each.to in own}

    def score(name: str) -> float:
        """Where a number stands on a standard normal: its own luck, and that of the number it leans on."""
        luck = float(normal_quantile(own[name]))
        if name not in leans:
            return luck
        share = leans[name].correlation
        return share * score(leans[name].to) + sqrt(1.0 - share * share) * luck

    # Two lucks together can lead further than one draw ever does, and nobody has checked what lies there.
    bent = {name: min(max(float(normal_cdf(score(name))), 1.0 - JUST_BELOW_ONE), JUST_BELOW_ONE) for name in leans}
    return own | bent


@lru_cache(maxsize=64)
def _addresses(names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(hashes(f"parameter:{name}" for name in names))


def _changed(table: Mapping[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The changed values of a table; tables within it are copied with theirs."""
    return {key: _copied(table[key], value) if isinstance(value, dict) else value for key, value in changes.items()}


def _copied(table: Any, changes: dict[str, Any]) -> Any:
    changed = _changed(table if isinstance(table, dict) else table.__dict__, changes)
    return {**table, **changed} if isinstance(table, dict) else table.model_copy(update=changed)
