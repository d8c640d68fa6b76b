"""The ``project`` table: day of each stage, fate, cost overrun and ramp type of every mine and plant project."""

import numpy as np

from lodeflow.instruments.projects.card import PROJECT_STAGES
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.projects.projects import NOT_YET, ProjectStage
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads


def project_rows(plan: Plan, r: Replication) -> Columns:
    """The ``project`` table of one replication: one row per project and per entrant that has entered.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    project_state, projects = r.world.market.project_state, r.world.market.projects
    here = np.flatnonzero(project_state.stage != ProjectStage.UNBORN)
    cells, main = plan.atlas.cells, [main_cells(plan)[q] for q in here]
    days = project_state.day[here]
    stages = {f"{name}_day": days[:, k] for k, name in enumerate(PROJECT_STAGES) if k > 0}
    return {
        **heads(r, len(main)),
        "project": here.astype(np.int32),
        "region": codes(plan.atlas.goods.regions, [cells[i][0] for i in main]),
        "material": codes(plan.atlas.goods.materials, [cells[i][1] for i in main]),
        "capacity_t_per_yr": projects.capacity[here] * DAYS_PER_YEAR,
        "fate": project_state.stage[here].astype(np.int32),
        **{name: np.ma.MaskedArray(d.astype(np.int32), mask=d == NOT_YET) for name, d in stages.items()},
        "capex_overrun": project_state.overrun[here],
        "ramp_type": project_state.kind[here].astype(np.int32),
    }


def main_cells(plan: Plan) -> list[int]:
    """Cell of each project's main product, the one that its capacity counts; ``plan`` has the projects."""
    return [int(cell) for cell in plan.template.market.project_links.sells[:, 0]]
