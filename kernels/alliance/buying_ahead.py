"""Those who believe that a duty comes buy ahead of it, and run the stock down once it is there.

Model.md 5 (announcements). Half of the buyers foresee a dated tariff, export tax or levy. Who expects goods to cost
more wants up to two months of use in stock on top, in the two months (and the lead of a cargo) before that day: all of
it where goods are to cost e^.3 times as much. What a duty adds is reckoned at the prices of today. A region that joins
an alliance later, on a day that is fixed, looks to that day; one whose day is drawn does not know it. That a duty will
end is no news here.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.levy import due, exempt, landed_before_levy
from lodeflow.kernels.alliance.pact import LEFT, MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.kernels.export_controls.announcement import BELIEVERS, BOUGHT_AHEAD

DEAR = 0.3  # ln of the cost after over the cost before at which believers want the whole of it


class BuyingAheadParams(NamedTuple):
    """Dated duties that are known before they begin; read-only.

    ``known`` and ``begins`` int64 (news,) days; what each adds to the rates of every lane, float64 (news, lanes):
    ``tariff`` and ``on_freight``, the part of it that falls on freight too, and ``export_tax``; ``at_dispatch`` bool
    (news,): whether it is due when goods are sent off and not when they clear; ``last`` int64 (1,) day from which
    nobody looks ahead any more, levies included, 0 for never.
    """

    known: np.ndarray
    begins: np.ndarray
    tariff: np.ndarray
    on_freight: np.ndarray
    export_tax: np.ndarray
    at_dispatch: np.ndarray
    last: np.ndarray


class BuyingAheadState(NamedTuple):
    """What buyers reckon, (cells,): ``before`` and ``added`` USD/t the mean landed cost today and what the duty adds;
    ``dearer`` the same of what gets dearer alone, and ``lead`` d from order to use of it, times that; ``begins`` int64
    day on which it comes.
    """

    before: np.ndarray
    added: np.ndarray
    dearer: np.ndarray
    lead: np.ndarray
    begins: np.ndarray


def blind_outlook(cells):
    """Nobody has looked yet."""
    return BuyingAheadState(*(np.zeros(cells) for _ in range(4)), np.zeros(cells, np.int64))


@jit
def buy_ahead(
    rules, coming_duties, buying_ahead_state, alliances, floors, levies, routes, sellers, buyers, trade, controlled,
    day,
):  # fmt: skip
    """Stock that buyers want on top, t: the most that any control, duty or levy ahead makes them want.

    Where exports are ``controlled``, what controls make them want stands there already (``announcement``).
    """
    if not controlled:
        for j in range(len(buyers.rush)):
            buyers.rush[j] = 0.0
    if day >= coming_duties.last[0]:
        return
    for j in range(len(buying_ahead_state.before)):
        buying_ahead_state.before[j] = 0.0
    for s in range(len(trade.share)):
        buying_ahead_state.before[routes.buyer[s]] += trade.share[s] * trade.cost[s]
    for n in range(len(coming_duties.known)):
        if coming_duties.known[n] <= day < coming_duties.begins[n]:
            _as_today(buying_ahead_state)
            for s in range(len(trade.share)):
                freight = routes.freight[s] * (1.0 + trade.surcharge[s])
                taxed = trade.fob[s] * coming_duties.export_tax[n, s] / (1.0 + routes.export_tax[s])
                added = coming_duties.tariff[n, s] * trade.fob[s] + coming_duties.on_freight[n, s] * freight
                _foresee(
                    buying_ahead_state,
                    routes,
                    trade,
                    s,
                    added + taxed * (1.0 + routes.tariff[s]),
                    coming_duties.begins[n],
                )
            _want_more(rules, buying_ahead_state, buyers, day, coming_duties.at_dispatch[n])
    for p in range(len(alliances.start)):
        if known_from(alliances, p) <= day:
            _as_today(buying_ahead_state)
            for s in range(len(trade.share)):
                k = floors.of_lane[s]
                if k >= 0 and floors.pact[k] == p:
                    begins = begins_at(alliances, levies, p, floors.home[s])
                    if day < begins < FAR_DAY:
                        added = levy_to_come(alliances, floors, levies, routes, sellers, trade, begins, s)
                        _foresee(buying_ahead_state, routes, trade, s, added, begins)
            _want_more(rules, buying_ahead_state, buyers, day, alliances.exempt_at_sea[p])


@jit
def _as_today(buying_ahead_state):
    """Nothing has been added yet to what goods cost today."""
    for j in range(len(buying_ahead_state.added)):
        (
            buying_ahead_state.added[j],
            buying_ahead_state.dearer[j],
            buying_ahead_state.lead[j],
            buying_ahead_state.begins[j],
        ) = 0.0, 0.0, 0.0, 0


@jit
def _foresee(buying_ahead_state, routes, trade, s, added, begins):
    """So much is to be added to the cost of a lane, USD/t, from a day on."""
    j = routes.buyer[s]
    buying_ahead_state.added[j] += trade.share[s] * added
    buying_ahead_state.dearer[j] += trade.share[s] * max(0.0, added)
    buying_ahead_state.lead[j] += trade.share[s] * max(0.0, added) * (trade.lead[s] + trade.wait[s])
    buying_ahead_state.begins[j] = begins


@jit
def _want_more(rules, buying_ahead_state, buyers, day, at_dispatch):
    """Front-run stock for one duty, t. Equation 5 (announcements). ``at_dispatch``: what leaves in time pays nothing.

    What is ordered too late for that is not for this stock: it will be there when the stock is being run down.
    """
    for j in range(len(buying_ahead_state.added)):
        if buying_ahead_state.added[j] <= 0.0 or buying_ahead_state.before[j] <= 0.0:
            continue
        lead = buying_ahead_state.lead[j] / buying_ahead_state.dearer[j]
        days = buying_ahead_state.begins[j] - day
        too_late = min(lead, rules.dispatch_days) if at_dispatch else lead
        if too_late < days <= BOUGHT_AHEAD + lead:
            dearer = log(1.0 + buying_ahead_state.added[j] / buying_ahead_state.before[j])
            ahead = BELIEVERS * BOUGHT_AHEAD * min(1.0, dearer / DEAR) * buyers.forecast[j]
            buyers.rush[j] = max(buyers.rush[j], ahead)


@jit
def known_from(alliances, p):
    """Day from which a pact is known: on its first day, if it was not announced."""
    return alliances.announced[p] if alliances.announced[p] >= 0 else alliances.start[p]


@jit
def begins_at(alliances, levies, p, region):
    """Day from which a region is to levy, FAR_DAY if nobody knows of one."""
    if alliances.joining_rate[p, region] > 0.0 or levies.standing[p, region] == LEFT:
        return np.int64(FAR_DAY)
    begins = max(alliances.start[p], alliances.joins[p, region])
    return begins if begins < min(alliances.leaves[p, region], alliances.end[p]) else np.int64(FAR_DAY)


@jit
def levy_to_come(alliances, floors, levies, routes, sellers, trade, begins, s):
    """Levy that would fall on a lane from its first day on, at the prices of today, USD/t; or what exporters who have
    undertaken to charge the reference add instead of it; or, below 0, the tariff that falls away between members.

    Each lane is held against its own landed cost, also where the pact levies the lowest of all: which lanes those will
    be is not known before the first fixing, so buyers of such a pact expect a little less than comes.
    """
    k = floors.of_lane[s]
    p, origin = floors.pact[k], floors.origin[s]
    inside = levies.standing[p, origin] == MEMBER or begins_at(alliances, levies, p, origin) <= begins
    inside = inside and begins < alliances.leaves[p, origin]
    saved = 0.0
    if inside and alliances.tariff_free[p]:
        saved = routes.tariff[s] * (trade.fob[s] + routes.tariff_on_freight[s] * routes.freight[s])
    if not floors.levied[k] or levies.reference[k] <= 0.0:
        return -saved
    free = exempt(floors, sellers, routes, k, s, inside)
    gap = max(0.0, levies.reference[k] - landed_before_levy(floors, routes, sellers, trade, s))
    if free < 1.0 and floors.aligned_after[s] <= 0 and floors.aligned[s] >= 1.0:
        return gap - saved
    rate = (1.0 - free) * due(alliances, levies, k, p, gap) * alliances.collected[p, floors.home[s]]
    return rate * alliances.reckoned[p] - saved
