"""Shortage before stock-out: stock runs out for some users before it runs out for all, because their covers differ.

Model.md 5 (shortage before stock-out): users of a cell have targets of their own, log-normal around the mean target,
and hold shares of the cell's stock in proportion to them. A user is short when its stock is less than what it uses up
before its next delivery: a week's use, or, for just-in-time users, whose target is too small for that, a part of their
target. So nobody is short because its target is small. Cover is smoothed over weeks; the draw of a tick is limited by
the actual stock.
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
    target = cell_params.cover_days[j]
    if level + TINY < rules.shortage_cover * target * (desired + TINY):
        filled = met_by_all(rules, target, (level + TINY) / (desired + TINY))
    if buyers.stock[j] * rules.drawn < filled * desired * rules.tick:
        filled = buyers.stock[j] * rules.drawn / (desired * rules.tick)
    return max(0.0, filled)


@inline
def met_by_all(rules, target, cover):
    """Share of use that is met where cover is low: the mean of min(1, stock over need) over all users' targets.

    With targets c, log-normal with mean C, and all stocks at the share f = cover / C of their target, a user meets the
    share min(1, f c / n) of its use, where n = min(tau, theta c) is what it uses up before its next delivery. The
    mean follows from P(c < x) = Phi(d) and E[c; c < x] = C Phi(d - s), d = (ln(x / C) + s^2 / 2) / s.

    Args:
        rules: tau (``use_days``), theta (``shortage_cover``) and s (``cover_spread``).
        target: float [d], mean target C of the cell, above 0.
        cover: float [d], stock in days of use, below theta C and above 0.

    Returns:
        float [-], 1 at theta C, 0 without cover.

    """
    spread = rules.cover_spread
    just_in_time = (log(rules.use_days / rules.shortage_cover / target) + 0.5 * spread * spread) / spread
    late = (log(rules.use_days / cover) + 0.5 * spread * spread) / spread
    of_a_week = cover / rules.use_days * (normal_cdf(late - spread) - normal_cdf(just_in_time - spread))
    of_a_part = cover / target / rules.shortage_cover * normal_cdf(just_in_time)
    return min(1.0, of_a_part + of_a_week + 1.0 - normal_cdf(late))
