"""Care and maintenance: a plant that loses cash is closed, kept in repair, and reopened when prices are well above
cost.

Model.md 3.1. Closing and reopening have different price thresholds, and each takes time, so a plant does not switch to
and fro. Closing comes at a hazard, thinned from candidates that come whatever the price.
"""

from lodeflow.kernels.core.jit import jit


@jit
def closes(price, cash_cost, share):
    """True if the price is below the closing share of cash cost.

    Args:
        price: float [USD/t], mean of half a year, net of feed.
        cash_cost: float [USD/t].
        share: float [-], share of the cash cost below which the plant closes.

    """
    return price < share * cash_cost


@jit
def prepares_to_open(price, cash_cost, share):
    """True if the price is so far above cash cost that the restart begins.

    Args:
        price: float [USD/t], mean of half a year, net of feed.
        cash_cost: float [USD/t].
        share: float [-], multiple of the cash cost above which the plant reopens.

    """
    return price > share * cash_cost
