"""A dated stoppage of mines or plants."""

from lodeflow.kernels.core.kinds import STOPPAGE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.supply.stoppages import await_stoppage, stop_or_resume
from lodeflow.processes.simulation import Life, Simulation


def stoppage(s: Simulation, who: int) -> Life:
    """Life of a stoppage: it begins on its first day and ends on its last, if it has one.

    Args:
        s: the simulation.
        who: which stoppage.
    """
    moment = s.act(await_stoppage, -1, who)
    while moment != NEVER:
        s.expect(moment, STOPPAGE)
        yield s.until(moment)
        day = s.turn(moment)
        moment = s.act(stop_or_resume, day, who)
        s.note(day, STOPPAGE, who, float(s.market.stoppage_state.on[who]))
