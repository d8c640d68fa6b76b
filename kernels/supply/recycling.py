"""Recycling of end-of-life magnets: a collected part of their oxides returns to the makers of the region.

Model.md 3.4: scrap = collected share of lagged use times (p / p_0)^0.3, on top of the makers' own swarf, which is part
of the base year. Lifetimes are gamma distributed: goods pass through three first-order lags. Mass is conserved by
element: stock in use on day 0 plus use since then is in use, recycled or gone. The oxide enters the buyers' stock at
the price of the day, and keeps the origin of the magnets' oxide.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.entities.cells import CHINESE, COLUMNS, MEMBER_CONTENT, share_of

LIFE_STAGES = 3  # first-order lags of a lifetime: a gamma distribution of shape three
ELEMENTS = 2  # light and heavy, the only ones in a magnet


class RecyclingParams(NamedTuple):
    """Lifetime and collection of magnets; read-only. Partner: RecyclingState."""

    worn: np.ndarray
    """int64 (goods,) [cell]: buyer's cell of each magnet used."""
    yard: np.ndarray
    """int64 (goods,) [yard]: scrapyard of its region."""
    into: np.ndarray
    """int64 (yards, 2) [cell]: buyer's cells of light and heavy oxide, -1 where nobody buys it."""
    passing: np.ndarray
    """float64 (1,) [-]: share of a life stage that moves on in a tick."""
    collected: np.ndarray
    """float64 (1,) [-]: share of worn magnets collected in the long run."""
    first: np.ndarray
    """int64 (1,) [day]: day on which collection begins."""
    full: np.ndarray
    """int64 (1,) [day]: day on which it has grown to ``collected``."""
    elasticity: np.ndarray
    """float64 (1,) [-]: price elasticity of collection."""


class RecyclingState(NamedTuple):
    """Magnets in use, scrap and recycled oxide; written every market day. Partner: RecyclingParams."""

    in_use: np.ndarray
    """float64 (yards, 3, 9) [t]: content of goods in use, by life stage and column of content."""
    scrap: np.ndarray
    """float64 (yards, 9) [t]: content of goods worn out in this tick."""
    gone: np.ndarray
    """float64 (2,) [t]: Total over scrapyards: light and heavy oxide worn out and not collected since day 0."""
    recycled: np.ndarray
    """float64 (2,) [t]: Total over scrapyards: light and heavy oxide recycled since day 0."""
    earned: np.ndarray
    """float64 (1,) [USD]: Total over scrapyards: value of recycled oxide since day 0."""


@jit
def wear_out(recycling, buyers, recycling_state):
    """Ageing of goods in use by one tick: this tick's use enters the first life stage, the last one yields scrap, t."""
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
    """Recycled oxide of this tick, t, added to the stock of its users at today's transaction price. Equation 3.4."""
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
    """Add to an origin column the part of recycled tonnes that has this origin."""
    counted = tonnes * share_of(recycling_state.scrap, yard, element, column)
    buyers.content[cell, column] += counted
    ledger.recycled[column] += counted
