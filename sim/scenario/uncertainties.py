"""What is uncertain in a scenario."""

from typing import NamedTuple

from lodeflow.language.keys import dotted
from lodeflow.language.uncertain_number import Distribution, Uncertain
from lodeflow.scenario.fields import meaning
from lodeflow.scenario.model import Scenario
from lodeflow.terms.walk import leaves


class Parameter(NamedTuple):
    """An uncertain number: its dotted key, its canonical unit (empty for a plain number), how likely it is what."""

    path: str
    unit: str
    distribution: Distribution


def uncertain(scenario: Scenario) -> tuple[Parameter, ...]:
    """Find the uncertain numbers of a scenario, sorted by their keys."""
    found = []
    for path, value in leaves(scenario.__dict__):
        if isinstance(value, Uncertain):
            known = meaning(path)
            found.append(Parameter(dotted(path), known.unit if known is not None else "", value.distribution))
    return tuple(sorted(found, key=lambda parameter: parameter.path))
