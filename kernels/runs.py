"""A whole run of moments of one day and kind, handed to the kernel of that kind.

Each function does for the moments ``lo`` to ``hi`` of a bucket what one process does for one moment, and leaves what
every actor does next in ``after``.
"""

import numpy as np

from lodeflow.kernels.chokepoint import close_or_open
from lodeflow.kernels.duty import change_duty, change_of
from lodeflow.kernels.jit import inline, jit
from lodeflow.kernels.kinds import ARRIVAL, CHOKEPOINT, DEPARTURE, OUTAGE, POLICY, SEIZURE
from lodeflow.kernels.lots import free_slot
from lodeflow.kernels.moment import who_of
from lodeflow.kernels.outage import stop_or_restart
from lodeflow.kernels.record import record_event, record_lot
from lodeflow.kernels.shocks import turn
from lodeflow.kernels.voyage import (
    arrive,
    attempt_passage,
    clear_customs,
    depart,
    load,
    make_landfall,
    seize,
)


@inline
def touch_the_same(kind):
    """Whether actors of one run touch what others of it touch, so that they must act in the order of their names. A
    cargo that loads, leaves, passes, lands or clears touches nothing but itself.
    """
    return kind == ARRIVAL or kind == SEIZURE or kind < DEPARTURE  # noqa: PLR1714 - kernels make no tuples to look into


@jit
def load_all(voyages, lots, day, moments, lo, hi, after):
    """Cargoes of one day are loaded."""
    for k in range(lo, hi):
        after[k - lo] = load(voyages, lots, day, who_of(moments[k]))


@jit
def depart_all(voyages, lots, day, moments, lo, hi, after):
    """Cargoes of one day depart."""
    for k in range(lo, hi):
        after[k - lo] = depart(voyages, lots, day, who_of(moments[k]))


@jit
def pass_all(voyages, straits, lots, chance, day, moments, lo, hi, after):
    """Cargoes of one day reach chokepoints."""
    for k in range(lo, hi):
        after[k - lo] = attempt_passage(voyages, straits, lots, chance, day, who_of(moments[k]))


@jit
def land_all(voyages, lots, day, moments, lo, hi, after):
    """Cargoes of one day make landfall."""
    for k in range(lo, hi):
        after[k - lo] = make_landfall(voyages, lots, day, who_of(moments[k]))


@jit
def clear_all(voyages, routes, lots, day, moments, lo, hi, after):
    """Cargoes of one day clear customs."""
    for k in range(lo, hi):
        after[k - lo] = clear_customs(voyages, routes, lots, day, who_of(moments[k]))


@jit
def seize_all(voyages, buyers, trade, smugglers, ledger, lots, tape, keep_lots, moments, lo, hi, after):
    """Smuggled cargoes of one day are seized, are written down if lots are kept, and are no more."""
    for k in range(lo, hi):
        slot = who_of(moments[k])
        after[k - lo] = seize(voyages, buyers, trade, smugglers, ledger, lots, slot)
        if keep_lots:
            record_lot(tape, lots, slot)
        free_slot(lots, slot)


@jit
def arrive_all(voyages, rules, buyers, trade, lots, tape, keep_lots, day, moments, lo, hi, after):
    """Cargoes of one day arrive, are written down if lots are kept, and are no more."""
    for k in range(lo, hi):
        slot = who_of(moments[k])
        after[k - lo] = arrive(voyages, rules, buyers, trade, lots, day, slot)
        if keep_lots:
            record_lot(tape, lots, slot)
        free_slot(lots, slot)


@jit
def change_duties(duties, routes, tape, day, moments, lo, hi, after):
    """Tariffs and export taxes come into force or lapse."""
    for k in range(lo, hi):
        duty = who_of(moments[k])
        after[k - lo] = change_duty(duties, routes, day, duty)
        record_event(tape, day, np.int64(POLICY), duty, duties.in_force[change_of(duties, day, duty)])


@jit
def turn_all(shocks, market, chance, tape, day, moments, lo, hi, after):
    """Floods, crackdowns or surges begin, end, or could begin and do not."""
    course = shocks.course
    for k in range(lo, hi):
        who = who_of(moments[k])
        before = course.on[who]
        after[k - lo] = turn(
            shocks, market.trade, market.mines, market.plants, market.room, market.users, chance, day, who
        )
        if course.on[who] != before:
            record_event(tape, day, shocks.spells.kind[who], who, 1.0 * course.on[who])


@jit
def stop_all(hazards, sites, chance, tape, day, moments, lo, hi, after):
    """Mine sites stop or work again."""
    for k in range(lo, hi):
        site = who_of(moments[k])
        after[k - lo] = stop_or_restart(hazards, sites, chance, day, site)
        record_event(tape, day, np.int64(OUTAGE), site, sites.cut[site])


@jit
def close_all(closures, waters, straits, voyages, trade, lots, births, chance, tape, day, moments, lo, hi, after):
    """Chokepoints close or open."""
    for k in range(lo, hi):
        strait = who_of(moments[k])
        after[k - lo] = close_or_open(closures, waters, straits, voyages, trade, lots, births, chance, day, strait)
        record_event(tape, day, np.int64(CHOKEPOINT), strait, 1.0 * straits.closed[strait])
