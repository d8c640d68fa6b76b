"""Levy: what lifts cheap imports from outside an alliance to the reference price.

Model.md 8.2: levy = (reference - landed price)+, on origins that are neither members nor recognised. The landed price
includes freight, tariff, export tax and licence rent, not interest or risk. The levy is fixed every few weeks from the
prices of the last market and is due, per tonne, on the day a cargo clears. Exporters whose state coordinates them may
charge a part of the gap themselves, and keep it (8.8; an undertaking: all of it).
"""

import numpy as np

from lodeflow.kernels.alliance.agreement import ANNOUNCED, BEGINS, LAPSES, MEMBER, NEVER_EXEMPT, NO_CHANGE
from lodeflow.kernels.alliance.reference_price import name_references
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import LEVY
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.entities.cells import MEMBER_CONTENT, REST

NO_LOWEST = 1e300  # lowest landed price where nothing is levied


@jit
def await_fixing(alliances, day, p):
    """Next moment of alliance ``p`` (int64): announcement, start, fixing or lapse; NEVER if none is left."""
    start, end = alliances.start[p], alliances.end[p]
    following = np.int64(FAR_DAY)
    if day < alliances.announced[p]:
        following = alliances.announced[p]
    elif day < start:
        following = start
    elif day < end:
        following = min(end, start + ((day - start) // alliances.refix[p] + 1) * alliances.refix[p])
    return moment(following, LEVY, p) if following < FAR_DAY else np.int64(NEVER)


@jit
def fix_levies(alliances, floors, levies, routes, sellers, buyers, trade, day, p):
    """Fixing of the reference prices and levies of alliance ``p`` (int64) on ``day``.

    ``levies.change`` says whether it was announced, began or lapsed. Returns its next moment, NEVER for none.
    """
    before = levies.in_force[p]
    now = np.int64(1 if alliances.start[p] <= day < alliances.end[p] else 0)
    levies.in_force[p] = now
    levies.change[p] = NO_CHANGE
    if now != before:
        levies.change[p] = BEGINS if now == 1 else LAPSES
        for region in range(levies.since.shape[1]):
            levies.since[p, region] = day
        no_controls(alliances, floors, levies, routes, p)
    elif day == alliances.announced[p]:
        levies.change[p] = ANNOUNCED
    for k in range(len(floors.alliance)):
        if floors.alliance[k] == p:
            levies.bound[k] += levies.binding[k] * (day - levies.fixed[p])
    levies.fixed[p] = day
    name_references(floors, levies, buyers, day, p)
    levy_lanes(alliances, floors, levies, routes, sellers, trade, day, p)
    return await_fixing(alliances, day, p)


@jit
def levy_lanes(alliances, floors, levies, routes, sellers, trade, day, p):
    """Levy due on every lane of alliance ``p`` (int64), and what exporters add themselves [USD/t]."""
    for k in range(len(floors.alliance)):
        if floors.alliance[k] == p:
            levies.lowest[k] = NO_LOWEST
            levies.binding[k] = 0.0
    for s in range(len(floors.of_lane)):
        k = floors.of_lane[s]
        if k < 0 or floors.alliance[k] != p:
            continue
        inside = levies.standing[p, floors.origin[s]] == MEMBER
        due_here = levied_here(floors, levies, p, k, s)
        levies.rate[s] = 1.0 - exempt(floors, sellers, routes, k, s, inside) if due_here else 0.0  # a share for now
        if levies.rate[s] > 0.0 and alliances.lowest[p] and trade.share[s] >= alliances.counted[p]:
            levies.lowest[k] = min(levies.lowest[k], landed_before_levy(floors, routes, sellers, trade, s))
    for s in range(len(floors.of_lane)):
        k = floors.of_lane[s]
        if k < 0 or floors.alliance[k] != p:
            continue
        rate, added = 0.0, 0.0
        if levies.rate[s] > 0.0:
            gap = levies.reference[k] - landed_before_levy(floors, routes, sellers, trade, s)
            if alliances.lowest[p] and levies.lowest[k] < NO_LOWEST:
                gap = levies.reference[k] - levies.lowest[k]
            gap = max(0.0, gap)
            taxed = 1.0 + routes.tariff[s]  # what the exporter adds is dutiable
            if day >= alliances.start[p] + floors.aligned_after[s]:
                added = floors.aligned[s] * gap / taxed
            rate = due(alliances, levies, k, p, gap - added * taxed)
            rate *= levies.rate[s] * alliances.collected[p, floors.home[s]]
        reckoned = alliances.reckoned[p]
        if routes.direct[s] >= 0:  # false papers; where they are a member's, its customs collects
            reckoned = 1.0
            if levies.standing[p, floors.origin[s]] == MEMBER:
                rate = levies.rate[routes.direct[s]] * alliances.collected[p, floors.origin[s]]
        levies.rate[s] = rate
        trade.levy[s] = rate * reckoned
        if rate > 0.0 and trade.share[s] >= alliances.counted[p]:
            levies.binding[k] = 1.0
        trade.alignment[s] = added


@jit
def no_controls(alliances, floors, levies, routes, p):
    """Tariff exemption between members of alliance ``p`` (int64), on materials with a reference price. Equation 8.1."""
    if not alliances.tariff_free[p]:
        return
    for s in range(len(floors.of_lane)):
        k = floors.of_lane[s]
        if k >= 0 and floors.alliance[k] == p:
            inside = levies.standing[p, floors.home[s]] == MEMBER and levies.standing[p, floors.origin[s]] == MEMBER
            levies.free[s] = 1.0 if inside and levies.in_force[p] == 1 else 0.0
            routes.tariff[s] = levies.tariff[s] * (1.0 - levies.free[s])


@jit
def landed_before_levy(floors, routes, sellers, trade, s):
    """Landed price for customs [USD/t]: before levy, interest, and what exporters add because of the levy.

    The price free on board is computed anew without that addition: the last market's may not hold what was added since.
    """
    fob = trade.fob[s]
    if floors.aligned[s] > 0.0:
        fob = sellers.price[routes.seller[s]] * (1.0 - trade.wedge[s]) * (1.0 + routes.export_tax[s]) + trade.rent[s]
    freight = routes.freight[s] * (1.0 + trade.surcharge[s])
    return fob + freight + routes.tariff[s] * (fob + routes.tariff_on_freight[s] * freight)


@jit
def due(alliances, levies, k, p, gap):
    """Levy due on a gap [USD/t]: all of it, or by bands of its share of the reference price.

    The bands are those of the special safeguard of the WTO's Agreement on Agriculture, article 5.5.

    ``k`` is the floor and ``p`` the alliance (int64); ``gap`` float [USD/t] is the reference price less the landed
    price.
    """
    if not alliances.banded[p] or gap <= 0.0:
        return gap
    share = gap / levies.reference[k]
    levied = 0.3 * max(0.0, min(share, 0.4) - 0.1) + 0.5 * max(0.0, min(share, 0.6) - 0.4)
    levied += 0.7 * max(0.0, min(share, 0.75) - 0.6) + 0.9 * max(0.0, share - 0.75)
    return levied * levies.reference[k]


@jit
def levy_on(alliances, floors, levies, loaded, lane):
    """Levy rate [USD/t] for a cargo that clears today; 0 if it was loaded before its buyers' levy began and is exempt.

    ``loaded`` is the day of loading, int64 [day]; ``lane`` int64.
    """
    rate = levies.rate[lane]
    if rate > 0.0:
        p = floors.alliance[floors.of_lane[lane]]
        if alliances.exempt_at_sea[p] and loaded < levies.since[p, floors.home[lane]]:
            return 0.0
    return rate


@jit
def exempt(floors, sellers, routes, k, s, inside):
    """Share of a lane's goods that is exempt from the levy [-].

    It is 1 for members' goods and the agreed share for recognised origins, where the goods meet the rule on content
    mined by members; else 0. ``k`` is the floor (int64), ``inside`` (bool) whether the origin is a member.
    """
    needed = floors.content[k] if inside else floors.recognised[s]
    if needed >= NEVER_EXEMPT or (needed > 0.0 and member_share(sellers, routes.seller[s]) < needed):
        return 0.0
    return 1.0 if inside else floors.waived[s]


@jit
def levied_here(floors, levies, p, k, s):
    """True if lane ``s`` leads into a member that takes the levy of floor ``k`` (int64) for alliance ``p`` (int64)."""
    return levies.in_force[p] == 1 and floors.levied[k] and levies.standing[p, floors.home[s]] == MEMBER


@jit
def member_share(sellers, seller):
    """Share of the oxide in the stock of ``seller`` (int64 [cell]) that members mined [-]; 0 where it is empty."""
    contained, mined = 0.0, 0.0
    for element in range(REST + 1):
        contained += sellers.content[seller, element]
        mined += sellers.content[seller, MEMBER_CONTENT + element]
    return mined / contained if contained > 0.0 else 0.0
