"""Card of an instrument: its tables, slices, actors and payments, for engines, checks and documentation.

A policy, an export control, a shock or a project is one instrument with one name, its stem, in every folder: in
``sim/terms`` the entries of a scenario, in ``sim/instruments`` arrays and card, in ``kernels`` the rules, in
``sim/processes`` the life of its actors. ``tests/house/test_instruments.py`` finds what is missing.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lodeflow.atlas.atlas import Atlas, Lane
from lodeflow.base_world.duty_tables import Tables
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.goods import Goods
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import Money
from lodeflow.plans import Plan
from lodeflow.processes.simulation import Life, Simulation
from lodeflow.scenario.load import Scenario

CHANCE, SCENARIO, SEVERAL = "chance", "the scenario", "several regions"
COMPANIES, PRODUCERS, AUTHORITIES, USERS = "companies", "producers", "authorities", "users"
BUYER, SELLER = "stockholders {destination}", "sellers {origin}"
HOME, CUSTOMS = "treasury {origin}", "treasury {destination}"


class Blueprint(NamedTuple):
    """World under construction: inputs of every instrument, and the slices built so far."""

    scenario: Scenario
    """The scenario."""
    year: BaseYear
    """Base table with the flows that projects add."""
    atlas: Atlas
    """Indices of cells and lanes."""
    rest: Rest
    """Rest point of the base year."""
    moving: Rest
    """The same for lanes with flow: prices and costs are 0 on relabelled lanes, and so the same in all replications."""
    rates: Tables
    """Duties [-] on every lane, from day 0 and from each day of change."""
    found: dict[str, Any]
    """Slices by the name of their field in ``Market`` or ``World``; later instruments may replace earlier ones."""


class Story(NamedTuple):
    """Words of the ``event`` table for some kinds of events.

    Of two words the first stands for an amount above 0, the second for 0. Of more, the amount is the number of the
    word.
    """

    kinds: tuple[int, ...]
    """Kinds of events that it names."""
    subjects: tuple[str, ...]
    """Name of each actor of these kinds."""
    actors: tuple[str, ...]
    """Actor behind the event, one for each subject; one of ``actors_in``."""
    words: tuple[str, ...]
    """Text of the event."""


class Actors(NamedTuple):
    """Actors of an instrument that have moments of their own."""

    kinds: tuple[Kind, ...]
    """Kinds of their moments."""
    count: Callable[[World], int]
    """Number of actors in a world."""
    first: Callable[..., Any]
    """Kernel of the first moment: takes its slices, then the day -1 if it takes a day, then the actor."""
    process: Callable[[Simulation, int], Life]
    """SimPy process of one actor."""
    story: Callable[[Plan], Story] | None = None
    """Words of their events; None if another card names them."""


class Payment(NamedTuple):
    """Payer, payee and purpose of a kind of money."""

    instrument: str
    """Purpose, as the ``account`` table says it."""
    payer: str
    """Payer, with ``{origin}`` and ``{destination}`` of the lane."""
    payee: str
    """Payee, with the same placeholders."""
    column: str
    """Column of the ``welfare`` table."""

    @property
    def at_seller(self) -> bool:
        """Flag of payments booked in the region of origin, where the payee is; others are booked at the destination."""
        return "{origin}" in self.payee

    def parties(self, lane: Lane) -> tuple[str, str]:
        """Payer and payee on a lane.

        Args:
            lane: the lane.

        """
        ends = {"origin": lane.origin, "destination": lane.destination}
        return self.payer.format_map(ends), self.payee.format_map(ends)


class Instrument(NamedTuple):
    """Card of one policy, export control, shock or kind of project."""

    stem: str
    """Its name in every folder."""
    tables: tuple[str, ...]
    """Tables of a scenario that belong to it alone."""
    build: Callable[[Blueprint], Mapping[str, Any]]
    """Builder of its slices, by the name of their field, from the world so far."""
    slices: tuple[str, ...]
    """Fields of ``Market`` and ``World`` that belong to it alone."""
    actors: tuple[Actors, ...] = ()
    """Actors with moments of their own."""
    holds: tuple[str, ...] = ()
    """Arrays ``slice.field`` (rows, columns of content) that hold tonnes [t], beside stocks and cargoes."""
    payments: Mapping[Money, Payment] = {}
    """Payments that only it causes, by kind of money."""


def actors_in(goods: Goods) -> tuple[str, ...]:
    """Actors behind events in a world of ``goods``: chance, where an accident is drawn; the scenario, where it has a
    date and nobody decides it; those who act in any region; one region; several.
    """
    return (CHANCE, SCENARIO, COMPANIES, PRODUCERS, AUTHORITIES, USERS, *goods.regions, SEVERAL)


def caused_by(actor: str, kinds: tuple[int, ...], subjects: tuple[str, ...], words: tuple[str, ...]) -> Story:
    """Story of events that have one and the same cause.

    Args:
        actor: the cause, one of ``actors_in``.
        kinds: kinds of events.
        subjects: names of what they strike or whom.
        words: text of each event.

    """
    return Story(kinds, subjects, (actor,) * len(subjects), words)
