"""A world as a pattern of a scenario can fall on it: who makes, trades and uses what."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from lodeflow.atlas.atlas import Atlas, Lane
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import sector_shares
from lodeflow.errors import first_few
from lodeflow.language.patterns import Patterns, fits
from lodeflow.scenario.load import Scenario

MOST_NAMES = 6  # in one sentence


class Where(NamedTuple):
    """A scenario, and the world that it is about."""

    scenario: Scenario
    """The scenario."""
    year: BaseYear
    """Its balanced base year, with room for projects."""
    atlas: Atlas
    """Its cells and lanes."""
    users: tuple[tuple[str, str, str], ...]
    """Its final users: region, material, sector."""

    def lanes(self, origin: str | Patterns, destination: str | Patterns, material: str | Patterns) -> list[Lane]:
        """Lanes over a border that fit the patterns ``origin`` (the true one), ``destination`` and ``material``."""
        return [
            lane
            for lane in self.atlas.lanes
            if lane.foreign
            and fits(material, lane.material)
            and fits(origin, lane.origin)
            and fits(destination, lane.destination)
        ]

    def trades(self, materials: str | Patterns) -> str:
        """Sellers of ``materials`` abroad, in words, to suggest what was meant."""
        sellers = _sellers(self.atlas, materials)
        if not sellers:
            return "nobody sells it abroad"
        return f"it is sold abroad by {in_words(r for r in self.atlas.goods.regions if r in sellers)}"

    def live(self, region: str) -> Iterator[str]:
        """Materials that ``region`` makes or uses."""
        return (material for material in self.atlas.goods.materials if (region, material) in self.atlas.cells)


@lru_cache(maxsize=1024)
def _sellers(map_: Atlas, materials: str | Patterns) -> frozenset[str]:
    """Regions of ``map_`` that sell any of ``materials`` abroad."""
    return frozenset(lane.origin for lane in map_.lanes if lane.foreign and fits(materials, lane.material))


def where_of(scenario: Scenario, year: BaseYear, map_: Atlas) -> Where:
    """World of a ``scenario`` with the base year ``year`` and the cells and lanes ``map_``.

    Nothing that needs the compiler is imported for it: ``check`` answers at once.
    """
    users = (
        (region, material, sector)
        for (region, material), tonnes in sorted(year.final_use.items())
        for sector, share in sector_shares(scenario.base_table, material, region)
        if tonnes > 0.0 and share > 0.0
    )
    return Where(scenario, year, map_, tuple(users))


def in_words(names: Iterable[str]) -> str:
    """List the first few of ``names``, each once; the pattern ``*`` reads "anything"."""
    return first_few(["anything" if name == "*" else name for name in dict.fromkeys(names)], MOST_NAMES)
