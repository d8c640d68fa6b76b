"""Those who believe that a duty comes buy ahead of it, and run the stock down once it is there.

Model.md 5 (announcements). Half of the buyers foresee a dated tariff, export tax or levy. Who expects goods to cost more
wants up to a month of use in stock on top, in the two months (and the lead of a cargo) before that day: all of it where
goods are to cost 30 % more. What a duty adds is reckoned at the prices of today. A region that joins an alliance later,
on a day that is fixed, looks to that day; one whose day is drawn does not know it. That a duty will end is no news here.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.announcement import BELIEVERS, BOUGHT_AHEAD, expected_leads
from lodeflow.kernels.jit import jit
from lodeflow.kernels.levy import due, landed_before_levy, member_share
from lodeflow.kernels.maths import log
from lodeflow.kernels.pact import FAR_DAY, LEFT, MEMBER, NEVER_EXEMPT

DEAR = 0.3  # ln of the cost after over the cost before at which believers want the whole of it


class Forewarnings(NamedTuple):
    """Dated duties that are known before they begin; read-only.

    ``known`` and ``begins`` int64 (news,) days; what each adds to the rates of every lane, float64 (news, lanes):
    ``tariff`` and ``on_freight``, the part of it that falls on freight too, and ``export_tax``; ``last`` int64 (1,) day
    from which nobody looks ahead any more, levies included, 0 for never.
    """

    known: np.ndarray
    begins: np.ndarray
    tariff: np.ndarray
    on_freight: np.ndarray
    export_tax: np.ndarray
    last: np.ndarray


class Outlook(NamedTuple):
    """What buyers reckon, (cells,): ``lead`` d from order to use; ``before`` and ``after`` USD/t the mean landed cost
    today and under the duty; ``begins`` int64 day on which it comes.
    """

    lead: np.ndarray
    before: np.ndarray
    after: np.ndarray
    begins: np.ndarray


def blind_outlook(cells):
    """Nobody has looked yet."""
    return Outlook(*(np.zeros(cells) for _ in range(3)), np.zeros(cells, np.int64))


@jit
def buy_ahead(forewarnings, outlook, pacts, floors, levies, routes, sellers, buyers, trade, day):
    """Stock that buyers want on top, t: the most that any control, duty or levy ahead makes them want."""
    if day >= forewarnings.last[0]:
        return
    expected_leads(routes, trade, outlook.lead)
    for j in range(len(outlook.before)):
        outlook.before[j] = 0.0
    for s in range(len(trade.share)):
        outlook.before[routes.buyer[s]] += trade.share[s] * trade.cost[s]
    for n in range(len(forewarnings.known)):
        if forewarnings.known[n] <= day < forewarnings.begins[n]:
            _as_today(outlook, forewarnings.begins[n])
            for s in range(len(trade.share)):
                freight = routes.freight[s] * (1.0 + trade.surcharge[s])
                taxed = trade.fob[s] * forewarnings.export_tax[n, s] / (1.0 + routes.export_tax[s])
                added = forewarnings.tariff[n, s] * trade.fob[s] + forewarnings.on_freight[n, s] * freight
                outlook.after[routes.buyer[s]] += trade.share[s] * (added + taxed * (1.0 + routes.tariff[s]))
            _want_more(outlook, buyers, day)
    for p in range(len(pacts.start)):
        if known_from(pacts, p) <= day:
            _as_today(outlook, np.int64(0))
            for s in range(len(trade.share)):
                k = floors.of_lane[s]
                if k >= 0 and floors.pact[k] == p:
                    begins = begins_at(pacts, levies, p, floors.home[s])
                    if day < begins < FAR_DAY:
                        outlook.begins[routes.buyer[s]] = begins
                        added = levy_to_come(pacts, floors, levies, routes, sellers, trade, begins, s)
                        outlook.after[routes.buyer[s]] += trade.share[s] * added
            _want_more(outlook, buyers, day)


@jit
def _as_today(outlook, begins):
    """Nothing has been added yet to what goods cost today."""
    for j in range(len(outlook.after)):
        outlook.after[j] = outlook.before[j]
        outlook.begins[j] = begins


@jit
def _want_more(outlook, buyers, day):
    """Front-run stock for one duty, t. Equation 5 (announcements)."""
    for j in range(len(outlook.after)):
        days = outlook.begins[j] - day
        if 0 < days <= BOUGHT_AHEAD + outlook.lead[j] and outlook.after[j] > outlook.before[j] > 0.0:
            dearer = log(outlook.after[j] / outlook.before[j])
            ahead = BELIEVERS * BOUGHT_AHEAD * min(1.0, dearer / DEAR) * buyers.forecast[j]
            buyers.rush[j] = max(buyers.rush[j], ahead)


@jit
def known_from(pacts, p):
    """Day from which a pact is known: on its first day, if it was not announced."""
    return pacts.announced[p] if pacts.announced[p] >= 0 else pacts.start[p]


@jit
def begins_at(pacts, levies, p, region):
    """Day from which a region is to levy, FAR_DAY if nobody knows of one."""
    if pacts.joining_rate[p, region] > 0.0 or levies.standing[p, region] == LEFT:
        return np.int64(FAR_DAY)
    begins = max(pacts.start[p], pacts.joins[p, region])
    return begins if begins < min(pacts.leaves[p, region], pacts.end[p]) else np.int64(FAR_DAY)


@jit
def levy_to_come(pacts, floors, levies, routes, sellers, trade, begins, s):
    """Levy that would fall on a lane from its first day on, at the prices of today, USD/t; or what exporters who have
    undertaken to charge the reference add instead of it.
    """
    k = floors.of_lane[s]
    p = floors.pact[k]
    origin = floors.origin[s]
    if not floors.levied[k] or levies.reference[k] <= 0.0:
        return 0.0
    inside = levies.standing[p, origin] == MEMBER or begins_at(pacts, levies, p, origin) <= begins
    inside = inside and begins < pacts.leaves[p, origin]
    needed = floors.content[k] if inside else floors.recognised[s]
    if needed < NEVER_EXEMPT and (needed <= 0.0 or member_share(sellers, routes.seller[s]) >= needed):
        return 0.0
    gap = max(0.0, levies.reference[k] - landed_before_levy(routes, trade, s))
    if floors.aligned_after[s] <= 0 and floors.aligned[s] >= 1.0:
        return gap
    return due(pacts, levies, p=p, k=k, gap=gap) * pacts.collected[p, floors.home[s]]
