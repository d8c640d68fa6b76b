"""Adaptive expectations: orders that a seller expects, capacity that buyers have qualified, lead times."""

from lodeflow.kernels.core.jit import jit


@jit
def learn_sellers(rules, cell_params, forward_params, forward, sellers):
    """Smoothed orders, t/d, and qualified capacity [-] of every seller. Model.md 5 (orders) and 6 (weights).

    A new origin is qualified before it starts: its capacity counts at once, and only the shares of its buyers lag. With
    a lag in both it sold a tenth of its output after four months.
    """
    for i in range(len(sellers.orders)):
        sellers.orders[i] *= 1.0 + forward.expected[forward_params.material[i]]
        sellers.orders[i] += rules.forecast * (sellers.asked[i] - sellers.orders[i])
        if cell_params.design_capacity[i] > 0.0:
            ratio = sellers.capacity[i] / cell_params.design_capacity[i]
            speed = cell_params.switching[i] if cell_params.base_capacity[i] > 0.0 else 1.0
            sellers.qualified[i] += speed * (ratio - sellers.qualified[i])


@jit
def learn_leads(rules, trade):
    """Expected days from order to use of every lane: smoothed wait in the backlog plus the mean voyage. Model.md 5.

    Every tonne counts once in the mean voyage, the less the longer ago it landed. The voyage of the last lot, kept
    until the next one lands, would be short most of the time: late lots land together, after a gap.
    """
    for s in range(len(trade.lead)):
        before = trade.seen[s]
        trade.known_t[s] *= 1.0 - rules.lead
        if trade.landed_t[s] > 0.0:
            trade.known_t[s] += trade.landed_t[s]
            newer = trade.landed_t[s] / trade.known_t[s]
            trade.seen[s] += newer * (trade.landed_t_days[s] / trade.landed_t[s] - before)
            trade.landed_t[s] = 0.0
            trade.landed_t_days[s] = 0.0
        wait = rules.longest_backlog
        if trade.shipped[s] > 0.0:
            wait = min(wait, trade.backlog[s] * rules.tick / trade.shipped[s])
        trade.lead[s] += rules.lead * (wait + before - trade.lead[s]) + (trade.seen[s] - before)
