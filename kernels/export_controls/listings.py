"""Listings of named firms: a part of a region's plants to whom the controlled goods may not be sold.

The firms of a region share one cell, so a listing takes from them a share l of what the cell needs: of named projects
their part of what all plants there need at full use, of others what the scenario says. Buyers choose among sellers by
nested logit. Of the choices t of lane s the part b is barred: 1 on lanes from the controller, elsewhere the
controller's content in the seller's goods if the listing reaches third countries, 0 if not. So the others buy as before
and the listed choose among what is left, as under a ban:

    target = (1 - l) t + l t (1 - b) / sum of t (1 - b)

On the day of the listing their orders are cancelled and go at once to the lanes that are left, for defence only as
substitutes qualify; when it ends they come back as far as they have not forgotten their supplier (equation 6, closed
arc). Where nothing is left, their need is not ordered. A listing of all buyers by share is a ban, and treated as one.
"""

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.entities.cells import CHINESE, REST, share_of
from lodeflow.kernels.export_controls.decree import LISTING
from lodeflow.kernels.export_controls.lane_status import BROKEN_BUYERS, CLOSED, LISTINGS, WHOLE


@inline
def is_listing(control_state, h):
    """True while heading ``h`` (int64 [heading]) is a listing in force."""
    return control_state.entry[h] >= 0 and control_state.regime[h] == LISTING


@inline
def bars(control_params, control_state, h, s):
    """True if listing ``h`` (int64 [heading]) may bar goods on lane ``s`` (int64 [lane])."""
    return control_params.covers[h, s] or control_params.passed_on[control_state.entry[h], s]


@jit
def count_listed_firms(
    routes, cell_params, plant_params, sellers, trade, plants, projects, project_links, project_state, control_params,
    control_state, lane_status, listed,
):  # fmt: skip
    """Share of every buyer's need that may still buy on each lane [-], what others have not yet taken over, and orders.

    Before prices, so that they answer on the day of the listing. ``listed`` float64 (cells,) is scratch: share of a
    buyer's need that is of the firms of one listing.
    """
    if lane_status.count[LISTINGS] == 0:
        return
    for s in range(len(trade.target)):
        lane_status.allowed[s] = lane_status.free[s] if lane_status.rule[s] == CLOSED else 1.0
    for h in range(len(control_state.entry)):
        if is_listing(control_state, h):
            entry = control_state.entry[h]
            _find_listed(plant_params, plants, projects, project_links, project_state, control_params, listed, entry)
            for s in range(len(trade.target)):
                if lane_status.rule[s] != CLOSED:
                    part = _barred_part(sellers, routes, control_params, h, entry, s)
                    lane_status.allowed[s] *= 1.0 - listed[routes.buyer[s]] * part
    for s in range(len(trade.target)):
        now, before = lane_status.allowed[s], lane_status.free[s]
        lane_status.missed[s] *= 1.0 - cell_params.switching[routes.buyer[s]]
        lane_status.cut[s] = 0.0
        if now < before:
            lane_status.cut[s] = trade.share[s] * (1.0 - now / before)
            lane_status.missed[s] += lane_status.cut[s]
            trade.backlog[s] *= now / before
            trade.order[s] *= now / before
        elif now > before:
            lane_status.missed[s] *= (1.0 - now) / (1.0 - before)


@jit
def bar_listed_firms(
    rules, routes, nests, cell_params, plant_params, sellers, trade, plants, projects, project_links, project_state,
    control_params, control_state, smuggling_state, lane_status, listed, day,
):  # fmt: skip
    """Target and actual shares of lanes [-] when listed firms may not buy everywhere, written to ``trade``.

    ``listed`` float64 (cells,) is scratch: share of a buyer's need that is of the firms of one listing.
    """
    if lane_status.count[LISTINGS] == 0:
        return
    for s in range(len(trade.target)):
        lane_status.kept[s] = trade.target[s]
    still = 0  # 1 until all of what a listing took is given back
    for h in range(len(control_state.entry)):
        if is_listing(control_state, h):
            still, entry = 1, control_state.entry[h]
            _find_listed(plant_params, plants, projects, project_links, project_state, control_params, listed, entry)
            for j in range(len(listed)):
                if listed[j] > 0.0:
                    _bar(
                        nests, routes, sellers, trade, control_params, smuggling_state, listed[j], h, entry, j,
                    )  # fmt: skip
    for j in range(len(listed)):
        lo, hi = nests.first[nests.first_of_buyer[j]], nests.first[nests.first_of_buyer[j + 1]]
        touched = False
        for s in range(lo, hi):
            touched = touched or lane_status.allowed[s] < 1.0 or lane_status.free[s] < 1.0
        if touched:
            still = 1
            _turn_elsewhere(rules, cell_params, control_params.qualifies, trade, lane_status, j, lo, hi, day)
    lane_status.count[LISTINGS] = still


@jit
def _find_listed(
    plant_params, plants, projects, project_links, project_state, control_params, listed, entry,
):  # fmt: skip
    """Share of every buyer's need that is of firms of listing ``entry`` (int64 [entry]): named plants' and others'."""
    for j in range(len(listed)):
        listed[j] = 0.0
    for q in range(len(projects.name)):
        if control_params.firm[entry, q]:
            works = project_state.running[q] + (projects.counted[q] if project_state.running[q] > 0.0 else 0.0)
            for k in range(2):
                if project_links.buys[q, k] >= 0:
                    listed[project_links.buys[q, k]] += works * projects.capacity[q] * project_links.bought[q, k]
    for j in range(len(listed)):
        if listed[j] > 0.0:
            needed = 0.0
            for f in range(len(plants.size)):
                for k in range(2):
                    if plant_params.feed[f, k] == j:
                        needed += plant_params.base_capacity[f] * plants.size[f] * plant_params.need[f, k]
            listed[j] = min(1.0, listed[j] / needed) if needed > 0.0 else 0.0
    for j in range(len(listed)):
        listed[j] = min(1.0, listed[j] + control_params.barred[entry])


@inline
def _barred_part(sellers, routes, control_params, h, entry, s):
    """Part of the goods on a lane that may not go to listed firms [-], 0 to 1."""
    if control_params.covers[h, s]:
        return 1.0
    most = 0.0
    if control_params.passed_on[entry, s]:
        for element in range(REST + 1):
            if control_params.of_content[entry, element]:
                most = max(most, share_of(sellers.content, routes.seller[s], element, CHINESE + element))
    return min(1.0, most)


@jit
def _bar(
    nests, routes, sellers, trade, control_params, smuggling_state, listed, h, entry, j,
):  # fmt: skip
    """Targets of buyer ``j`` (int64) when the share ``listed`` (float64) of its need is of firms under listing ``h``,
    whose control is ``entry``.

    What is left open by smugglers carries no more than it can.
    """
    lo, hi = nests.first[nests.first_of_buyer[j]], nests.first[nests.first_of_buyer[j + 1]]
    left, reached = 0.0, False
    for s in range(lo, hi):
        part = _barred_part(sellers, routes, control_params, h, entry, s)
        reached = reached or (part > 0.0 and trade.target[s] > 0.0)
        left += trade.target[s] * (1.0 - part)
    if not reached:
        return
    full, free = 0.0, 0.0
    for s in range(lo, hi):
        part = _barred_part(sellers, routes, control_params, h, entry, s)
        mine = trade.target[s] * (1.0 - part)
        if mine > 0.0:
            room = smuggling_state.most[s] - trade.target[s] * (1.0 - listed)
            if smuggling_state.most[s] < 1.0 and listed * mine > room * left:
                full += max(0.0, room)
            else:
                free += mine
    for s in range(lo, hi):
        part = _barred_part(sellers, routes, control_params, h, entry, s)
        others, mine, own = trade.target[s] * (1.0 - listed), trade.target[s] * (1.0 - part), 0.0
        if mine > 0.0:
            room = smuggling_state.most[s] - others
            capped = smuggling_state.most[s] < 1.0 and listed * mine > room * left
            own = max(0.0, room) if capped else (listed - full) * mine / free
        trade.target[s] = others + own


@jit
def _turn_elsewhere(rules, cell_params, qualifies, trade, lane_status, j, lo, hi, day):
    """Shares of buyer ``j`` (int64), of lanes ``lo`` to ``hi`` (int64), move to the targets that listings leave.

    The inertia of this tick was computed with the targets without listings; that is taken back first.
    """
    speed = cell_params.switching[j]
    kept = 1.0 - speed
    forgets = rules.forgetting * log(kept) / rules.tick
    back, held, whole, turned = 0.0, 0.0, 0.0, 0.0
    for s in range(lo, hi):
        trade.share[s] = max(0.0, trade.share[s] - speed * lane_status.kept[s])
        held += trade.share[s]
        lane_status.barred[s] *= exp(forgets * (day - lane_status.listed[s]))
        lane_status.listed[s] = day
        now, before = lane_status.allowed[s], lane_status.free[s]
        if now > before:
            back += lane_status.barred[s] * (now - before) / (1.0 - before)
        whole += trade.target[s]
        turned += max(0.0, trade.target[s] - now * lane_status.kept[s])
    given_back = min(1.0, kept * (1.0 - min(1.0, back)) / held) if back > 0.0 and held > 0.0 else 1.0
    total = 0.0
    for s in range(lo, hi):
        now, before = lane_status.allowed[s], lane_status.free[s]
        trade.share[s] *= given_back
        if now < before:
            lost = trade.share[s] * (1.0 - now / before)
            lane_status.barred[s] = min(1.0, lane_status.barred[s] + lost / kept)
            trade.share[s] -= lost
        elif now > before:
            regained = lane_status.barred[s] * (now - before) / (1.0 - before)
            trade.share[s] += kept * regained
            lane_status.barred[s] = max(0.0, lane_status.barred[s] - regained)  # rounding alone goes below
        lane_status.free[s] = now
        total += trade.share[s]
    goal = kept * whole
    sums = 0.0
    for s in range(lo, hi):
        if total > goal:
            trade.share[s] *= goal / total
        elif not qualifies[j] and turned > 0.0:
            most = max(0.0, trade.target[s] - lane_status.free[s] * lane_status.kept[s])
            trade.share[s] += (goal - total) * most / turned
        trade.share[s] += speed * trade.target[s]
        sums += trade.share[s]
    if sums < WHOLE and lane_status.broken[j] == 0:
        lane_status.broken[j] = 1
        lane_status.count[BROKEN_BUYERS] += 1


@jit
def order_for_unlisted(routes, sellers, buyers, trade, lane_status, targets):
    """Orders on lanes that a listing bars [t/d]: of a buyer whose listed firms find nothing, no more than others need.

    The gap in its stock is theirs. ``targets`` float64 (cells,) is scratch: sum of its target shares.
    """
    if lane_status.count[LISTINGS] == 0:
        return
    for j in range(len(targets)):
        targets[j] = 0.0
    for s in range(len(trade.order)):
        targets[routes.buyer[s]] += trade.target[s]
    for s in range(len(trade.order)):
        j = routes.buyer[s]
        if lane_status.free[s] < 1.0 and lane_status.rule[s] != CLOSED and targets[j] < WHOLE:
            most = max(0.0, buyers.forecast[j] - buyers.returned[j]) * trade.share[s]
            if trade.order[s] > most:
                sellers.asked[routes.seller[s]] -= trade.order[s] - most
                trade.order[s] = most
