"""Goods held by an export control: no demand for sellers, who plan on actual exports and count goods in the yard as
stock.

Under licences and quotas the orders of a lane are inflated: refused goods are ordered again, and buyers short of stock
order ahead. If sellers counted that as demand, a control would raise the price inside the country that holds the goods
back; it falls there, because they are trapped. (Model.md 7.3 keeps inflated orders out of the rent for the same reason;
this keeps them out of the gate price of 7.1.)
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.export_controls.lane_status import LICENSED, RATIONED


@jit
def count_held_goods(rules, routes, lane_status, sellers, trade):
    """Goods of every seller that controls trap, ``sellers.trapped`` [t].

    They are the stock that waits for licences beyond what usually does, what customs still has to look through, and the
    backlog beyond what is leaving.
    """
    for i in range(len(sellers.trapped)):
        sellers.trapped[i] = 0.0
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == LICENSED or lane_status.rule[s] == RATIONED:
            waits = trade.queued[s] - trade.usual[s]
            unpromised = trade.backlog[s] - rules.dispatch_days * trade.leaving[s]
            sellers.trapped[routes.seller[s]] += waits + unpromised
        else:
            sellers.trapped[routes.seller[s]] += trade.queued[s]


@jit
def plan_on_actual_exports(rules, routes, lane_status, sellers, trade):
    """Demand on controlled lanes [t/d]: what has left since the last market, in place of orders.

    Orders placed before a control begins still count: on its first day no backlog is held back.
    """
    for s in range(len(lane_status.rule)):
        left = 0.0
        if lane_status.rule[s] == LICENSED or lane_status.rule[s] == RATIONED:
            left = (trade.left[s] if lane_status.rule[s] == LICENSED else trade.shipped[s]) / rules.tick
            asked = sellers.asked[routes.seller[s]] + (left - trade.order[s])
            sellers.asked[routes.seller[s]] = max(0.0, asked)  # a sum of all orders less all of them may round below
            trade.leaving[s] += rules.forecast * (left - trade.leaving[s])
            if left > 0.0:  # a queue out of which nothing comes is no usual one
                trade.usual[s] += rules.forecast * (trade.queued[s] - trade.usual[s])
        else:
            trade.leaving[s], trade.usual[s] = trade.backlog[s] / rules.dispatch_days, 0.0
        trade.left[s] = 0.0
