"""A lane under export control: open, licensed, rationed by a quota, or closed; and what buyers do where it is closed.

Model.md 6 (closed arc). A ban is a ban: the target of a closed lane is 0 at once, and its share goes to the open lanes
in proportion to their targets, for defence only as substitutes qualify. When it opens again, buyers come back at once
as far as they have not forgotten their supplier (half as fast as others qualify), and then as they do to any other.
Where no lane is open the last mean landed cost stays the basis of the spot price (7.2).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit

OPEN, LICENSED, RATIONED, CLOSED = range(4)
PASS, RECALL, HOLD = range(3)
WHOLE = 1.0 - 1e-12  # shares that sum to one, rounding apart
CLOSED_LANES, LICENSED_LANES, BROKEN_BUYERS = range(3)


class LaneStatus(NamedTuple):
    """How lanes are controlled today; (lanes,) unless said.

    ``rule`` int64 OPEN, LICENSED, RATIONED or CLOSED; ``heading`` and ``entry`` int64 of the control that rules the
    lane, ``pool`` int64 whose rent it pays, -1 for none; ``stop`` int64 PASS, RECALL or HOLD: what becomes of goods
    that were at sea; ``lost`` float64 share on the day it was closed, int64 ``since``, and ``regained`` float64 what is
    left of it when it opens again; ``kept``, ``kept_cost``, ``kept_duty`` float64 scratch; ``broken`` int64 (cells,) 1
    while a buyer's shares do not sum to one, or would not; ``landed``, ``untaxed`` float64 (cells,) USD/t, their last
    mean costs; ``count`` int64 (3,): closed lanes, licensed lanes, broken buyers.
    """

    rule: np.ndarray
    heading: np.ndarray
    entry: np.ndarray
    pool: np.ndarray
    stop: np.ndarray
    lost: np.ndarray
    since: np.ndarray
    regained: np.ndarray
    kept: np.ndarray
    kept_cost: np.ndarray
    kept_duty: np.ndarray
    broken: np.ndarray
    landed: np.ndarray
    untaxed: np.ndarray
    count: np.ndarray


def open_arcs(lanes, cells):
    """Lanes that nobody controls."""
    none = [np.full(lanes, -1, np.int64) for _ in range(3)]
    whole = [np.zeros(lanes, np.int64) for _ in range(3)]
    rule, stop, since = whole
    lost, regained, *scratch = [np.zeros(lanes) for _ in range(5)]
    costs = [np.zeros(cells) for _ in range(2)]
    broken, count = np.zeros(cells, np.int64), np.zeros(3, np.int64)
    return LaneStatus(rule, *none, stop, lost, since, regained, *scratch, broken, *costs, count)


@jit
def close_arcs(nests, cell_params, qualifies, most, trade, lane_status):
    """Buyers with closed lanes turn to those that are open. Equation 6 (closed arc).

    ``qualifies`` bool (cells,): where substitutes must qualify, the share that is lost comes back only by the inertia
    of all switching; elsewhere at once. ``most`` float64 (lanes,) share that a lane can carry: smugglers carry little,
    and where nothing else is open the rest is not bought. The inertia of this tick had the targets of all lanes in
    view: it is made good.
    """
    lane_status.count[BROKEN_BUYERS] = 0
    for j in range(len(lane_status.broken)):
        if lane_status.broken[j] == 0:
            continue
        lo, hi = nests.first[nests.first_of_buyer[j]], nests.first[nests.first_of_buyer[j + 1]]
        reach, regained = 0.0, 0.0
        for s in range(lo, hi):
            regained += lane_status.regained[s]
        for s in range(lo, hi):
            trade.share[s] = trade.share[s] * (1.0 - regained) + lane_status.regained[s]
            lane_status.regained[s] = 0.0
            if lane_status.rule[s] != CLOSED:
                reach += trade.target[s]
        full, free = 0.0, 0.0
        for s in range(lo, hi):
            if lane_status.rule[s] != CLOSED:
                if trade.target[s] > most[s] * reach:
                    full += most[s]
                else:
                    free += trade.target[s]
        whole, total, closed = 0.0, 0.0, 0
        for s in range(lo, hi):
            if lane_status.rule[s] == CLOSED:
                trade.target[s], trade.share[s] = 0.0, 0.0
                closed += 1
            elif reach > 0.0:
                target = most[s] if trade.target[s] > most[s] * reach else trade.target[s] * (1.0 - full) / free
                trade.share[s] += cell_params.switching[j] * (target - trade.target[s])
                trade.target[s] = target
                whole += target
                total += trade.share[s]
        if not qualifies[j] and whole > 0.0:
            for s in range(lo, hi):
                trade.share[s] += (whole - total) * trade.target[s] / whole
            total = whole
        if closed == 0 and total >= WHOLE:
            lane_status.broken[j] = 0
        else:
            lane_status.count[BROKEN_BUYERS] += 1


@jit
def feign_whole(nests, most, trade, lane_status):
    """Before prices are quoted: buyers whose shares do not sum to one reckon the mean of what is open, and those with
    nothing open the last mean landed cost, as if one lane sold at it. What smugglers ask follows that price and does
    not make it: it would chase itself.
    """
    for j in range(len(lane_status.broken)):
        if lane_status.broken[j] == 0:
            continue
        lo, hi = nests.first[nests.first_of_buyer[j]], nests.first[nests.first_of_buyer[j + 1]]
        total, landed, untaxed = 0.0, 0.0, 0.0
        for s in range(lo, hi):
            lane_status.kept[s], lane_status.kept_cost[s], lane_status.kept_duty[s] = (
                trade.share[s],
                trade.cost[s],
                trade.duty[s],
            )
            counted = trade.share[s] if most[s] >= 1.0 else 0.0
            total += counted
            landed += counted * trade.cost[s]
            untaxed += counted * (trade.cost[s] - trade.duty[s])
        if total > 0.0:
            lane_status.landed[j], lane_status.untaxed[j] = landed / total, untaxed / total
        trade.share[lo] = 1.0
        trade.cost[lo], trade.duty[lo] = lane_status.landed[j], lane_status.landed[j] - lane_status.untaxed[j]
        for s in range(lo + 1, hi):
            trade.share[s] = 0.0


@jit
def unfeign(nests, trade, lane_status):
    """After prices are quoted: shares and costs as they are."""
    for j in range(len(lane_status.broken)):
        if lane_status.broken[j] == 1:
            for s in range(nests.first[nests.first_of_buyer[j]], nests.first[nests.first_of_buyer[j + 1]]):
                trade.share[s], trade.cost[s], trade.duty[s] = (
                    lane_status.kept[s],
                    lane_status.kept_cost[s],
                    lane_status.kept_duty[s],
                )
