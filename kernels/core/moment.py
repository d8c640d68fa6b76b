"""Moments: (day, kind, who) packed into one int64, so that they sort in the order of events.

Ties within a day are broken by kind and actor, never by the order of scheduling: the order of simultaneous events is a
property of the world, not of the scheduler. Actors of one day and kind that touch only their own cargo act in no
particular order.
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
    """Packed moment of ``day`` (23 bits), ``kind`` (8, a value of ``Kind``) and ``who`` (32): one int64 that sorts as
    the three do.
    """
    return (np.int64(day) << 40) | (np.int64(kind) << 32) | np.int64(who)


@inline
def day_of(packed):
    """Day [day] of a moment, counted from the first day of the run; ``packed``: int64 [moment]."""
    return np.int64(packed) >> 40


@inline
def kind_of(packed):
    """Kind of a moment, a value of ``Kind`` [code]; ``packed``: int64 [moment]."""
    return (np.int64(packed) >> 32) & 0xFF


@inline
def who_of(packed):
    """Number of the actor of a moment, such as a lot, cell or site; ``packed``: int64 [moment]."""
    return np.int64(packed) & 0xFFFFFFFF


@inline
def fold(trace, part):
    """Digest (uint64) of all events so far, extended by one part.

    The product modulo 2^64 is put together from halves that never overflow, because NumPy's scalars would warn with the
    compiler off. The shift carries the high bits down: without it two changes of day could cancel.

    Args:
        trace: uint64, digest so far.
        part: uint64, digest or moment to be added.

    """
    mixed = np.uint64(trace) ^ np.uint64(part)
    low, high = mixed & LOW, mixed >> HALF
    product = low * ODD_LOW
    above = ((low * ODD_HIGH) & LOW) + ((high * ODD_LOW) & LOW) + (product >> HALF)
    above &= LOW
    return (above << HALF) | ((product & LOW) ^ above)


@inline
def stir(packed):
    """Hash of a moment to 64 scattered bits (uint64); ``packed``: int64 [moment].

    The moments of one day and kind enter the trace as the exclusive or of their hashes, which does not depend on their
    order: cargoes that load on the same day do so side by side.
    """
    return fold(np.uint64(SALT), fold(np.uint64(0), packed))


def fold_plain(trace: int, part: int) -> int:
    """Digest of ``fold`` in Python's own integers: ``trace`` extended by ``part``, both below 2^64."""
    mixed = ((trace ^ part) * ODD) & 0xFFFFFFFFFFFFFFFF
    return mixed ^ (mixed >> 32)


def stir_plain(packed: int) -> int:
    """Hash of ``stir`` in Python's own integers; ``packed`` is the moment."""
    mixed = (packed * ODD) & 0xFFFFFFFFFFFFFFFF
    mixed = ((SALT ^ mixed ^ (mixed >> 32)) * ODD) & 0xFFFFFFFFFFFFFFFF
    return mixed ^ (mixed >> 32)
