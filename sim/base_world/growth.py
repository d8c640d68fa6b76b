"""Growth paths of capacity, which may bend once."""

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.lane_columns import Floats
from lodeflow.atlas.readonly import frozen
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.supply import Region

FOREVER = 10**6
"""Days: a growth bend that no run reaches."""


def bend_of(scenario: Scenario) -> int:
    """Day of the run on which growth rates change (``growth.changes`` of ``scenario``); ``FOREVER`` without such a
    date.
    """
    return (scenario.growth.changes - scenario.start_date).days if scenario.growth.changes else FOREVER


def _rates(terms: Region | None, bend: int) -> tuple[float, float, int]:
    """Capacity growth of a region: share per day before the bend, share per day after it, and the day of the bend.

    A region of which the scenario says nothing does not grow.
    """
    if terms is None:
        return 0.0, 0.0, FOREVER
    return terms.capacity_growth / DAYS_PER_YEAR, terms.later_growth / DAYS_PER_YEAR, bend


@reused
def growth_by_region(scenario: Scenario, regions: tuple[str, ...]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Columns of capacity growth: share per day before the bend, share per day after it, and the day of the bend.

    Args:
        scenario: growth of its regions.
        regions: region of each row.

    """
    terms, bend = scenario.regions, bend_of(scenario)
    known = {region: _rates(terms.get(region), bend) for region in dict.fromkeys(regions)}
    now, later, days = zip(*(known[region] for region in regions), strict=True) if regions else ((), (), ())
    return frozen(now), frozen(later), frozen(days, np.int64)
