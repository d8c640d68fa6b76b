"""Flows that come with a date: announced stoppages and a known change of growth.

News is in the price on the day on which it is known: a flow that begins in so many ticks and lasts counts

    flow (1 + rate)^-ticks / rate

in the forward position, one that ends on a date flow ((1 + rate)^-from - (1 + rate)^-until) / rate. On the date itself
it becomes a flow of today and no price jumps; until then prices follow what stock pays.
Mines and plants under construction: kernels/supply/coming_supply.py.

Source: the saddle path of ``kernels/prices/saddle_path.py`` with flows known ahead, as in Blanchard & Kahn 1980.
"""

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.long_run_capacity import kept_by_outages, long_run_output
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.core.moment import FAR_DAY


@jit
def foresee(rules, forward_params, forward, mine_params, mines, plant_params, plants, day):
    """Flows of known growth and stoppages, discounted by every mode, USD, added to ``forward.dated``."""
    _foresee_bend(rules, forward_params, forward, day)
    for n in range(len(forward_params.halt_from)):
        if forward_params.halt_known[n] <= day < forward_params.halt_until[n]:
            _foresee_halt(
                rules, forward_params, forward, mine_params, mines, plant_params, plants, day, n,
            )  # fmt: skip


@jit
def ticks_to(date, day, tick):
    """Ticks of ``tick`` days from the market of ``day`` to the first market on ``date`` or later, 0 if past [-]."""
    return max(0.0, float(-((day - date) // np.int64(tick))))


@jit
def _foresee_bend(rules, forward_params, forward, day):
    """Change of all growth rates ahead: stock need not grow as before from then on."""
    bend = forward_params.bend[0]
    if day >= bend or bend >= FAR_DAY:
        return
    ahead = ticks_to(bend, day, rules.tick)
    for i in range(len(forward.dated)):
        worth = exp(-ahead * log(1.0 + forward_params.rate[i])) / forward_params.rate[i]
        for c in range(len(forward.size)):
            forward.dated[i, c] += forward_params.bend_flow[c] * worth * forward.size[c]


@jit
def _foresee_halt(
    rules, forward_params, forward, mine_params, mines, plant_params, plants, day, n,
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
            worth /= rate
        for f in range(len(mines.open)):
            if forward_params.halt_mine[n, f] > 0.0:
                able = long_run_output(mine_params, mines, f, day) * kept_by_outages(forward_params, mine_params, f)
                able *= rules.tick
                for c in range(len(forward.size)):
                    loss = forward_params.mined[f, c] * able * forward_params.halt_mine[n, f]
                    forward.dated[i, c] -= loss * worth
        for f in range(len(plants.open)):
            if forward_params.halt_plant[n, f] > 0.0:
                able = long_run_output(plant_params, plants, f, day) * rules.tick
                for c in range(len(forward.size)):
                    forward.dated[i, c] -= forward_params.made[f, c] * able * forward_params.halt_plant[n, f] * worth
