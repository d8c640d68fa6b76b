"""Compiled scheduler: it hands each batch of moments to the kernels of its kind.

It opens the bucket of a day, groups it by kind, and hands each batch of moments of one kind to the kernels of that
kind, sorted where actors of a batch touch the same state. Before a batch acts, the scheduler makes sure of room for the
worst case in slots, births, buckets and tape; if room is short it returns, Python makes room, and it continues where it
stopped. It stops after a budget of moments, so that a run can be interrupted.
"""

from enum import IntEnum

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import (
    ACCESSION,
    ARRIVAL,
    CARE,
    CHOKEPOINT,
    CLEARANCE,
    CONTROL,
    DEPARTURE,
    ENACTMENT,
    FLOOD,
    GUARANTEE,
    INVESTMENT,
    LANDFALL,
    LEVY,
    LICENCE,
    LOADING,
    MARKET,
    OUTAGE,
    PASSAGE,
    POLICY,
    PROJECT,
    RETALIATION,
    SEIZURE,
    STOPPAGE,
    SURGE,
)
from lodeflow.kernels.core.moment import kind_of
from lodeflow.kernels.engine.agenda import DAY, FAR, LAST, TURN, end_batch, fits, next_batch, next_day
from lodeflow.kernels.engine.batches import (
    arrive_all,
    change_duties,
    clear_all,
    close_all,
    control_all,
    decide_all,
    depart_all,
    enact_all,
    fix_all,
    join_all,
    land_all,
    live_all,
    load_all,
    must_be_sorted,
    pass_all,
    retaliate_all,
    seize_all,
    settle_all,
    stop_all,
    stop_dated_all,
    turn_all,
)
from lodeflow.kernels.engine.market_day import market_day
from lodeflow.kernels.engine.sorting import sort
from lodeflow.kernels.entities.lots import free_slots, waiting
from lodeflow.kernels.record.record import EVENTS, FINISHED, MARKETS


class Exit(IntEnum):
    """Reason why the scheduler returned [code]."""

    END = 0  # the last day is over
    BUDGET = 1  # the budget of moments is spent
    LOTS = 2  # room is short for lots
    BIRTHS = 3  # room is short for births
    BUCKETS = 4  # room is short for moments in a bucket
    MARKET_TAPE = 5  # room is short on the tape for market days
    LOT_TAPE = 6  # room is short on the tape for finished lots
    EVENT_TAPE = 7  # room is short on the tape for events
    UNEXPECTED = 8  # a moment of a kind without kernel


END, BUDGET, LOTS, BIRTHS, BUCKETS, MARKET_TAPE, LOT_TAPE, EVENT_TAPE, UNEXPECTED = (int(e) for e in Exit)


@jit
def play(
    rules, cell_params, routes, smuggling_state, alliances, floors, levies, contract_params, contracts,
    relabelling_state, plant_params, sellers, buyers, trade, users, plants, mines, sites, production_quota_state,
    investment_params, projects, project_links, project_state, ledger, lots, births, control_params, licences, quotas,
    control_state, lane_status, licence_state, pools, news_state, per_cell, voyages, straits, chokepoint_params,
    chokepoint_draws, outage_params, duties, shocks, retaliation_params, retaliation_state, chance, tape, nests,
    user_params, defence, smuggling, coming_duties, buying_ahead_state, members_first_params, relabelling, offshoring,
    offshoring_state, mine_params, production_quotas, recycling, recycling_state, news_params, per_nest, totals,
    needs, diversification, welfare_params, stoppage_params, stoppage_state, offtake_params, offtake_state, named,
    forward_params, forward, per_material, rationing, frame_params, frame, border_params, border, resale_params,
    resale, substitution, substitution_state, stockpile_params, stockpile_state, guarantee_params, guarantee_state,
    public_money, public_money_state, bill_params, bill_state, agenda, keep_lots, budget,
):  # fmt: skip
    """Run the world from moment to moment until one of the reasons of ``Exit``, which is returned.

    ``budget``: int64 [-], moments after which to return. The slices come one by one, those of the market first: handing
    the whole world from function to function costs minutes of compilation and a microsecond a call.
    """
    after = agenda.next
    acted = 0
    while agenda.place[DAY] <= agenda.place[LAST]:
        lo, hi = next_batch(agenda)
        if lo == hi:
            if not fits(agenda, agenda.place[FAR]):
                return BUCKETS
            next_day(agenda)
            continue
        day = agenda.place[DAY]
        moments = agenda.moments[day & TURN]
        kind = kind_of(moments[lo])
        if must_be_sorted(kind):
            sort(moments, lo, hi, after)
        short = room_is_short(lots, births, trade, tape, agenda, keep_lots, kind, hi - lo)
        if short != END:
            return short
        if kind == LOADING:
            load_all(voyages, lots, day, moments, lo, hi, after)
        elif kind == DEPARTURE:
            depart_all(voyages, lots, day, moments, lo, hi, after)
        elif kind == PASSAGE:
            pass_all(voyages, straits, lots, chance, day, moments, lo, hi, after)
        elif kind == LANDFALL:
            land_all(voyages, lane_status, lots, day, moments, lo, hi, after)
        elif kind == CLEARANCE:
            clear_all(
                voyages, routes, alliances, floors, levies, relabelling_state, chance, lots, day, moments, lo, hi,
                after,
            )  # fmt: skip
        elif kind == ARRIVAL:
            arrive_all(
                voyages, rules, routes, sellers, buyers, trade, smuggling_state, relabelling_state, ledger, lots,
                tape, keep_lots, day, moments, lo, hi, after,
            )  # fmt: skip
        elif kind == SEIZURE:
            seize_all(
                voyages, buyers, trade, smuggling_state, ledger, lots, tape, keep_lots, moments, lo, hi, after,
            )  # fmt: skip
        elif kind == LICENCE:
            decide_all(
                licences, lane_status, licence_state, routes, sellers, trade, lots, births, chance, tape, keep_lots,
                day, moments, lo, hi, after,
            )  # fmt: skip
        elif kind == MARKET:
            after[0] = market_day(
                rules, cell_params, routes, nests, user_params, defence, smuggling, smuggling_state, alliances,
                floors, levies, coming_duties, buying_ahead_state, contracts, members_first_params, relabelling,
                relabelling_state, offshoring, offshoring_state, plant_params, mine_params, sellers, buyers, trade,
                users, plants, mines, sites, production_quotas, production_quota_state, recycling, recycling_state,
                investment_params, projects, project_links, project_state, ledger, lots, births, control_params,
                licences, quotas, news_params, lane_status, licence_state, pools, news_state, per_cell, per_nest,
                voyages, shocks, chance, totals, needs, diversification, welfare_params, tape, stoppage_state,
                offtake_params, offtake_state, named, forward_params, forward, control_state, per_material, rationing,
                frame_params, frame, border_params, border, resale_params, resale, substitution, substitution_state,
                stockpile_params, stockpile_state, guarantee_params, guarantee_state, public_money,
                public_money_state, day, np.int64(0),
            )  # fmt: skip  # a bare 0 has a type of its own
        elif FLOOD <= kind <= SURGE:
            turn_all(
                shocks, trade, mines, plants, production_quota_state, users, chance, tape, day, moments, lo, hi,
                after,
            )  # fmt: skip
        elif kind == OUTAGE:
            stop_all(outage_params, sites, chance, tape, day, moments, lo, hi, after)
        elif kind == STOPPAGE:
            stop_dated_all(stoppage_params, stoppage_state, tape, day, moments, lo, hi, after)
        elif kind == ENACTMENT:
            enact_all(bill_params, bill_state, chance, tape, day, moments, lo, hi, after)
        elif kind == GUARANTEE:
            settle_all(guarantee_params, guarantee_state, tape, day, moments, lo, hi, after)
        elif kind == POLICY:
            change_duties(duties, levies, routes, tape, day, moments, lo, hi, after)
        elif kind == LEVY:
            fix_all(
                alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes,
                sellers, buyers, trade, per_cell, tape, day, moments, lo, hi, after,
            )  # fmt: skip
        elif kind == ACCESSION:
            join_all(
                alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes,
                sellers, buyers, trade, per_cell, chance, tape, day, moments, lo, hi, after,
            )  # fmt: skip
        elif kind == INVESTMENT or kind == PROJECT or kind == CARE:  # noqa: PLR1714, SIM109 - kernels make no tuples
            live_all(
                investment_params, projects, project_links, project_state, routes, cell_params, sellers, buyers,
                trade, plant_params, chance, per_cell, tape, guarantee_params, guarantee_state, public_money,
                public_money_state, bill_params, day, kind, moments, lo, hi, after,
            )  # fmt: skip
        elif kind == CHOKEPOINT:
            close_all(
                chokepoint_params, chokepoint_draws, straits, voyages, trade, lots, births, chance, tape, day,
                moments, lo, hi, after,
            )  # fmt: skip
        elif kind == CONTROL:
            control_all(
                control_params, licences, quotas, control_state, news_state, lane_status, licence_state, pools, rules,
                routes, cell_params, sellers, trade, lots, births, chance, tape, forward_params, keep_lots, day,
                moments, lo, hi, after,
            )  # fmt: skip
        elif kind == RETALIATION:
            retaliate_all(
                control_params, licences, quotas, control_state, news_state, lane_status, licence_state, pools, rules,
                routes, cell_params, sellers, trade, lots, births, retaliation_params, retaliation_state, chance,
                tape, forward_params, keep_lots, day, moments, lo, hi, after,
            )  # fmt: skip
        else:
            return UNEXPECTED
        end_batch(agenda, births, lo, hi)
        acted += hi - lo
        if acted >= budget:
            return BUDGET
    return END


@jit
def room_is_short(  # noqa: PLR0911 - one return for each thing that may be short
    lots, births, trade, tape, agenda, keep_lots, kind, actors
):
    """Reason to return before a batch acts: the room that may not suffice in the worst case, END if all does.

    ``kind``: int64 [code], kind of the batch. ``actors``: int64 [-], number of its moments.
    """
    born = 0
    if kind == MARKET:
        born = 2 * len(trade.share)  # a part of each lot may have a licence already
        if tape.used[MARKETS] >= len(tape.day):
            return MARKET_TAPE
    elif kind == CHOKEPOINT:
        born = waiting(lots)
    elif kind <= RETALIATION:
        born = waiting(lots) + actors
    elif kind == LICENCE:
        born = actors
    if kind != CHOKEPOINT and free_slots(lots) < born:
        return LOTS
    if born > len(births.moments):
        return BIRTHS
    ended = actors if LICENCE <= kind <= ARRIVAL else 0
    ended = born if kind <= RETALIATION else ended
    if keep_lots and tape.used[FINISHED] + ended > len(tape.lot_fact):
        return LOT_TAPE
    noted = kind <= CHOKEPOINT
    if noted and tape.used[EVENTS] + actors > len(tape.event):
        return EVENT_TAPE
    if not fits(agenda, actors + born):
        return BUCKETS
    return END
