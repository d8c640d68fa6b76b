"""What an event costs that does nothing: the agenda alone, with as many actors, kinds and days ahead as real cargoes.

Every actor goes from kind to kind as a cargo does and comes again after one to nine days. Buckets, grouping by kind,
sorting of the kinds that need it, room, trace and noting down are the engine's own; only the actors do nothing.
"""

from lodeflow.benchmarks.clock import fastest
from lodeflow.benchmarks.compiled import idle
from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.engine.agenda import empty_agenda

ACTORS = 840  # cargoes that are on their way in the status quo
DAYS = 4383


def measure_bare_event(turns: int) -> float:
    """CPU seconds of an event that does nothing."""
    agenda, births = empty_agenda(DAYS, 2 * ACTORS), empty_births(1)
    idle(agenda, births, ACTORS)
    return fastest(lambda: idle(agenda, births, ACTORS), turns) / float(agenda.events[0])
