"""Plan of a run: a scenario, its names, its rest point and its world on day 0, shared by all replications."""

from typing import NamedTuple

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.project_lanes import Place
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.engine.world import World
from lodeflow.scenario.load import Scenario


class Plan(NamedTuple):
    """Inputs that all replications of a run share: scenario, names of actors, rest point and world on day 0."""

    scenario: Scenario
    """The scenario."""
    year: BaseYear
    """Base table with the flows that projects add."""
    atlas: Atlas
    """Indices of cells and lanes."""
    rest: Rest
    """Rest point of the base year."""
    users: tuple[tuple[str, str, str], ...]
    """Region, material and sector of each user."""
    sites: tuple[str, ...]
    """Name of each mine site."""
    spells: tuple[str, ...]
    """Name of each flood, crackdown, surge and nowcast."""
    projects: tuple[str, ...]
    """Name of each project and of each slot of the unannounced entrants."""
    places: tuple[Place, ...]
    """Materials and feed of each project, as it adds them to the map."""
    template: World
    """World on day 0, which every replication copies."""
    first_moments: tuple[int, ...]
    """First moment of each lot that is under way on day 0, packed."""

    def __repr__(self) -> str:
        """Name and size of the plan, without the arrays of its world."""
        return f"<Plan {self.scenario.name}: {len(self.atlas.cells)} cells, {len(self.atlas.lanes)} lanes>"


class ArraySizes(NamedTuple):
    """Initial room in the arrays that grow; no result depends on it."""

    lots: int = 1024
    """Lots under way."""
    births: int = 1024
    """First moments of actors that start or wake at one moment."""
    markets: int = 64
    """Recorded market days."""
    finished: int = 4096
    """Recorded finished lots."""
    events: int = 64
    """Recorded events."""
