"""A moment is (day, kind, who) packed into one whole number, so that moments sort themselves.

Ties within a day are broken by what happens and to whom, never by who asked first: the order of the
simultaneous is a property of the world, not of the scheduler.
"""

import numpy as np

from lodeflow.kernels.jit import inline

NEVER = -1  # a moment that does not come

ODD = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio: scatters bits well, Knuth 1998, TAOCP 3, 6.4
ODD_LOW = np.uint64(ODD & 0xFFFFFFFF)
ODD_HIGH = np.uint64(ODD >> 32)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


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
def fold(trace, packed):
    """Digest (uint64) of everything that has happened, from the digest so far and the moment now acted on.

    The product modulo 2^64 is put together from halves that never overflow, because NumPy's scalars would
    warn with the compiler off. The shift carries the high bits down: without it two changes of day could
    cancel.
    """
    mixed = np.uint64(trace) ^ np.uint64(packed)
    low, high = mixed & LOW, mixed >> HALF
    product = low * ODD_LOW
    above = ((low * ODD_HIGH) & LOW) + ((high * ODD_LOW) & LOW) + (product >> HALF)
    above &= LOW
    return (above << HALF) | ((product & LOW) ^ above)


def fold_plain(trace: int, packed: int) -> int:
    """Fold as ``fold`` does, in Python's own whole numbers."""
    mixed = ((trace ^ packed) * ODD) & 0xFFFFFFFFFFFFFFFF
    return mixed ^ (mixed >> 32)
