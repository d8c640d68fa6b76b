"""Scenario terms of correlated uncertain numbers, such as planned capacity and demand growth."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.quantities import Quantity
from lodeflow.language.refusals import refuse
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.language.uncertain_number import Uncertain
from lodeflow.terms.base import Terms


class Correlation(Terms):
    """Correlation between two uncertain numbers, of their normal scores: each keeps its own distribution."""

    of: str = Field(min_length=1, description="Dependent number, such as 'regions.CHN.capacity_growth'.")
    to: str = Field(min_length=1, description="Number that it depends on, such as 'sectors.clean_energy.growth'.")
    correlation: Annotated[float, Quantity("factor", least=-0.99, most=0.99, certain=True)] = Field(
        description="Correlation of their normal scores; beyond 0.99 they would be one number."
    )
    source: str = Field(min_length=1, description="Source of the estimate, or 'assumption'.")

    @property
    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Both keys with the dotted key of the number that each names."""
        return ("of", self.of), ("to", self.to)


def contradictions(correlations: Mapping[str, Correlation], numbers: Mapping[str, float]) -> list[PydanticCustomError]:
    """Mistakes in the correlations of a scenario: unknown numbers, a number correlated twice, circles.

    ``correlations`` are the tables by name; ``numbers`` are all numbers of the scenario by dotted key.
    """
    unknown = [
        (name, key, path) for name, each in correlations.items() for key, path in each.ends if path not in numbers
    ]
    uncertain = [path for path, number in numbers.items() if isinstance(number, Uncertain)] if unknown else []
    found = [
        refuse(f"no number of this scenario is called {shown(path)}", did_you_mean(path, uncertain), at=(name, key))
        for name, key, path in unknown
    ]
    first: dict[str, str] = {}
    for name, each in correlations.items():
        other = first.setdefault(each.of, name)
        if other != name:
            hint = "a number leans on one other; that one may lean on a third"
            found.append(refuse(f"{each.of} leans already in '{other}'", hint, at=(name, "of")))
    return found or list(_circle(correlations))


def _circle(correlations: Mapping[str, Correlation]) -> Iterator[PydanticCustomError]:
    """Error for correlations that go round in a circle, if any do."""
    leans = {each.of: (each.to, name) for name, each in correlations.items()}
    for start in leans:
        way = [start]
        while way[-1] in leans and len(way) <= len(leans):
            way.append(leans[way[-1]][0])
            if way[-1] == start:
                yield refuse(f"goes round in a circle: {' -> '.join(way)}", at=(leans[way[-2]][1], "to"))
                return


def without_effect(
    correlations: Mapping[str, Correlation], numbers: Mapping[str, float]
) -> Iterator[tuple[str, str, str]]:
    """Correlations of a number that is certain, as (name, key, path).

    ``correlations`` are the tables by name; ``numbers`` are all numbers of the scenario by dotted key.
    """
    for name, each in correlations.items():
        for key, path in each.ends:
            if not isinstance(numbers[path], Uncertain):
                yield name, key, path
