"""A strait or canal that closes and opens."""

from lodeflow.kernels.core.kinds import CHOKEPOINT
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.trade.chokepoints import await_closure, close_or_open
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def chokepoint(s: Simulation, strait: int) -> Life:
    """It is open until something closes it; when it opens again, every cargo that waits before it goes on the same
    day.
    """
    world = s.world
    chokepoint_params, chokepoint_draws = world.chokepoint_params, world.chokepoint_draws
    moment = await_closure(chokepoint_params, chokepoint_draws, s.chance, -1, strait)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != CHOKEPOINT:
            raise UnexpectedMomentError("a chokepoint", moment)
        yield s.until(moment)
        s.make_room(lots=0, births=len(s.lots.tonnes))
        day = s.turn(moment)
        moment = close_or_open(
            chokepoint_params,
            chokepoint_draws,
            s.straits,
            s.voyages,
            s.trade,
            s.lots,
            s.births,
            s.chance,
            day,
            strait,
        )
        s.note(day, CHOKEPOINT, strait, float(s.straits.closed[strait]))
        for woken in s.born():
            s.wake(woken & 0xFFFFFFFF, woken)
