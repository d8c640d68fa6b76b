"""Local premiums on the landed cost: short stock, a stop of exports, and bids when goods run out.

Where the goods at hand and under way are fewer than usual, the next delivery is dearer, as much as holding the goods
until trade mends the gap is worth. While exports are stopped the stop's premium counts if it is larger
(kernels/export_controls/stops.py). If goods will run out before the next order can arrive, users bid until use falls
to what there is. Sellers charge the premium of those buyers whom they may serve, so that goods go to where they are
missing.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log, power
from lodeflow.kernels.export_controls.lane_status import leaves_freely
from lodeflow.kernels.prices.bids import clearing_bid
from lodeflow.kernels.prices.forward_position import FARTHEST, explained
from lodeflow.kernels.prices.scarcity import scarcity
from lodeflow.kernels.supply.plant import LEAST_MARGIN, willingness

MOST_COVER = 4.0  # of the usual: more makes no goods cheaper
LEAST_SHORT = 0.01  # of feed
LEAST_SHARE = 1e-6  # of orders: who orders less buys nowhere
HALVINGS = 24  # of a bracket of at most ln 1e4: to a millionth of the price
AT_HAND = 0.95  # of a stock: the last of it is spread over users


@jit
def quote_premiums(
    rules, routes, cell_params, forward_params, forward, buyers, trade, plant_params, plants, defence, substitution,
    substitution_state,
):  # fmt: skip
    """Spot price of every buyer, USD/t, and its premium over the price that the pools explain, ln."""
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
    _ask_plants(cell_params, plant_params, plants, forward_params, forward, buyers, short)
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
        forward.lasting[j] = forward.missing[j]
        if buyers.forecast[j] <= 0.0 or buyers.landed[j] <= 0.0 or usual[j] <= 0.0:
            continue
        m = forward_params.material[j]
        calm = cell_params.base_paid[j] + explained(cell_params, forward_params, forward, j)
        mended = (rules.stock_adjustment + lead[j]) / (kappa * rules.tick)
        cover = max(0.0, min(MOST_COVER, under_way[j] / usual[j]))
        if forward.most[j] > 0.0:
            forward.missing[j] = min(forward.missing[j], max(0.0, log(forward.most[j] / calm)))
            forward.lasting[j] = forward.missing[j]
            if forward.bid_of_plants[j] > calm:
                forward.missing[j] = max(forward.missing[j], log(forward.bid_of_plants[j] / calm))
        elif short[j] < 1.0:
            bids = (
                forward_params.bid_elasticity[m], forward_params.choke[m], spread, substitution_state.spare[j],
                substitution_state.turns[j], substitution.width[m],
            )  # fmt: skip
            bid = clearing_bid(short[j], bids)
            forward.missing[j] = max(forward.missing[j], bid + log(cell_params.base_paid[j] / calm))
        before = buyers.landed[j]
        scarce = max(-FARTHEST, min(FARTHEST, 2.0 * mended * scarcity(cover)))
        least = min(before, calm) * exp(forward.missing[j])  # who is offered goods below the pools' prices takes them
        buyers.spot[j] = max(before * exp(scarce), least)
        buyers.untaxed[j] *= buyers.spot[j] / before


@jit
def ask_for_premiums(rules, routes, licences, lane_status, smuggling_state, forward, trade):
    """Premium that buyers bring every seller tomorrow, ln, ``forward.bid``: the mean over orders that may leave.

    Behind a ban, a quota or a licence no more leaves at a higher price, so what buyers there bid is worth nothing to
    the seller: it is the licence's rent and the gain of who holds stock abroad. Smugglers and relabellers keep what
    they ask on top. A seller with few other buyers asks what these bid, for they are where its next tonne can go.

    What buyers bid because they run out before the next delivery counts only on lanes that are faster than their usual
    supply: a tonne that arrives with it or later is too late for that bid. The premium of a stop waits for it.
    """
    wanted, usual, shares = forward.sums[0], forward.sums[1], forward.sums[2]
    for i in range(len(wanted)):
        wanted[i], usual[i], shares[i], forward.bid[i] = 0.0, 0.0, 0.0, 0.0
    for s in range(len(trade.order)):
        usual[routes.buyer[s]] += trade.share[s] * trade.seen[s]
        shares[routes.buyer[s]] += trade.share[s]
    for s in range(len(trade.order)):
        i, j, freely = routes.seller[s], routes.buyer[s], trade.order[s] * leaves_freely(licences, lane_status, s)
        if freely <= 0.0 or trade.rent[s] > 0.0 or smuggling_state.premium[s] > 0.0:
            continue
        ahead = usual[j] / shares[j] - trade.seen[s] if shares[j] > LEAST_SHARE else 0.0
        in_time = max(0.0, min(1.0, ahead / rules.tick))
        wanted[i] += freely
        forward.bid[i] += freely * (forward.lasting[j] + in_time * (forward.missing[j] - forward.lasting[j]))
    for i in range(len(wanted)):
        if wanted[i] > 0.0:
            forward.bid[i] /= wanted[i]


@jit
def _ask_plants(cell_params, plant_params, plants, forward_params, forward, buyers, short):
    """Most that the plants of every buyer can pay for feed, and their bid where there is too little, USD/t.

    A plant's throughput answers its margin (model.md 3.1), so it wants just the share ``short`` of its feed, float64
    (cells,) [-], at the margin (base margin) ((limit / u - 1) / (limit / u0 - 1))^(-1 / elasticity), u0 its base
    utilisation and u that share of the one at which it would run at the pools' prices. Its product counts at what it is
    worth, whatever the feed costs, and feed at what the pools explain: else the plants' own bids would raise their
    prices and their prices the bids. What it earns beyond that margin is bid for its feed. Plants of a single feed name
    their bid first, and others pay it for that feed. Of two feeds that are short the shorter one sets u, and both share
    what is left as the logarithms of what there is of them, so that no plant bids the same earnings twice.
    """
    for j in range(len(short)):
        forward.most[j] = 0.0
        forward.bid_of_plants[j] = 0.0
    for feeds in range(1, 3):
        for f in range(len(plants.open)):
            if plants.open[f] > 0.0 and _feeds(plant_params, plants, f) == feeds:
                _bid_for_feed(cell_params, plant_params, plants, forward_params, forward, buyers, short, f)


@jit
def _feeds(plant_params, plants, f):
    """Number of feeds that plant ``f`` (int64) takes."""
    count = 0
    for k in range(2):
        if plant_params.feed[f, k] >= 0 and plants.need[f, k] > 0.0:
            count += 1
    return count


@jit
def _bid_for_feed(cell_params, plant_params, plants, forward_params, forward, buyers, short, f):
    """Most that plant ``f`` (int64) can pay for feed, and its bid where that is ``short``, float64 (cells,) [-].

    A maker uses less of a dear second feed at once: it bids the price at which its throughput and that saving together
    meet what there is, found by halving a bracket in ln price.
    """
    worth, earned, asked, first, second = 0.0, 0.0, 0.0, 1.0, 1.0
    for k in range(3):
        cell = plant_params.product[f, k]
        if cell >= 0:
            worth += plants.yields[f, k] * forward.worth[cell]
    earned = worth
    for k in range(2):
        cell = plant_params.feed[f, k]
        if cell >= 0 and plants.need[f, k] > 0.0:
            calm = cell_params.base_paid[cell] + explained(cell_params, forward_params, forward, cell)
            earned -= plants.need[f, k] * calm
            asked += plants.need[f, k] * max(calm, forward.bid_of_plants[cell])
            if k == 0:
                first = max(short[cell], LEAST_SHORT)
            else:
                second = max(short[cell], LEAST_SHORT)
    cell, saves = plant_params.feed[f, 1], plant_params.substitution[f]
    if cell >= 0 and second < 1.0 and saves > 0.0:
        calm = cell_params.base_paid[cell] + explained(cell_params, forward_params, forward, cell)
        price, there = max(calm, forward.bid_of_plants[cell]), second
        spare = max(0.0, _spare(plant_params, f, worth, earned, asked, min(first, there)))
        low, high = log(price), log(price + spare / plants.need[f, 1])
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            second = min(1.0, there * exp(saves * max(0.0, middle - log(buyers.felt[cell]))))
            bid = 0.0
            if second < 1.0:
                spare = max(0.0, _spare(plant_params, f, worth, earned, asked, min(first, second)))
                bid = spare * log(second) / (log(first) + log(second)) / plants.need[f, 1]
            if log(price + bid) > middle:
                low = middle
            else:
                high = middle
    spare = _spare(plant_params, f, worth, earned, asked, min(first, second))
    for k in range(2):
        cell, need, there = plant_params.feed[f, k], plants.need[f, k], first if k == 0 else second
        if cell >= 0 and need > 0.0:
            calm = cell_params.base_paid[cell] + explained(cell_params, forward_params, forward, cell)
            price = max(calm, forward.bid_of_plants[cell])
            forward.most[cell] = max(forward.most[cell], price + (worth - asked) / need)
            if there < 1.0 and spare > 0.0:
                part = log(there) / (log(first) + log(second))
                forward.bid_of_plants[cell] = price + part * spare / need


@jit
def _spare(plant_params, f, worth, earned, asked, least):
    """What plant ``f`` (int64) can bid for a tonne's feed beyond ``asked``, so that it runs at the share ``least`` of
    what it would at the pools' prices; 0 where it would not run, USD/t.
    """
    if least >= 1.0 or earned <= LEAST_MARGIN * plant_params.base_margin[f]:
        return 0.0
    base, limit, elasticity = plant_params.base_utilisation[f], plant_params.limit[f], plant_params.elasticity[f]
    usual = willingness(earned / plant_params.base_margin[f], elasticity, base, limit)
    busy = (limit / (usual * least) - 1.0) / (limit / base - 1.0)
    return worth - asked - plant_params.base_margin[f] * power(busy, -1.0 / elasticity)
