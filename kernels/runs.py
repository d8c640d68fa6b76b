"""A whole run of moments of one day and kind, handed to the kernel of that kind.

Each function does for the moments ``lo`` to ``hi`` of a bucket what one process does for one moment, and leaves what
every actor does next in ``after``.
"""

import numpy as np

from lodeflow.kernels.chokepoint import close_or_open
from lodeflow.kernels.jit import inline, jit
from lodeflow.kernels.kinds import ARRIVAL, CHOKEPOINT, DEPARTURE, OUTAGE
from lodeflow.kernels.lots import free_slot
from lodeflow.kernels.moment import who_of
from lodeflow.kernels.outage import stop_or_restart
from lodeflow.kernels.project_life import live
from lodeflow.kernels.record import record_event, record_lot
from lodeflow.kernels.voyage import (
    arrive,
    attempt_passage,
    clear_customs,
    depart,
    load,
    make_landfall,
)


@inline
def touch_the_same(kind):
    """Whether actors of one run touch what others of it touch, so that they must act in the order of their names. A
    cargo that loads, leaves, passes, lands or clears touches nothing but itself.
    """
    return kind == ARRIVAL or kind < DEPARTURE


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
def arrive_all(voyages, rules, buyers, trade, lots, tape, keep_lots, day, moments, lo, hi, after):
    """Cargoes of one day arrive, are written down if lots are kept, and are no more."""
    for k in range(lo, hi):
        slot = who_of(moments[k])
        after[k - lo] = arrive(voyages, rules, buyers, trade, lots, day, slot)
        if keep_lots:
            record_lot(tape, lots, slot)
        free_slot(lots, slot)


@jit
def stop_all(hazards, sites, chance, tape, day, moments, lo, hi, after):
    """Mine sites stop or work again."""
    for k in range(lo, hi):
        site = who_of(moments[k])
        after[k - lo] = stop_or_restart(hazards, sites, chance, day, site)
        record_event(tape, day, np.int64(OUTAGE), site, sites.cut[site])


@jit
def live_all(market, chance, tape, day, kind, moments, lo, hi, after):
    """Projects go on, or somebody looks at them; a new stage is written down."""
    pipeline = market.pipeline
    for k in range(lo, hi):
        q = who_of(moments[k])
        before = pipeline.stage[q]
        after[k - lo] = live(
            market.investing, market.projects, market.holdings, pipeline, market.routes, market.ground,
            market.sellers, market.buyers, market.trade, market.works, chance, market.per_cell, day, kind, q,
        )  # fmt: skip
        if pipeline.stage[q] != before:
            record_event(tape, day, kind, q, 1.0 * pipeline.stage[q])


@jit
def close_all(closures, waters, straits, voyages, trade, lots, births, chance, tape, day, moments, lo, hi, after):
    """Chokepoints close or open."""
    for k in range(lo, hi):
        strait = who_of(moments[k])
        after[k - lo] = close_or_open(closures, waters, straits, voyages, trade, lots, births, chance, day, strait)
        record_event(tape, day, np.int64(CHOKEPOINT), strait, 1.0 * straits.closed[strait])
