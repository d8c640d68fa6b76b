"""Shortage before stock-out: stock runs out for some users before it runs out for all, because their covers differ.

Model.md 5 (shortage before stock-out): the share of users short at a mean cover is a normal distribution over ln cover,
less its value at 90 % of the target, so that ordinary fluctuation leaves no user short. Cover is smoothed over weeks;
the draw of a tick is limited by the actual stock.
"""

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import log, normal_cdf
from lodeflow.kernels.prices.origin_price import TINY


@jit
def ration(rules, cell_params, defence, buyers):
    """Share of desired use that is met in every cell [-], 0 to 1, written to ``buyers.filled``.

    For defence, stock includes the part of civil stock that it may take.
    """
    for j in range(len(buyers.filled)):
        buyers.filled[j] = _met(rules, cell_params, buyers, j, buyers.level[j])
    for k in range(len(defence.own)):
        own, reserve = defence.own[k], defence.diversion[k] * buyers.level[defence.civil[k]]
        buyers.filled[own] = _met(rules, cell_params, buyers, own, buyers.level[own] + reserve)


@inline
def _met(rules, cell_params, buyers, j, level):
    """Share of a cell's desired use that is met at a ``level`` of stock seen by users, t."""
    desired = buyers.desired[j]
    if desired <= 0.0:
        return 1.0
    filled = 1.0
    if level + TINY < rules.shortage_cover * cell_params.cover_days[j] * (desired + TINY):
        cover = (level + TINY) / (desired + TINY)
        short = normal_cdf((log(rules.use_days) - log(cover)) / rules.cover_spread)
        filled = 1.0 - max(0.0, short - cell_params.calm_short[j])
    if buyers.stock[j] * rules.drawn < filled * desired * rules.tick:
        filled = buyers.stock[j] * rules.drawn / (desired * rules.tick)
    return max(0.0, filled)
