"""What is to come: a ring of buckets of moments, one per day, opened and put in order when the day comes.

A heap costs a hundred nanoseconds per event and more as it fills; a bucket costs what grouping a day's few moments by
kind costs. The ring spans most of a year, so that it stays in the processor's cache: a bucket for every day of twelve
years did not, and each event waited for memory. The few moments that lie farther ahead wait in a list that is looked
through once a turn. Moments beyond the last day are never kept.
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
    """``moments`` int64 (WINDOW, room); ``counts`` int64 (WINDOW,) moments in each bucket; ``far`` int64 (room,) those
    beyond the ring; ``place`` int64 (6,): today, the next moment in today's bucket, how much of it is grouped, the size
    of the fullest bucket so far, how many are far, and the last day; ``trace`` uint64 (1,) digest of all that happened;
    ``events`` int64 (1,) how many that were; ``next`` int64 (room,) what the actors of a run do next; ``tally`` int64
    (KINDS,) scratch.
    """

    moments: np.ndarray
    counts: np.ndarray
    far: np.ndarray
    place: np.ndarray
    trace: np.ndarray
    events: np.ndarray
    next: np.ndarray
    tally: np.ndarray


def empty_agenda(days, room):
    """An agenda for so many days, with room for so many moments in each."""
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
    """The same agenda with room for so many moments a day, and beyond the ring."""
    old = agenda.moments.shape[1]
    moments, far = np.zeros((WINDOW, room), np.int64), np.zeros(room, np.int64)
    moments[:, :old], far[:old] = agenda.moments, agenda.far
    return agenda._replace(moments=moments, far=far, next=np.zeros(room, np.int64))


@jit
def clear(agenda):
    """Nothing is to come and nothing has happened: the same agenda for another replication."""
    agenda.counts[:] = 0
    agenda.place[:LAST] = 0
    agenda.trace[:] = 0
    agenda.events[:] = 0


@jit
def fits(agenda, more):
    """Whether so many more moments fit, whichever days they fall on."""
    return max(agenda.place[FULLEST], agenda.place[FAR]) + more <= len(agenda.far)


@jit
def note_down(agenda, moments, count):
    """Keep the first ``count`` of ``moments``, each in the bucket of its day, but for those that do not come or come
    after the end.
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
    """Today is over; once a turn of the ring, what was far and no longer is comes into it."""
    agenda.counts[agenda.place[DAY] & TURN] = 0
    agenda.place[DAY] += 1
    agenda.place[CURSOR] = 0
    agenda.place[GROUPED] = 0
    if agenda.place[DAY] & TURN == 0:
        count = agenda.place[FAR]
        agenda.place[FAR] = 0
        note_down(agenda, agenda.far, count)


@jit
def group(moments, lo, hi, tally, scratch):
    """Put ``moments[lo:hi]`` in the order of their kinds; within a kind they stay as they were noted down."""
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
    """The trace with one more run of moments of one day and kind."""
    run = np.uint64(0)
    for k in range(lo, hi):
        run ^= stir(moments[k])
    return fold(trace, run)


@inline
def next_batch(agenda):
    """The next run of one kind today, its first moment and the one after its last; the same if the day is over."""
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
    """The actors of a run have acted: it is told, and what they and whom they brought to life do next is noted down."""
    agenda.trace[0] = tell(agenda.trace[0], agenda.moments[agenda.place[DAY] & TURN], lo, hi)
    agenda.events[0] += hi - lo
    agenda.place[CURSOR] = hi
    note_down(agenda, agenda.next, hi - lo)
    note_down(agenda, births.moments, births.count[0])
    births.count[0] = 0
