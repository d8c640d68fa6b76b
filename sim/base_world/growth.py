"""Growth paths of capacity, which may bend once, and their long-run response to the price."""

import numpy as np

from lodeflow.atlas.lane_columns import Floats, Whole
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import smoothing
from lodeflow.catalog.goods import goods_of
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.supply.supply import Region

UNMOVED = (0.0, 1.0, 1.0, 0.0, 0.0)
"""Terms of a capacity that answers no price: columns of ``answering`` in ``kernels/core/partial_adjustment.py``."""
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
    """Capacity growth of every region: columns of what ``_rates`` returns, in their order."""
    terms, bend = scenario.regions, bend_of(scenario)
    now, later, days = zip(
        *(_rates(terms.get(region), bend) for region in goods_of(scenario.base_table).regions), strict=True
    )
    return np.array(now), np.array(later), np.array(days)


def growth_by_region(scenario: Scenario, regions: Whole) -> tuple[Floats, Floats, Whole]:
    """Columns of capacity growth: share per day before the bend, share per day after it, and the day of the bend.

    Args:
        scenario: growth of its regions.
        regions: int64 (rows,), region of each row, its index.

    """
    now, later, days = _growth(scenario)
    return frozen(now[regions]), frozen(later[regions]), frozen(days[regions], np.int64)


def answering(tick: float, response: float, days: float, most: float, long_run: float) -> tuple[float, ...]:
    """Terms of a long-run response, the columns of ``kernels/core/partial_adjustment.py``.

    Args:
        tick: length of a tick, days.
        response: growth for a ln price of 1 above the long-run one, per year.
        days: lag of the price that is believed to last, days.
        most: largest change of growth, per year.
        long_run: long-run price over the base price.

    """
    lag = float(max(tick, days))  # as in ``smoothing``
    return (response / DAYS_PER_YEAR, lag, smoothing(tick, lag), most / DAYS_PER_YEAR, float(log(long_run)))


@reused
def _answering(scenario: Scenario) -> Floats:
    """Long-run response of every region, in their order."""
    terms, tick = scenario.regions, float(scenario.tick_days)
    rows: list[tuple[float, ...]] = []
    for region in goods_of(scenario.base_table).regions:
        its = terms.get(region)
        if its is None:
            rows.append(UNMOVED)
            continue
        most, price = its.capacity_response_limit, its.capacity_long_run_price
        rows.append(answering(tick, its.capacity_response, its.capacity_response_days, most, price))
    return np.array(rows)


def answering_by_region(scenario: Scenario, regions: Whole) -> Floats:
    """Long-run response of capacity to the price, float64 (rows, 5), as ``kernels/core/partial_adjustment.py`` has
    it.

    Args:
        scenario: response of its regions.
        regions: int64 (rows,), region of each row, its index.

    """
    return frozen(_answering(scenario)[regions])
