"""Dated flows that holders of stock foresee: stoppages, ramp-ups of new plants, and a change of growth."""

from itertools import pairwise
from typing import Any

import numpy as np

from lodeflow.atlas.lane_columns import Floats
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.growth import FOREVER, bend_of
from lodeflow.base_world.prices.part_values import PARTS, per_part
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.prices.forward_position import ForwardParams
from lodeflow.kernels.projects.projects import RAMP_TYPES, ProjectParams
from lodeflow.kernels.supply.coming_supply import discount_ramps
from lodeflow.kernels.supply.stoppages import StoppageParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

RAMP_YEARS = 10.0
"""Age from which what a plant's output still rises by is left out: four in a thousand at most, for the slowest kind."""


def nothing_dated() -> dict[str, Any]:
    """Columns of ``ForwardParams`` in a world in which nothing has a date."""
    none = frozen([], np.int64)
    return {
        "halt_known": none,
        "halt_from": none,
        "halt_until": none,
        "halt_mine": frozen(np.zeros((0, 0))),
        "halt_plant": frozen(np.zeros((0, 0))),
        "ramp_left": frozen(np.zeros((RAMP_TYPES, PARTS, 0))),
        "bend": frozen([FAR_DAY], np.int64),
        "bend_flow": frozen(np.zeros(PARTS)),
    }


def with_dates(
    scenario: Scenario,
    pools: ForwardParams,
    user_params: UserParams,
    stoppage_params: StoppageParams,
    projects: ProjectParams,
) -> ForwardParams:
    """Pools of a world whose dated events are known.

    Args:
        scenario: tick and the date on which growth changes.
        pools: pools of the base year.
        user_params: final users with their growth.
        stoppage_params: dated stoppages.
        projects: terms of the projects.

    """
    found = halts_of(stoppage_params)
    if len(projects.name):
        tick = float(scenario.tick_days)
        found["ramp_left"] = _ramps(projects.ramps, pools.rate, pools.growth, tick)
    bend = bend_of(scenario)
    if 0 < bend < FOREVER:
        found |= _bent(scenario, pools, user_params, bend)
    return pools._replace(**found)


def halts_of(stoppage_params: StoppageParams) -> dict[str, Any]:
    """Stoppages as losses that add up, where shares of stoppages that overlap multiply: each later one stops a share of
    what the earlier ones leave, between any two dates.

    Args:
        stoppage_params: dated stoppages.

    """
    s = stoppage_params
    rows: list[tuple[int, int, int, Floats, Floats]] = []
    for n in range(len(s.start)):
        start, end = int(s.start[n]), int(s.end[n])
        days = {start, end} | {d for m in range(n) for d in (int(s.start[m]), int(s.end[m])) if start < d < end}
        dates = sorted(days)
        for first, last in pairwise(dates):
            mine, plant = s.of_mine[n].copy(), s.of_plant[n].copy()
            for m in range(n):
                if s.start[m] <= first < s.end[m]:
                    mine *= 1.0 - s.of_mine[m]
                    plant *= 1.0 - s.of_plant[m]
            rows.append((int(s.known[n]), first, last, mine, plant))
    columns: list[Any] = list(zip(*rows, strict=True)) or [[], [], [], [], []]
    known, first_day, end_day, mines, plants = columns
    return {
        "halt_known": frozen(known, np.int64),
        "halt_from": frozen(first_day, np.int64),
        "halt_until": frozen(end_day, np.int64),
        "halt_mine": frozen(np.array(mines).reshape(len(rows), s.of_mine.shape[1])),
        "halt_plant": frozen(np.array(plants).reshape(len(rows), s.of_plant.shape[1])),
    }


@reused
def _ramps(ramps: Floats, rate: Floats, growth: Floats, tick: float) -> Floats:
    """What is left of every kind of ramp-up, float64 (5, modes, ages), as ``ForwardParams`` has it."""
    left = np.zeros((len(ramps), len(rate), int(RAMP_YEARS * DAYS_PER_YEAR + tick)))
    discount_ramps(ramps, rate, float(growth[0]), tick, left)
    return frozen(left)


def _bent(scenario: Scenario, pools: ForwardParams, user_params: UserParams, bend: int) -> dict[str, Any]:
    """Flow out of balance that a change of growth brings, in units of the path: stock that grows with use takes so much
    less or more from then on. What capacity then lacks: kernels/supply/capacity_to_come.py.
    """
    tick, p = float(scenario.tick_days), user_params
    use = p.base_use * _grown(p.growth, bend)
    size = per_part(pools.used, use)
    before, after = ((_grown(rate, scenario.tick_days) - 1.0) / tick for rate in (p.growth, p.later_growth))
    change = per_part(pools.used, use * (after - before)) / np.where(size > 0.0, size, 1.0)
    return {"bend": frozen([bend], np.int64), "bend_flow": frozen(-pools.normal * change * tick)}


def _grown(rate: Floats, days: int) -> Floats:
    """Growth over some days, float64 (rows,), at rates per day."""
    return np.array([float(exp(each * days)) for each in rate.tolist()])
