"""Process of retaliation: export controls in answer to new duties."""

from lodeflow.kernels.core.kinds import RETALIATION
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.export_controls.retaliation import await_retaliation, retaliate
from lodeflow.processes.export_controls import day_of_change, tell
from lodeflow.processes.simulation import Life, Simulation


def retaliation(s: Simulation, heading: int) -> Life:
    """Life of a possible retaliation: on each candidate day it comes with a chance that grows with duties on exports.

    Args:
        s: the simulation.
        heading: number of the heading whose export control it would tighten.

    """
    moment = s.act(await_retaliation, -1, heading)
    while moment != NEVER:
        s.expect(moment, RETALIATION)
        day = yield from day_of_change(s, moment)
        s.act(retaliate, day, heading)
        tell(s, day, RETALIATION, heading)
        moment = s.act(await_retaliation, day, heading)
