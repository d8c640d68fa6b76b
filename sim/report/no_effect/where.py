"""Where a world makes, trades and uses what: what a pattern of a scenario can fall on."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lodeflow.atlas.atlas import Atlas, Lane
from lodeflow.base_world.actors import Users
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import MATERIALS, REGIONS
from lodeflow.language.patterns import Patterns, fits
from lodeflow.scenario.load import Scenario

MOST_NAMES = 6  # in one sentence


class Where(NamedTuple):
    """A scenario, and the world that it is about: its base year with room for projects, its map, its final users."""

    scenario: Scenario
    year: BaseYear
    atlas: Atlas
    users: Users

    def lanes(self, origin: str | Patterns, destination: str | Patterns, material: str | Patterns) -> list[Lane]:
        """Lanes over a border that patterns fit, by true origin."""
        return [
            lane
            for lane in self.atlas.lanes
            if lane.foreign
            and fits(material, lane.material)
            and fits(origin, lane.origin)
            and fits(destination, lane.destination)
        ]

    def trades(self, materials: str | Patterns) -> str:
        """Who sells materials abroad, in words, to suggest what was meant."""
        sellers = {lane.origin for lane in self.lanes("*", "*", materials)}
        if not sellers:
            return "nobody sells it abroad"
        return f"it is sold abroad by {in_words(r for r in REGIONS if r in sellers)}"

    def live(self, region: str) -> Iterator[str]:
        """Materials that a region makes or uses."""
        return (material for material in MATERIALS if (region, material) in self.atlas.cells)


def in_words(names: Iterable[str]) -> str:
    """Some names, the first few."""
    found = list(dict.fromkeys(names))
    more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
    said = ", ".join("anything" if name == "*" else name for name in found[:MOST_NAMES])
    return said + more
