"""Buyers order what they expect to use, and mend their stock and their pipeline.

Model.md 5 (orders): the pipeline they want is what they use while a cargo is on its way, by the lead they have come
to expect; leaving it out makes buyers order less when leads grow. The tick looks at the pipeline before it sends off
its own cargoes, so a lead of L days shows L minus one tick of use afloat. What comes back recycled is not ordered.
"""

from lodeflow.kernels.core.jit import jit


@jit
def place_orders(rules, routes, cell_params, buyers, sellers, trade, wanted):
    """Orders of every lane, t/d, added to what its seller is asked for. ``wanted`` float64 (cells,) is scratch."""
    for j in range(len(wanted)):
        buyers.forecast[j] += rules.forecast * (buyers.desired[j] - buyers.forecast[j])
        buyers.forecast[j] = max(buyers.forecast[j], buyers.starting[j] * buyers.desired[j])  # equation 7.6
        wanted[j] = 0.0
        sellers.asked[j] = 0.0
    for s in range(len(trade.order)):
        j = routes.buyer[s]
        bought = buyers.forecast[j] - buyers.returned[j]
        wished = bought * trade.share[s] * (trade.lead[s] + trade.wait[s] - rules.tick)
        wanted[j] += wished - trade.backlog[s] - trade.afloat[s]
    for j in range(len(wanted)):
        cover = cell_params.cover_days[j] * (1.0 + rules.panic_strength * buyers.panic[j])
        stock_gap = (buyers.forecast[j] * cover + buyers.rush[j] - buyers.stock[j]) / rules.stock_adjustment
        pipeline_gap = rules.pipeline_weight * wanted[j] / rules.pipeline_adjustment
        wanted[j] = max(0.0, buyers.forecast[j] - buyers.returned[j] + stock_gap + pipeline_gap)
    for s in range(len(trade.order)):
        trade.order[s] = wanted[routes.buyer[s]] * trade.share[s]
        sellers.asked[routes.seller[s]] += trade.order[s]
