"""Orders: expected use plus the correction of gaps in stock and in goods on order.

Model.md 5 (orders): the target for goods on order is expected use over the expected lead time; leaving it out makes
buyers order less when leads grow. Goods on order are counted before the tick dispatches its own cargoes, so a lead of
L days shows L minus one tick of use. Recycled material is not ordered. On a path of growth an order is for use that
comes after its lead, and for the stock and the backlog that grow with it (sim/base_world/prices/growth_path.py);
forecasts run beside the path and learn only what departs from it, else growth alone would keep stocks below target
for good.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log


@jit
def place_orders(rules, routes, cell_params, forward_params, forward, buyers, sellers, trade, wanted):
    """Orders of every lane, t/d, and the sum of orders at each seller, written to ``trade`` and ``sellers``.

    ``wanted`` float64 (cells,) is scratch: gap of goods on order, t, then orders that mend gaps, t/d.
    """
    for j in range(len(wanted)):
        buyers.forecast[j] *= 1.0 + forward.expected[forward_params.material[j]]
        buyers.forecast[j] += rules.forecast * (buyers.desired[j] - buyers.forecast[j])
        buyers.forecast[j] = max(buyers.forecast[j], buyers.starting[j] * buyers.desired[j])  # equation 7.6
        wanted[j] = 0.0
    for i in range(len(sellers.asked)):
        sellers.asked[i] = 0.0
    for s in range(len(trade.order)):
        j = routes.buyer[s]
        bought = (buyers.forecast[j] - buyers.returned[j]) * trade.share[s]
        growth, waiting = forward.expected[forward_params.material[j]], trade.lead[s] + trade.wait[s] - trade.seen[s]
        voyage = (trade.seen[s] - rules.tick) / rules.tick
        if growth != 0.0:
            ahead = exp(voyage * log(1.0 + growth))
            bought *= 1.0 + cell_params.cover_days[j] * growth / rules.tick
            waiting /= 1.0 + growth  # a backlog that has grown by a tick waits so much longer
            trade.order[s] = bought * ahead * (1.0 + growth * waiting / rules.tick)
            wished = bought * (ahead * waiting + rules.tick * (ahead - 1.0) / growth)
        else:
            trade.order[s] = bought
            wished = bought * (trade.lead[s] + trade.wait[s] - rules.tick)
        wanted[j] += wished - trade.backlog[s] - trade.afloat[s]
    for j in range(len(wanted)):
        cover = cell_params.cover_days[j] * forward.plenty[forward_params.material[j]]
        cover *= 1.0 + rules.panic_strength * buyers.panic[j]
        stock_gap = (buyers.forecast[j] * cover + buyers.rush[j] - buyers.stock[j]) / rules.stock_adjustment
        wanted[j] = stock_gap + rules.pipeline_weight * wanted[j] / rules.pipeline_adjustment
    for s in range(len(trade.order)):
        trade.order[s] = max(0.0, trade.order[s] + wanted[routes.buyer[s]] * trade.share[s])
        sellers.asked[routes.seller[s]] += trade.order[s]
