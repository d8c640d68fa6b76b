"""Cost of an idle event: the agenda alone, with as many actors, kinds and days ahead as real cargoes have.

Every actor passes through the kinds of a cargo and returns after one to nine days. Buckets, grouping by kind, sorting
of the kinds that need it, capacity checks, trace and recording are the engine's own; only the actors do nothing.
"""

from lodeflow.benchmarks.clock import fastest
from lodeflow.benchmarks.compiled import idle
from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.engine.agenda import empty_agenda

ACTORS = 840
"""Cargoes under way in the status quo."""
DAYS = 4383
"""Days of the run: twelve years."""


def measure_bare_event(turns: int) -> float:
    """CPU seconds of an idle event, from the fastest of ``turns`` runs."""
    agenda, births = empty_agenda(DAYS, 2 * ACTORS), empty_births(1)
    idle(agenda, births, ACTORS)
    return fastest(lambda: idle(agenda, births, ACTORS), turns) / float(agenda.events[0])
