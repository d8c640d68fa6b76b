"""A flood, a crackdown or a surge that comes and goes."""

from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.shocks.shocks import turn
from lodeflow.kernels.shocks.spells import await_spell
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def spell(s: Simulation, who: int) -> Life:
    """It waits for its date or for its dice, is on for a while, and waits again."""
    market, shocks = s.market, s.world.shocks
    kind, course = int(shocks.spells.kind[who]), shocks.course
    moment = await_spell(shocks.spells, course, s.chance, -1, who)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != kind:
            raise UnexpectedMomentError("a spell", moment)
        yield s.until(moment)
        day, before = s.turn(moment), course.on[who]
        moment = turn(
            shocks,
            market.trade,
            market.mines,
            market.plants,
            market.production_quota_state,
            market.users,
            s.chance,
            day,
            who,
        )
        if course.on[who] != before:
            s.note(day, kind, who, float(course.on[who]))
