"""The ``project`` table: when each mine and plant entered its stages, and how lucky it was."""

import numpy as np

from lodeflow.catalog.names import MATERIALS, REGIONS
from lodeflow.instruments.projects.card import PROJECT_STAGES
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.projects.projects import NOT_YET
from lodeflow.plan import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads


def project_rows(plan: Plan, r: Replication) -> Columns:
    """The ``project`` table of one replication: stage dates, fate, luck."""
    project_state, projects = r.world.market.project_state, r.world.market.projects
    cells, main = plan.atlas.cells, main_cells(plan)
    days = project_state.day.copy()  # a worker uses its world again
    stages = {f"{name}_day": days[:, k] for k, name in enumerate(PROJECT_STAGES) if k > 0}
    return {
        **heads(r, len(main)),
        "project": np.arange(len(main), dtype=np.int32),
        "region": codes(REGIONS, [cells[i][0] for i in main]),
        "material": codes(MATERIALS, [cells[i][1] for i in main]),
        "capacity_t_per_yr": projects.capacity * DAYS_PER_YEAR,
        "fate": project_state.stage.astype(np.int32),
        **{name: np.ma.MaskedArray(d.astype(np.int32), mask=d == NOT_YET) for name, d in stages.items()},
        "capex_overrun": project_state.overrun.copy(),
        "ramp_type": project_state.kind.astype(np.int32),
    }


def main_cells(plan: Plan) -> list[int]:
    """Cell of what each project's capacity is of."""
    return [int(cell) for cell in plan.template.market.project_links.sells[:, 0]]
