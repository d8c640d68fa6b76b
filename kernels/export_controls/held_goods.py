"""What a government holds back is no demand: sellers count on what leaves, and see what waits in the yard as stock.

Under licences and quotas the orders of a lane are swollen: what was refused is ordered again, and who runs short orders
ahead. If sellers took that for demand, a control would raise the price inside the country it holds the goods in; it
falls there, because they are trapped. (model.md 7.3 keeps swollen orders out of the rent for the same reason; this
keeps them out of the gate price of 7.1.)
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.export_controls.lane_status import LICENSED, RATIONED


@jit
def count_held_back(rules, routes, lane_status, sellers, trade):
    """Stock of every seller, t, that waits for licences beyond what has lately, and backlog that is no promise."""
    for i in range(len(sellers.trapped)):
        sellers.trapped[i] = 0.0
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == LICENSED or lane_status.rule[s] == RATIONED:
            waits = trade.queued[s] - trade.usual[s]
            unpromised = trade.backlog[s] - rules.dispatch_days * trade.leaving[s]
            sellers.trapped[routes.seller[s]] += waits + unpromised


@jit
def count_on_what_leaves(rules, routes, lane_status, sellers, trade):
    """In place of the orders of controlled lanes, t/d, sellers are asked for what has left since the last market.

    What was ordered before a control begins was promised: on its first day no backlog is held back.
    """
    for s in range(len(lane_status.rule)):
        left = 0.0
        if lane_status.rule[s] == LICENSED or lane_status.rule[s] == RATIONED:
            left = (trade.left[s] if lane_status.rule[s] == LICENSED else trade.shipped[s]) / rules.tick
            sellers.asked[routes.seller[s]] += left - trade.order[s]
            trade.leaving[s] += rules.forecast * (left - trade.leaving[s])
            trade.usual[s] += rules.forecast * (trade.queued[s] - trade.usual[s])
        else:
            trade.leaving[s], trade.usual[s] = trade.backlog[s] / rules.dispatch_days, 0.0
        trade.left[s] = 0.0
