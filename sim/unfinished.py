"""Cargoes that are still on their way when the simulation ends: written down as they are, afloat or held."""

from lodeflow.kernels.lots import Fact
from lodeflow.kernels.record import FINISHED, record_lot
from lodeflow.kernels.world import World
from lodeflow.tape import longer


def write_unfinished(world: World) -> World:
    """The same world with its live lots on the tape, by lane and day: the slot a lot has never shows."""
    lots = world.market.lots
    live = [k for k in range(int(lots.counts[1])) if lots.fact[k, Fact.LANE] >= 0]
    for slot in sorted(live, key=lambda k: (int(lots.fact[k, Fact.LANE]), int(lots.fact[k, Fact.ORDERED]))):
        world = world._replace(tape=longer(world.tape, FINISHED))
        record_lot(world.tape, lots, slot)
    return world
