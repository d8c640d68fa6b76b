"""Batches: all moments of one day and kind, handed to the kernel of that kind one after another.

Each function does for the moments ``lo`` to ``hi`` of a bucket what one process does for one moment, and writes the
next moment of every actor to ``after``.
"""

import numpy as np

from lodeflow.kernels.alliance.accession import standing_of
from lodeflow.kernels.alliance.agreement import NO_CHANGE
from lodeflow.kernels.alliance.membership import fix, join
from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.kinds import (
    ACCESSION,
    ARRIVAL,
    CHOKEPOINT,
    CONTROL,
    DEPARTURE,
    ENACTMENT,
    GUARANTEE,
    LEVY,
    OUTAGE,
    POLICY,
    RETALIATION,
    SEIZURE,
    STOPPAGE,
)
from lodeflow.kernels.core.moment import NEVER, who_of
from lodeflow.kernels.entities.lots import FATE, FATE_RECALLED, FATE_REFUSED, FATE_SEIZED, LANE, free_slot
from lodeflow.kernels.export_controls.decree import UNCHANGED, heading_of
from lodeflow.kernels.export_controls.enforcement import control_exports
from lodeflow.kernels.export_controls.licence_office import decide, give_back
from lodeflow.kernels.export_controls.retaliation import await_retaliation, retaliate
from lodeflow.kernels.projects.permitting_bills import enact
from lodeflow.kernels.projects.price_guarantees import paid_on, settle
from lodeflow.kernels.projects.stages import live
from lodeflow.kernels.record.record import record_event, record_lot
from lodeflow.kernels.shocks.shocks import turn
from lodeflow.kernels.supply.outages import stop_or_restart
from lodeflow.kernels.supply.stoppages import stop_or_resume
from lodeflow.kernels.trade.chokepoints import close_or_open
from lodeflow.kernels.trade.duties import change_duty, change_of
from lodeflow.kernels.trade.voyage import (
    arrive,
    attempt_passage,
    clear_customs,
    depart,
    load,
    make_landfall,
    seize,
)


@inline
def must_be_sorted(kind):
    """True for kinds whose actors touch shared state, so that a batch must act in the order of its actors.

    ``kind``: int64 [code]. A cargo that loads, leaves, passes, lands or clears touches only itself.
    """
    return kind == ARRIVAL or kind == SEIZURE or kind < DEPARTURE  # noqa: PLR1714 - kernels make no tuples to look into


@jit
def load_all(voyages, lots, day, moments, lo, hi, after):
    """Loading of the cargoes of one day."""
    for k in range(lo, hi):
        after[k - lo] = load(voyages, lots, day, who_of(moments[k]))


@jit
def depart_all(voyages, lots, day, moments, lo, hi, after):
    """Departure of the cargoes of one day."""
    for k in range(lo, hi):
        after[k - lo] = depart(voyages, lots, day, who_of(moments[k]))


@jit
def pass_all(voyages, straits, lots, chance, day, moments, lo, hi, after):
    """Passage of the cargoes of one day through chokepoints."""
    for k in range(lo, hi):
        after[k - lo] = attempt_passage(voyages, straits, lots, chance, day, who_of(moments[k]))


@jit
def land_all(voyages, lane_status, lots, day, moments, lo, hi, after):
    """Landfall of the cargoes of one day."""
    for k in range(lo, hi):
        after[k - lo] = make_landfall(voyages, lane_status, lots, day, who_of(moments[k]))


@jit
def clear_all(
    voyages, routes, alliances, floors, levies, relabelling_state, chance, lots, day, moments, lo, hi, after,
):  # fmt: skip
    """Customs clearance of the cargoes of one day."""
    for k in range(lo, hi):
        after[k - lo] = clear_customs(
            voyages, routes, alliances, floors, levies, relabelling_state, chance, lots, day, who_of(moments[k]),
        )  # fmt: skip


@jit
def seize_all(
    voyages, buyers, trade, smuggling_state, ledger, lots, tape, keep_lots, moments, lo, hi, after,
):  # fmt: skip
    """Seizure of the smuggled cargoes of one day; they are recorded if lots are kept, and their slots freed."""
    for k in range(lo, hi):
        slot = who_of(moments[k])
        after[k - lo] = seize(voyages, buyers, trade, smuggling_state, ledger, lots, slot)
        if keep_lots:
            record_lot(tape, lots, slot)
        free_slot(lots, slot)


@jit
def arrive_all(
    voyages, rules, routes, sellers, buyers, trade, smuggling_state, relabelling_state, ledger, lots, tape, keep_lots,
    day, moments, lo, hi, after,
):  # fmt: skip
    """Arrival of the cargoes of one day, return of recalled ones, or seizure at the buyer's customs.

    They are recorded if lots are kept, and their slots freed.
    """
    for k in range(lo, hi):
        slot = who_of(moments[k])
        if lots.fact[slot, FATE] == FATE_RECALLED:
            give_back(routes, sellers, trade, lots, slot, np.int64(FATE_RECALLED))
            after[k - lo] = NEVER
        elif lots.fact[slot, FATE] == FATE_SEIZED:
            after[k - lo] = seize(voyages, buyers, trade, smuggling_state, ledger, lots, slot)
        else:
            after[k - lo] = arrive(voyages, rules, buyers, trade, relabelling_state, lots, day, slot)
        if keep_lots:
            record_lot(tape, lots, slot)
        free_slot(lots, slot)


@jit
def change_duties(duties, levies, routes, tape, day, moments, lo, hi, after):
    """Tariffs and export taxes that come into force or lapse today."""
    for k in range(lo, hi):
        duty = who_of(moments[k])
        after[k - lo] = change_duty(duties, levies, routes, day, duty)
        record_event(tape, day, np.int64(POLICY), duty, duties.in_force[change_of(duties, day, duty)])


@jit
def fix_all(
    alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes, sellers,
    buyers, trade, per_cell, tape, day, moments, lo, hi, after,
):  # fmt: skip
    """Reference prices and levies that alliances fix today; what begins or lapses is recorded."""
    for k in range(lo, hi):
        p = who_of(moments[k])
        after[k - lo] = fix(
            alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes,
            sellers, buyers, trade, per_cell, day, p,
        )  # fmt: skip
        if levies.change[p] != NO_CHANGE:
            record_event(tape, day, np.int64(LEVY), p, 1.0 * levies.change[p])


@jit
def join_all(
    alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes, sellers,
    buyers, trade, per_cell, chance, tape, day, moments, lo, hi, after,
):  # fmt: skip
    """Regions that join or leave alliances today."""
    for k in range(lo, hi):
        who = who_of(moments[k])
        after[k - lo] = join(
            alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes,
            sellers, buyers, trade, per_cell, chance, day, who,
        )  # fmt: skip
        record_event(tape, day, np.int64(ACCESSION), who, standing_of(levies, who))


@inline
def turn_all(
    shocks, trade, mines, plants, production_quota_state, users, chance, tape, day, moments, lo, hi, after,
):  # fmt: skip
    """Floods, crackdowns or surges that begin or end today, or whose candidate date passes."""
    course = shocks.course
    for k in range(lo, hi):
        who = who_of(moments[k])
        before = course.on[who]
        after[k - lo] = turn(shocks, trade, mines, plants, production_quota_state, users, chance, day, who)
        if course.on[who] != before:
            record_event(tape, day, shocks.spells.kind[who], who, 1.0 * course.on[who])


@jit
def stop_all(outage_params, sites, chance, tape, day, moments, lo, hi, after):
    """Outages of mine sites that begin or end today."""
    for k in range(lo, hi):
        site = who_of(moments[k])
        after[k - lo] = stop_or_restart(outage_params, sites, chance, day, site)
        record_event(tape, day, np.int64(OUTAGE), site, sites.cut[site])


@inline
def stop_dated_all(stoppage_params, stoppage_state, tape, day, moments, lo, hi, after):
    """Dated stoppages that begin or end today."""
    for k in range(lo, hi):
        who = who_of(moments[k])
        after[k - lo] = stop_or_resume(stoppage_params, stoppage_state, day, who)
        record_event(tape, day, np.int64(STOPPAGE), who, 1.0 * stoppage_state.on[who])


@inline
def enact_all(bill_params, bill_state, chance, tape, day, moments, lo, hi, after):
    """Permitting bills that become law today."""
    for k in range(lo, hi):
        who = who_of(moments[k])
        after[k - lo] = enact(bill_params, bill_state, chance, day, who)
        record_event(tape, day, np.int64(ENACTMENT), who, 1.0)


@inline
def settle_all(guarantee_params, guarantee_state, tape, day, moments, lo, hi, after):
    """Price guarantees whose quarter is settled today."""
    for k in range(lo, hi):
        who = who_of(moments[k])
        after[k - lo] = settle(guarantee_params, guarantee_state, day, who)
        record_event(tape, day, np.int64(GUARANTEE), who, paid_on(guarantee_params, guarantee_state, day, who))


@inline
def live_all(
    investment_params, projects, project_links, project_state, routes, cell_params, sellers, buyers, trade,
    plant_params, chance, per_cell, tape, guarantee_params, guarantee_state, public_money, public_money_state,
    bill_params, day, kind, moments, lo, hi, after,
):  # fmt: skip
    """Projects that are reviewed today, or whose stage ends; a new stage is recorded.

    ``kind``: int64 [code], INVESTMENT, PROJECT or CARE.
    """
    for k in range(lo, hi):
        q = who_of(moments[k])
        before = project_state.stage[q]
        after[k - lo] = live(
            investment_params, projects, project_links, project_state, routes, cell_params, sellers, buyers, trade,
            plant_params, chance, per_cell, guarantee_params, guarantee_state, public_money, public_money_state,
            bill_params, day, kind, q,
        )  # fmt: skip
        if project_state.stage[q] != before:
            record_event(tape, day, kind, q, 1.0 * project_state.stage[q])


@jit
def close_all(
    chokepoint_params, chokepoint_draws, straits, voyages, trade, lots, births, chance, tape, day, moments, lo, hi,
    after,
):  # fmt: skip
    """Chokepoints that close or reopen today."""
    for k in range(lo, hi):
        strait = who_of(moments[k])
        after[k - lo] = close_or_open(
            chokepoint_params, chokepoint_draws, straits, voyages, trade, lots, births, chance, day, strait,
        )  # fmt: skip
        record_event(tape, day, np.int64(CHOKEPOINT), strait, 1.0 * straits.closed[strait])


@inline
def control_all(
    control_params, licences, quotas, control_state, news_state, lane_status, licence_state, pools, rules, routes,
    cell_params, sellers, trade, lots, births, chance, tape, forward_params, keep_lots, day, moments, lo, hi, after,
):  # fmt: skip
    """Export controls that are announced, begin, change or end today."""
    for k in range(lo, hi):
        heading = heading_of(control_state, who_of(moments[k]))
        after[k - lo] = control_exports(
            control_params, licences, quotas, control_state, news_state, lane_status, licence_state, pools, rules,
            routes, cell_params, sellers, trade, lots, births, chance, forward_params, day, who_of(moments[k]),
        )  # fmt: skip
        if control_state.change[heading] != UNCHANGED:
            record_event(tape, day, np.int64(CONTROL), heading, 1.0 * control_state.change[heading])
        write_down_refused(lots, tape, keep_lots)


@inline
def retaliate_all(
    control_params, licences, quotas, control_state, news_state, lane_status, licence_state, pools, rules, routes,
    cell_params, sellers, trade, lots, births, retaliation_params, retaliation_state, chance, tape, forward_params,
    keep_lots, day, moments, lo, hi, after,
):  # fmt: skip
    """Countries whose candidate date of retaliation is today. The end of a new regime is a birth."""
    for k in range(lo, hi):
        heading = who_of(moments[k])
        retaliate(
            control_params, licences, quotas, control_state, news_state, lane_status, licence_state, pools, rules,
            routes, cell_params, sellers, trade, lots, births, retaliation_params, retaliation_state, chance,
            forward_params, day, heading,
        )  # fmt: skip
        if control_state.change[heading] != UNCHANGED:
            record_event(tape, day, np.int64(RETALIATION), heading, 1.0 * control_state.change[heading])
        write_down_refused(lots, tape, keep_lots)
        after[k - lo] = await_retaliation(control_params, retaliation_params, retaliation_state, chance, day, heading)


@jit
def decide_all(
    licences, lane_status, licence_state, routes, sellers, trade, lots, births, chance, tape, keep_lots, day, moments,
    lo, hi, after,
):  # fmt: skip
    """Decisions of licence offices on the cargoes of one day.

    Cargoes that are finally refused are recorded if lots are kept, and their slots freed.
    """
    for k in range(lo, hi):
        slot = who_of(moments[k])
        after[k - lo] = decide(
            licences, lane_status, licence_state, routes, sellers, trade, lots, births, chance, day, slot,
        )  # fmt: skip
        if licence_state.back[0] >= 0:
            _write_down_if_refused(lots, tape, keep_lots, licence_state.back[0])


@jit
def write_down_refused(lots, tape, keep_lots):
    """Record all cargoes that a control has sent back, if lots are kept, and free their slots."""
    for slot in range(lots.counts[1]):
        _write_down_if_refused(lots, tape, keep_lots, slot)


@jit
def _write_down_if_refused(lots, tape, keep_lots, slot):
    """Record one cargo if it was sent back and lots are kept, and free its slot."""
    if lots.fact[slot, LANE] >= 0 and lots.fact[slot, FATE] == FATE_REFUSED:
        if keep_lots:
            record_lot(tape, lots, slot)
        free_slot(lots, slot)
