"""A strait or canal that closes and opens."""

from lodeflow.kernels.core.kinds import CHOKEPOINT
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.trade.chokepoints import await_closure, close_or_open
from lodeflow.processes.stage import Life, Stage, UnexpectedMomentError


def chokepoint(stage: Stage, strait: int) -> Life:
    """It is open until something closes it; when it opens again, every cargo that waits before it goes on the same
    day.
    """
    world = stage.world
    chokepoint_params, chokepoint_draws = world.chokepoint_params, world.chokepoint_draws
    moment = await_closure(chokepoint_params, chokepoint_draws, stage.chance, -1, strait)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != CHOKEPOINT:
            raise UnexpectedMomentError("a chokepoint", moment)
        yield stage.until(moment)
        stage.make_room(lots=0, births=len(stage.lots.tonnes))
        day = stage.turn(moment)
        moment = close_or_open(
            chokepoint_params,
            chokepoint_draws,
            stage.straits,
            stage.voyages,
            stage.trade,
            stage.lots,
            stage.births,
            stage.chance,
            day,
            strait,
        )
        stage.note(day, CHOKEPOINT, strait, float(stage.straits.closed[strait]))
        for woken in stage.born():
            stage.wake(woken & 0xFFFFFFFF, woken)
