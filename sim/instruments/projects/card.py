"""Projects of a scenario as slices of its world, and their card."""

from typing import Any

from lodeflow.instruments.card import COMPANIES, Actors, Blueprint, Instrument, Story, caused_by
from lodeflow.instruments.projects.customers import weigh_entries
from lodeflow.instruments.projects.investors import build_investing
from lodeflow.instruments.projects.plants import build_projects
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.projects.projects import ProjectStage
from lodeflow.kernels.projects.stages import begin
from lodeflow.plans import Plan
from lodeflow.processes.projects import project

PROJECT_STAGES = tuple(stage.name.lower() for stage in ProjectStage)
_KINDS = (Kind.INVESTMENT, Kind.PROJECT, Kind.CARE)


def build(b: Blueprint) -> dict[str, Any]:
    """Slices of the projects, with their rows among plants and mines and the weights of their lanes.

    Args:
        b: the world so far, with plants, mines, cells and lanes of the base year.

    """
    f = b.found
    yard = build_projects(b.scenario, b.year, b.atlas, b.rest, f["plant_params"], f["mine_params"], f["cell_params"])
    routes, nests, trade, links = weigh_entries(
        b.scenario, b.year, b.atlas, b.moving, yard.cell_params, f["routes"], f["nests"], f["trade"], yard.project_links
    )
    lanes = {"routes": routes, "nests": nests, "trade": trade, "project_links": links}
    return yard._asdict() | lanes | {"investment_params": build_investing(b.scenario)}


def _story(plan: Plan) -> Story:
    """Words of the events of projects: each enters a stage."""
    return caused_by(COMPANIES, _KINDS, plan.projects, PROJECT_STAGES)


PROJECTS = Instrument(
    stem="projects",
    tables=("projects", "entrants", "ramp_up", "permitting", "building", "investment"),
    build=build,
    slices=("investment_params", "projects", "project_links", "project_state"),
    actors=(Actors(_KINDS, lambda w: len(w.market.projects.name), begin, project, _story),),
)
"""New mines and plants: named projects and unannounced entrants."""
