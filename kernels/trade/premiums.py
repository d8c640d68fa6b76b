"""Local premiums on the landed cost: short stock, a stop of exports, and bids when goods run out.

Where the goods at hand and under way are fewer than usual, the next delivery is dearer, as much as holding the goods
until trade mends the gap is worth. While exports are stopped the stop's premium counts if it is larger
(kernels/export_controls/stops.py). If goods will run out before the next order can arrive, users bid until use falls
to what there is. Sellers charge the premium of their buyers, so that goods go to where they are missing.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log, power
from lodeflow.kernels.prices.bids import clearing_bid
from lodeflow.kernels.prices.forward_position import FARTHEST, explained
from lodeflow.kernels.prices.scarcity import scarcity
from lodeflow.kernels.supply.plant import LEAST_MARGIN, willingness

MOST_COVER = 4.0  # of the usual: more makes no goods cheaper
LEAST_SHORT = 0.01  # of feed
LEAST_SHARE = 1e-6  # of orders: who orders less buys nowhere
AT_HAND = 0.95  # of a stock: the last of it is spread over users


@jit
def quote_premiums(
    rules, routes, cell_params, forward_params, forward, buyers, trade, plant_params, plants, defence,
):  # fmt: skip
    """Spot price of every buyer, USD/t, and premium of every seller for tomorrow, ln, ``forward.bid``."""
    under_way, voyage, lead, short = forward.sums[0], forward.sums[1], forward.sums[2], forward.sums[3]
    growing = forward.sums[4]  # days of use that a pipeline that grows holds more
    for j in range(len(lead)):
        under_way[j], voyage[j], lead[j], short[j], growing[j] = 0.0, 0.0, 0.0, 0.0, 0.0
    for s in range(len(trade.afloat)):
        j = routes.buyer[s]
        under_way[j] += trade.afloat[s] - trade.queued[s]
        short[j] += trade.share[s]
        voyage[j] += trade.share[s] * trade.seen[s]
        lead[j] += trade.share[s] * (trade.lead[s] + trade.wait[s])
        grows, ticks = forward.expected[forward_params.material[j]], trade.seen[s] / rules.tick - 1.0
        if grows != 0.0:
            growing[j] += trade.share[s] * rules.tick * ((exp(ticks * log(1.0 + grows)) - 1.0) / grows - ticks)
    kappa, spread = forward_params.kappa[0], forward_params.spread[0]
    for j in range(len(lead)):  # means over what is bought; who can buy nowhere waits for the usual voyage
        some = short[j] > LEAST_SHARE
        voyage[j] = max(
            rules.tick, voyage[j] / short[j] if some else forward_params.cover[j] - cell_params.cover_days[j]
        )
        growing[j] = growing[j] / short[j] if some else 0.0
        lead[j] = lead[j] / short[j] if some else voyage[j] + rules.dispatch_days
        felt = log(buyers.felt[j] / cell_params.base_paid[j])
        needed = buyers.desired[j] * exp(forward_params.bid_elasticity[forward_params.material[j]] * felt) * voyage[j]
        there = AT_HAND * buyers.stock[j] + max(0.0, under_way[j])
        short[j] = there / needed if there < needed else 1.0
    _ask_plants(cell_params, plant_params, plants, forward_params, forward, short)
    usual = voyage
    for j in range(len(lead)):
        covered = cell_params.cover_days[j] * forward.plenty[forward_params.material[j]]
        grows = forward.expected[forward_params.material[j]]  # beside yesterday's forecast, as orders have it
        filling = 1.0 + cell_params.cover_days[j] * grows / rules.tick
        coming = filling * (max(0.0, voyage[j] - rules.tick) + growing[j])
        usual[j] = buyers.forecast[j] * (1.0 + grows) * (covered + coming)
        under_way[j] += buyers.level[j]
    for k in range(len(defence.own)):  # one place has one scarcity
        civil, own = defence.civil[k], defence.own[k]
        usual[own] += usual[civil]
        usual[civil] = usual[own]
        under_way[own] += under_way[civil]
        under_way[civil] = under_way[own]
    for j in range(len(lead)):
        if buyers.forecast[j] <= 0.0 or buyers.landed[j] <= 0.0 or usual[j] <= 0.0:
            continue
        m = forward_params.material[j]
        calm = cell_params.base_paid[j] + explained(cell_params, forward_params, forward, j)
        mended = (rules.stock_adjustment + lead[j]) / (kappa * rules.tick)
        cover = max(0.0, min(MOST_COVER, under_way[j] / usual[j]))
        if forward.most[j] > 0.0:
            forward.missing[j] = min(forward.missing[j], max(0.0, log(forward.most[j] / calm)))
            if forward.bid_of_plants[j] > calm:
                forward.missing[j] = max(forward.missing[j], log(forward.bid_of_plants[j] / calm))
        elif short[j] < 1.0:
            bid = clearing_bid(short[j], forward_params.bid_elasticity[m], forward_params.choke[m], spread)
            forward.missing[j] = max(forward.missing[j], bid + log(cell_params.base_paid[j] / calm))
        before = buyers.landed[j]
        scarce = max(-FARTHEST, min(FARTHEST, 2.0 * mended * scarcity(cover)))
        least = min(before, calm) * exp(forward.missing[j])  # who is offered goods below the pools' prices takes them
        buyers.spot[j] = max(before * exp(scarce), least)
        buyers.untaxed[j] *= buyers.spot[j] / before
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


@jit
def _ask_plants(cell_params, plant_params, plants, forward_params, forward, short):
    """Most that the plants of every buyer can pay for feed, and their bid where there is too little, USD/t.

    A plant's throughput answers its margin (model.md 3.1), so it wants just the share ``short`` of its feed, float64
    (cells,) [-], at the margin (base margin) ((limit / u - 1) / (limit / u0 - 1))^(-1 / elasticity), u0 its base
    utilisation and u that share of the one at which it would run at the pools' prices. Its product counts at what it is
    worth, whatever the feed costs, and other feed at what the pools explain: else the plants' own bids would raise
    their prices and their prices the bids.
    """
    for j in range(len(short)):
        forward.most[j] = 0.0
        forward.bid_of_plants[j] = 0.0
    for f in range(len(plants.open)):
        if plants.open[f] <= 0.0:
            continue
        worth = 0.0
        for k in range(3):
            cell = plant_params.product[f, k]
            if cell >= 0:
                worth += plants.yields[f, k] * forward.worth[cell]
        for k in range(2):
            cell, other = plant_params.feed[f, k], plant_params.feed[f, 1 - k]
            if cell < 0 or plants.need[f, k] <= 0.0:
                continue
            left = worth
            if other >= 0:
                calm = cell_params.base_paid[other] + explained(cell_params, forward_params, forward, other)
                left -= plants.need[f, 1 - k] * calm
            forward.most[cell] = max(forward.most[cell], left / plants.need[f, k])
            calm = cell_params.base_paid[cell] + explained(cell_params, forward_params, forward, cell)
            earned = (left - plants.need[f, k] * calm) / plant_params.base_margin[f]
            if short[cell] < 1.0 and earned > LEAST_MARGIN:
                limit, base = plant_params.limit[f], plant_params.base_utilisation[f]
                usual = willingness(earned, plant_params.elasticity[f], base, limit)
                busy = (limit / (usual * max(short[cell], LEAST_SHORT)) - 1.0) / (limit / base - 1.0)
                margin = plant_params.base_margin[f] * power(busy, -1.0 / plant_params.elasticity[f])
                bid = (left - margin) / plants.need[f, k]
                forward.bid_of_plants[cell] = max(forward.bid_of_plants[cell], bid)
