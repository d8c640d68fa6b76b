"""Slow views: the orders a seller counts on, the capacity buyers trust, the days a buyer expects a cargo to take."""

from lodeflow.kernels.core.jit import jit


@jit
def learn_sellers(rules, cell_params, sellers):
    """Smoothed orders, t/d, and qualified capacity as a ratio to the base. Model.md 5 (orders) and 6 (weights).

    A new origin has been sold before it starts: its capacity counts at once, and only its buyers' habits take time.
    With a lag in both it sold a tenth of its output after four months.
    """
    for i in range(len(sellers.orders)):
        sellers.orders[i] += rules.forecast * (sellers.asked[i] - sellers.orders[i])
        if cell_params.design_capacity[i] > 0.0:
            ratio = sellers.capacity[i] / cell_params.design_capacity[i]
            speed = cell_params.switching[i] if cell_params.base_capacity[i] > 0.0 else 1.0
            sellers.qualified[i] += speed * (ratio - sellers.qualified[i])


@jit
def learn_leads(rules, trade):
    """Expected days from order to use of every lane: wait in the backlog and the voyage last seen. Model.md 5."""
    for s in range(len(trade.lead)):
        if trade.landed_t[s] > 0.0:
            trade.seen[s] = trade.landed_t_days[s] / trade.landed_t[s]
            trade.landed_t[s] = 0.0
            trade.landed_t_days[s] = 0.0
        wait = rules.longest_backlog
        if trade.shipped[s] > 0.0:
            wait = min(wait, trade.backlog[s] * rules.tick / trade.shipped[s])
        trade.lead[s] += rules.lead * (wait + trade.seen[s] - trade.lead[s])
