"""Compiled checks of arrays: numbers within bounds, prices, shares, cargoes by lane, slots, contents and their sums.

Each returns the place of the first fault, -1 if there is none. They read a world and write scratch arrays of their own.
"""

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.cells import CHINESE, COLUMNS, MEMBER_CONTENT
from lodeflow.kernels.entities.lots import IN_QUEUE, LANE, WAITS_AT


@jit
def first_outside(values, low, high):
    """Place of the first of ``values``, float64 (n,), that is not between ``low`` and ``high``; NaN never is."""
    inside = 0
    for k in range(len(values)):
        inside += (values[k] >= low) & (values[k] <= high)  # vectorises; ``low <= value <= high`` branches
    if inside == len(values):
        return -1
    for k in range(len(values)):
        if not low <= values[k] <= high:
            return k
    return -1


@jit
def first_unpriced(prices, before):
    """Place of the first of ``prices``, float64 (n,) [USD/t], that is not above 0 where that ``before`` is."""
    for k in range(len(prices)):
        if before[k] > 0.0 and not prices[k] > 0.0:
            return k
    return -1


@jit
def first_incomplete(nests, share, broken, least, most):
    """Cell of the first buyer whose shares in its orders do not sum to one.

    Args:
        nests: ``NestParams``.
        share: float64 (lanes,) [-], shares.
        broken: int64 (cells,) [flag], 1 where they may sum to less.
        least: float [-], least sum that counts as one.
        most: float [-], largest sum that counts as one.

    """
    for j in range(len(broken)):
        lo, hi = nests.first[nests.first_of_buyer[j]], nests.first[nests.first_of_buyer[j + 1]]
        total = 0.0
        for s in range(lo, hi):
            total += share[s]
        if hi > lo and not (total <= most and (total >= least or broken[j] == 1)):
            return j
    return -1


@jit
def first_adrift(lots, trade, carried, queued, rounding):
    """Lane of the first whose goods afloat, or in the licence queue, are not those of its cargoes.

    Args:
        lots: ``Lots``.
        trade: ``LaneState``.
        carried: float64 (lanes,) [t], scratch; goods in the cargoes of each lane.
        queued: float64 (lanes,) [t], scratch; those that wait for a licence.
        rounding: float [-], rounding error as a share of a tonne, or of what has arrived if that is more.

    """
    carried[:] = 0.0
    queued[:] = 0.0
    for slot in range(lots.counts[1]):
        lane = lots.fact[slot, LANE]
        if lane >= 0:
            carried[lane] += lots.tonnes[slot]
            if lots.fact[slot, WAITS_AT] == IN_QUEUE:
                queued[lane] += lots.tonnes[slot]
    for s in range(len(carried)):
        most = rounding * max(1.0, trade.arrived[s])
        if not (abs(carried[s] - trade.afloat[s]) <= most and abs(queued[s] - trade.queued[s]) <= most):
            return s
    return -1


@jit
def first_taken(lots, seen):
    """First slot on the stack of free slots of ``lots`` that holds a cargo, stands there twice or was never used.

    ``seen``: int64 (at least slots,), scratch.
    """
    seen[:] = 0
    for k in range(lots.counts[0]):
        slot = lots.free[k]
        if slot >= lots.counts[1] or lots.fact[slot, LANE] >= 0 or seen[slot] > 0:
            return slot
        seen[slot] = 1
    return -1


@jit
def first_overdrawn(content, rounding):
    """Row of ``content``, float64 (rows, 9) [t], that holds more of an origin than of the element, but ``rounding``."""
    for row in range(len(content)):
        for element in range(CHINESE):
            most = content[row, element] * (1.0 + rounding) + rounding
            if not (content[row, CHINESE + element] <= most and content[row, MEMBER_CONTENT + element] <= most):
                return row
    return -1


@jit
def add_content(content, sums):
    """Add ``content``, float64 (rows, 9) [t], to ``sums``, float64 (9,) [t]."""
    for row in range(len(content)):
        for c in range(COLUMNS):
            sums[c] += content[row, c]


@jit
def add_cargoes(lots, sums):
    """Add the content of all cargoes in ``lots`` to ``sums``, float64 (9,) [t]."""
    for slot in range(lots.counts[1]):
        if lots.fact[slot, LANE] >= 0 and lots.tonnes[slot] != 0.0:
            for c in range(COLUMNS):
                sums[c] += lots.content[slot, c]


@jit
def first_unbalanced(ledger, before, after, rounding):
    """Column of content of which more or less is there than the mass balance accounts for.

    Args:
        ledger: ``MassBalance``.
        before: float64 (9,) [t], content of all stocks and cargoes on day 0.
        after: float64 (9,) [t], content today.
        rounding: float [-], rounding error as a share of a tonne, or of all that was there if that is more.

    """
    for c in range(COLUMNS):
        came = before[c] + ledger.mined[c] + ledger.recycled[c] + ledger.turned[c]
        gap = came - ledger.used[c] - ledger.lost[c] - ledger.residue[c] - ledger.seized[c] - after[c]
        if not abs(gap) <= rounding * max(1.0, came):
            return c
    return -1


@jit
def total_of(values):
    """Sum of ``values``, float64 (n,), in their order."""
    total = np.float64(0.0)
    for value in values:
        total += value
    return total
