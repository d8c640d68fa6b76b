"""One server and a line of customers on lodeflow's own agenda: every arrival and every departure is a moment.

The clock is whole days, so M/M/1 becomes Geo/Geo/1: each day a customer comes with probability .4, and a service is
done with probability .5; the load is .8. Days between arrivals and days of service are drawn at addresses, by the
number of the customer, before anybody comes.

The loop is that of ``kernels/engine/loop.py`` with two kinds of moments: open the bucket of the day, group it, make
sure of room, let each batch of one kind act, tell the trace, note down what comes next. Nothing is computed ahead: a
customer who finds the server busy waits until a departure wakes them. Customers are numbered as they come and
served in that order, so the line needs no list.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.births import Births, empty_births, give_birth
from lodeflow.kernels.core.draw import uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.core.moment import NEVER, kind_of, moment, who_of
from lodeflow.kernels.engine.agenda import (
    DAY,
    TURN,
    Agenda,
    clear,
    empty_agenda,
    end_batch,
    fits,
    next_batch,
    next_day,
    note_down,
)

COMES, SERVED = 0.4, 0.5  # probabilities a day
LEAVING, COMING = 1, 2  # kinds of moments, in their order within a day
BETWEEN, SERVICE = 1, 2  # purposes of draws
HERE, BUSY = 0, 1

MEAN_WAIT = COMES * (1 - SERVED) / (SERVED * (SERVED - COMES))
"""Mean days in line, Geo/Geo/1: lambda (1 - mu) / (mu (mu - lambda)) with lambda and mu a day."""
MEAN_NUMBER = COMES * (1 - COMES) / (SERVED - COMES)
"""Mean number of customers in line or served, at the end of a day: lambda (1 - lambda) / (mu - lambda)."""


class Queue(NamedTuple):
    """int64 (customers,): days ``between`` two arrivals and of ``service``, the day each ``came`` and how long
    each ``waited``; ``line`` int64 (2,): how many have come so far, and whether the server is busy.
    """

    between: np.ndarray
    service: np.ndarray
    came: np.ndarray
    waited: np.ndarray
    line: np.ndarray
    agenda: Agenda
    births: Births


@jit
def draw_days(days, chance, seed, purpose):
    """Days until something happens that happens with this chance every day: at least one, geometric."""
    for k in range(len(days)):
        days[k] = 1 + np.int64(log(uniform(seed, 0, purpose, 0, k)) / log(1.0 - chance))


def draw_customers(count, seed=1):
    """Days between arrivals and days of service of so many customers."""
    between, service = np.zeros((2, count), np.int64)
    draw_days(between, COMES, seed, BETWEEN)
    draw_days(service, SERVED, seed, SERVICE)
    return between, service


def queue_of(between, service):
    """An empty queue that waits for these customers."""
    came, waited = np.zeros((2, len(service)), np.int64)
    agenda = empty_agenda(int(between.sum() + service.sum()) + 1, 64)
    return Queue(between, service, came, waited, np.zeros(2, np.int64), agenda, empty_births(1))


@jit
def begin(queue, day, who):
    """The server turns to a customer. Returns their departure."""
    queue.waited[who] = day - queue.came[who]
    queue.line[BUSY] = 1
    return moment(day + queue.service[who], LEAVING, who)


@jit
def come(queue, day, who):
    """A customer comes, and another is on the way. Returns their departure if nobody is before them."""
    queue.came[who] = day
    queue.line[HERE] = who + 1
    if who + 1 < len(queue.between):
        give_birth(queue.births, moment(day + queue.between[who + 1], COMING, who + 1))
    return NEVER if queue.line[BUSY] else begin(queue, day, who)


@jit
def leave(queue, day, who):
    """A customer leaves, and the next in line is woken. Returns that they never come again."""
    queue.line[BUSY] = 0
    if who + 1 < queue.line[HERE]:
        give_birth(queue.births, begin(queue, day, who + 1))
    return NEVER


@jit
def serve_all(queue):
    """Let everybody come and leave, in the order of moments. Returns whether there was room for all of them."""
    agenda, births = queue.agenda, queue.births
    clear(agenda)
    queue.line[:] = 0
    agenda.next[0] = moment(queue.between[0], COMING, 0)
    note_down(agenda, agenda.next, 1)
    while agenda.events[0] < 2 * len(queue.service):
        lo, hi = next_batch(agenda)
        if lo == hi:
            next_day(agenda)
            continue
        day = agenda.place[DAY]
        moments = agenda.moments[day & TURN]
        kind = kind_of(moments[lo])
        if not fits(agenda, 2 * (hi - lo)) or hi - lo > len(births.moments):
            return False
        for k in range(lo, hi):
            who = who_of(moments[k])
            agenda.next[k - lo] = come(queue, day, who) if kind == COMING else leave(queue, day, who)
        end_batch(agenda, births, lo, hi)
    return True
