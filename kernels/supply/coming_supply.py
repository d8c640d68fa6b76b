"""Projects that holders of stock foresee: output of mines and plants under construction, and what a ramp-up still adds.

Holders know projects from the investment decision on, by the date on record or the mean of what they could know then,
not the one that is drawn: the time planned, and the mean delay, which has no memory (whoever is late is expected to
need the mean delay once more). Output then rises as plants of the kind do on the mean, and falls behind use as it
grows less (kernels/supply/capacity_to_come.py). So a mine is in prices on the
day of the decision; its first tonnes are no news.
"""

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.long_run_capacity import falls_behind, kept_by_outages
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.dated_flows import ticks_to
from lodeflow.kernels.projects.projects import COMMISSIONING, CONSTRUCTION, NOT_YET, OPERATION, RAMP_TYPES
from lodeflow.kernels.projects.ramp_up import ramped_up


@jit
def foresee_projects(
    rules, forward_params, forward, mine_params, plant_params, projects, project_links, project_state, day
):
    """Output of projects that is still to come, discounted by every mode, USD, written to ``forward.dated``."""
    for i in range(len(forward.dated)):
        for c in range(len(forward.size)):
            forward.dated[i, c] = 0.0
    for q in range(len(projects.name)):
        stage = project_state.stage[q]
        if stage == CONSTRUCTION or stage == COMMISSIONING or stage == OPERATION:  # noqa: PLR1714, SIM109 - no tuples
            _foresee_output(
                rules, forward_params, forward, mine_params, plant_params, projects, project_links, project_state,
                day, q,
            )  # fmt: skip


@jit
def _foresee_output(
    rules, forward_params, forward, mine_params, plant_params, projects, project_links, project_state, day, q,
):  # fmt: skip
    """Rise of the output of project ``q`` (int64) that is still to come, as its kind rises on the mean."""
    tick = np.int64(rules.tick)
    if project_state.stage[q] == OPERATION:
        ahead, age = 0.0, day - project_state.begun[q] + tick
    else:
        opens = expected_opening(projects, project_state, day, q)
        ahead = max(1.0, ticks_to(opens, day, rules.tick)) - 1.0
        age = max(np.int64(0), day + np.int64(ahead) * tick - opens + tick)
    if age >= forward_params.ramp_left.shape[2]:
        return
    final, before = 0.0, 0.0
    for kind in range(RAMP_TYPES):
        final += (projects.odds[q, kind] - before) * projects.ramps[kind, 0]
        before = projects.odds[q, kind]
    if final <= projects.counted[q]:
        return
    home = project_links.home[q]
    for i in range(len(forward.dated)):
        rise, before = 0.0, 0.0
        for kind in range(RAMP_TYPES):
            rise += (projects.odds[q, kind] - before) * forward_params.ramp_left[kind, i, age]
            before = projects.odds[q, kind]
        rate = forward_params.rate[i]
        rise *= (1.0 - projects.counted[q] / final) * rules.tick
        rise *= exp(-ahead * log((1.0 + rate) * (1.0 + forward_params.growth[0])))
        for f in range(project_links.first_mine[home], project_links.first_mine[home + 1]):
            able = mine_params.base_capacity[f] * mine_params.base_utilisation[f]
            able *= kept_by_outages(forward_params, mine_params, f)
            able *= rise / (rate + falls_behind(rules, forward_params, mine_params, f, day))
            for c in range(len(forward.size)):
                forward.dated[i, c] += forward_params.mined[f, c] * able
        for f in range(project_links.first_plant[home], project_links.first_plant[home + 1]):
            able = plant_params.base_capacity[f] * plant_params.base_utilisation[f]
            able *= rise / (rate + falls_behind(rules, forward_params, plant_params, f, day))
            for c in range(len(forward.size)):
                forward.dated[i, c] += forward_params.made[f, c] * able


@jit
def expected_opening(projects, project_state, day, q):
    """Day on which the first tonne of project ``q`` (int64) is expected, which is under construction.

    It is the one on record, or that of which feed is on order, or the time planned and the mean delay.
    """
    if project_state.stage[q] == COMMISSIONING or projects.first_output[q] != NOT_YET:
        return project_state.opens[q]
    began = project_state.day[q, CONSTRUCTION]
    since = max(began, np.int64(-1))
    if projects.promised[q] > since:
        planned = float(projects.promised[q] - since)
    else:
        spread = projects.building[q, 1]
        planned = projects.building[q, 0] * exp(0.5 * spread * spread) + float(began - since)
    planned = max(1.0, planned)
    late = projects.delay[q, 0] * planned
    return np.int64(max(float(since) + planned, float(day)) + late)


@jit
def discount_ramps(ramps, rate, growth, tick, left):
    """Rise of a new plant's output over its design that is still to come, each market's rise discounted to today.

    Args:
        ramps: float64 (5, 3) [-, month, -], kinds of ramp-up: final share, time scale, shape.
        rate: float64 (modes,) [1/tick], rate of each mode.
        growth: float64 [1/tick], growth of the path, against which a plant's output falls.
        tick: float64 [d].
        left: float64 (5, modes, ages) [-], out; age 0 is a tick before the first tonne.

    """
    step, ages = np.int64(tick), left.shape[2]
    for kind in range(len(ramps)):
        for age in range(ages - 1, -1, -1):
            share = ramped_up(1.0 * age, ramps[kind, 0], ramps[kind, 1], ramps[kind, 2])  # a tick later
            now = ramped_up(1.0 * (age - step), ramps[kind, 0], ramps[kind, 1], ramps[kind, 2])
            for i in range(len(rate)):
                later = left[kind, i, age + step] if age + step < ages else 0.0
                left[kind, i, age] = (share - now + later) / ((1.0 + rate[i]) * (1.0 + growth))
