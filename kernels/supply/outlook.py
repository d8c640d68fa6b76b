"""Supply to come as holders of stock reckon with it: capacity, outages, and what production quotas let be made.

A mine that could dig more than its quota adds only the quota to the supply to come, and does not answer the price: what
is legal follows the quota, and only the illegal tranche beside it (model.md 3.1) is left to itself.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.long_run_capacity import (
    kept_by_outages,
    long_run_output,
    standing_still,
)
from lodeflow.kernels.prices.forward_position import ANSWER, CAPACITY, FLOODS, KINDS, OUTAGES
from lodeflow.kernels.supply.production_quotas import counted_share, product_of, quota_of_the_day

AS_USUAL, WITH_OUTAGES, AS_PRICED = range(3)
"""Columns of ``within``."""


@jit
def foresee_supply(
    rules, forward_params, forward, mine_params, mines, sites, plant_params, plants, stoppage_state, trade,
    production_quotas, production_quota_state, day,
):  # fmt: skip
    """Flows of supply out of balance at long-run prices, written to ``forward.flows``, USD/tick.

    They are capacity within production quotas, what floods add to it, outages beyond the usual ones, and what mines
    already answer. Final use counts against them in ``kernels/prices/forward_position.py``; the other flows are set to
    0 here. What is to come: kernels/supply/capacity_to_come.py.
    """
    _foresee_quotas(
        forward_params, mine_params, mines, sites, plant_params, plants, stoppage_state, production_quotas,
        production_quota_state, trade, day,
    )  # fmt: skip
    flows, within = forward.flows, production_quota_state.within
    for kind in range(KINDS):
        for c in range(len(forward.size)):
            flows[kind, c] = 0.0
    for f in range(len(mines.dug)):
        able = long_run_output(mine_params, mines, f, day) * rules.tick
        usual = able * kept_by_outages(forward_params, mine_params, f)
        works = stoppage_state.mine[f]
        able *= (1.0 - standing_still(mine_params, sites, f)) * works
        priced = able * (mines.use[f] / mine_params.base_utilisation[f])
        q = production_quotas.of_mine[f]
        if q >= 0:
            usual *= within[q, AS_USUAL]
            able *= within[q, WITH_OUTAGES]
            priced *= within[q, AS_PRICED]
        for c in range(len(forward.size)):
            value = forward_params.mined[f, c]
            lasting = value * usual * _counted_as_capacity(forward_params, works, c)
            flows[CAPACITY, c] += lasting / mines.extra[f]
            flows[FLOODS, c] += lasting - lasting / mines.extra[f]
            flows[OUTAGES, c] += value * (able - usual * works)
            flows[ANSWER, c] += value * (priced - able)
    for f in range(len(plants.size)):
        able = long_run_output(plant_params, plants, f, day) * rules.tick
        q = production_quotas.of_plant[f]
        if q >= 0:
            counted = counted_share(production_quotas, trade, f, q, day)
            able *= 1.0 - counted * (1.0 - within[q, AS_USUAL])
        for c in range(len(forward.size)):
            works = _counted_as_capacity(forward_params, stoppage_state.plant[f], c)
            lasting = forward_params.made[f, c] * able * works
            flows[CAPACITY, c] += lasting / plants.extra[f]
            flows[FLOODS, c] += lasting - lasting / plants.extra[f]


@jit
def _counted_as_capacity(forward_params, works, c):
    """Share of a mine or plant that counts as capacity of part ``c`` while the share ``works`` of it works: all, for
    stoppages have a date (kernels/prices/dated_flows.py). A part in surplus looks at today's deficit.
    """
    return works if forward_params.surplus[c] > 0.0 else 1.0


@jit
def _foresee_quotas(
    forward_params, mine_params, mines, sites, plant_params, plants, stoppage_state, production_quotas,
    production_quota_state, trade, day,
):  # fmt: skip
    """Share of the output of the mines and plants under every quota that it lets be made, ``within``.

    Crackdowns on the illegal tranche count with today's outages: they pass.
    """
    within = production_quota_state.within
    for q in range(len(within)):
        for column in range(3):
            within[q, column] = 0.0
    if len(within) == 0:
        return
    for f in range(len(mines.dug)):
        q = production_quotas.of_mine[f]
        if q >= 0:
            able = long_run_output(mine_params, mines, f, day)
            working = (1.0 - standing_still(mine_params, sites, f)) * stoppage_state.mine[f]
            within[q, AS_USUAL] += able * kept_by_outages(forward_params, mine_params, f)
            within[q, WITH_OUTAGES] += able * working
            within[q, AS_PRICED] += able * working * mines.use[f] / mine_params.base_utilisation[f]
    for f in range(len(plants.size)):
        q = production_quotas.of_plant[f]
        if q >= 0:
            able = long_run_output(plant_params, plants, f, day)
            able *= product_of(plants, f) * counted_share(production_quotas, trade, f, q, day)
            for column in range(3):
                within[q, column] += able
    for q in range(len(within)):
        quota = quota_of_the_day(production_quotas, production_quota_state, q, day)
        illegal = production_quotas.illegal[q]
        for column in range(3):
            legal = min(1.0, quota / within[q, column]) if within[q, column] > 0.0 else 1.0
            tolerated = production_quota_state.tolerated[q] if column != AS_USUAL else 1.0
            within[q, column] = (1.0 - illegal) * legal + illegal * tolerated
