"""Plan of a run: a scenario, its names, its rest point and its world on day 0, shared by all replications."""

from typing import NamedTuple

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.project_lanes import Place
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.engine.world import World
from lodeflow.scenario.load import Scenario


class Plan(NamedTuple):
    """Everything that all replications of a run share: the scenario, its names, its rest point and the actors."""

    scenario: Scenario
    year: BaseYear
    atlas: Atlas
    rest: Rest
    users: tuple[tuple[str, str, str], ...]  # (region, material, sector)
    sites: tuple[str, ...]
    spells: tuple[str, ...]  # floods, crackdowns, surges and nowcasts
    projects: tuple[str, ...]
    places: tuple[Place, ...]  # that projects add to the map
    template: World
    first_moments: tuple[int, ...]  # of the lots already on their way

    def __repr__(self) -> str:
        """Short: the arrays of a world fill pages."""
        return f"<Plan {self.scenario.name}: {len(self.atlas.cells)} cells, {len(self.atlas.lanes)} lanes>"


class ArraySizes(NamedTuple):
    """How much of everything finds room at first; never visible in a result."""

    lots: int = 1024
    births: int = 1024
    markets: int = 64
    finished: int = 4096
    events: int = 64
