"""Gate prices: sellers raise the price when stock runs short of target, and lower it when stock piles up.

The price responds fast to stock around a slow anchor that learns where the market clears (model.md 7.1, 7.5). Stock
counts less the orders above the normal backlog, which are committed. With the bare stock the price responded to orders
three weeks late, and a small seller's price oscillated for years after an outage (tripled, then halved). The anchor
learns no faster than keeps the damping ratio of one market (``market.damping_ratio``), so it is slow where supply and
demand are inelastic.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log

TINY = 1e-12  # t, t/d: keeps the ratio of two zeros at one


@jit
def quote_at_gate(rules, routes, cell_params, sellers, trade, promised):
    """Gate price of every seller, USD/t, from the stock at the start of the tick. Equation 7.1.

    ``promised`` float64 (cells,) [t] is scratch: orders above the normal backlog.
    """
    for i in range(len(promised)):
        promised[i] = -rules.dispatch_days * sellers.orders[i]
    for s in range(len(trade.backlog)):
        promised[routes.seller[s]] += trade.backlog[s]
    for i in range(len(sellers.price)):
        target = rules.seller_cover * sellers.orders[i]
        ahead = max(promised[i], -rules.most_ahead * sellers.stock[i])
        free = sellers.stock[i] + sellers.trapped[i] - ahead
        target = max(target, min(free, rules.seller_cover * sellers.starting[i]))  # a new plant has no glut yet
        free = max(rules.least_cover * target, free)
        glut = log((free + TINY) / (target + TINY))
        sellers.glut[i] = max(-rules.response_limit, min(rules.response_limit, glut))
    for i in range(len(sellers.price)):
        price = exp(sellers.anchor[i] - rules.price_response * sellers.glut[i])
        sellers.price[i] = max(price, cell_params.lowest_price[i])


@jit
def learn_anchor(rules, cell_params, sellers):
    """Slow adjustment of the price anchors towards the price at which stocks stay on target. Equations 7.1 and 7.5.

    An anchor is frozen at the disposal price (3.5), at the bounds of the glut, and where there is no capacity.
    """
    for i in range(len(sellers.price)):
        glut = sellers.glut[i]
        beyond = glut >= rules.response_limit or glut <= rules.sold_out
        dumped = glut > 0.0 and sellers.price[i] <= cell_params.lowest_price[i]
        if beyond or dumped or sellers.capacity[i] <= 0.0:
            continue
        busy = sellers.made[i] / (sellers.capacity[i] * rules.tick) + sellers.held[i] / sellers.capacity[i]
        slack = max(0.0, 1.0 - busy)
        slope = max(rules.least_slope, cell_params.supply_slope[i] * slack + cell_params.demand_slope[i])
        slowest = rules.damping * rules.seller_cover / (slope * rules.price_response)
        anchor_days = max(rules.anchor_days, slowest)
        sellers.anchor[i] -= rules.price_response / anchor_days * rules.tick * glut
