"""A mine or plant that is permitted, decided, built, started, closed and opened, or given up."""

from lodeflow.kernels.core.kinds import CARE, INVESTMENT, PROJECT
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.projects.stages import begin, live
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def project(s: Simulation, q: int) -> Life:
    """It waits for the end of its stage, or for the next day on which somebody looks at it; a new stage is noted."""
    m, chance = s.market, s.chance
    project_state = m.project_state
    moment = begin(
        m.investment_params, m.projects, m.project_links, project_state, m.routes, m.trade, m.plant_params, chance, q
    )
    while moment != NEVER:
        kind = (moment >> 32) & 0xFF
        if kind not in (INVESTMENT, PROJECT, CARE):
            raise UnexpectedMomentError("a project", moment)
        yield s.until(moment)
        day, before = s.turn(moment), project_state.stage[q]
        moment = live(
            m.investment_params,
            m.projects,
            m.project_links,
            project_state,
            m.routes,
            m.cell_params,
            m.sellers,
            m.buyers,
            m.trade,
            m.plant_params,
            chance,
            m.per_cell,
            day,
            kind,
            q,
        )
        if project_state.stage[q] != before:
            s.note(day, kind, q, float(project_state.stage[q]))
