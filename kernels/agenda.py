"""What is to come: one bucket of moments per day, opened and sorted when the day comes.

A heap costs a hundred nanoseconds per event and more as it fills; a bucket costs what sorting a day's few moments
costs. Moments beyond the horizon are never kept.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.jit import jit
from lodeflow.kernels.moment import NEVER


class Agenda(NamedTuple):
    """``moments`` int64 (days, room); ``counts`` int64 (days,) moments in each bucket; ``place`` int64 (4,): today,
    the next moment in today's bucket, how much of the bucket is sorted, and the size of the fullest bucket so far;
    ``trace`` uint64 (1,) digest of all that happened; ``events`` int64 (1,) how many that were; ``next`` int64
    (room,) what the actors of a run do next.
    """

    moments: np.ndarray
    counts: np.ndarray
    place: np.ndarray
    trace: np.ndarray
    events: np.ndarray
    next: np.ndarray


TODAY, CURSOR, SORTED, FULLEST = range(4)


def empty_agenda(days, room):
    """An agenda for so many days, with room for so many moments in each."""
    return Agenda(
        np.zeros((days, max(1, room)), np.int64),
        np.zeros(days, np.int64),
        np.zeros(4, np.int64),
        np.zeros(1, np.uint64),
        np.zeros(1, np.int64),
        np.zeros(max(1, room), np.int64),
    )


def roomier(agenda, room):
    """The same agenda with room for so many moments a day."""
    old = agenda.moments.shape[1]
    moments = np.zeros((len(agenda.counts), room), np.int64)
    moments[:, :old] = agenda.moments
    return agenda._replace(moments=moments, next=np.zeros(room, np.int64))


@jit
def clear(agenda):
    """Nothing is to come and nothing has happened: the same agenda for another replication."""
    agenda.counts[:] = 0
    agenda.place[:] = 0
    agenda.trace[:] = 0
    agenda.events[:] = 0


@jit
def fits(agenda, more):
    """Whether so many more moments fit, whichever days they fall on."""
    return agenda.place[FULLEST] + more <= agenda.moments.shape[1]


@jit
def note_down(agenda, moment):
    """Keep a moment in the bucket of its day, unless it does not come or comes after the end."""
    if moment == NEVER:
        return
    day = moment >> 40
    if day < len(agenda.counts):
        agenda.moments[day, agenda.counts[day]] = moment
        agenda.counts[day] += 1
        agenda.place[FULLEST] = max(agenda.place[FULLEST], agenda.counts[day])
