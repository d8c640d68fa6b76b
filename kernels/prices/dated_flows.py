"""Flows that come with a date: announced stoppages, mines and plants under construction, a known change of growth.

News is in the price on the day on which it is known: a flow that begins in so many ticks and fades from then on counts

    flow (1 + rate)^-ticks / (rate + fading)

in the forward position, one that ends on a date flow ((1 + rate)^-from - (1 + rate)^-until) / rate. On the date itself
it becomes a flow of today and no price jumps; until then prices follow what stock pays. Holders know projects from the
investment decision on, by the date on record or the mean of what they could know then, not the one that is drawn: the
time planned, and the mean delay, which has no memory (whoever is late is expected to need the mean delay once more).
Output then rises as plants of the kind do on the mean.

Source: the saddle path of ``kernels/prices/saddle_path.py`` with flows known ahead, as in Blanchard & Kahn 1980.
"""

import numpy as np

from lodeflow.kernels.core.growth import grown_by
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.kernels.core.partial_adjustment import ANSWERED
from lodeflow.kernels.projects.projects import COMMISSIONING, CONSTRUCTION, NOT_YET, OPERATION, RAMP_TYPES
from lodeflow.kernels.projects.ramp_up import ramped_up


@jit
def foresee(
    rules, forward_params, forward, mine_params, mines, plant_params, plants, projects, project_links, project_state,
    fading, day,
):  # fmt: skip
    """Flows that come with a date, discounted by every mode, USD, written to ``forward.dated``.

    ``fading`` float64 [1/tick]: rate at which lasting gaps in capacity fade.
    """
    for i in range(len(forward.dated)):
        for c in range(len(forward.size)):
            forward.dated[i, c] = 0.0
    _foresee_bend(rules, forward_params, forward, fading, day)
    for n in range(len(forward_params.halt_from)):
        if forward_params.halt_known[n] <= day < forward_params.halt_until[n]:
            _foresee_halt(
                rules, forward_params, forward, mine_params, mines, plant_params, plants, fading, day, n,
            )  # fmt: skip
    for q in range(len(projects.name)):
        stage = project_state.stage[q]
        if stage == CONSTRUCTION or stage == COMMISSIONING or stage == OPERATION:  # noqa: PLR1714 - kernels make no tuples
            _foresee_output(
                rules, forward_params, forward, mine_params, plant_params, projects, project_links, project_state,
                fading, day, q,
            )  # fmt: skip


@jit
def ticks_to(date, day, tick):
    """Ticks from the market of ``day`` to the first market on ``date`` or later, 0 if that is past [-]."""
    return max(0.0, float(-((day - date) // np.int64(tick))))


@jit
def _foresee_bend(rules, forward_params, forward, fading, day):
    """Change of all growth rates: stock need not grow as before, and gaps widen or close from then on."""
    bend = forward_params.bend[0]
    if bend >= FAR_DAY:
        return
    for i in range(len(forward.dated)):
        rate = forward_params.rate[i]
        ahead = ticks_to(bend, day, rules.tick)
        past = max(0.0, float(day - bend)) / rules.tick
        flow, drift = 0.0, (1.0 - fading) / (rate + fading)
        if day < bend:
            flow = exp(-ahead * log(1.0 + rate)) / (rate + fading)
            drift *= flow
        else:
            drift *= exp(past * log(1.0 - fading)) / (rate + fading)
        for c in range(len(forward.size)):
            known = forward_params.bend_flow[c] * flow + forward_params.bend_drift[c] * drift
            forward.dated[i, c] += known * forward.size[c]


@jit
def _foresee_halt(
    rules, forward_params, forward, mine_params, mines, plant_params, plants, fading, day, n,
):  # fmt: skip
    """Part ``n`` (int64) of a dated stoppage: its loss a tick, of capacity as it is today."""
    start = ticks_to(forward_params.halt_from[n], day, rules.tick)
    end = ticks_to(forward_params.halt_until[n], day, rules.tick)
    ends = forward_params.halt_until[n] < FAR_DAY
    for i in range(len(forward.dated)):
        rate = forward_params.rate[i]
        worth = exp(-start * log(1.0 + rate))
        if ends:
            worth = (worth - exp(-end * log(1.0 + rate))) / rate
        else:
            worth /= rate + fading
        for f in range(len(mines.open)):
            if forward_params.halt_mine[n, f] > 0.0:
                grown = grown_by(day, mine_params.growth[f], mine_params.later_growth[f], mine_params.bend[f])
                able = mine_params.base_capacity[f] * mine_params.base_utilisation[f] * mines.open[f] * rules.tick
                able *= grown * exp(mines.answer[f, ANSWERED]) * mines.extra[f] * _usual(forward_params, mine_params, f)
                for c in range(len(forward.size)):
                    loss = forward_params.mined[f, c] * able * forward_params.halt_mine[n, f]
                    forward.dated[i, c] -= loss * worth
        for f in range(len(plants.open)):
            if forward_params.halt_plant[n, f] > 0.0:
                grown = grown_by(day, plant_params.growth[f], plant_params.later_growth[f], plant_params.bend[f])
                able = plant_params.base_capacity[f] * plant_params.base_utilisation[f] * plants.open[f] * rules.tick
                able *= grown * exp(plants.answer[f, ANSWERED]) * plants.extra[f]
                for c in range(len(forward.size)):
                    forward.dated[i, c] -= forward_params.made[f, c] * able * forward_params.halt_plant[n, f] * worth


@jit
def _usual(forward_params, mine_params, f):
    """Share of the capacity of mine ``f`` (int64) that usual outages leave [-]."""
    has_sites = mine_params.first_site[f + 1] > mine_params.first_site[f]
    return 1.0 - forward_params.usual_loss[0] if has_sites else 1.0


@jit
def _foresee_output(
    rules, forward_params, forward, mine_params, plant_params, projects, project_links, project_state, fading, day, q,
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
        rise *= (1.0 - projects.counted[q] / final) * rules.tick / (rate + fading)
        rise *= exp(-ahead * log((1.0 + rate) * (1.0 + forward_params.growth[0])))
        for f in range(project_links.first_mine[home], project_links.first_mine[home + 1]):
            able = mine_params.base_capacity[f] * mine_params.base_utilisation[f]
            able *= _usual(forward_params, mine_params, f)
            for c in range(len(forward.size)):
                forward.dated[i, c] += forward_params.mined[f, c] * able * rise
        for f in range(project_links.first_plant[home], project_links.first_plant[home + 1]):
            able = plant_params.base_capacity[f] * plant_params.base_utilisation[f]
            for c in range(len(forward.size)):
                forward.dated[i, c] += forward_params.made[f, c] * able * rise


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
