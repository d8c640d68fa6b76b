"""Nothing is lost unseen: what stands in stocks and lots is what stood there, plus what was mined, less what left.

Exact sums (``math.fsum``), so that what is measured is the simulator's own rounding.
"""

from math import fsum

import numpy as np
from numpy.typing import NDArray

from lodeflow.base_world.rest_point import ELEMENTS
from lodeflow.instruments.registry import INSTRUMENTS
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import Fact


def contained(world: World, element: int) -> float:
    """Tonnes of one contained element (0 light, 1 heavy, 2 rest), or of what a column of origin counts of it, in every
    stock and lot.
    """
    market = world.market
    used = int(market.lots.counts[1])
    live = (market.lots.fact[:used, Fact.LANE] >= 0) & (market.lots.tonnes[:used] != 0.0)
    afloat = market.lots.content[:used, element][live]
    apart = (_array(world, place)[:, element] for each in INSTRUMENTS for place in each.holds)
    stocks = (market.sellers.content[:, element], market.buyers.content[:, element], afloat, *apart)
    return fsum(np.concatenate(stocks).tolist())


def _array(world: World, place: str) -> NDArray[np.float64]:
    """An array of a world by ``slice.field``."""
    slice_, _, field = place.partition(".")
    home = world if hasattr(world, slice_) else world.market
    found: NDArray[np.float64] = getattr(getattr(home, slice_), field)
    return found


def mass_residual(before: World, after: World, columns: range = range(ELEMENTS)) -> float:
    """Largest tonnage of any element that came from nowhere or went nowhere, over what was mined of it; of origins, if
    other ``columns`` are asked for.
    """
    ledger = after.market.ledger
    worst = 0.0
    for element in columns:
        gap = fsum(
            [
                contained(before, element),
                ledger.mined[element],
                ledger.recycled[element],
                ledger.turned[element],
                -ledger.used[element],
                -ledger.lost[element],
                -ledger.residue[element],
                -ledger.seized[element],
                -contained(after, element),
            ]
        )
        worst = max(worst, abs(gap) / max(float(ledger.mined[element % ELEMENTS]), 1.0))
    return worst


def money_residual(before: World, after: World) -> float:
    """Dollars with no payer or no payee, over users' outlay: outlay less stockholders' spread must be what the stock
    has cost, and that is receipts, taxes, freight, tariffs and interest of the lots that arrived, less what a state
    paid of it, and what was paid for recycled oxide.
    """
    outlay = fsum(after.totals.outlay.tolist())
    spent = fsum([outlay, -fsum(after.totals.spread.tolist())])
    market = after.market
    books = (before.market.buyers.book, market.trade.paid.ravel(), market.recycling_state.earned, -market.buyers.book)
    cost = fsum(np.concatenate(books).tolist())
    return abs(fsum([spent, -cost])) / max(outlay, 1.0)
