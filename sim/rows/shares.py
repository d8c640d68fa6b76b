"""The ``share`` table: requirements outside China met with non-Chinese material, by calendar year and region."""

import numpy as np

from lodeflow.base_world.diversification import calendar_years
from lodeflow.kernels.record.diversification import NON_CHINESE, REQUIRED, USED
from lodeflow.outcomes.diversification import CAPS, abroad, contained, outside_china
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads


def share_rows(plan: Plan, r: Replication) -> Columns:
    """The ``share`` table of one replication: one row per year, region and element, all regions together first.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    count = len(contained(plan))
    found = outside_china(plan, r.world.diversification.by_year)[:, :, :count]
    years, regions, elements = found.shape[:3]
    rows = found.reshape(-1, found.shape[3])
    could = np.zeros((years, regions, elements, len(CAPS)))
    could[:, 0] = r.world.diversification.could[:, :, :count].swapaxes(1, 2)
    stages = could.reshape(-1, len(CAPS))
    together = np.tile(np.repeat(np.arange(regions) == 0, elements), years)
    region = codes(plan.atlas.goods.regions, [None, *abroad(plan)])
    return {
        **heads(r, len(rows)),
        "year": np.repeat(np.array(calendar_years(plan.scenario), np.int32), regions * elements),
        "material": np.tile(codes(plan.atlas.goods.materials, contained(plan)), years * regions),
        "region": np.tile(np.repeat(region, elements), years),
        "non_chinese_t": rows[:, NON_CHINESE].copy(),
        "requirement_t": rows[:, REQUIRED].copy(),
        "use_t": rows[:, USED].copy(),
        **{f"{stage}_could_t": np.ma.MaskedArray(stages[:, n], mask=~together) for n, stage in enumerate(CAPS)},
    }
