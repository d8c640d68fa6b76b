"""Settlements of a price guarantee, quarter by quarter."""

from lodeflow.kernels.core.kinds import GUARANTEE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.projects.price_guarantees import await_settlement, paid_on, settle
from lodeflow.processes.simulation import Life, Simulation


def price_guarantee(s: Simulation, who: int) -> Life:
    """Life of a price guarantee: it is settled after each quarter.

    Args:
        s: the simulation.
        who: which guarantee.
    """
    moment = s.act(await_settlement, -1, who)
    while moment != NEVER:
        s.expect(moment, GUARANTEE)
        yield s.until(moment)
        day = s.turn(moment)
        moment = s.act(settle, day, who)
        s.note(day, GUARANTEE, who, float(s.act(paid_on, day, who)))
