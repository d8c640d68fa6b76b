"""Uncertain numbers of a scenario, which are drawn for each replication."""

from typing import NamedTuple

from lodeflow.language.keys import dotted
from lodeflow.language.uncertain_number import Distribution, Uncertain
from lodeflow.scenario.fields import meaning
from lodeflow.scenario.model import Scenario
from lodeflow.terms.walk import leaves


class Parameter(NamedTuple):
    """Uncertain number of a scenario."""

    path: str
    """Dotted key."""
    unit: str
    """Canonical unit; empty for a plain number."""
    distribution: Distribution
    """Distribution in that unit."""


def uncertain(scenario: Scenario) -> tuple[Parameter, ...]:
    """Uncertain numbers of ``scenario``, sorted by their keys."""
    found = []
    for path, value in leaves(scenario.__dict__):
        if isinstance(value, Uncertain):
            known = meaning(path)
            found.append(Parameter(dotted(path), known.unit if known is not None else "", value.distribution))
    return tuple(sorted(found, key=lambda parameter: parameter.path))
