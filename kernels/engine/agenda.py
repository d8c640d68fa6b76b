"""Agenda of the scheduler: a ring of buckets of moments, one per day, each grouped by kind when its day comes.

A heap costs a hundred nanoseconds per event and more as it fills; a bucket costs only the grouping of a day's few
moments by kind. The ring spans most of a year, so that it stays in the processor's cache: with a bucket for every day
of twelve years each event waited for memory. The few moments beyond the ring wait in a list that is searched once a
turn. Moments beyond the last day are never kept.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.moment import NEVER, fold, kind_of, stir

WINDOW = 256  # days that the ring spans, a power of two
TURN = WINDOW - 1
KINDS = 256
FEW = 12  # moments that are put in order faster by moving neighbours than by counting
DAY, CURSOR, GROUPED, FULLEST, FAR, LAST = range(6)


class Agenda(NamedTuple):
    """Moments to come and the digest of those past; written by the scheduler alone."""

    moments: np.ndarray
    """int64 (256, room) [moment]: buckets of the ring, one per day."""
    counts: np.ndarray
    """int64 (256,) [-]: number of moments in each bucket."""
    far: np.ndarray
    """int64 (room,) [moment]: moments beyond the ring."""
    place: np.ndarray
    """int64 (6,) [-]: by DAY, CURSOR, ...: today, next moment in today's bucket, end of its grouped part, size of the
    fullest bucket so far, number of far moments, last day.
    """
    trace: np.ndarray
    """uint64 (1,) [hash]: digest of all past events."""
    events: np.ndarray
    """int64 (1,) [-]: number of past events."""
    next: np.ndarray
    """int64 (room,) [moment]: next moments of the actors of a batch; also scratch."""
    tally: np.ndarray
    """int64 (256,) [-]: scratch, number of moments of each kind."""


def empty_agenda(days, room):
    """Empty agenda of a run.

    Args:
        days: int [d], length of the run.
        room: int [-], moments that find room in each bucket.

    Returns:
        ``Agenda`` on day 0.

    """
    room = max(1, room)
    return Agenda(
        moments=np.zeros((WINDOW, room), np.int64),
        counts=np.zeros(WINDOW, np.int64),
        far=np.zeros(room, np.int64),
        place=np.array([0, 0, 0, 0, 0, days - 1], np.int64),
        trace=np.zeros(1, np.uint64),
        events=np.zeros(1, np.int64),
        next=np.zeros(room, np.int64),
        tally=np.zeros(KINDS, np.int64),
    )


def roomier(agenda, room):
    """Copy of an agenda with room for ``room`` (int) moments a day, and beyond the ring."""
    old = agenda.moments.shape[1]
    moments, far = np.zeros((WINDOW, room), np.int64), np.zeros(room, np.int64)
    moments[:, :old], far[:old] = agenda.moments, agenda.far
    return agenda._replace(moments=moments, far=far, next=np.zeros(room, np.int64))


@jit
def clear(agenda):
    """Reset of an agenda to day 0 of another replication."""
    agenda.counts[:] = 0
    agenda.place[:LAST] = 0
    agenda.trace[:] = 0
    agenda.events[:] = 0


@jit
def fits(agenda, more):
    """True if ``more`` (int64) further moments find room, whichever days they fall on."""
    return max(agenda.place[FULLEST], agenda.place[FAR]) + more <= len(agenda.far)


@jit
def note_down(agenda, moments, count):
    """Put the first ``count`` (int64) of ``moments`` into the buckets of their days.

    Moments that are NEVER, or later than the last day, are dropped. ``moments`` may come in any order of days and
    kinds.
    """
    today, last, fullest = agenda.place[DAY], agenda.place[LAST], agenda.place[FULLEST]
    for k in range(count):
        moment = moments[k]
        day = moment >> 40
        if moment == NEVER or day > last:
            continue
        if day - today < WINDOW:
            bucket = day & TURN
            held = agenda.counts[bucket]
            agenda.moments[bucket, held] = moment
            agenda.counts[bucket] = held + 1
            fullest = max(fullest, held + 1)
        else:
            agenda.far[agenda.place[FAR]] = moment
            agenda.place[FAR] += 1
    agenda.place[FULLEST] = fullest


@jit
def next_day(agenda):
    """Step to the next day; once a turn of the ring, far moments that it now spans move into it."""
    agenda.counts[agenda.place[DAY] & TURN] = 0
    agenda.place[DAY] += 1
    agenda.place[CURSOR] = 0
    agenda.place[GROUPED] = 0
    if agenda.place[DAY] & TURN == 0:
        count = agenda.place[FAR]
        agenda.place[FAR] = 0
        for k in range(count):  # copied, because note_down writes to the list itself
            agenda.next[k] = agenda.far[k]
        note_down(agenda, agenda.next, count)


@jit
def group(moments, lo, hi, tally, scratch):
    """Stable sort of ``moments[lo:hi]``, one day, by kind.

    Args:
        moments: int64 (room,) [moment], bucket of the day.
        lo: int64, place of the first moment.
        hi: int64, place after the last moment.
        tally: int64 (256,), scratch.
        scratch: int64 (at least hi - lo,), scratch.

    """
    if hi - lo <= FEW:
        for k in range(lo + 1, hi):
            moment = moments[k]
            j = k
            while j > lo and kind_of(moments[j - 1]) > kind_of(moment):
                moments[j] = moments[j - 1]
                j -= 1
            moments[j] = moment
        return
    least, most = KINDS - 1, 0
    for k in range(lo, hi):
        kind = kind_of(moments[k])
        least, most = min(least, kind), max(most, kind)
    if least == most:
        return
    for kind in range(least, most + 1):
        tally[kind] = 0
    for k in range(lo, hi):
        scratch[k - lo] = moments[k]
        tally[kind_of(moments[k])] += 1
    place = lo
    for kind in range(least, most + 1):
        tally[kind], place = place, place + tally[kind]
    for k in range(hi - lo):
        kind = kind_of(scratch[k])
        moments[tally[kind]] = scratch[k]
        tally[kind] += 1


@inline
def tell(trace, moments, lo, hi):
    """Digest extended by one batch of moments of one day and kind.

    ``trace``: uint64 [hash], digest so far. Returns the new digest.
    """
    run = np.uint64(0)
    for k in range(lo, hi):
        run ^= stir(moments[k])
    return fold(trace, run)


@inline
def next_batch(agenda):
    """Next batch of one kind today: the place of its first moment and that after its last, equal if the day is over."""
    bucket = agenda.place[DAY] & TURN
    lo, ready = agenda.place[CURSOR], agenda.counts[bucket]
    if agenda.place[GROUPED] < ready:
        group(agenda.moments[bucket], lo, ready, agenda.tally, agenda.next)
        agenda.place[GROUPED] = ready
    hi = lo
    while hi < ready and kind_of(agenda.moments[bucket, hi]) == kind_of(agenda.moments[bucket, lo]):
        hi += 1
    return lo, hi


@inline
def end_batch(agenda, births, lo, hi):
    """Close a batch whose actors have acted: extend the digest, and note down their next moments and all births."""
    agenda.trace[0] = tell(agenda.trace[0], agenda.moments[agenda.place[DAY] & TURN], lo, hi)
    agenda.events[0] += hi - lo
    agenda.place[CURSOR] = hi
    note_down(agenda, agenda.next, hi - lo)
    note_down(agenda, births.moments, births.count[0])
    births.count[0] = 0
