"""Cargoes: every tonne between a seller's yard and a buyer's stock is in exactly one lot.

One lot per live lane and tick. A slot is only where a lot is kept while it lives; its name, and the address of its
random draws, is (lane, day of dispatch).
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.cells import COLUMNS


class Fact(IntEnum):
    """Columns of ``Lots.fact``; days count from the scenario's start and may be negative."""

    LANE = 0
    ORDERED = 1  # day on which the market sent it off
    DUE = 2  # the moment it waits for; a moment that is not this one is skipped
    PASSED = 3  # chokepoints behind it
    SEA_DAYS = 4  # days at sea as drawn at loading, waits and detours apart
    DEPARTED = 5
    LANDED = 6
    CLEARED = 7
    ARRIVED = 8
    FATE = 9
    WAITS_AT = 10  # chokepoint it waits at, IN_QUEUE, HELD_ABROAD, -1 for none
    LICENSED = 11  # day of the export licence, or on which none was needed any more
    TRIES = 12  # applications that were refused


class Money(IntEnum):
    """Columns of ``Lots.money``, USD."""

    VALUE = 0  # what the seller gets, at the gate
    EXPORT_TAX = 1
    FREIGHT = 2
    TARIFF = 3
    CARRYING = 4  # interest on the way
    PREMIUM = 5  # what smugglers ask on top
    FINE = 6  # for a cargo that was seized
    SUPPORT = 7  # what a state pays of the value, below 0
    RENT = 8  # what a scarce export licence earns the exporter
    LEVY = 9  # what lifts it to the alliance's reference price
    ALIGNMENT = 10  # what exporters add to their price because of the levy, and keep
    CONTRACT = 11  # what a steady contract adds to the price of the day, or takes from it


FREE_ON_BOARD = [  # what a cargo's price free on board is made of
    int(m)
    for m in (Money.VALUE, Money.SUPPORT, Money.EXPORT_TAX, Money.PREMIUM, Money.RENT, Money.ALIGNMENT, Money.CONTRACT)
]


class Fate(IntEnum):
    """What became of a lot."""

    AFLOAT = 0
    LANDED = 1
    REFUSED = 2
    RECALLED = 3
    SEIZED = 4
    LOST = 5
    HELD = 6


LANE, ORDERED, DUE, PASSED, SEA_DAYS = (int(f) for f in list(Fact)[:5])
DEPARTED, LANDED, CLEARED, ARRIVED, FATE, WAITS_AT, LICENSED_ON, TRIES = (int(f) for f in list(Fact)[5:])
VALUE, EXPORT_TAX, FREIGHT, TARIFF, CARRYING, PREMIUM, FINE, SUPPORT, RENT, LEVY, ALIGNMENT, CONTRACT = (
    int(m) for m in Money
)
FATE_AFLOAT, FATE_LANDED, FATE_HELD = int(Fate.AFLOAT), int(Fate.LANDED), int(Fate.HELD)
FATE_SEIZED, FATE_REFUSED, FATE_RECALLED = int(Fate.SEIZED), int(Fate.REFUSED), int(Fate.RECALLED)
IN_QUEUE, HELD_ABROAD = 100, 101  # places to wait that are no chokepoint
NO_DAY = -(2**31)  # a day that has not come


class Lots(NamedTuple):
    """The lots of one replication.

    ``fact`` int64 (slots, Fact), ``tonnes`` float64 (slots,) t gross, ``content`` float64 (slots, COLUMNS) t of
    contained light, heavy and other rare-earth oxide and where they are from, ``money`` float64 (slots, Money) USD,
    ``evaded`` float64 (slots, 2) USD that it did not pay at customs and t that should have, ``free`` int64 (slots,)
    stack of free slots, ``counts`` int64 (2,): free slots, slots ever used.
    """

    fact: np.ndarray
    tonnes: np.ndarray
    content: np.ndarray
    money: np.ndarray
    evaded: np.ndarray
    free: np.ndarray
    counts: np.ndarray


def empty_lots(slots):
    """Room for so many lots at once."""
    slots = max(1, slots)
    return Lots(
        fact=np.zeros((slots, len(Fact)), np.int64),
        tonnes=np.zeros(slots),
        content=np.zeros((slots, COLUMNS)),
        money=np.zeros((slots, len(Money))),
        evaded=np.zeros((slots, 2)),
        free=np.zeros(slots, np.int64),
        counts=np.zeros(2, np.int64),
    )


def grown(lots, slots):
    """The same lots in the same slots, with room for more."""
    bigger = empty_lots(slots)
    for old, new in zip(lots, bigger, strict=True):
        new[: len(old)] = old
    return bigger


@jit
def free_slots(lots):
    """How many more lots find room."""
    return len(lots.free) - lots.counts[1] + lots.counts[0]


@jit
def waiting(lots):
    """How many lots wait at a chokepoint, for a licence, or off a port."""
    count = 0
    for slot in range(lots.counts[1]):
        if lots.fact[slot, LANE] >= 0 and lots.fact[slot, WAITS_AT] >= 0:
            count += 1
    return count


@jit
def take_slot(lots):
    """A slot for a new lot, which has evaded nothing yet: the one freed last, else one never used."""
    if lots.counts[0] > 0:
        lots.counts[0] -= 1
        slot = lots.free[lots.counts[0]]
    else:
        slot = lots.counts[1]
        lots.counts[1] += 1
    lots.evaded[slot, 0], lots.evaded[slot, 1] = 0.0, 0.0
    return slot


@jit
def split_off(lots, slot, share):
    """A share of a lot becomes a lot of its own, with the same story so far. Returns its slot."""
    part = take_slot(lots)
    for k in range(lots.fact.shape[1]):
        lots.fact[part, k] = lots.fact[slot, k]
    lots.tonnes[part] = share * lots.tonnes[slot]
    lots.tonnes[slot] -= lots.tonnes[part]
    for c in range(COLUMNS):
        lots.content[part, c] = share * lots.content[slot, c]
        lots.content[slot, c] -= lots.content[part, c]
    for k in range(lots.money.shape[1]):
        lots.money[part, k] = share * lots.money[slot, k]
        lots.money[slot, k] -= lots.money[part, k]
    return part


@jit
def free_slot(lots, slot):
    """The lot in this slot has been recorded and is no more."""
    lots.fact[slot, LANE] = -1
    lots.fact[slot, DUE] = -1
    lots.tonnes[slot] = 0.0
    lots.free[lots.counts[0]] = slot
    lots.counts[0] += 1
