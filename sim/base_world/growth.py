"""Growth paths of capacity, which may bend once."""

import numpy as np

from lodeflow.atlas.lane_columns import Floats, Whole
from lodeflow.atlas.readonly import frozen
from lodeflow.catalog.names import REGIONS
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
def _growth(scenario: Scenario) -> tuple[Floats, Floats, Whole]:
    """Capacity growth of every region: columns of what ``_rates`` returns, in the order of REGIONS."""
    terms, bend = scenario.regions, bend_of(scenario)
    now, later, days = zip(*(_rates(terms.get(region), bend) for region in REGIONS), strict=True)
    return np.array(now), np.array(later), np.array(days)


def growth_by_region(scenario: Scenario, regions: Whole) -> tuple[Floats, Floats, Whole]:
    """Columns of capacity growth: share per day before the bend, share per day after it, and the day of the bend.

    Args:
        scenario: growth of its regions.
        regions: int64 (rows,), region of each row, index in REGIONS.

    """
    now, later, days = _growth(scenario)
    return frozen(now[regions]), frozen(later[regions]), frozen(days[regions], np.int64)
