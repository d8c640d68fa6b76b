"""Orders: expected use plus the correction of gaps in stock and in goods on order.

Model.md 5 (orders): the target for goods on order is expected use over the expected lead time; leaving it out makes
buyers order less when leads grow. Goods on order are counted before the tick dispatches its own cargoes, so a lead of L
days shows L minus one tick of use. Recycled material is not ordered. On a path of growth an order is for use that
comes after its lead, and for the stock that grows with it; forecasts run beside the path and learn only what departs
from it, else growth alone would keep stocks below target for good.
"""

from lodeflow.kernels.core.jit import jit


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
        growth = forward.expected[forward_params.material[j]] / rules.tick
        bought = (buyers.forecast[j] - buyers.returned[j]) * trade.share[s]
        lead = trade.lead[s] + trade.wait[s]
        trade.order[s] = bought * (1.0 + growth * (lead + cell_params.cover_days[j]))
        wished = bought * (lead - rules.tick) * (1.0 + growth * (0.5 * lead + cell_params.cover_days[j]))
        wanted[j] += wished - trade.backlog[s] - trade.afloat[s]
    for j in range(len(wanted)):
        cover = cell_params.cover_days[j] * forward.plenty[forward_params.material[j]]
        cover *= 1.0 + rules.panic_strength * buyers.panic[j]
        stock_gap = (buyers.forecast[j] * cover + buyers.rush[j] - buyers.stock[j]) / rules.stock_adjustment
        wanted[j] = stock_gap + rules.pipeline_weight * wanted[j] / rules.pipeline_adjustment
    for s in range(len(trade.order)):
        trade.order[s] = max(0.0, trade.order[s] + wanted[routes.buyer[s]] * trade.share[s])
        sellers.asked[routes.seller[s]] += trade.order[s]
