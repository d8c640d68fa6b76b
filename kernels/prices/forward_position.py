"""Forward position of every pool: stock of a good and of all that is made of it, with the flows to come, against use.

A pool is a part of the value of goods: an element from ore to final use, or the value that separation or a magnet maker
adds. Its position is the stock out of balance plus the discounted sum of flows out of balance *at long-run prices*,
each fading at its own rate; what today's price will change is not in it, for the answer stands in the rates
(kernels/prices/saddle_path.py). So news of a mine is in the price of magnets on the day.

The answer counted as a flow makes the rest point explode. A material in surplus sits at its floor: only deficits beyond
the surplus count, since surplus of next year cannot be used today.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.dated_flows import foresee
from lodeflow.kernels.prices.growth_to_come import foresee_growth
from lodeflow.kernels.prices.scarcity import scarcity

CAPACITY, ANSWER, OUTAGES, SWINGS, THRIFT, FLOODS = range(6)
KINDS = 6  # of flows out of balance
FARTHEST = 9.0  # ln of ten thousand, up or down: beyond it no number is a price
SLOWEST = 1e-9  # per tick: a deficit that fades no faster is one for good
LEAST_SIZE = 1e-9  # of the use of the base year: who is wanted less has no price of its own
LEAST_PLENTY, MOST_PLENTY = 0.2, 1.5  # of the normal cover


class ForwardParams(NamedTuple):
    """Pools of the base year: values, normal stocks and modes; read-only. Partner: ForwardState."""

    sold: np.ndarray
    """float64 (cells, parts) [USD/t]: value of a seller's goods by part at base prices."""
    bought: np.ndarray
    """float64 (cells, parts) [USD/t]: value of a buyer's goods by part."""
    share: np.ndarray
    """float64 (cells, parts) [-]: share of the gate price that moves with each part; the rest is constant."""
    feed_share: np.ndarray
    """float64 (cells, parts) [-]: share of the landed cost that moves with each part."""
    feed: np.ndarray
    """int64 (cells, 2) [cell]: feed whose cost the gate price passes on, -1 for none."""
    feed_weight: np.ndarray
    """float64 (cells, 2) [t/t]: rise of the gate price with the landed cost of each feed."""
    passes: np.ndarray
    """float64 (cells,) [flag]: 1 where the whole cost of feed is in the gate price, 0 where ``share`` holds that part
    which the pools explain.
    """
    material: np.ndarray
    """int64 (cells,) [material]: material of each cell."""
    mined: np.ndarray
    """float64 (mines, parts) [USD/t]: value of a mine's output by part, scaled so that supply meets final use."""
    made: np.ndarray
    """float64 (plants, parts) [USD/t]: value that a plant adds to a tonne of activity, by part, likewise."""
    used: np.ndarray
    """float64 (users, parts) [USD/t]: value of what a final user uses, by part."""
    demand: np.ndarray
    """float64 (parts,) [USD/d]: Total over users: final use of each part in the base year."""
    normal: np.ndarray
    """float64 (parts,) [USD]: Total over cells: stock of each part in the base year."""
    normal_tonnes: np.ndarray
    """float64 (materials,) [t]: Total over cells: stock of each material in the base year, without goods under way; 0
    for materials in surplus, of which there is always enough.
    """
    apart: np.ndarray
    """float64 (materials, materials) [-]: fall of each material's ln price by the ln plenty of each that no pool sees.
    """
    use_of: np.ndarray
    """float64 (materials, parts) [-]: part by whose use each material's normal stock grows."""
    rate: np.ndarray
    """float64 (modes,) [1/tick]: rate at which each mode discounts."""
    left: np.ndarray
    """float64 (modes, parts) [d]: weights of the parts in each mode, of days of their final use."""
    back: np.ndarray
    """float64 (parts, modes) [1/d]: fall of each ln price by a surplus of a mode."""
    steep: np.ndarray
    """float64 (parts,) [-]: response of each ln price to its own position in units of its stock (phi)."""
    fading: np.ndarray
    """float64 (kinds,) [1/tick]: rate at which each kind of flow fades; 0 for capacity, which answers prices alone."""
    surplus: np.ndarray
    """float64 (parts,) [-]: unwanted over wanted supply at the floor price; 0 for parts in demand."""
    usual_loss: np.ndarray
    """float64 (1,) [-]: share of mines' output that outages usually take."""
    kappa: np.ndarray
    """float64 (1,) [-]: elasticity of stock wanted to the gain of a tick."""
    own_rate: np.ndarray
    """float64 (materials,) [1/tick]: rate at which the market of each material alone discounts."""
    own_answer: np.ndarray
    """float64 (2, materials) [1/tick]: answers to a seller's own price over its normal stock, of one among many and of
    one whose buyers have no other.
    """
    own_learning: np.ndarray
    """float64 (materials,) [-]: what a tick adds for good to the fall of a seller's ln price, over the fall at once."""
    cover: np.ndarray
    """float64 (cells,) [d]: normal stock of each buyer with what is under way, in days of use."""
    bid_elasticity: np.ndarray
    """float64 (materials,) [-]: short-run elasticity of use to each material's own price."""
    choke: np.ndarray
    """float64 (materials,) [-]: ln of the price over base at which half of the firms have stopped."""
    spread: np.ndarray
    """float64 (1,) [-]: logistic spread of these prices."""
    growth: np.ndarray
    """float64 (1,) [1/tick]: growth of the path that the modes are of."""
    halt_known: np.ndarray
    """int64 (halts,) [day]: day on which a part of a dated stoppage is known."""
    halt_from: np.ndarray
    """int64 (halts,) [day]: its first day."""
    halt_until: np.ndarray
    """int64 (halts,) [day]: first day after it; FAR_DAY for none."""
    halt_mine: np.ndarray
    """float64 (halts, mines) [-]: share of each mine's output that stops."""
    halt_plant: np.ndarray
    """float64 (halts, plants) [-]: share of each plant's output that stops."""
    ramp_left: np.ndarray
    """float64 (ramps, modes, ages) [-]: rise of a new plant's output that is still to come, discounted, by day since
    its first tonne less a tick.
    """
    bend: np.ndarray
    """int64 (1,) [day]: day on which growth rates change."""
    bend_flow: np.ndarray
    """float64 (parts,) [USD/tick]: Total over cells: flow out of balance from then on, in units of the path."""


class ForwardState(NamedTuple):
    """Prices of the parts and what they follow from; written every market day. Partner: ForwardParams."""

    price: np.ndarray
    """float64 (parts,) [-]: ln of each part's price over its base."""
    position: np.ndarray
    """float64 (parts,) [-]: forward position in units of the normal stock; 1 in balance."""
    held: np.ndarray
    """float64 (parts,) [USD]: Total over cells: stock out of balance, at base prices."""
    flows: np.ndarray
    """float64 (kinds, parts) [USD/tick]: Total over cells: flows out of balance at long-run prices."""
    dated: np.ndarray
    """float64 (modes, parts) [USD]: Total over cells: flows that come with a date or with growth beside the path,
    discounted to today.
    """
    size: np.ndarray
    """float64 (parts,) [-]: final use over that of the base year, at long-run prices."""
    path: np.ndarray
    """float64 (parts,) [-]: path of final use over that of the base year, its revisions with it, without swings and
    thrift.
    """
    plenty: np.ndarray
    """float64 (materials,) [-]: stock of each material in the world over its normal stock, goods under way apart."""
    own_response: np.ndarray
    """float64 (cells,) [-]: fall of a seller's ln price by its own ln stock against that of the others."""
    aside: np.ndarray
    """float64 (materials,) [-]: fall of each material's ln price by stocks out of balance that no pool sees."""
    trend: np.ndarray
    """float64 (parts,) [1/tick]: growth of the path of final use."""
    later_trend: np.ndarray
    """float64 (parts,) [1/tick]: the same from ``growth.changes`` on."""
    lasts: np.ndarray
    """float64 (modes, parts) [tick]: Scratch: ticks for which a unit of the capacity of a mine or plant counts."""
    rent: np.ndarray
    """float64 (cells,) [USD/t]: rents of quotas in the landed cost of each buyer, above 0 where they make it dearer."""
    rent_ends: np.ndarray
    """float64 (1,) [1/tick]: believed rate at which the quotas that bind end; -1 if none binds."""
    expected: np.ndarray
    """float64 (materials,) [1/tick]: growth of the path of use of each material, beside which forecasts and orders run.
    """
    grown: np.ndarray
    """float64 (materials,) [-]: use of each material over that of the base year, at long-run prices."""
    missing: np.ndarray
    """float64 (cells,) [-]: ln premium of each buyer's price while exports to it are stopped or its goods run out."""
    lasting: np.ndarray
    """float64 (cells,) [-]: the part of it that lasts beyond the next delivery: that of the stop, bids apart."""
    trapped: np.ndarray
    """float64 (cells,) [-]: ln discount of each seller's price while its exports are stopped, 0 or below."""
    bid: np.ndarray
    """float64 (cells,) [-]: ln premium of each seller's price that its buyers' premiums bring."""
    worth: np.ndarray
    """float64 (cells,) [USD/t]: price of a seller's goods by the pools and its buyers' premiums, feed apart."""
    most: np.ndarray
    """float64 (cells,) [USD/t]: price of each buyer's goods at which its plants have no margin; 0 without plants."""
    bid_of_plants: np.ndarray
    """float64 (cells,) [USD/t]: price at which its plants want just what there is; 0 without plants or shortage."""
    sums: np.ndarray
    """float64 (5, cells) [any unit]: Scratch: sums over the lanes of buyers."""
    news: np.ndarray
    """float64 (cells,) [USD/t]: landed cost of each buyer beyond what the pools' prices explain."""


@jit
def take_positions(
    rules, forward_params, forward, routes, user_params, users, sellers, buyers, trade, cell_params, plant_params,
    mine_params, plants, mines, at_sea, day,
):  # fmt: skip
    """Forward position and price of every part, written to ``forward``; flows of supply and of final use stand there
    already (kernels/supply/outlook.py, ``count_demand``).

    ``at_sea`` float64 (cells,) [t] is scratch: goods under way by seller.
    """
    for j in range(len(forward.missing)):
        forward.missing[j] = 0.0  # of yesterday; export controls may stop nothing today
    _count_stock(rules, forward_params, forward, routes, cell_params, sellers, buyers, trade, at_sea)
    foresee(
        rules, forward_params, forward, mine_params, mines, plant_params, plants, day,
    )  # fmt: skip
    foresee_growth(rules, forward_params, forward, user_params, users, day)
    _price(rules, forward_params, forward)


@jit
def count_demand(rules, forward_params, forward, user_params, users, day):
    """Final use at long-run prices: its path and how it grows, and what swings and thrift take from it."""
    used, flows, size, planned = forward_params.used, forward.flows, forward.size, forward.path
    for c in range(len(size)):
        size[c] = 0.0
        planned[c] = 0.0
        forward.trend[c] = 0.0
        forward.later_trend[c] = 0.0
    today = 1.0 * day
    for k in range(len(user_params.cell)):
        early = min(today, user_params.bend[k])
        grown = user_params.growth[k] * early + user_params.later_growth[k] * (today - early) + users.level[k]
        path = user_params.base_use[k] * exp(grown)
        swung = path * exp(users.swing[k])
        thrifty = swung * exp(users.thrift[k])
        growth = user_params.growth[k] if today < user_params.bend[k] else user_params.later_growth[k]
        rise, later = exp(growth * rules.tick) - 1.0, exp(user_params.later_growth[k] * rules.tick) - 1.0
        for c in range(len(size)):
            size[c] += used[k, c] * thrifty
            forward.trend[c] += used[k, c] * path * rise
            forward.later_trend[c] += used[k, c] * path * later
            planned[c] += used[k, c] * path * rules.tick
            flows[SWINGS, c] -= used[k, c] * (swung - path) * rules.tick
            flows[THRIFT, c] -= used[k, c] * (thrifty - swung) * rules.tick
    for c in range(len(size)):
        size[c] /= forward_params.demand[c]
        forward.trend[c] *= rules.tick / planned[c] if planned[c] > 0.0 else 0.0
        forward.later_trend[c] *= rules.tick / planned[c] if planned[c] > 0.0 else 0.0
        grows = forward_params.normal[c] * size[c] * forward.trend[c]  # stock grows with use
        flows[CAPACITY, c] -= planned[c] + grows
        planned[c] /= forward_params.demand[c] * rules.tick


@jit
def _count_stock(rules, forward_params, forward, routes, cell_params, sellers, buyers, trade, at_sea):
    """Stock of every part and of every material in the world, and how plentiful it is.

    Of goods in surplus it is the stock on its own against its targets: ore that is held for its other elements, and
    longer voyages, leave no hole that the surplus refills. What usually waits for licences is no stock: as fast as it
    is let go, other goods take its place.
    """
    held, plenty, material = forward.held, forward.plenty, forward_params.material
    for m in range(len(plenty)):
        plenty[m] = 0.0
    for i in range(len(at_sea)):
        at_sea[i] = sellers.stock[i]
        plenty[material[i]] += sellers.stock[i] + buyers.stock[i]
    for s in range(len(trade.afloat)):
        at_sea[routes.seller[s]] += trade.afloat[s] - min(trade.usual[s], trade.queued[s])
    for c in range(len(held)):
        held[c] = -forward_params.normal[c] * forward.size[c]
    for i in range(len(at_sea)):
        for c in range(len(held)):
            held[c] += forward_params.sold[i, c] * at_sea[i] + forward_params.bought[i, c] * buyers.stock[i]
    for c in range(len(held)):
        if forward_params.surplus[c] <= 0.0:
            continue
        held[c] = 0.0
        grown = 1.0 + forward.trend[c]  # forecasts are yesterday's
        for i in range(len(at_sea)):
            if cell_params.lowest_price[i] > 0.0:
                held[c] += forward_params.sold[i, c] * (sellers.stock[i] - rules.seller_cover * sellers.orders[i])
                gap = buyers.stock[i] - cell_params.cover_days[i] * buyers.forecast[i] * grown
                held[c] += forward_params.bought[i, c] * gap
    for m in range(len(plenty)):
        grown, trend = 0.0, 0.0
        for c in range(len(held)):
            grown += forward_params.use_of[m, c] * forward.size[c]
            trend += forward_params.use_of[m, c] * forward.trend[c]
        forward.grown[m], forward.expected[m] = grown, trend
        normal = forward_params.normal_tonnes[m] * grown
        plenty[m] = max(LEAST_PLENTY, min(MOST_PLENTY, plenty[m] / normal)) if normal > 0.0 else 1.0


@jit
def _price(rules, forward_params, forward):
    """Prices of the parts on the saddle path, bent where a part runs short or piles up."""
    price, held, flows, size = forward.price, forward.held, forward.flows, forward.size
    for c in range(len(price)):
        price[c] = 0.0
    for i in range(len(price)):
        total = 0.0
        for c in range(len(price)):
            if forward_params.surplus[c] <= 0.0 and size[c] > LEAST_SIZE:
                discounted = held[c] + forward.dated[i, c]
                for kind in range(KINDS):
                    discounted += flows[kind, c] / (forward_params.rate[i] + forward_params.fading[kind])
                total += forward_params.left[i, c] * discounted / (forward_params.demand[c] * size[c])
        for c in range(len(price)):
            price[c] -= forward_params.back[c, i] * total
    for c in range(len(price)):
        if forward_params.surplus[c] > 0.0 and size[c] > LEAST_SIZE:
            price[c] = _above_floor(rules, forward_params, forward, c)
        steep = forward_params.steep[c]
        forward.position[c] = 1.0 - price[c] / steep
        price[c] = max(-FARTHEST, min(FARTHEST, 2.0 * steep * scarcity(forward.position[c])))


@jit
def _above_floor(rules, forward_params, forward, c):
    """Ln of the price of a part in surplus over its floor, at least 0.

    Only deficits beyond the surplus count, until they fade. A hole in the stock that the surplus refills by itself
    costs no more than holding stock low until then: hole^2 / (2 kappa n surplus).
    """
    rate, effect = 0.0, 0.0
    for i in range(len(forward.price)):
        strength = forward_params.back[c, i] * forward_params.left[i, c] / forward_params.demand[c]
        effect += strength
        rate += strength * forward_params.rate[i]
    rate /= effect  # the part is tied to no other, so one mode holds it
    spare = forward_params.surplus[c] * forward_params.demand[c] * forward.size[c] * rules.tick
    flow, faded, total = -spare, 0.0, 0.0
    for kind in range(KINDS):
        flow += forward.flows[kind, c]
        size = abs(forward.flows[kind, c] - (spare if kind == CAPACITY else 0.0))
        faded += size * forward_params.fading[kind]
        total += size
    left, hole = flow + spare, max(0.0, -forward.held[c])
    position = -forward.held[c]
    if left < 0.0:
        fading = max(faded / total, SLOWEST)
        until = log(-flow / spare) / fading
        gone = exp(-(rate + fading) * until)
        position -= flow * (1.0 - gone) / (rate + fading) + spare * (1.0 - exp(-rate * until)) / rate
    elif hole * rate < 2.0 * left:
        position = 0.5 * hole * hole * rate / left
    return effect * max(0.0, position) / forward.size[c]


@jit
def learn_news(forward_params, forward, cell_params, buyers):
    """Landed cost of every buyer beyond what the pools' prices explain, USD/t, which plants pass on tomorrow."""
    for j in range(len(forward.news)):
        if buyers.landed[j] > 0.0:
            calm = cell_params.base_paid[j] + explained(cell_params, forward_params, forward, j)
            forward.news[j] = buyers.landed[j] - calm


@jit
def explained(cell_params, forward_params, forward, buyer):
    """Rise of the landed cost of ``buyer`` (int64 [cell]) over base that the pools' prices explain, USD/t."""
    rise = 0.0
    for c in range(len(forward.price)):
        if forward_params.feed_share[buyer, c] > 0.0:
            rise += forward_params.feed_share[buyer, c] * (exp(forward.price[c]) - 1.0)
    return cell_params.base_paid[buyer] * rise
