"""Stocks of users in a chain's folder as the cover that buyers of a region aim at.

A base year rests, so that users hold on the first day what they hold always: a stock over what their region uses and
feeds to plants is their cover. Stocks of governments stand apart from the market, and requests to buy are no stocks:
neither is played, and what is withheld is not known.
"""

from typing import Any

from lodeflow.chains.chain import Chain
from lodeflow.chains.tables.market_tables import Stock
from lodeflow.chains.tables.supply_tables import BASE

USERS = ("consumers", "industry")
"""Holders whose stock is that of buyers."""
DAYS_PER_YEAR = 365.0


def covers_of(chain: Chain) -> dict[str, dict[str, Any]]:
    """Cover of buyers of ``chain`` by region [d], as tables of materials of a scenario, where their stock is known."""
    found: dict[str, dict[str, Any]] = {}
    for row in chain.stocks:
        bought = _bought(chain, row.region, row.material)
        if played(row) and row.value is not None and bought > 0.0:
            of = found.setdefault(row.material, {}).setdefault("buyer_cover_by_region", {})
            of[row.region] = round(row.value / bought * DAYS_PER_YEAR, 1)
    return found


def played(row: Stock) -> bool:
    """True for the ``row`` of a stock of users whose size is known."""
    return row.holder in USERS and bool(row.value)


def _bought(chain: Chain, region: str, material: str) -> float:
    """What users and plants of a region take [t/yr]."""
    used = sum(u.value for u in chain.use if (u.region, u.material, u.role) == (region, material, BASE))
    fed = sum(
        tonnes * line.amount
        for (process, where), tonnes in chain.made.items()
        if where == region
        for line in chain.recipe(process, where)
        if (line.role, line.material) == ("input", material)
    )
    return used + fed
