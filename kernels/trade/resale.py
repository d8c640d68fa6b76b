"""Resale and spot sales: who has goods to spare sells them to places that pay more by freight, duties and a margin.

While goods run short in one place, merchants buy what others can spare and fly it there: spot price j <= (price i (1 +
margin) + freight) (1 + duty), with equality while goods move (Takayama & Judge 1971). Sellers spare what nobody has
ordered, at their gate price and what their other buyers bid on top since today. Buyers spare, at the spot price of
their place, what exceeds their own need: use until their next delivery, and at least that of the tick and of
``rules.use_days``. ``share`` of that is free to be sold on, the rest is bound by end-user declarations. Goods keep
their origin: they bear the mean duty of what the buyer usually buys. They leave as freely as the lane that joins both
places, which must be open and free of export tax, rent and permits; where no lane does, nothing is in their way.

A place buys only while it pays more than its landed cost by more than the margin, and no more than it lacks to its
usual stock: at rest nothing moves. A holder who is asked for more than it has serves in weight who pays most
(kernels/trade/rationing.py). Where goods to spare outlast what is asked, nobody bids above them.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log, power
from lodeflow.kernels.entities.cells import COLUMNS
from lodeflow.kernels.export_controls.lane_status import OPEN
from lodeflow.kernels.trade.premiums import AT_HAND, LEAST_SHARE

LEAST_DEAL = 1e-9  # t, a milligram
PASSED_ON = 1.0 - 1e-14  # of a stock: rounding never sells below zero
BOUGHT, RESOLD, SOLD, PAID_FOR, GOT, EARNED, MOVED, DUTIES = range(8)  # rows of ResaleState.day
KINDS = 8


class ResaleParams(NamedTuple):
    """Pairs of places between which goods can be sold on, and what it costs; read-only. Partner: ResaleState."""

    holder: np.ndarray
    """int64 (pairs,) [cell]: cell whose sellers and buyers may sell."""
    taker: np.ndarray
    """int64 (pairs,) [cell]: cell that may buy."""
    lane: np.ndarray
    """int64 (pairs,) [lane]: legal lane between them, whose controls hold; -1 where none is."""
    margin: np.ndarray
    """float64 (1,) [-]: cost of a deal as a share of the holder's price: brokers, tests, insurance, credit."""
    freight: np.ndarray
    """float64 (1,) [USD/t]: freight by air."""
    share: np.ndarray
    """float64 (1,) [-]: share of what buyers can spare that they are free to sell on."""


class ResaleState(NamedTuple):
    """Deals of the day; written. Partner: ResaleParams."""

    deal: np.ndarray
    """float64 (pairs, 2) [t]: sold today out of the holder's buyers' and sellers' stock."""
    weight: np.ndarray
    """float64 (pairs,) [-]: netback over the holder's price, to the power of ``rules.netback``; 0 where none sells."""
    way: np.ndarray
    """float64 (cells,) [t]: goods under way to a buyer."""
    voyage: np.ndarray
    """float64 (cells,) [d]: time until a buyer's next delivery."""
    shares: np.ndarray
    """float64 (cells,) [-]: sum of a buyer's shares of orders."""
    booked: np.ndarray
    """float64 (cells,) [t]: what is ordered of a seller."""
    lack: np.ndarray
    """float64 (cells,) [t]: what a buyer lacks to its usual stock."""
    pressing: np.ndarray
    """float64 (cells,) [t]: what a buyer lacks of its use until its next delivery."""
    spare: np.ndarray
    """float64 (cells, 2) [t]: what buyers, and sellers, can spare."""
    need: np.ndarray
    """float64 (cells,) [t]: use until a buyer's next delivery."""
    asked: np.ndarray
    """float64 (cells,) [t]: Scratch: what is asked of a holder, by weight."""
    dearer: np.ndarray
    """float64 (cells,) [-]: ln by which sellers ask more than at their gate, as their other buyers bid since today."""
    least: np.ndarray
    """float64 (cells,) [USD/t]: price, duties paid, of the dearest goods that a buyer takes; 0 for none."""
    ample: np.ndarray
    """float64 (cells,) [USD/t]: least price, duties paid, at which one holder has all that a buyer may want, or 0.
    """
    day: np.ndarray
    """float64 (8, cells) [t, USD]: sums of the day: t bought, resold and sold, USD paid by buyers, got by those who
    resell, earned by sellers, paid for transport and deal, and in duties.
    """
    usd: np.ndarray
    """float64 (2, cells) [USD]: paid by buyers, and got by those who resell, since day 0."""


def nothing_resold(pairs, cells):
    """Initial ``ResaleState`` for ``pairs`` (int) pairs of places and ``cells`` (int) cells."""
    by_cell = [np.zeros(cells) for _ in range(6)]
    return ResaleState(
        np.zeros((pairs, 2)), np.zeros(pairs), *by_cell, np.zeros((cells, 2)), *[np.zeros(cells) for _ in range(5)],
        np.zeros((KINDS, cells)), np.zeros((2, cells)),
    )  # fmt: skip


@jit
def agree_on_resale(
    rules, cell_params, forward_params, forward, routes, sellers, buyers, trade, lane_status, resale_params, resale,
):  # fmt: skip
    """Deals of the day, ``resale.deal`` [t], and the spot price of buyers whom they serve in full, USD/t."""
    for p in range(len(resale.weight)):
        resale.deal[p, 0], resale.deal[p, 1] = 0.0, 0.0
    hungry = False
    for p in range(len(resale.weight)):
        hungry = hungry or _pays_more(buyers, resale_params, resale_params.taker[p])
    if not hungry:
        return
    _find_what_is_spare(
        rules, cell_params, forward_params, forward, routes, sellers, buyers, trade, lane_status, resale_params,
        resale,
    )  # fmt: skip
    _find_ample(routes, sellers, buyers, trade, lane_status, resale_params, resale)
    for kind in range(1, -1, -1):  # sellers first: their goods are for sale
        _sell(
            rules, routes, sellers, buyers, trade, lane_status, resale_params, resale, kind, np.int64(1),
        )  # fmt: skip
    for p in range(len(resale.weight)):  # who runs out comes before who fills up
        j = resale_params.taker[p]
        resale.lack[j] = max(0.0, resale.lack[j] - resale.deal[p, 0] - resale.deal[p, 1])
    for kind in range(1, -1, -1):
        _sell(
            rules, routes, sellers, buyers, trade, lane_status, resale_params, resale, kind, np.int64(0),
        )  # fmt: skip
    _ease_bids(forward, buyers, resale)


@jit
def _ease_bids(forward, buyers, resale):
    """Spot price of buyers who find what they lack, USD/t: that of the dearest goods they take, or their own if lower.

    Who has what it needs until its next delivery bids no more than stock is worth while a stop lasts; who could have
    as much again does not pay for that either.
    """
    for j in range(len(resale.least)):
        before, ample = buyers.spot[j], resale.ample[j] > 0.0 and resale.lack[j] <= LEAST_DEAL
        offered, runs_out = max(resale.least[j], resale.ample[j]), resale.pressing[j] > LEAST_DEAL
        if offered <= 0.0 or runs_out or not (ample or forward.missing[j] > forward.lasting[j]):
            continue
        held = 1.0 if ample else exp(forward.lasting[j])
        price = max(buyers.landed[j] * held, offered)
        if price < before:
            buyers.spot[j] = price
            buyers.untaxed[j] *= price / before
            forward.missing[j] = max(0.0, forward.missing[j] + log(price / before))
            forward.lasting[j] = min(forward.lasting[j], forward.missing[j])


@jit
def _pays_more(buyers, resale_params, j):
    """True if the place of buyer ``j`` (int64) pays more than its landed cost by more than the margin of a deal."""
    return buyers.landed[j] > 0.0 and buyers.spot[j] > buyers.landed[j] * (1.0 + resale_params.margin[0])


@jit
def _find_what_is_spare(
    rules, cell_params, forward_params, forward, routes, sellers, buyers, trade, lane_status, resale_params, resale,
):  # fmt: skip
    """What buyers lack to their usual stock, and what buyers and sellers can spare, t."""
    for j in range(len(resale.way)):
        resale.way[j], resale.voyage[j], resale.shares[j], resale.booked[j] = 0.0, 0.0, 0.0, 0.0
        resale.dearer[j], resale.asked[j] = 0.0, 0.0
    for s in range(len(trade.afloat)):
        i, j = routes.seller[s], routes.buyer[s]
        resale.way[j] += trade.afloat[s] - trade.queued[s]
        resale.voyage[j] += trade.share[s] * trade.seen[s]
        resale.shares[j] += trade.share[s]
        resale.booked[i] += trade.backlog[s] + trade.order[s] * rules.tick
        if _leaves_by_air(routes, trade, lane_status, s):
            resale.dearer[i] += trade.order[s] * forward.lasting[j]
            resale.asked[i] += trade.order[s]
    for j in range(len(resale.way)):
        usual_voyage = forward_params.cover[j] - cell_params.cover_days[j]  # who buys nowhere waits for that
        some = resale.shares[j] > LEAST_SHARE
        resale.voyage[j] = max(rules.tick, resale.voyage[j] / resale.shares[j] if some else usual_voyage)
        held = min(buyers.stock[j], buyers.level[j])
        covered = cell_params.cover_days[j] * forward.plenty[forward_params.material[j]]
        usual = buyers.forecast[j] * (covered + max(0.0, resale.voyage[j] - rules.tick))
        resale.lack[j] = max(0.0, usual - held - resale.way[j])
        felt = log(buyers.felt[j] / cell_params.base_paid[j])
        wish = buyers.desired[j] * exp(forward_params.bid_elasticity[forward_params.material[j]] * felt)
        resale.need[j] = wish * resale.voyage[j]  # as who bids reckons, kernels/trade/premiums.py
        resale.pressing[j] = max(0.0, resale.need[j] - max(0.0, resale.way[j]) - AT_HAND * buyers.stock[j]) / AT_HAND
        until_then = (resale.need[j] - max(0.0, resale.way[j])) / AT_HAND
        at_least = buyers.desired[j] * (rules.use_days + rules.tick)
        resale.spare[j, 0] = resale_params.share[0] * max(0.0, held - max(until_then, at_least))
        resale.spare[j, 1] = max(0.0, sellers.stock[j] - resale.booked[j])
        bid = resale.dearer[j] / resale.asked[j] if resale.asked[j] > 0.0 else 0.0
        resale.dearer[j] = max(0.0, bid - forward.bid[j])


@jit
def _sell(
    rules, routes, sellers, buyers, trade, lane_status, resale_params, resale, kind, presses,
):  # fmt: skip
    """Deals with holders of one ``kind`` (int64), 0 for buyers and 1 for sellers, and what they leave for sale.

    Buyers ask for what they lack of their use until their next delivery if it ``presses`` (int64, 1), else of their
    usual stock; what they get is taken off.
    """
    wanted = resale.pressing if presses == 1 else resale.lack
    for i in range(len(resale.asked)):
        resale.asked[i] = 0.0
    for p in range(len(resale.weight)):
        i, j = resale_params.holder[p], resale_params.taker[p]
        resale.weight[p] = 0.0
        landed = _landed(routes, sellers, buyers, trade, lane_status, resale_params, resale, p, kind)
        if landed > 0.0 and (resale.ample[j] == 0.0 or landed <= resale.ample[j]):
            netback = (buyers.untaxed[j] - resale_params.freight[0]) / (1.0 + resale_params.margin[0])
            resale.weight[p] = power(netback / _asked(sellers, buyers, resale, i, kind), rules.netback)
            resale.asked[i] += wanted[j] * resale.weight[p]
    for p in range(len(resale.weight)):
        i, j = resale_params.holder[p], resale_params.taker[p]
        if resale.weight[p] > 0.0 and resale.asked[i] > 0.0:
            part = min(1.0, resale.spare[i, kind] / resale.asked[i] * resale.weight[p])
            tonnes = min(wanted[j] * part, resale.spare[i, kind])
            resale.deal[p, kind] += tonnes
            wanted[j] -= tonnes
            resale.spare[i, kind] -= tonnes
            if tonnes > LEAST_DEAL:
                landed = _price(sellers, buyers, resale_params, resale, p, kind)
                resale.least[j] = max(resale.least[j], landed)


@jit
def _asked(sellers, buyers, resale, i, kind):
    """Price that holders of one ``kind`` (int64) ask in cell ``i`` (int64), USD/t: spot, or at the gate and what their
    other buyers bid on top since today.
    """
    return sellers.price[i] * exp(resale.dearer[i]) if kind == 1 else buyers.spot[i]


@jit
def _price(sellers, buyers, resale_params, resale, p, kind):
    """Price of the goods of pair ``p`` (int64) where they go, with freight, margin and duties, USD/t."""
    i, j = resale_params.holder[p], resale_params.taker[p]
    untaxed = _asked(sellers, buyers, resale, i, kind) * (1.0 + resale_params.margin[0]) + resale_params.freight[0]
    return untaxed * buyers.spot[j] / buyers.untaxed[j]


@jit
def _landed(routes, sellers, buyers, trade, lane_status, resale_params, resale, p, kind):
    """The same where there is something to spare that may leave and whose way pays; 0 elsewhere, USD/t."""
    i, j, s = resale_params.holder[p], resale_params.taker[p], resale_params.lane[p]
    if resale.spare[i, kind] <= LEAST_DEAL or not _pays_more(buyers, resale_params, j):
        return 0.0
    if s >= 0 and not _leaves_by_air(routes, trade, lane_status, s):
        return 0.0
    if _asked(sellers, buyers, resale, i, kind) <= 0.0:
        return 0.0
    landed = _price(sellers, buyers, resale_params, resale, p, kind)
    return landed if landed < buyers.spot[j] else 0.0


@jit
def _find_ample(routes, sellers, buyers, trade, lane_status, resale_params, resale):
    """Cheapest price at which a holder has all that a buyer lacks and as much again as it needs, USD/t; 0 for none."""
    for j in range(len(resale.ample)):
        resale.least[j], resale.ample[j] = 0.0, 0.0
    for kind in range(2):
        for p in range(len(resale.weight)):
            i, j = resale_params.holder[p], resale_params.taker[p]
            landed = _landed(routes, sellers, buyers, trade, lane_status, resale_params, resale, p, kind)
            if landed > 0.0 and resale.spare[i, kind] >= resale.lack[j] + resale.need[j]:
                resale.ample[j] = landed if resale.ample[j] == 0.0 else min(resale.ample[j], landed)


@jit
def _leaves_by_air(routes, trade, lane_status, s):
    """True if goods may leave as those of lane ``s`` (int64) do, without leave of anybody, export tax or rent."""
    free = lane_status.rule[s] == OPEN and trade.permit[s] >= 1.0
    return free and trade.rent[s] <= 0.0 and routes.export_tax[s] <= 0.0


@jit
def deliver_resale(resale_params, resale, sellers, buyers):
    """Goods, content and money of the day's deals, after the day's use: they are there on the next market day.

    A buyer pays the spot price of its place. The holder gets the netback; transport, the deal and duties take the rest.
    """
    for c in range(KINDS):
        for j in range(len(buyers.stock)):
            resale.day[c, j] = 0.0
    for kind in range(2):
        for p in range(len(resale.weight)):
            if resale.deal[p, kind] > LEAST_DEAL:
                _deliver(resale_params, resale, sellers, buyers, p, kind)
    for j in range(len(buyers.stock)):
        resale.usd[0, j] += resale.day[PAID_FOR, j]
        resale.usd[1, j] += resale.day[GOT, j]


@jit
def _deliver(resale_params, resale, sellers, buyers, p, kind):
    """One deal, of pair ``p`` (int64) out of the stock of buyers (``kind`` int64 0) or sellers (1)."""
    i, j = resale_params.holder[p], resale_params.taker[p]
    there = sellers.stock[i] if kind == 1 else buyers.stock[i]
    tonnes = min(resale.deal[p, kind], there * PASSED_ON)
    if tonnes <= LEAST_DEAL:
        return
    portion = tonnes / there
    for c in range(COLUMNS):
        held = sellers.content[i, c] if kind == 1 else buyers.content[i, c]
        if kind == 1:
            sellers.content[i, c] -= portion * held
        else:
            buyers.content[i, c] -= portion * held
        buyers.content[j, c] += portion * held
    paid = tonnes * buyers.spot[j]
    untaxed = min(paid, tonnes * buyers.untaxed[j])  # rounding never makes a duty negative
    got = (untaxed - tonnes * resale_params.freight[0]) / (1.0 + resale_params.margin[0])
    buyers.stock[j] += tonnes
    buyers.level[j] += tonnes
    buyers.book[j] += paid
    resale.day[BOUGHT, j] += tonnes
    resale.day[PAID_FOR, j] += paid
    resale.day[MOVED, j] += untaxed - got
    resale.day[DUTIES, j] += paid - untaxed
    if kind == 1:
        sellers.stock[i] -= tonnes
        resale.day[SOLD, i] += tonnes
        resale.day[EARNED, i] += got
    else:
        cost = portion * buyers.book[i]
        buyers.stock[i] -= tonnes
        buyers.level[i] = max(0.0, buyers.level[i] - tonnes)
        buyers.book[i] -= cost
        buyers.spread[i] += got - cost
        resale.day[RESOLD, i] += tonnes
        resale.day[GOT, i] += got
