"""What a scenario says about uncertain numbers that go together: planners build more where demand grows faster."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.quantities import Quantity
from lodeflow.language.refusals import refuse
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.language.uncertain_number import Uncertain
from lodeflow.terms.market import Terms


class Correlation(Terms):
    """One uncertain number leans on another: their normal scores are correlated, each keeps its own distribution."""

    of: str = Field(min_length=1, description="The number that leans, such as 'regions.CHN.capacity_growth'.")
    to: str = Field(min_length=1, description="The number it leans on, such as 'sectors.clean_energy.growth'.")
    correlation: Annotated[float, Quantity("factor", least=-0.99, most=0.99, certain=True)] = Field(
        description="Correlation of their normal scores; beyond 0.99 they would be one number."
    )
    source: str = Field(min_length=1, description="Who thinks so, or 'assumption'.")

    @property
    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The two numbers, each with its key."""
        return ("of", self.of), ("to", self.to)


def contradictions(correlations: Mapping[str, Correlation], numbers: Mapping[str, float]) -> list[PydanticCustomError]:
    """Find what is wrong with correlations in a world of these numbers, which are named by their dotted keys."""
    uncertain = [path for path, number in numbers.items() if isinstance(number, Uncertain)]
    found = [
        refuse(f"no number of this scenario is called {shown(path)}", did_you_mean(path, uncertain), at=(name, key))
        for name, each in correlations.items()
        for key, path in each.ends
        if path not in numbers
    ]
    first: dict[str, str] = {}
    for name, each in correlations.items():
        other = first.setdefault(each.of, name)
        if other != name:
            hint = "a number leans on one other; that one may lean on a third"
            found.append(refuse(f"{each.of} leans already in '{other}'", hint, at=(name, "of")))
    return found or list(_circle(correlations))


def _circle(correlations: Mapping[str, Correlation]) -> Iterator[PydanticCustomError]:
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
    """Correlations of a number that is certain, as (name, key, path)."""
    for name, each in correlations.items():
        for key, path in each.ends:
            if not isinstance(numbers[path], Uncertain):
                yield name, key, path
