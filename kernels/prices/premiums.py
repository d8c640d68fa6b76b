"""Local premiums on the landed cost: short stock, a stop of exports, and bids when goods run out.

Where the goods at hand and under way are fewer than usual, the next delivery is dearer, as much as holding the goods
until trade mends the gap is worth. While exports are stopped the stop's premium counts if it is larger
(kernels/prices/stops.py). If goods will run out before the next order can arrive, users bid until use falls to what there
is. Sellers charge the premium of their buyers, so that goods go to where they are missing.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.bids import clearing_bid
from lodeflow.kernels.prices.scarcity import scarcity

MOST_COVER = 4.0  # of the usual: more makes no goods cheaper
AT_HAND = 0.95  # of a stock: the last of it is spread over users


@jit
def quote_premiums(rules, routes, cell_params, forward_params, forward, buyers, trade):
    """Spot price of every buyer, USD/t, and premium of every seller for tomorrow, ln, ``forward.bid``."""
    under_way, lead, usual, carried = forward.sums[0], forward.sums[1], forward.sums[2], forward.sums[3]
    for j in range(len(lead)):
        under_way[j], lead[j], usual[j], carried[j] = 0.0, 0.0, 0.0, 0.0
    for s in range(len(trade.afloat)):
        j = routes.buyer[s]
        under_way[j] += trade.afloat[s] - trade.queued[s]
        lead[j] += trade.share[s] * (trade.lead[s] + trade.wait[s])
        usual[j] += trade.share[s] * (trade.seen[s] + trade.wait[s])
        carried[j] += trade.share[s] * forward.bid[routes.seller[s]]
    kappa, spread = forward_params.kappa[0], forward_params.spread[0]
    for j in range(len(lead)):
        if buyers.forecast[j] <= 0.0 or buyers.landed[j] <= 0.0:
            continue
        m = forward_params.material[j]
        target = buyers.forecast[j] * (cell_params.cover_days[j] * forward.plenty[m] + max(0.0, usual[j] - rules.tick))
        mended = (rules.stock_adjustment + lead[j]) / (kappa * rules.tick)
        cover = min(MOST_COVER, (buyers.level[j] + under_way[j]) / target)
        premium = max(2.0 * mended * scarcity(cover), forward.missing[j] - carried[j])
        buyers.spot[j] = buyers.landed[j] * exp(premium)
        buyers.untaxed[j] *= exp(premium)
        felt = log(buyers.felt[j] / cell_params.base_paid[j])
        needed = buyers.desired[j] * exp(forward_params.bid_elasticity[m] * felt) * usual[j]
        there = AT_HAND * buyers.stock[j] + under_way[j]
        if there < needed:
            bid = clearing_bid(there / needed, forward_params.bid_elasticity[m], forward_params.choke[m], spread)
            asked = cell_params.base_paid[j] * exp(bid)
            if asked > buyers.spot[j]:
                forward.missing[j] = max(forward.missing[j], log(asked / buyers.landed[j]) + carried[j])
                buyers.untaxed[j] *= asked / buyers.spot[j]
                buyers.spot[j] = asked
    wanted = under_way
    for i in range(len(wanted)):
        wanted[i], forward.bid[i] = 0.0, 0.0
    for s in range(len(trade.order)):
        i = routes.seller[s]
        wanted[i] += trade.order[s]
        forward.bid[i] += trade.order[s] * forward.missing[routes.buyer[s]]
    for i in range(len(wanted)):
        if wanted[i] > 0.0:
            forward.bid[i] /= wanted[i]
