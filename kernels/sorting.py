"""Moments in their order: short stretches by insertion, then merged, in place and with a scratch of the same size."""

from lodeflow.kernels.jit import jit

STRETCH = 24  # below this, moving neighbours is faster than merging


@jit
def sort(values, lo, hi, scratch):
    """Sort ``values[lo:hi]`` upwards; ``scratch`` holds at least as many."""
    start = lo
    while start < hi:
        end = min(start + STRETCH, hi)
        for k in range(start + 1, end):
            value = values[k]
            j = k
            while j > start and values[j - 1] > value:
                values[j] = values[j - 1]
                j -= 1
            values[j] = value
        start = end
    width = STRETCH
    while width < hi - lo:
        start = lo
        while start + width < hi:
            _merge(values, start, start + width, min(start + 2 * width, hi), scratch)
            start += 2 * width
        width *= 2


@jit
def _merge(values, lo, middle, hi, scratch):
    """Merge two sorted neighbours."""
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
