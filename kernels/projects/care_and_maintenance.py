"""A plant that loses cash is closed, kept in repair, and opened again when prices are well above cost.

Model.md 3.1: closing and opening stand at different prices, each takes time, so nothing chatters. Closing comes at a
hazard, thinned from candidates that come whatever the price.
"""

from lodeflow.kernels.core.jit import jit


@jit
def closes(price, cash_cost, share):
    """Whether half a year's mean price, USD/t net of feed, is below this share of the cash cost."""
    return price < share * cash_cost


@jit
def prepares_to_open(price, cash_cost, share):
    """Whether the same mean is so far above the cash cost that hiring begins."""
    return price > share * cash_cost
