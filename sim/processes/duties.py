"""Process of a dated tariff or export tax."""

from lodeflow.kernels.core.kinds import POLICY
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.trade.duties import await_change, change_duty, change_of
from lodeflow.processes.simulation import Life, Simulation


def duty(s: Simulation, number: int) -> Life:
    """Life of a duty: in force from its first day, lapsed from its end, if it has one.

    Args:
        s: the simulation.
        number: number of the duty among those with dates.

    """
    duties = s.world.duties
    moment = s.act(await_change, -1, number)
    while moment != NEVER:
        s.expect(moment, POLICY)
        yield s.until(moment)
        day = s.turn(moment)
        moment = s.act(change_duty, day, number)
        s.note(day, POLICY, number, float(duties.in_force[change_of(duties, day, number)]))
