"""Stock runs out for some users before it runs out for all, because their covers differ.

Model.md 5 (shortage before stock-out): the share of users short at a mean cover is a normal distribution over ln
cover, less what it would be at 90 % of the target, so that ordinary fluctuation stops nobody. Cover is that
of the last weeks; what a tick can draw is limited by the stock that is there.
"""

from lodeflow.kernels.jit import jit
from lodeflow.kernels.maths import log, normal_cdf
from lodeflow.kernels.origin_price import NOTHING


@jit
def ration(rules, ground, buyers):
    """Share of desired use that is met in every cell, [0, 1]."""
    for j in range(len(buyers.filled)):
        desired = buyers.desired[j]
        if desired <= 0.0:
            buyers.filled[j] = 1.0
            continue
        filled = 1.0
        if buyers.level[j] + NOTHING < rules.shortage_cover * ground.cover_days[j] * (desired + NOTHING):
            cover = (buyers.level[j] + NOTHING) / (desired + NOTHING)
            short = normal_cdf((log(rules.use_days) - log(cover)) / rules.cover_spread)
            filled = 1.0 - max(0.0, short - ground.calm_short[j])
        if buyers.stock[j] * rules.drawn < filled * desired * rules.tick:
            filled = buyers.stock[j] * rules.drawn / (desired * rules.tick)
        buyers.filled[j] = max(0.0, filled)
