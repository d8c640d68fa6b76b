"""Growth paths of capacity, which may bend once."""

from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.scenario.load import Scenario

FOREVER = 10**6
"""Days: a growth bend that no run reaches."""


def bend_of(scenario: Scenario) -> int:
    """Day of the run on which growth rates change (``growth.changes`` of ``scenario``); ``FOREVER`` without such a
    date.
    """
    return (scenario.growth.changes - scenario.start_date).days if scenario.growth.changes else FOREVER


def growth_of(scenario: Scenario, region: str) -> tuple[float, float, int]:
    """Capacity growth of a region: share per day before the bend, share per day after it, and the day of the bend.

    A ``region`` of which ``scenario`` says nothing does not grow.
    """
    terms = scenario.regions.get(region)
    bend = bend_of(scenario)
    if terms is None:
        return 0.0, 0.0, FOREVER
    return terms.capacity_growth / DAYS_PER_YEAR, terms.later_growth / DAYS_PER_YEAR, bend
