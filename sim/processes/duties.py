"""A tariff or an export tax with dates."""

from lodeflow.kernels.core.kinds import POLICY
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.trade.duties import await_change, change_duty, change_of
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def duty(s: Simulation, number: int) -> Life:
    """It comes into force on its first day, and lapses on its last, if it has one."""
    duties = s.world.duties
    moment = await_change(duties, -1, number)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != POLICY:
            raise UnexpectedMomentError("a duty", moment)
        yield s.until(moment)
        day = s.turn(moment)
        moment = change_duty(duties, s.market.levies, s.routes, day, number)
        s.note(day, POLICY, number, float(duties.in_force[change_of(duties, day, number)]))
