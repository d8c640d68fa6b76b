"""Process of a chokepoint: closure and reopening of a strait or canal."""

from lodeflow.kernels.core.kinds import CHOKEPOINT
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.trade.chokepoints import await_closure, close_or_open
from lodeflow.processes.simulation import Life, Simulation


def chokepoint(s: Simulation, strait: int) -> Life:
    """Life of a chokepoint: it closes and reopens; cargoes that wait at it go on when it reopens.

    Args:
        s: the simulation.
        strait: number of the chokepoint.

    """
    moment = s.act(await_closure, -1, strait)
    while moment != NEVER:
        s.expect(moment, CHOKEPOINT)
        yield s.until(moment)
        s.make_room(lots=0, births=len(s.lots.tonnes))
        day = s.turn(moment)
        moment = s.act(close_or_open, day, strait)
        s.note(day, CHOKEPOINT, strait, float(s.world.straits.closed[strait]))
        for woken in s.born():
            s.wake(woken & 0xFFFFFFFF, woken)
