"""Quantities in words: kinds of prices, and names of columns without their units."""

UNITS = ("_usd_per_t", "_t_per_yr", "_usd", "_t")
"""Units at the end of the names of columns."""
KINDS = {
    "origin_price": "price at the gate of producers",
    "landed_cost": "landed cost",
    "spot_price": "spot price, delivered",
    "transaction_price": "price paid, contract and spot",
    "licence_rent": "licence rent",
    "fob_price": "price free on board",
    "contract_price": "price in long contracts, delivered",
    "reference_price": "reference price of the levy",
}
"""Kind of each price, in words."""


def bare(name: str) -> str:
    """The ``name`` of a column without its unit."""
    return next((name.removesuffix(unit) for unit in UNITS if name.endswith(unit)), name)


def in_words(name: str) -> str:
    """Quantity in words; ``name`` is that of a column or an outcome."""
    quantity = bare(name)
    return KINDS.get(quantity, quantity.replace("non_chinese", "non-Chinese").replace("_", " "))
