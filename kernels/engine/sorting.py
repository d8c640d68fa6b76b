"""Sorting of the moments of one batch: distinct integers that differ only in the number of the actor.

Each moment sets the bit of its number, and the bits are read in order, without comparisons: mispredicted comparisons
cost three times as much. A few moments are sorted by insertion; numbers too far apart for bits are merged.
"""

import numpy as np

from lodeflow.kernels.core.jit import jit

FEW = 8  # up to so many values insertion is faster
STRETCH = 24  # length of the stretches that are sorted by insertion before merging
THIN = 8  # most words of bits per moment
WORD, PLACE = 5, 31  # bits in a word, as a power of two, and the mask of a place in it


@jit
def sort(values, lo, hi, scratch):
    """Ascending sort of ``values[lo:hi]``, which are distinct.

    Args:
        values: int64 (n,), values in any order.
        lo: int64, place of the first value.
        hi: int64, place after the last value.
        scratch: int64 (at least hi - lo,), scratch.

    """
    if hi - lo <= FEW:
        _insert(values, lo, hi)
        return
    least, most = values[lo], values[lo]
    for k in range(lo, hi):
        least, most = min(least, values[k]), max(most, values[k])
    words = ((most - least) >> WORD) + 1
    if words <= min(len(scratch), THIN * (hi - lo)):
        _read_bits(values, lo, hi, scratch, least, words)
    else:
        _merge_all(values, lo, hi, scratch)


@jit
def _insert(values, lo, hi):
    """Insertion sort."""
    for k in range(lo + 1, hi):
        value = values[k]
        j = k
        while j > lo and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value


@jit
def _read_bits(values, lo, hi, bits, least, words):
    """Bit sort: a bit for each value; the lowest bit of a word is found by the exponent of its float."""
    for word in range(words):
        bits[word] = 0
    for k in range(lo, hi):
        number = values[k] - least
        bits[number >> WORD] |= np.int64(1) << (number & PLACE)
    at = lo
    for word in range(words):
        left = bits[word]
        while left != 0:
            lowest = left & -left
            left ^= lowest
            place = (np.float64(lowest).view(np.int64) >> 52) - 1023
            values[at] = least + (word << WORD) + place
            at += 1


@jit
def _merge_all(values, lo, hi, scratch):
    """Merge sort from stretches sorted by insertion."""
    for start in range(lo, hi, STRETCH):
        _insert(values, start, min(start + STRETCH, hi))
    width = STRETCH
    while width < hi - lo:
        start = lo
        while start + width < hi:
            _merge(values, start, start + width, min(start + 2 * width, hi), scratch)
            start += 2 * width
        width *= 2


@jit
def _merge(values, lo, middle, hi, scratch):
    """Merge of two sorted neighbours."""
    if values[middle - 1] <= values[middle]:
        return
    for k in range(lo, middle):
        scratch[k - lo] = values[k]
    left, right, at = 0, middle, lo
    while left < middle - lo:
        if right < hi and values[right] < scratch[left]:
            values[at] = values[right]
            right += 1
        else:
            values[at] = scratch[left]
            left += 1
        at += 1
