"""Enactment of a permitting bill."""

from lodeflow.kernels.core.kinds import ENACTMENT
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.projects.permitting_bills import await_enactment, enact
from lodeflow.processes.simulation import Life, Simulation


def permitting_bill(s: Simulation, who: int) -> Life:
    """Life of a permitting bill: it becomes law, or never does.

    Args:
        s: the simulation.
        who: which bill.
    """
    moment = s.act(await_enactment, -1, who)
    if moment != NEVER:
        s.expect(moment, ENACTMENT)
        yield s.until(moment)
        day = s.turn(moment)
        s.act(enact, day, who)
        s.note(day, ENACTMENT, who, 1.0)
