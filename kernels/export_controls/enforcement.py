"""Enforcement of export controls on lanes, quota pools and waiting cargoes.

Model.md 8.7. Of the headings in force on a lane (kernels/export_controls/decree.py) the most specific one rules it.
"""

import numpy as np

from lodeflow.kernels.core.births import give_birth
from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.kinds import LANDFALL, LOADING
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.core.moment import NEVER, moment
from lodeflow.kernels.entities.lots import (
    DUE,
    FATE,
    FATE_AFLOAT,
    FATE_REFUSED,
    HELD_ABROAD,
    IN_QUEUE,
    LANE,
    LICENSED_ON,
    WAITS_AT,
    split_off,
)
from lodeflow.kernels.export_controls.decree import (
    ANNOUNCED,
    BAN,
    EASED,
    LISTING,
    NONE,
    QUOTA,
    SORTED,
    UNCHANGED,
    await_control,
    change_control,
    heading_of,
    in_force,
)
from lodeflow.kernels.export_controls.lane_status import (
    BROKEN_BUYERS,
    CLOSED,
    CLOSED_LANES,
    LICENSED,
    LICENSED_LANES,
    LISTINGS,
    OPEN,
    PASS,
    RATIONED,
)
from lodeflow.kernels.export_controls.licence_office import give_back, open_office
from lodeflow.kernels.export_controls.quota import open_pool


@inline
def control_exports(
    control_params, licences, quotas, control_state, news_state, lane_status, licence_state, pools, rules, routes,
    cell_params, sellers, trade, lots, births, chance, forward_params, day, who,
):  # fmt: skip
    """Change of a heading's regime on its day. Returns its next moment, NEVER for none.

    ``control_state.change`` says what has changed. ``who`` is heading plus version times number of headings.
    """
    heading = heading_of(control_state, who)
    entry, regime = control_state.entry[heading], control_state.regime[heading]
    told_apart = control_state.sorts[heading] == day
    control_state.change[heading] = UNCHANGED
    if who // len(control_state.entry) != control_state.version[heading]:
        return np.int64(NEVER)
    change_control(control_params, control_state, news_state, chance, day, heading)
    if control_state.entry[heading] != entry or control_state.regime[heading] != regime:
        enforce_today(
            control_params, licences, quotas, control_state, lane_status, licence_state, pools, rules, routes,
            cell_params, sellers, trade, lots, births, forward_params, day, heading,
        )  # fmt: skip
    elif told_apart:
        enforce(
            control_params, licences, quotas, control_state, lane_status, licence_state, pools, rules, routes,
            cell_params, sellers, trade, lots, births, forward_params, day,
        )  # fmt: skip
        control_state.change[heading] = SORTED
    else:
        control_state.change[heading] = ANNOUNCED
    return await_control(control_params, control_state, day, heading)


@inline
def enforce_today(
    control_params, licences, quotas, control_state, lane_status, licence_state, pools, rules, routes, cell_params,
    sellers, trade, lots, births, forward_params, day, heading,
):  # fmt: skip
    """Enforcement after a change of ``heading``, and the record of the change in ``control_state.change``."""
    enforce(
        control_params, licences, quotas, control_state, lane_status, licence_state, pools, rules, routes,
        cell_params, sellers, trade, lots, births, forward_params, day,
    )  # fmt: skip
    ruled = in_force(control_params, control_state, heading)
    control_state.change[heading] = control_state.regime[heading] if ruled else NONE


@jit
def enforce(
    control_params, licences, quotas, control_state, lane_status, licence_state, pools, rules, routes, cell_params,
    sellers, trade, lots, births, forward_params, day,
):  # fmt: skip
    """Today's regimes take effect on lanes, quota pools, and cargoes that wait for a licence or off a port.

    Cargoes that are released are births. Those sent back have the fate ``refused`` and are recorded by the caller.
    """
    for j in range(len(lane_status.broken)):
        if lane_status.broken[j] == 0:
            lane_status.landed[j], lane_status.untaxed[j] = 0.0, 0.0
    for s in range(len(lane_status.rule)):
        j = routes.buyer[s]
        if lane_status.broken[j] == 0:
            lane_status.landed[j] += trade.share[s] * trade.cost[s]
            lane_status.untaxed[j] += trade.share[s] * (trade.cost[s] - trade.duty[s])
    for h in range(len(control_state.entry)):
        _open_or_close_office(control_params, licences, control_state, licence_state, h, day)
    for k in range(3):
        lane_status.count[k] = 0
    for s in range(len(lane_status.rule)):
        _rule_lane(
            control_params, licences, quotas, control_state, lane_status, licence_state, rules, routes, cell_params,
            trade, forward_params, s, day,
        )  # fmt: skip
        lane_status.count[CLOSED_LANES] += 1 if lane_status.rule[s] == CLOSED else 0
        lane_status.count[LICENSED_LANES] += 1 if lane_status.rule[s] == LICENSED else 0
    for j in range(len(lane_status.broken)):
        lane_status.count[BROKEN_BUYERS] += lane_status.broken[j]
    for h in range(len(control_state.entry)):
        if control_state.entry[h] >= 0 and control_state.regime[h] == LISTING:
            lane_status.count[LISTINGS] = 1
    _open_and_close_pools(quotas, lane_status, pools, trade, day)
    ever = lots.counts[1]
    for slot in range(ever):
        if lots.fact[slot, LANE] >= 0 and lots.fact[slot, WAITS_AT] >= IN_QUEUE:
            _settle(
                control_params, lane_status, licence_state, routes, sellers, trade, lots, births, slot, day,
            )  # fmt: skip


@jit
def _open_or_close_office(control_params, licences, control_state, licence_state, heading, day):
    """Opening of a licence office where licences are newly needed, or needed again after easing; else its closing.

    While the office is new, customs cannot tell the controlled grades from others of their tariff heading.
    """
    regime, entry = control_state.regime[heading], control_state.entry[heading]
    if not in_force(control_params, control_state, heading) or regime in (NONE, QUOTA, LISTING):
        licence_state.works_for[heading] = -1
        control_state.sorts[heading] = NEVER
        return
    works_for = 2 * entry + (1 if regime == EASED else 0)
    if licence_state.works_for[heading] != works_for:
        licence_state.works_for[heading] = works_for
        control_state.sorts[heading] = NEVER
        if licences.sorting[entry] > 0.0 and regime != EASED:
            control_state.sorts[heading] = day + np.int64(np.ceil(licences.sorting[entry]))
        open_office(licences, licence_state, entry, heading, day)


@jit
def _rule_lane(
    control_params, licences, quotas, control_state, lane_status, licence_state, rules, routes, cell_params, trade,
    forward_params, s, day,
):  # fmt: skip
    """Control that rules a lane today, and what follows at once from a change.

    Buyers forget the qualification of a supplier that cannot sell, at ``rules.forgetting`` times the speed at which
    they qualify another.
    """
    rule, heading, entry = OPEN, np.int64(-1), np.int64(-1)
    for h in range(len(control_state.entry)):
        if control_params.covers[h, s] and in_force(control_params, control_state, h):
            if control_state.regime[h] == LISTING and control_params.barred[control_state.entry[h]] < 1.0:
                continue  # beside the control that rules all others (kernels/export_controls/listings.py)
            heading, entry = h, control_state.entry[h]
            rule = _rule_under(control_params, licences, control_state.regime[h], entry, s)
            break
    lane_status.held[s] = 0
    if heading < 0:
        heading = _taken_for(control_params, control_state, s, day)
        if heading >= 0:
            rule, entry, lane_status.held[s] = LICENSED, control_state.entry[heading], control_state.sorts[heading]
    before = lane_status.rule[s]
    trade.wait[s] = licence_state.wait[heading] if rule == LICENSED else 0.0
    if rule == CLOSED and before != CLOSED:
        trade.backlog[s], trade.order[s] = 0.0, 0.0
        lane_status.broken[routes.buyer[s]] = 1
        lane_status.lost[s], lane_status.since[s] = trade.share[s], day
    elif rule != CLOSED and before == CLOSED:
        trade.lead[s] = rules.dispatch_days + trade.seen[s]
        ticks = (day - lane_status.since[s]) / rules.tick
        forgetting = rules.forgetting * log(1.0 - cell_params.switching[routes.buyer[s]])
        lane_status.regained[s] = lane_status.lost[s] * exp(ticks * forgetting)
    trade.permit[s] = 0.0 if rule == CLOSED else 1.0
    lane_status.stop[s] = control_params.at_sea[entry] if rule == CLOSED else PASS
    lane_status.rule[s], lane_status.heading[s], lane_status.entry[s] = rule, heading, entry
    counts = rule in (LICENSED, RATIONED) and lane_status.held[s] == 0
    lane_status.pool[s] = -1
    if counts:
        material = forward_params.material[routes.buyer[s]]
        lane_status.pool[s] = quotas.shared[entry] if rule == LICENSED else quotas.pool[entry, material]


@jit
def _taken_for(control_params, control_state, s, day):
    """Heading whose goods customs takes those of a free lane for, because it cannot tell grades apart; -1 for none.

    They wait for customs, not for a licence that could be scarce, so they pay no rent.
    """
    for h in range(len(control_state.entry)):
        if control_state.sorts[h] > day and control_params.held[control_state.entry[h], s]:
            return np.int64(h)
    return np.int64(-1)


@jit
def _rule_under(control_params, licences, regime, entry, s):
    """Status of a lane under a regime: OPEN, LICENSED, RATIONED or CLOSED.

    A targeted ban leaves others with licensing; easing is for civil users. Where no application is ever approved the
    lane is closed.
    """
    if regime == QUOTA:
        return RATIONED
    if regime == NONE or (regime == EASED and control_params.civil[s]):
        return OPEN
    if regime == LISTING or (regime == BAN and control_params.banned[entry, s]):
        return CLOSED
    return LICENSED if licences.approval[entry, s] > 0.0 else CLOSED


@jit
def _open_and_close_pools(quotas, lane_status, pools, trade, day):
    """Quota pools under a new control start afresh; those without a controlled lane are closed."""
    for u in range(len(pools.entry)):
        entry, office = np.int64(-1), np.int64(-1)
        for s in range(len(lane_status.rule)):
            if lane_status.pool[s] == u:
                entry = max(entry, lane_status.entry[s])
                office = max(office, lane_status.heading[s]) if lane_status.rule[s] == LICENSED else office
        if entry < 0 or pools.entry[u] < 0 or office != pools.office[u]:
            open_pool(quotas, pools, u, entry, office, day)
        pools.entry[u] = entry
    for s in range(len(lane_status.rule)):
        trade.rent[s] = pools.rent[lane_status.pool[s]] if lane_status.pool[s] >= 0 else 0.0


@jit
def _settle(
    control_params, lane_status, licence_state, routes, sellers, trade, lots, births, slot, day,
):  # fmt: skip
    """A waiting cargo is released, returned, or kept waiting."""
    lane = lots.fact[slot, LANE]
    if lots.fact[slot, WAITS_AT] == IN_QUEUE:
        if lane_status.rule[lane] == LICENSED:
            return
        if lane_status.rule[lane] == OPEN and _looked_through(control_params, licence_state, lane):
            return
        cargo = split_off(lots, slot, 1.0)  # this slot stays taken until its decision: no moment ever comes twice
        lots.fact[slot, LANE] = -1
        if lane_status.rule[lane] == CLOSED:
            give_back(routes, sellers, trade, lots, cargo, np.int64(FATE_REFUSED))
        else:
            lots.fact[cargo, LICENSED_ON] = day
            trade.released[lane] += lots.tonnes[cargo]
            trade.queued[lane] -= lots.tonnes[cargo]
            _let_go(lots, births, moment(day, LOADING, cargo), cargo)
    elif lots.fact[slot, WAITS_AT] == HELD_ABROAD and lane_status.stop[lane] == PASS:
        _let_go(lots, births, moment(day, LANDFALL, slot), slot)


@jit
def _looked_through(control_params, licence_state, lane):
    """True while customs still has to look through cargoes of ``lane`` (int64) that it held for controlled ones.

    It can tell grades apart from one day on, but not look at all that waits on that day: each cargo is decided in its
    time, as an application is, unless the control is lifted or eased.
    """
    for h in range(len(licence_state.works_for)):
        if licence_state.works_for[h] >= 0 and licence_state.works_for[h] % 2 == 0:
            for step in range(control_params.first_step[h], control_params.first_step[h + 1]):
                entry = control_params.step_entry[step]
                if entry >= 0 and control_params.held[entry, lane]:
                    return True
    return False


@jit
def _let_go(lots, births, due, slot):
    """Release of a waiting cargo on the same day."""
    lots.fact[slot, WAITS_AT] = -1
    lots.fact[slot, FATE] = FATE_AFLOAT
    lots.fact[slot, DUE] = due
    give_birth(births, due)
