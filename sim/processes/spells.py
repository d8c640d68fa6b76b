"""A flood, a crackdown or a surge that comes and goes."""

from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.shocks.shocks import turn
from lodeflow.kernels.shocks.spells import await_spell
from lodeflow.processes.stage import Life, Stage, UnexpectedMomentError


def spell(stage: Stage, who: int) -> Life:
    """It waits for its date or for its dice, is on for a while, and waits again."""
    market, shocks = stage.market, stage.world.shocks
    kind, course = int(shocks.spells.kind[who]), shocks.course
    moment = await_spell(shocks.spells, course, stage.chance, -1, who)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != kind:
            raise UnexpectedMomentError("a spell", moment)
        yield stage.until(moment)
        day, before = stage.turn(moment), course.on[who]
        moment = turn(
            shocks,
            market.trade,
            market.mines,
            market.plants,
            market.production_quota_state,
            market.users,
            stage.chance,
            day,
            who,
        )
        if course.on[who] != before:
            stage.note(day, kind, who, float(course.on[who]))
