"""Process of a project: permitting, decision, construction, operation, closure and reopening, or cancellation."""

from lodeflow.kernels.core.kinds import CARE, INVESTMENT, PROJECT
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.projects.stages import begin, live
from lodeflow.processes.simulation import Life, Simulation


def project(s: Simulation, q: int) -> Life:
    """Life of a project: it waits for the end of its stage or for the next review; a new stage is recorded.

    Args:
        s: the simulation.
        q: number of the project.

    """
    stage = s.market.project_state.stage
    moment = s.act(begin, q)
    while moment != NEVER:
        kind = s.expect(moment, INVESTMENT, PROJECT, CARE)
        yield s.until(moment)
        day, before = s.turn(moment), stage[q]
        moment = s.act(live, day, kind, q)
        if stage[q] != before:
            s.note(day, kind, q, float(stage[q]))
