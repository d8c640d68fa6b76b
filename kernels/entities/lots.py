"""Cargoes (lots): every tonne between a seller's yard and a buyer's stock is in exactly one lot.

One lot per live lane and tick. A slot is only the row in which a lot is kept while it lives; its name, and the address
of its random draws, is (lane, day of dispatch).
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.cells import COLUMNS


class Fact(IntEnum):
    """Columns of ``Lots.fact``; days count from the scenario's start and may be negative."""

    LANE = 0
    ORDERED = 1  # day of dispatch by the market
    DUE = 2  # next moment of the lot; any other moment is out of date and skipped
    PASSED = 3  # number of chokepoints passed
    SEA_DAYS = 4  # days at sea as drawn at dispatch, waits and detours apart
    DEPARTED = 5
    LANDED = 6
    CLEARED = 7
    ARRIVED = 8
    FATE = 9
    WAITS_AT = 10  # chokepoint, IN_QUEUE or HELD_ABROAD; -1 while it does not wait
    LICENSED = 11  # day of the export licence, or of the end of the licensing requirement
    TRIES = 12  # refused licence applications


class Money(IntEnum):
    """Columns of ``Lots.money`` and ``LaneState.paid``, USD."""

    VALUE = 0  # value at the gate price
    EXPORT_TAX = 1
    FREIGHT = 2
    TARIFF = 3
    CARRYING = 4  # interest in transit
    PREMIUM = 5  # premium of smugglers and relabellers
    FINE = 6  # penalty for a detected evasion
    SUPPORT = 7  # subsidy of a flooding state, negative
    RENT = 8  # scarcity rent of the export licence, earned by the exporter
    LEVY = 9  # levy of an alliance, up to its reference price
    ALIGNMENT = 10  # price increase with which exporters pre-empt the levy, and which they keep
    CONTRACT = 11  # price contract less price of the day, either sign


FREE_ON_BOARD = [  # components of a cargo's price free on board
    int(m)
    for m in (Money.VALUE, Money.SUPPORT, Money.EXPORT_TAX, Money.PREMIUM, Money.RENT, Money.ALIGNMENT, Money.CONTRACT)
]


class Fate(IntEnum):
    """Outcome of a lot [code]."""

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
IN_QUEUE, HELD_ABROAD = 100, 101  # places to wait other than chokepoints: licence queue, buyer's port
NO_DAY = -(2**31)  # day of an event that has not happened


class Lots(NamedTuple):
    """Lots of one replication, one per slot; written from dispatch to arrival. Partner: LaneParams."""

    fact: np.ndarray
    """int64 (slots, 13) [code]: lane, days, next moment and fate, by the columns of Fact; LANE is -1 in a free slot."""
    tonnes: np.ndarray
    """float64 (slots,) [t]: gross weight."""
    content: np.ndarray
    """float64 (slots, 9) [t]: content, by the columns of ``kernels/entities/cells.py``."""
    money: np.ndarray
    """float64 (slots, 12) [USD]: costs, by the columns of Money."""
    evaded: np.ndarray
    """float64 (slots, 2) [USD, t]: duties evaded at customs, and tonnes on which they were due."""
    free: np.ndarray
    """int64 (slots,) [slot]: stack of free slots."""
    counts: np.ndarray
    """int64 (2,) [-]: number of free slots on the stack, number of slots ever used."""


def empty_lots(slots):
    """Empty lots; ``slots``: int [-], number of lots that find room, at least 1."""
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
    """Copy of ``lots`` in the same slots, with room for ``slots`` of them."""
    bigger = empty_lots(slots)
    for old, new in zip(lots, bigger, strict=True):
        new[: len(old)] = old
    return bigger


@jit
def free_slots(lots):
    """Number of lots that still find room."""
    return len(lots.free) - lots.counts[1] + lots.counts[0]


@jit
def waiting(lots):
    """Number of lots that wait at a chokepoint, for a licence, or off a port."""
    count = 0
    for slot in range(lots.counts[1]):
        if lots.fact[slot, LANE] >= 0 and lots.fact[slot, WAITS_AT] >= 0:
            count += 1
    return count


@jit
def take_slot(lots):
    """Slot for a new lot: the one freed last, else one never used. Its evaded duties are set to 0."""
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
    """Split a ``share`` (float [-]) of a lot off into a lot of its own with the same history.

    Returns:
        int64 [slot], slot of the new lot.

    """
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
    """Free the slot of a lot that has been recorded."""
    lots.fact[slot, LANE] = -1
    lots.fact[slot, DUE] = -1
    lots.tonnes[slot] = 0.0
    lots.free[lots.counts[0]] = slot
    lots.counts[0] += 1
