"""Magnets wear out years later; some are collected, and their oxides go back to the makers of their region.

Model.md 3.4: scrap = collected share of lagged use times (p / p_0)^0.3, on top of the makers' own swarf, which is part
of the base year. A life is gamma distributed: goods pass through three first-order lags. Mass is kept: what was in use
on day 0 and what has been used since is in use, recycled or gone, by element. The oxide enters the buyers' stock at
what they pay for a tonne that day, and is from where the magnets' oxide was from.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.entities.cells import CHINESE, COLUMNS, MEMBER_CONTENT, share_of

LIFE_STAGES = 3  # of a life: a gamma distribution of shape three
ELEMENTS = 2  # light and heavy: a magnet holds no other


class RecyclingParams(NamedTuple):
    """How magnets come back; read-only. ``worn`` int64 (goods,) buyer cell of each magnet used, ``yard`` int64 (goods,)
    of its region; ``into`` int64 (yards, 2) buyer cells of the oxides, -1 where nobody buys them. Arrays (1,):
    ``passing`` share of a stage of life that a tick passes on; ``collected`` share of worn magnets whose oxide comes
    back in the end; ``first`` int64 day collection begins, ``full`` int64 day it has grown to that share;
    ``elasticity`` of collection to the price.
    """

    worn: np.ndarray
    yard: np.ndarray
    into: np.ndarray
    passing: np.ndarray
    collected: np.ndarray
    first: np.ndarray
    full: np.ndarray
    elasticity: np.ndarray


class RecyclingState(NamedTuple):
    """``in_use`` float64 (yards, STAGES, COLUMNS) t contained in goods in use; ``scrap`` (yards, COLUMNS) t worn out in
    this tick; ``gone`` (2,) t worn out and not collected since day 0; ``recycled`` (2,) t since day 0; ``earned`` (1,)
    USD since day 0.
    """

    in_use: np.ndarray
    scrap: np.ndarray
    gone: np.ndarray
    recycled: np.ndarray
    earned: np.ndarray


@jit
def wear_out(recycling, buyers, recycling_state):
    """Goods grow a tick older: what was used today is new, what leaves the last stage is scrap, t."""
    if recycling.collected[0] <= 0.0:
        return
    passing = recycling.passing[0]
    for y in range(len(recycling_state.scrap)):
        for c in range(COLUMNS):
            arriving = 0.0
            for stage in range(LIFE_STAGES):
                leaving = passing * recycling_state.in_use[y, stage, c]
                recycling_state.in_use[y, stage, c] += arriving - leaving
                arriving = leaving
            recycling_state.scrap[y, c] = arriving
    for g in range(len(recycling.worn)):
        cell = recycling.worn[g]
        if buyers.stock[cell] > 0.0:
            for c in range(COLUMNS):
                contained = buyers.used[cell] * buyers.content[cell, c] / buyers.stock[cell]
                recycling_state.in_use[recycling.yard[g], 0, c] += contained


@jit
def recycle(rules, recycling, cell_params, buyers, recycling_state, ledger, day):
    """Scrap becomes oxide in the stock of who uses it, t, at what a tonne costs there today. Equation 3.4."""
    if recycling.collected[0] <= 0.0:
        return
    grown = 1.0 * (day - recycling.first[0]) / max(1, recycling.full[0] - recycling.first[0])
    share = recycling.collected[0] * max(0.0, min(1.0, grown))
    for y in range(len(recycling_state.scrap)):
        for element in range(ELEMENTS):
            cell = recycling.into[y, element]
            tonnes = 0.0
            if cell >= 0 and share > 0.0:
                dear = power(buyers.felt[cell] / cell_params.base_paid[cell], recycling.elasticity[0])
                tonnes = recycling_state.scrap[y, element] * min(1.0, share * dear)
                cost = tonnes * buyers.paid[cell]
                buyers.stock[cell] += tonnes
                buyers.content[cell, element] += tonnes
                _remember(buyers, recycling_state, ledger, y, cell, element, CHINESE + element, tonnes)
                _remember(buyers, recycling_state, ledger, y, cell, element, MEMBER_CONTENT + element, tonnes)
                buyers.book[cell] += cost
                buyers.returned[cell] = tonnes / rules.tick
                recycling_state.earned[0] += cost
                recycling_state.recycled[element] += tonnes
                ledger.recycled[element] += tonnes
            recycling_state.gone[element] += recycling_state.scrap[y, element] - tonnes


@inline
def _remember(buyers, recycling_state, ledger, yard, cell, element, column, tonnes):
    """Of so many tonnes recycled, those that the column counts."""
    counted = tonnes * share_of(recycling_state.scrap, yard, element, column)
    buyers.content[cell, column] += counted
    ledger.recycled[column] += counted
