"""Lane status under export controls: open, licensed, rationed by a quota, or closed; and how buyers replace closed
lanes.

Model.md 6 (closed arc). The target share of a closed lane is 0 at once and goes to the open lanes in proportion to
their targets; for defence only as substitutes qualify. When the lane opens again, buyers return at once as far as they
have not forgotten their supplier (half as fast as others qualify), and for the rest as they switch to any other. Where
no lane is open the last mean landed cost stays the basis of the spot price (7.2).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit

OPEN, LICENSED, RATIONED, CLOSED = range(4)
PASS, RECALL, HOLD = range(3)
WHOLE = 1.0 - 1e-12  # shares that sum to one, rounding apart
CLOSED_LANES, LICENSED_LANES, BROKEN_BUYERS, LISTINGS = range(4)


class LaneStatus(NamedTuple):
    """Control of each lane and its effect on buyers; written.

    kernels/export_controls/enforcement.py sets it by ControlState.
    """

    rule: np.ndarray
    """int64 (lanes,) [code]: OPEN, LICENSED, RATIONED or CLOSED."""
    heading: np.ndarray
    """int64 (lanes,) [heading]: heading that rules the lane; -1 for none."""
    entry: np.ndarray
    """int64 (lanes,) [entry]: control that rules the lane; -1 for none."""
    pool: np.ndarray
    """int64 (lanes,) [pool]: quota pool whose rent it pays; -1 for none."""
    held: np.ndarray
    """int64 (lanes,) [day]: day until which customs takes its goods for controlled ones; 0 if it does not."""
    stop: np.ndarray
    """int64 (lanes,) [code]: PASS, RECALL or HOLD: what becomes of goods at sea."""
    lost: np.ndarray
    """float64 (lanes,) [-]: share of the buyer's orders on the day of closing."""
    since: np.ndarray
    """int64 (lanes,) [day]: day of closing."""
    regained: np.ndarray
    """float64 (lanes,) [-]: what is left of that share when the lane opens again; 0 once used."""
    kept: np.ndarray
    """float64 (lanes,) [-]: Scratch: share of orders while a mean is quoted."""
    kept_cost: np.ndarray
    """float64 (lanes,) [USD/t]: Scratch: landed cost while a mean is quoted."""
    kept_duty: np.ndarray
    """float64 (lanes,) [USD/t]: Scratch: duty while a mean is quoted."""
    broken: np.ndarray
    """int64 (cells,) [flag]: 1 while a buyer's shares do not sum to one, or one of its lanes is closed."""
    landed: np.ndarray
    """float64 (cells,) [USD/t]: last mean landed cost."""
    untaxed: np.ndarray
    """float64 (cells,) [USD/t]: last mean landed cost without duties."""
    free: np.ndarray
    """float64 (lanes,) [-]: share of the buyer's need that no listing bars from the lane; 1 without."""
    allowed: np.ndarray
    """float64 (lanes,) [-]: the same of today, from before prices until shares have followed."""
    cut: np.ndarray
    """float64 (lanes,) [-]: share of the buyer's orders that listings take today."""
    missed: np.ndarray
    """float64 (lanes,) [-]: share of the buyer's orders that listings took and others have not yet taken over."""
    barred: np.ndarray
    """float64 (lanes,) [-]: share of the buyer's orders that listings took, less what it has forgotten."""
    listed: np.ndarray
    """int64 (lanes,) [day]: day up to which that is counted."""
    count: np.ndarray
    """int64 (4,) [-]: Total over lanes and buyers: closed lanes, licensed lanes, buyers with ``broken`` shares, and 1
    while a listing takes effect.
    """


def all_lanes_open(lanes, cells):
    """Initial ``LaneStatus`` for ``lanes`` (int) lanes and ``cells`` (int) cells: no lane is controlled."""
    none = [np.full(lanes, -1, np.int64) for _ in range(3)]
    whole = [np.zeros(lanes, np.int64) for _ in range(4)]
    rule, held, stop, since = whole
    lost, regained, *scratch = [np.zeros(lanes) for _ in range(5)]
    costs = [np.zeros(cells) for _ in range(2)]
    broken, count = np.zeros(cells, np.int64), np.zeros(4, np.int64)
    listings = *[np.ones(lanes) for _ in range(2)], *[np.zeros(lanes) for _ in range(3)], np.zeros(lanes, np.int64)
    return LaneStatus(rule, *none, held, stop, lost, since, regained, *scratch, broken, *costs, *listings, count)


@jit
def leaves_freely(licences, lane_status, s):
    """Share of the orders of lane ``s`` (int64 [lane]) that leave without waiting for anybody's leave [-].

    All of them where nothing is controlled, none under a ban or a quota, and under licences those of civil buyers with
    a general one. What customs holds because it cannot sort it waits. Listed firms do not bid by this lane.
    """
    if lane_status.rule[s] == OPEN:
        return lane_status.free[s]
    if lane_status.rule[s] == LICENSED and lane_status.held[s] == 0 and licences.civil[s]:
        return licences.general[lane_status.entry[s]] * lane_status.free[s]
    return 0.0


@jit
def close_lanes(nests, cell_params, qualifies, most, trade, lane_status):
    """Substitution of closed lanes by open ones. Equation 6 (closed arc).

    Where substitutes must qualify, the lost share is replaced only by the inertia of all switching; elsewhere at once.
    The inertia of this tick was computed with the targets of all lanes; that is corrected here, in the part of the
    orders that no reopened lane takes back.

    ``qualifies`` bool (cells,) [flag] says whether substitutes must qualify with the buyer. ``most`` float64 (lanes,)
    [-] is the largest share that a lane can carry: where only smugglers are left, the rest is not bought.
    """
    lane_status.count[BROKEN_BUYERS] = 0
    for j in range(len(lane_status.broken)):
        if lane_status.broken[j] == 0:
            continue
        lo, hi = nests.first[nests.first_of_buyer[j]], nests.first[nests.first_of_buyer[j + 1]]
        reach, regained, held, listed = 0.0, 0.0, 0.0, False
        for s in range(lo, hi):
            listed = listed or lane_status.free[s] < 1.0  # who may not order orders nothing: listings.py fills the rest
            regained += lane_status.regained[s]
            held += trade.share[s]
        given_back = 1.0 - regained
        if regained > 0.0 and held < WHOLE:  # who has not taken over a lost order has none to give back
            given_back = min(1.0, given_back / held) if held > 0.0 else 1.0
        for s in range(lo, hi):
            trade.share[s] = trade.share[s] * given_back + lane_status.regained[s]
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
                moved = cell_params.switching[j] * (1.0 - regained) * (target - trade.target[s])
                trade.share[s] = max(0.0, trade.share[s] + moved)  # a contract elsewhere may have left it less
                trade.target[s] = target
                whole += target
                total += trade.share[s]
        most_of_all = 1.0 if qualifies[j] else whole
        if whole > 0.0 and total > most_of_all:  # smugglers carry less than they did, or a contract gives others less
            for s in range(lo, hi):
                trade.share[s] *= most_of_all / total
            total = most_of_all
        elif whole > 0.0 and not qualifies[j] and not listed:
            for s in range(lo, hi):
                trade.share[s] += (whole - total) * trade.target[s] / whole
            total = whole
        if closed == 0 and total >= WHOLE:
            lane_status.broken[j] = 0
        else:
            lane_status.count[BROKEN_BUYERS] += 1


@jit
def scale_open_shares(nests, most, trade, lane_status):
    """Mean landed cost over open lanes, quoted to buyers with closed lanes as if one lane sold at it.

    Buyers without an open lane are quoted the last mean. Smuggled lanes (``most`` float64 (lanes,) [-] below 1, the
    largest share that a lane can carry) are left out: their price is derived from this one.
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
def restore_open_shares(nests, trade, lane_status):
    """Actual shares and costs of buyers with closed lanes, restored after prices are quoted."""
    for j in range(len(lane_status.broken)):
        if lane_status.broken[j] == 1:
            for s in range(nests.first[nests.first_of_buyer[j]], nests.first[nests.first_of_buyer[j + 1]]):
                trade.share[s], trade.cost[s], trade.duty[s] = (
                    lane_status.kept[s],
                    lane_status.kept_cost[s],
                    lane_status.kept_duty[s],
                )
