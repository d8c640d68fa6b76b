"""Conservation checks: closing stocks equal opening stocks plus inflows less outflows, in tonnes and in dollars.

Sums are exact (``math.fsum``), so that a residual measures the simulator's own rounding.
"""

from math import fsum

import numpy as np
from numpy.typing import NDArray

from lodeflow.base_world.rest_point import ELEMENTS
from lodeflow.instruments.registry import INSTRUMENTS
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import Fact


def contained(world: World, element: int) -> float:
    """Tonnes of one contained element in every stock and lot.

    Args:
        world: the world at any time.
        element: column of content: 0 light, 1 heavy, 2 rest oxide, then the columns of origin.

    """
    return fsum(_contents(world)[element].tolist())


def _contents(world: World) -> NDArray[np.float64]:
    """Content of every stock and lot, float64 (columns, stocks and lots) [t]."""
    market = world.market
    used = int(market.lots.counts[1])
    live = (market.lots.fact[:used, Fact.LANE] >= 0) & (market.lots.tonnes[:used] != 0.0)
    apart = (_array(world, place) for each in INSTRUMENTS for place in each.holds)
    return np.concatenate((market.sellers.content, market.buyers.content, market.lots.content[:used][live], *apart)).T


def _array(world: World, place: str) -> NDArray[np.float64]:
    """An array of a world by ``slice.field``."""
    slice_, _, field = place.partition(".")
    home = world if hasattr(world, slice_) else world.market
    found: NDArray[np.float64] = getattr(getattr(home, slice_), field)
    return found


def mass_residual(before: World, after: World, columns: range = range(ELEMENTS)) -> float:
    """Largest mass-balance error of any element, as a share of what was mined of it.

    Args:
        before: the world on day 0.
        after: the world at the end.
        columns: columns of content to check; those of origin check the balance of origins.

    """
    ledger = after.market.ledger
    opening, closing = _contents(before), _contents(after)
    worst = 0.0
    for element in columns:
        gap = fsum(
            [
                fsum(opening[element].tolist()),
                ledger.mined[element],
                ledger.recycled[element],
                ledger.turned[element],
                -ledger.used[element],
                -ledger.lost[element],
                -ledger.residue[element],
                -ledger.seized[element],
                -fsum(closing[element].tolist()),
            ]
        )
        worst = max(worst, abs(gap) / max(float(ledger.mined[element % ELEMENTS]), 1.0))
    return worst


def money_residual(before: World, after: World) -> float:
    """Dollars without a payer or a payee, as a share of users' outlay.

    Users' outlay less the stockholders' spread must equal the cost of the goods that left the stocks: opening book
    value, plus all money of the lots that arrived (receipts, taxes, freight, tariffs, interest, less what a state paid
    of it), plus payments for recycled oxide, plus what buyers paid for resold goods less what those who resell got,
    plus what stockpiles got for their releases, less closing book value. What stockpiles pay counts as users' outlay.

    Args:
        before: the world on day 0.
        after: the world at the end.

    """
    outlay = fsum(after.totals.outlay.tolist())
    spent = fsum([outlay, -fsum(after.totals.spread.tolist())])
    market, stores = after.market, after.market.stockpile_state
    spent = fsum([spent, *stores.paid.tolist()])
    came = [before.market.buyers.book, market.trade.paid.ravel(), market.recycling_state.earned]
    books = [*came, market.resale.usd[0], stores.received, -market.resale.usd[1], -market.buyers.book]
    cost = fsum(np.concatenate(books).tolist())
    return abs(fsum([spent, -cost])) / max(outlay, 1.0)
