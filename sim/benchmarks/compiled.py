"""Compiled loops for benchmarks: an agenda with idle actors, the maths of a market day, and memory."""

import numpy as np

from lodeflow.kernels.core.draw import two_uniforms
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import ARRIVAL, DEPARTURE
from lodeflow.kernels.core.maths import exp, log, normal_cdf, normal_quantile
from lodeflow.kernels.core.moment import kind_of, moment, stir, who_of
from lodeflow.kernels.engine.agenda import DAY, LAST, TURN, clear, end_batch, fits, next_batch, next_day, note_down
from lodeflow.kernels.engine.batches import must_be_sorted
from lodeflow.kernels.engine.sorting import sort

LEG = 10
"""Distance between the kinds of a voyage."""


@jit
def idle(agenda, births, actors):
    """Move idle actors through the agenda until its last day is over.

    Args:
        agenda: an agenda with enough capacity.
        births: empty births.
        actors: number of actors.

    Returns:
        False if the agenda ran out of capacity.

    """
    clear(agenda)
    after = agenda.next
    for who in range(actors):
        after[who] = moment(who % 9, DEPARTURE + LEG * (who % 5), who)
    note_down(agenda, after, actors)
    while agenda.place[DAY] <= agenda.place[LAST]:
        lo, hi = next_batch(agenda)
        if lo == hi:
            next_day(agenda)
            continue
        day = agenda.place[DAY]
        moments = agenda.moments[day & TURN]
        kind = kind_of(moments[lo])
        if must_be_sorted(kind):
            sort(moments, lo, hi, after)
        if not fits(agenda, hi - lo):
            return False
        for k in range(lo, hi):
            who = who_of(moments[k])
            days = 1 + (np.int64(who * 40503) >> 4) % 9
            after[k - lo] = moment(day + days, kind + LEG if kind < ARRIVAL else DEPARTURE, who)
        end_batch(agenda, births, lo, hi)
    return True


@jit
def exponentials(values, out, times):
    """Time of the exponential: ``out`` gets it for all ``values``, ``times`` times over."""
    for _ in range(times):
        for k in range(len(values)):
            out[k] = exp(values[k])


@jit
def logarithms(values, out, times):
    """Time of the logarithm: ``out`` gets it for all ``values``, ``times`` times over."""
    for _ in range(times):
        for k in range(len(values)):
            out[k] = log(values[k])


@jit
def shares(values, out, times):
    """Time of the normal distribution function: ``out`` gets it for all ``values``, ``times`` times over."""
    for _ in range(times):
        for k in range(len(values)):
            out[k] = normal_cdf(values[k])


@jit
def quantiles(values, out, times):
    """Time of the normal quantile: ``out`` gets it for all ``values``, ``times`` times over."""
    for _ in range(times):
        for k in range(len(values)):
            out[k] = normal_quantile(values[k])


@jit
def draws(values, out, times):
    """Time of two uniform draws: ``out`` gets a sum for each of ``values``, ``times`` times over."""
    for turn in range(times):
        for k in range(len(values)):
            luck, dice = two_uniforms(1, 0, 1, k, turn)
            out[k] = luck + dice


@jit
def read_columns(columns, times):
    """Time of reading: int64 ``columns``, all of them, ``times`` times over. Returns a sum, so that they are read."""
    total = 0
    for turn in range(times):
        for k in range(len(columns)):
            total += columns[k] ^ turn
    return total


@jit
def carry_lots(rows, times):
    """Time of lots: every row of int64 ``rows`` (lots, columns) is written, later read; ``times`` times over.

    Returns a sum, so that they are read.
    """
    total = 0
    for turn in range(times):
        for lot in range(len(rows)):
            for c in range(rows.shape[1]):
                rows[lot, c] = turn + c
        for lot in range(len(rows)):
            for c in range(rows.shape[1]):
                total += rows[lot, c]
    return total


@jit
def digests(moments, times):
    """Time of the digest of moments: all of int64 ``moments``, ``times`` times over. Returns the digest."""
    run = np.uint64(0)
    for turn in range(times):
        for k in range(len(moments)):
            run ^= stir(moments[k] + turn)
    return run
