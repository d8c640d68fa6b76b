"""A moment is (day, kind, who) packed into one whole number, so that moments sort themselves.

Ties within a day are broken by what happens and to whom, never by who asked first: the order of the
simultaneous is a property of the world, not of the scheduler. Those of one day and kind who touch nothing but their
own cargo act side by side, in no order at all.
"""

import numpy as np

from lodeflow.kernels.core.jit import inline

NEVER = -1  # a moment that does not come
FAR_DAY = 1 << 22  # a day that no run reaches: a moment has 23 bits for its day
DAYS_PER_YEAR = 365.0

ODD = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio: scatters bits well, Knuth 1998, TAOCP 3, 6.4
ODD_LOW = np.uint64(ODD & 0xFFFFFFFF)
ODD_HIGH = np.uint64(ODD >> 32)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
SALT = 0x243F6A8885A308D3  # the first bits of pi


@inline
def moment(day, kind, who):
    """Pack ``day`` (23 bits), ``kind`` (8) and ``who`` (32) into one int64 that sorts as the three do."""
    return (np.int64(day) << 40) | (np.int64(kind) << 32) | np.int64(who)


@inline
def day_of(packed):
    """Give the day of a moment, counted from the first day of the run."""
    return np.int64(packed) >> 40


@inline
def kind_of(packed):
    """Say what happens at a moment: a value of ``Kind``."""
    return (np.int64(packed) >> 32) & 0xFF


@inline
def who_of(packed):
    """Say to whom it happens: the number of a lot, a cell, a site."""
    return np.int64(packed) & 0xFFFFFFFF


@inline
def fold(trace, part):
    """Digest (uint64) of everything that has happened, from the digest so far and the part that is added.

    The product modulo 2^64 is put together from halves that never overflow, because NumPy's scalars would
    warn with the compiler off. The shift carries the high bits down: without it two changes of day could
    cancel.
    """
    mixed = np.uint64(trace) ^ np.uint64(part)
    low, high = mixed & LOW, mixed >> HALF
    product = low * ODD_LOW
    above = ((low * ODD_HIGH) & LOW) + ((high * ODD_LOW) & LOW) + (product >> HALF)
    above &= LOW
    return (above << HALF) | ((product & LOW) ^ above)


@inline
def stir(packed):
    """A moment as 64 scattered bits. The moments of one day and kind are told together, by the exclusive or of these:
    cargoes that load on the same day do so side by side, and nobody is first.
    """
    return fold(np.uint64(SALT), fold(np.uint64(0), packed))


def fold_plain(trace: int, part: int) -> int:
    """Fold as ``fold`` does, in Python's own whole numbers."""
    mixed = ((trace ^ part) * ODD) & 0xFFFFFFFFFFFFFFFF
    return mixed ^ (mixed >> 32)


def stir_plain(packed: int) -> int:
    """Stir as ``stir`` does, in Python's own whole numbers."""
    mixed = (packed * ODD) & 0xFFFFFFFFFFFFFFFF
    mixed = ((SALT ^ mixed ^ (mixed >> 32)) * ODD) & 0xFFFFFFFFFFFFFFFF
    return mixed ^ (mixed >> 32)
