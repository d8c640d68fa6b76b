"""Card of an instrument: everything that engines, tables, checks and documentation need to know of it.

A policy, an export control, a shock or a project is one instrument with one name, its stem: ``sim/terms/STEM.py`` says
what a scenario may say of it, ``sim/instruments/STEM`` turns that into arrays and holds its card, ``kernels/…/STEM``
its rules, ``sim/processes/STEM.py`` the life of its actors. ``tests/house/test_instruments.py`` finds what is missing.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lodeflow.atlas.atlas import Atlas, Lane
from lodeflow.base_world.duty_tables import Tables
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import REGIONS
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import Money
from lodeflow.plan import Plan
from lodeflow.processes.simulation import Life, Simulation
from lodeflow.scenario.load import Scenario

NATURE, SEVERAL = "nature", "several regions"
ACTORS = (NATURE, *REGIONS, SEVERAL)
"""Who may be behind an event."""
BUYER, SELLER = "stockholders {destination}", "sellers {origin}"
HOME, CUSTOMS = "treasury {origin}", "treasury {destination}"


class Blueprint(NamedTuple):
    """A world under construction: what instruments build on, and the slices found so far."""

    scenario: Scenario
    """The scenario."""
    year: BaseYear
    """Base table with the origins that projects add."""
    atlas: Atlas
    """Indices of cells and lanes."""
    rest: Rest
    """Rest point of the base year."""
    rates: Tables
    """Duties on every lane, from day 0 and from each day of change."""
    found: dict[str, Any]
    """Slices by the name of their field in ``Market`` or ``World``; later instruments may replace earlier ones."""


class Story(NamedTuple):
    """Words of the ``event`` table for some kinds of events.

    Of two words the first tells of an amount above 0; of more, the amount is the number of the word.
    """

    kinds: tuple[int, ...]
    """Kinds of events."""
    subjects: tuple[str, ...]
    """Name of each actor of these kinds."""
    actors: tuple[str, ...]
    """Who is behind it, one for each subject; one of ``ACTORS``."""
    words: tuple[str, ...]
    """What happens."""


class Actors(NamedTuple):
    """Actors of an instrument that have moments of their own."""

    kinds: tuple[Kind, ...]
    """Kinds of their moments."""
    count: Callable[[World], int]
    """How many there are."""
    first: Callable[..., Any]
    """Kernel of the first moment: its slices, then the day -1 if it takes a day, then the actor."""
    process: Callable[[Simulation, int], Life]
    """The life of one on SimPy."""
    story: Callable[[Plan], Story] | None = None
    """Words of their events; None if another card tells them."""


class Payment(NamedTuple):
    """Payer, payee and purpose of a kind of money."""

    instrument: str
    """What it is paid for, as the ``account`` table says it."""
    payer: str
    """Who pays, with ``{origin}`` and ``{destination}`` of the lane."""
    payee: str
    """Who is paid."""
    column: str
    """Its column in the ``welfare`` table."""

    @property
    def at_seller(self) -> bool:
        """Whether it is booked in the region that the cargo comes from, where it is received; else where it goes."""
        return "{origin}" in self.payee

    def parties(self, lane: Lane) -> tuple[str, str]:
        """Payer and payee on a lane.

        Args:
            lane: the lane.

        """
        ends = {"origin": lane.origin, "destination": lane.destination}
        return self.payer.format_map(ends), self.payee.format_map(ends)


class Instrument(NamedTuple):
    """One policy, control, shock or kind of project."""

    stem: str
    """Its name in every folder."""
    tables: tuple[str, ...]
    """Tables of a scenario that are its own."""
    build: Callable[[Blueprint], Mapping[str, Any]]
    """Its slices, by the name of their field, from what has been built before."""
    slices: tuple[str, ...]
    """Fields of ``Market`` and ``World`` that are its own."""
    actors: tuple[Actors, ...] = ()
    """Its actors."""
    holds: tuple[str, ...] = ()
    """Arrays ``slice.field`` (rows, columns of content) in which tonnes stand, beside stocks and cargoes."""
    payments: Mapping[Money, Payment] = {}
    """Kinds of money that only it brings."""


def by_nature(kinds: tuple[int, ...], subjects: tuple[str, ...], words: tuple[str, ...]) -> Story:
    """Story of events that nobody brings about.

    Args:
        kinds: kinds of events.
        subjects: name of each actor.
        words: what happens.

    """
    return Story(kinds, subjects, (NATURE,) * len(subjects), words)
