"""Front-running of duties: buyers stock up before an announced tariff, export tax or levy, and run the stock down
after.

Model.md 5 (announcements). A share of the buyers (``rules.foreseeing``) foresees a dated duty. They want up to
``rules.ahead_days`` of use in extra stock during as many days (and the lead time of a cargo) before it begins: the
whole of it where ln of the landed cost is to rise by ``rules.ahead_rise`` or more. The rise is computed at today's
prices. For a region that joins an alliance later, the fixed day of its accession counts; a drawn accession is not
foreseen. The end of a duty is not foreseen either.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.agreement import LEFT, MEMBER
from lodeflow.kernels.alliance.levy import due, exempt, landed_before_levy
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.core.moment import FAR_DAY


class BuyingAheadParams(NamedTuple):
    """Dated tariffs and export taxes that are known before they begin; read-only. Partner: BuyingAheadState."""

    known: np.ndarray
    """int64 (coming_duties,) [day]: first day on which the duty is known."""
    begins: np.ndarray
    """int64 (coming_duties,) [day]: first day on which the duty is due."""
    tariff: np.ndarray
    """float64 (coming_duties, lanes) [-]: what the duty adds to the tariff, as a share of the price free on board."""
    on_freight: np.ndarray
    """float64 (coming_duties, lanes) [-]: what it adds to the tariff, as a share of freight; 0 if not dutiable."""
    export_tax: np.ndarray
    """float64 (coming_duties, lanes) [-]: what it adds to the export tax, as a share of the price at the gate."""
    at_dispatch: np.ndarray
    """bool (coming_duties,) [flag]: whether the duty is due at dispatch (export tax) and not at clearance (tariff)."""
    last: np.ndarray
    """int64 (1,) [day]: day from which no duty or levy is foreseen any more; 0 if none ever is."""


class BuyingAheadState(NamedTuple):
    """Rise of landed cost that a foreseen duty causes; written for one duty at a time. Partner: BuyingAheadParams."""

    before: np.ndarray
    """float64 (cells,) [USD/t]: mean landed cost of today's purchases."""
    added: np.ndarray
    """float64 (cells,) [USD/t]: Scratch: what the duty adds to it."""
    dearer: np.ndarray
    """float64 (cells,) [USD/t]: Scratch: what the duty adds on the lanes that become dearer, others left out."""
    lead: np.ndarray
    """float64 (cells,) [USD d/t]: Scratch: days from order to use of these lanes, weighted by what is added on each."""
    begins: np.ndarray
    """int64 (cells,) [day]: Scratch: first day of the duty; 0 where the buyer is not concerned."""


def no_outlook(cells):
    """Initial ``BuyingAheadState`` for ``cells`` (int) cells: no duty is foreseen."""
    return BuyingAheadState(*(np.zeros(cells) for _ in range(4)), np.zeros(cells, np.int64))


@jit
def buy_ahead(
    rules, coming_duties, buying_ahead_state, alliances, floors, levies, routes, sellers, buyers, trade, controlled,
    day,
):  # fmt: skip
    """Extra stock that buyers want, ``buyers.rush`` [t]: the largest over all controls, duties and levies to come.

    ``controlled`` (bool): where exports are controlled, ``buyers.rush`` already holds what announced controls cause
    (kernels/export_controls/announcement.py).
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
                if k >= 0 and floors.alliance[k] == p:
                    begins = begins_at(alliances, levies, p, floors.home[s])
                    if day < begins < FAR_DAY:
                        added = levy_to_come(alliances, floors, levies, routes, sellers, trade, begins, s)
                        _foresee(buying_ahead_state, routes, trade, s, added, begins)
            _want_more(rules, buying_ahead_state, buyers, day, alliances.exempt_at_sea[p])


@jit
def _as_today(buying_ahead_state):
    """Reset of the sums over one duty."""
    for j in range(len(buying_ahead_state.added)):
        (
            buying_ahead_state.added[j],
            buying_ahead_state.dearer[j],
            buying_ahead_state.lead[j],
            buying_ahead_state.begins[j],
        ) = 0.0, 0.0, 0.0, 0


@jit
def _foresee(buying_ahead_state, routes, trade, s, added, begins):
    """Cost ``added`` [USD/t] to lane ``s`` from day ``begins`` on, booked to its buyer by the lane's share."""
    j = routes.buyer[s]
    buying_ahead_state.added[j] += trade.share[s] * added
    buying_ahead_state.dearer[j] += trade.share[s] * max(0.0, added)
    buying_ahead_state.lead[j] += trade.share[s] * max(0.0, added) * (trade.lead[s] + trade.wait[s])
    buying_ahead_state.begins[j] = begins


@jit
def _want_more(rules, buying_ahead_state, buyers, day, at_dispatch):
    """Front-run stock of every buyer for one duty [t]. Equation 5 (announcements).

    ``at_dispatch``: the duty spares what leaves in time. Orders that would come too late for it are not front-run: they
    arrive when the stock is being run down.
    """
    for j in range(len(buying_ahead_state.added)):
        if buying_ahead_state.added[j] <= 0.0 or buying_ahead_state.before[j] <= 0.0:
            continue
        lead = buying_ahead_state.lead[j] / buying_ahead_state.dearer[j]
        days = buying_ahead_state.begins[j] - day
        too_late = min(lead, rules.dispatch_days) if at_dispatch else lead
        if too_late < days <= rules.ahead_days + lead:
            dearer = log(1.0 + buying_ahead_state.added[j] / buying_ahead_state.before[j])
            ahead = rules.foreseeing * rules.ahead_days * min(1.0, dearer / rules.ahead_rise) * buyers.forecast[j]
            buyers.rush[j] = max(buyers.rush[j], ahead)


@jit
def known_from(alliances, p):
    """First day [day] on which alliance ``p`` (int64) is known: its announcement, else its start."""
    return alliances.announced[p] if alliances.announced[p] >= 0 else alliances.start[p]


@jit
def begins_at(alliances, levies, p, region):
    """First day [day] on which ``region`` takes the levy of alliance ``p`` (int64); FAR_DAY if none is known."""
    if alliances.joining_rate[p, region] > 0.0 or levies.standing[p, region] == LEFT:
        return np.int64(FAR_DAY)
    begins = max(alliances.start[p], alliances.joins[p, region])
    return begins if begins < min(alliances.leaves[p, region], alliances.end[p]) else np.int64(FAR_DAY)


@jit
def levy_to_come(alliances, floors, levies, routes, sellers, trade, begins, s):
    """Change of a lane's landed cost on the first day of the levy, at today's prices [USD/t].

    It is the levy; or what exporters with an undertaking add instead; less the tariff that falls away between members.
    Each lane is compared with its own landed cost, also where the alliance levies the lowest of all: which lanes those
    will be is not known before the first fixing, so buyers expect a little less than comes. ``begins`` is the first day
    of the levy there, int64 [day].
    """
    k = floors.of_lane[s]
    p, origin = floors.alliance[k], floors.origin[s]
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
