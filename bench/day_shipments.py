"""Plain shipments on lodeflow's own agenda: every week each warehouse is sent some units, which arrive when they may.

Two kinds of moments in the loop of ``kernels/engine/loop.py``: a sending, which brings a shipment to
life and comes again in a week, and an arrival. A shipment has an identity and facts of its own; a warehouse counts
orders and units sent and received, its stock, and what freight and goods have cost. No draws, prices, market or
customs: ``lodeflow bench`` times real cargoes.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.births import Births, empty_births, give_birth
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.moment import NEVER, kind_of, moment, who_of
from lodeflow.kernels.engine.agenda import (
    DAY,
    LAST,
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

WEEK = 7
UNITS, FREIGHT, PRICE = 10, 5.0, 100.0  # per shipment, per shipment, per unit
ARRIVING, SENDING = 1, 2  # kinds of moments, in their order within a day
WAREHOUSE, AMOUNT, SENT_ON = range(3)
SENT, SENT_UNITS, RECEIVED, RECEIVED_UNITS, STOCK = range(5)
FREIGHT_PAID, GOODS_PAID = range(2)


class Shipments(NamedTuple):
    """``lead`` int64 (warehouses,) days on the way; ``fact`` int64 (shipments, 3): warehouse, units, day sent; ``used``
    int64 (1,) shipments so far; ``count`` int64 (warehouses, 5): orders and units sent and received, and stock;
    ``money`` float64 (warehouses, 2): freight and goods paid.
    """

    lead: np.ndarray
    fact: np.ndarray
    used: np.ndarray
    count: np.ndarray
    money: np.ndarray
    agenda: Agenda
    births: Births


def shipments_of(lead, days):
    """Warehouses that are so many days away, and nothing sent yet."""
    many = len(lead)
    return Shipments(
        lead,
        np.zeros((many * (-(-days // WEEK)), 3), np.int64),
        np.zeros(1, np.int64),
        np.zeros((many, 5), np.int64),
        np.zeros((many, 2)),
        empty_agenda(days, 4 * many),
        empty_births(many),
    )


@jit
def send(world, day, who):
    """A shipment sets out for a warehouse. Returns when the next one does."""
    shipment = world.used[0]
    world.used[0] += 1
    world.fact[shipment, WAREHOUSE] = who
    world.fact[shipment, AMOUNT] = UNITS
    world.fact[shipment, SENT_ON] = day
    world.count[who, SENT] += 1
    world.count[who, SENT_UNITS] += UNITS
    world.money[who, FREIGHT_PAID] += FREIGHT
    give_birth(world.births, moment(day + world.lead[who], ARRIVING, shipment))
    return moment(day + WEEK, SENDING, who)


@jit
def arrive(world, shipment):
    """A shipment enters the stock of its warehouse, which pays for it. Returns that it is no more."""
    who, amount = world.fact[shipment, WAREHOUSE], world.fact[shipment, AMOUNT]
    world.count[who, RECEIVED] += 1
    world.count[who, RECEIVED_UNITS] += amount
    world.count[who, STOCK] += amount
    world.money[who, GOODS_PAID] += amount * PRICE
    return NEVER


@jit
def ship_all(world):
    """Send and receive until the last day is over. Returns whether there was room for all moments of a day."""
    agenda, births = world.agenda, world.births
    clear(agenda)
    world.used[0] = 0
    world.count[:] = 0
    world.money[:] = 0.0
    for who in range(len(world.lead)):
        agenda.next[who] = moment(0, SENDING, who)
    note_down(agenda, agenda.next, len(world.lead))
    while agenda.place[DAY] <= agenda.place[LAST]:
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
            agenda.next[k - lo] = send(world, day, who) if kind == SENDING else arrive(world, who)
        end_batch(agenda, births, lo, hi)
    return True
