"""Rationing by netback: a seller who is short serves first, in weight, the buyers who pay most at its gate.

What buyer j would pay for the goods of seller i is its landed cost c_ij, times the scarcity of its place: spot price
over mean landed cost. At target shares c_ij is L_j (s_ij / s0_ij)^(-1 / sigma), with L_j the price index of the
buyer's nested logit. Less freight and duties that is the netback. A lane gets the part min(1, r v_ij) of what is due,
with v_ij = (netback / gate price)^tau, tau ``rules.netback``, and r_i such that the seller's goods are just sold:
supply with a constant elasticity of transformation. Where all buyers bid alike that is one factor. What stays
unserved is asked, as far as it was ordered today, in up to three sweeps, of the buyer's sellers with goods left, by
its shares, on lanes without an export control. Members of an alliance come first where that is agreed
(kernels/alliance/members_first.py).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.members_first import comes_first
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.export_controls.lane_status import OPEN

SWEEPS = 3  # of second choices, after the first: together at least 99.5 % of the greatest flow
ROUNDS = 8  # of Newton's method, from below: r is never too large
LEAST_NETBACK = 1e-3  # of the gate price
ALL = 1.0 - 1e-12  # of a seller's goods: r is found


class RationingState(NamedTuple):
    """Scratch of a day on which a seller is short; written."""

    due: np.ndarray
    """float64 (lanes,) [t]: what is due."""
    ask: np.ndarray
    """float64 (lanes,) [t]: what is asked for in this sweep."""
    worth: np.ndarray
    """float64 (lanes,) [-]: netback over gate price, to the power of ``rules.netback``."""
    turn: np.ndarray
    """int64 (lanes,) [code]: 0 for lanes that are served first, 1 for the others."""
    left: np.ndarray
    """float64 (cells,) [t]: goods that a seller has left."""
    asked: np.ndarray
    """float64 (cells,) [t]: sum of what is asked of a seller, or of what is served at its level."""
    level: np.ndarray
    """float64 (cells,) [-]: share of what is asked that a seller serves at netback weight 1; 0 where it serves all."""
    slope: np.ndarray
    """float64 (cells,) [t]: increase of what is served with the level."""
    lack: np.ndarray
    """float64 (cells,) [t]: what a buyer is still due."""
    room: np.ndarray
    """float64 (cells,) [t]: what a buyer has ordered today and may place anew."""
    offered: np.ndarray
    """float64 (cells,) [t]: goods left at a buyer's sellers, weighted by its shares; then what it was given anew."""


def nobody_short(lanes, cells):
    """Initial ``RationingState`` for ``lanes`` (int) lanes and ``cells`` (int) cells."""
    by_lane = [np.zeros(lanes) for _ in range(3)]
    return RationingState(*by_lane, np.zeros(lanes, np.int64), *[np.zeros(cells) for _ in range(7)])


@jit
def serve_by_netback(
    rules, routes, sellers, buyers, trade, members_first_params, levies, smuggling, lane_status, rationing,
):  # fmt: skip
    """Dispatch of what is due, ``trade.shipped`` [t], out of what sellers can send, ``rationing.left`` [t].

    Orders that another seller serves move to its lane's backlog.
    """
    _weigh(rules, routes, sellers, buyers, trade, members_first_params, levies, rationing)
    for s in range(len(trade.shipped)):
        rationing.due[s], rationing.ask[s] = trade.shipped[s], trade.shipped[s]
        trade.shipped[s] = 0.0
    for sweep in range(1 + SWEEPS):
        if sweep > 0 and not _ask_others(rules, routes, trade, smuggling, lane_status, rationing):
            break
        _serve(routes, trade, rationing, np.int64(0))  # a bare 0 has a type of its own
        if members_first_params.agreed[0]:
            _serve(routes, trade, rationing, np.int64(1))
    _move_orders(routes, trade, rationing)


@jit
def _weigh(rules, routes, sellers, buyers, trade, members_first_params, levies, rationing):
    """Netback weight of every lane, and whether it is served first. Dearer goods bear taxes and interest too."""
    for s in range(len(trade.cost)):
        i, j = routes.seller[s], routes.buyer[s]
        more = buyers.spot[j] / buyers.landed[j] - 1.0 if buyers.landed[j] > 0.0 else 0.0
        interest = rules.interest * (routes.transit_days[s] + trade.wait[s])
        of_that = trade.cost[s] / ((1.0 + routes.export_tax[s]) * (1.0 + routes.tariff[s] + interest))
        netback = max(LEAST_NETBACK, 1.0 + more * of_that / sellers.price[i])
        rationing.worth[s] = 1.0 if more == 0.0 else power(netback, rules.netback)
        first = members_first_params.agreed[0] and not comes_first(members_first_params, levies, s)
        rationing.turn[s] = 1 if first else 0


@jit
def _serve(routes, trade, rationing, turn):
    """Sellers serve what is asked on lanes of this ``turn`` (int): all of it, or by netback as far as goods last."""
    left, asked, level, slope = rationing.left, rationing.asked, rationing.level, rationing.slope
    for i in range(len(left)):
        asked[i], slope[i], level[i] = 0.0, 0.0, 0.0
    for s in range(len(trade.shipped)):
        if rationing.turn[s] == turn:
            asked[routes.seller[s]] += rationing.ask[s]
            slope[routes.seller[s]] += rationing.ask[s] * rationing.worth[s]
    for i in range(len(left)):
        if asked[i] > left[i]:
            level[i] = max(left[i], 0.0) / slope[i]
    for _ in range(ROUNDS):
        if _sum_served(routes, trade, rationing, turn):
            break
        for i in range(len(left)):
            if level[i] > 0.0 and slope[i] > 0.0:
                level[i] += max(0.0, left[i] - asked[i]) / slope[i]
    _sum_served(routes, trade, rationing, turn)
    for i in range(len(left)):
        slope[i] = min(1.0, left[i] / asked[i]) if asked[i] > 0.0 else 0.0  # no overdraft, whatever rounding leaves
    for s in range(len(trade.shipped)):
        if rationing.turn[s] == turn and rationing.ask[s] > 0.0:
            i = routes.seller[s]
            part = min(1.0, level[i] * rationing.worth[s]) if level[i] > 0.0 else 1.0
            trade.shipped[s] += rationing.ask[s] * part * slope[i]
    for i in range(len(left)):
        left[i] = max(0.0, left[i] - asked[i] * slope[i])


@jit
def _sum_served(routes, trade, rationing, turn):
    """Sum of what each seller serves at its level, ``asked``, and its slope. Returns True if no seller has more."""
    for i in range(len(rationing.left)):
        rationing.asked[i], rationing.slope[i] = 0.0, 0.0
    for s in range(len(trade.shipped)):
        if rationing.turn[s] == turn and rationing.ask[s] > 0.0:
            i = routes.seller[s]
            part = rationing.level[i] * rationing.worth[s]
            if 0.0 < part < 1.0:
                rationing.asked[i] += rationing.ask[s] * part
                rationing.slope[i] += rationing.ask[s] * rationing.worth[s]
            else:
                rationing.asked[i] += rationing.ask[s]
    found = True
    for i in range(len(rationing.left)):
        if rationing.level[i] > 0.0 and rationing.slope[i] > 0.0 and rationing.asked[i] < ALL * rationing.left[i]:
            found = False
    return found


@jit
def _ask_others(rules, routes, trade, smuggling, lane_status, rationing):
    """Second choice of buyers: what they lack, by their shares, of sellers with goods left. Returns whether any asks.

    It is no more than they ordered today: else a lane that opens after a stop would serve on one day what has been
    ordered elsewhere, in vain, for years. Goods under a licence or a quota, and those of smugglers, come only as they
    were ordered.
    """
    lack, offered, room = rationing.lack, rationing.offered, rationing.room
    for j in range(len(lack)):
        lack[j], offered[j], room[j] = 0.0, 0.0, 0.0
    for s in range(len(trade.shipped)):
        lack[routes.buyer[s]] += rationing.due[s] - trade.shipped[s]
        room[routes.buyer[s]] += trade.order[s] * rules.tick - max(0.0, trade.shipped[s] - rationing.due[s])
        legal = lane_status.rule[s] == OPEN and trade.permit[s] >= 1.0 and routes.direct[s] < 0
        rationing.ask[s] = trade.share[s] * rationing.left[routes.seller[s]] if legal else 0.0
    for k in range(len(smuggling.lane)):
        rationing.ask[smuggling.lane[k]] = 0.0
    for s in range(len(trade.shipped)):
        offered[routes.buyer[s]] += rationing.ask[s]
    anybody = False
    for s in range(len(trade.shipped)):
        j = routes.buyer[s]
        wanted = max(0.0, min(lack[j], room[j]))
        rationing.ask[s] = wanted * (rationing.ask[s] / offered[j]) if offered[j] > 0.0 else 0.0  # offered may be 1e-310
        anybody = anybody or rationing.ask[s] > 0.0
    return anybody


@jit
def _move_orders(routes, trade, rationing):
    """Backlog of lanes after other sellers have served orders: what they sent beyond their own is taken from it."""
    lack, given = rationing.lack, rationing.offered
    for j in range(len(lack)):
        lack[j], given[j] = 0.0, 0.0
    for s in range(len(trade.shipped)):
        lack[routes.buyer[s]] += max(0.0, rationing.due[s] - trade.shipped[s])
        given[routes.buyer[s]] += max(0.0, trade.shipped[s] - rationing.due[s])
    for s in range(len(trade.shipped)):
        more, j = trade.shipped[s] - rationing.due[s], routes.buyer[s]
        if more > 0.0:
            trade.backlog[s] += more
        elif given[j] > 0.0:
            trade.backlog[s] += more * min(1.0, given[j] / lack[j])
