"""Process of a spell: a flood, crackdown or surge that begins and ends."""

from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.shocks.shocks import turn
from lodeflow.kernels.shocks.spells import await_spell
from lodeflow.processes.simulation import Life, Simulation


def spell(s: Simulation, who: int) -> Life:
    """Life of a spell: it begins on its date or at its draw, lasts a while, ends, and may recur.

    Args:
        s: the simulation.
        who: number of the spell.

    """
    shocks = s.world.shocks
    kind, course = int(shocks.spells.kind[who]), shocks.course
    moment = s.act(await_spell, -1, who)
    while moment != NEVER:
        s.expect(moment, kind)
        yield s.until(moment)
        day, before = s.turn(moment), course.on[who]
        moment = s.act(turn, day, who)
        if course.on[who] != before:
            s.note(day, kind, who, float(course.on[who]))
