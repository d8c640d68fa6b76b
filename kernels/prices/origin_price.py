"""Gate prices: what a seller's goods are worth by their parts, with the cost of feed passed on.

Value added moves with its scarcity, and feed with its landed cost: nothing is multiplied twice along the chain. Among
sellers of one material only differences are priced by their own stock, at once and by slow learning, so that a small
seller that is cut off from its buyers is not sold out for years; the level is that of the pools
(kernels/prices/forward_position.py).
"""

from math import sqrt

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.floor_price import above_floor
from lodeflow.kernels.prices.forward_position import explained

TINY = 1e-12  # t, t/d: keeps the ratio of two zeros at one
LEAST_PRICE = 0.02  # of the base price: feed that turns very cheap never makes a price negative
MOST_APART = 2.3  # ln of ten: sellers of one material do not differ further for long
LEAST_OWN, MOST_OWN = 0.02, 4.0  # of the target: an empty and a full shed


@jit
def quote_at_gate(cell_params, forward_params, forward, sellers, border):
    """Gate price of every seller, USD/t, from the prices of the pools and of its feed."""
    price, share = forward.price, forward_params.share
    for i in range(len(sellers.price)):
        rise = 0.0
        for c in range(len(price)):
            if share[i, c] > 0.0:
                rise += share[i, c] * (exp(price[c]) - 1.0)
        cost, news = cell_params.base_price[i] * (1.0 + rise), 0.0
        for k in range(2):
            feed = forward_params.feed[i, k]
            if feed >= 0 and forward_params.feed_weight[i, k] > 0.0:
                news += forward_params.feed_weight[i, k] * forward.news[feed]
                if forward_params.passes[i] > 0.0:
                    cost += forward_params.feed_weight[i, k] * explained(cell_params, forward_params, forward, feed)
        cost = max(cost, LEAST_PRICE * cell_params.base_price[i])
        trapped = exp(forward.trapped[i])
        forward.worth[i] = cost * trapped * exp(forward.bid[i])
        passed = (cost + news) * trapped
        fall = forward.own_response[i] * sellers.glut[i]
        if cell_params.lowest_price[i] > 0.0:  # in surplus nobody asks less than the floor; who runs short asks more
            apart = max(0.0, sellers.anchor[i] - max(fall, -_until_refilled(cell_params, forward_params, sellers, i)))
        else:
            apart = sellers.anchor[i] - fall - forward.aside[forward_params.material[i]]
        parted, bid = border.shift[i], forward.bid[i]
        beside = parted
        if parted > 0.0:  # a border and buyers' bids say the same; who has goods to spare is not bid for beyond it
            beside = parted - bid + max(0.0, bid - parted) * exp(-max(0.0, sellers.glut[i]))
        cost = max(passed * exp(parted), forward.worth[i] * exp(beside)) * exp(apart)
        sellers.price[i] = max(cost, LEAST_PRICE * cell_params.base_price[i])


@jit
def _until_refilled(cell_params, forward_params, sellers, i):
    """Ln of what a seller (int64 [cell]) of goods in surplus asks above the floor until its surplus refills its store:
    hole^2 / (2 kappa n surplus), as for the pool; large where nothing is thrown away.
    """
    spare = cell_params.base_residue[i]
    if spare <= 0.0:
        return MOST_APART
    return 0.5 * sellers.glut[i] * sellers.glut[i] * cell_params.refill[i] / (forward_params.kappa[0] * spare)


@jit
def compare_stocks(rules, routes, cell_params, forward_params, forward, sellers, trade, promised, sums):
    """Ln of every seller's uncommitted stock over its target, less the mean of its material: ``sellers.glut``.

    There are more materials than pools, so stocks can drift apart while no pool's position changes, as when light ore
    piles up and light oxide runs out while it is the other way round with heavy: ``forward.aside``, the fall of each
    material's ln price, as in a pool of its own.

    ``promised`` float64 (cells,) [t] is scratch: orders above the normal backlog. ``sums`` float64 (10,
    materials) is scratch: sums by material, of differences in its first row and of orders in its second.
    """
    mean, weight = sums[0], sums[1]
    for m in range(len(mean)):
        mean[m] = 0.0
        weight[m] = 0.0
    _find_responses(rules, routes, forward_params, forward, trade)
    for i in range(len(promised)):
        growth = forward.expected[forward_params.material[i]]
        usual = (1.0 + growth) / (1.0 + growth * rules.dispatch_days / rules.tick)  # yesterday's orders, a backlog on
        promised[i] = -rules.dispatch_days * sellers.orders[i] * usual
    for s in range(len(trade.backlog)):
        promised[routes.seller[s]] += trade.backlog[s]
    for i in range(len(sellers.price)):
        m = forward_params.material[i]
        target = rules.seller_cover * sellers.orders[i] * forward.plenty[m]
        ahead = max(promised[i], -rules.most_ahead * sellers.stock[i])
        free = sellers.stock[i] + sellers.trapped[i] - ahead
        begun = min(sellers.starting[i], sellers.made[i] / rules.tick)
        target = max(target, min(free, rules.seller_cover * begun))  # a new plant has no glut yet
        own = (free + TINY) / (target + TINY)
        sellers.glut[i] = log(max(LEAST_OWN, min(MOST_OWN, own)))
        mean[m] += sellers.orders[i] * forward.own_response[i] * sellers.glut[i]
        weight[m] += sellers.orders[i] * forward.own_response[i]
    for i in range(len(sellers.price)):
        m = forward_params.material[i]
        if sellers.capacity[i] <= 0.0:  # nothing is made yet
            sellers.glut[i] = 0.0
        elif cell_params.lowest_price[i] <= 0.0:  # in surplus the floor is the level, not the mean
            sellers.glut[i] -= mean[m] / weight[m] if weight[m] > 0.0 else 0.0
    for m in range(len(mean)):
        forward.aside[m] = 0.0
        for k in range(len(mean)):
            forward.aside[m] += forward_params.apart[m, k] * log(forward.plenty[k])


@jit
def _find_responses(rules, routes, forward_params, forward, trade):
    """Response of every seller's price to its own stock: its saddle path alone, 1 / sqrt(kappa answers).

    Buyers turn to others, the more, the smaller a seller's share in what they buy; who has buyers of its own waits
    until they need less.
    """
    captive, ordered = forward.sums[0], forward.sums[1]
    for i in range(len(captive)):
        captive[i] = 0.0
        ordered[i] = 0.0
    for s in range(len(trade.order)):
        captive[routes.seller[s]] += trade.order[s] * trade.share[s]
        ordered[routes.seller[s]] += trade.order[s]
    for i in range(len(captive)):
        m = forward_params.material[i]
        own = captive[i] / ordered[i] if ordered[i] > 0.0 else 0.0
        answer = (1.0 - own) * forward_params.own_answer[0, m] + own * forward_params.own_answer[1, m]
        forward.own_response[i] = rules.own_response / sqrt(forward_params.kappa[0] * answer) if answer > 0.0 else 0.0


@jit
def learn_differences(rules, cell_params, forward_params, forward, sellers):
    """Slow part of every seller's difference from its pool, ln, which follows its own stock over half a year beyond
    the time in which orders follow prices: learnt sooner than buyers turn, it swings for ever.

    It is frozen where there is no capacity, and slowed by the share of its stock that an export control traps: what is
    trapped says nothing about what its buyers want. Who has more than it wants of goods in surplus, and throws them
    away, forgets as soon as these are gone that it ran short.
    """
    for i in range(len(sellers.price)):
        free = max(0.0, 1.0 - sellers.trapped[i] / (sellers.stock[i] + TINY))
        if sellers.capacity[i] > 0.0 and free > 0.0:
            m = forward_params.material[i]
            speed = forward_params.own_learning[m] * free
            if cell_params.lowest_price[i] > 0.0 and sellers.glut[i] > 0.0:
                speed += rules.residue_share * max(0.0, 1.0 - above_floor(cell_params, sellers, i))
            fall = forward.own_response[i] * sellers.glut[i] + forward.aside[m]
            learnt = sellers.anchor[i] - speed * fall
            least = 0.0 if cell_params.lowest_price[i] > 0.0 else -MOST_APART
            sellers.anchor[i] = max(least, min(MOST_APART, learnt))
