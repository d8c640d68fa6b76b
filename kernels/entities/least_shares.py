"""Least shares that contracts give some sellers in a buyer's orders."""

from lodeflow.kernels.core.jit import jit


@jit
def keep_least_shares(routes, trade, least, short, spare):
    """Lift lanes below their least share to it; the buyer's others give way in proportion to their surplus.

    Where others have less to give than is short, those that are short get it in proportion: shares sum to what they
    did.

    Args:
        routes: buyers of lanes.
        trade: shares of lanes in their buyer's orders [-]; written.
        least: float64 (lanes,) [-], least share of each lane.
        short: float64 (cells,) [-], scratch: sum of what a buyer's lanes are below their least shares.
        spare: float64 (cells,) [-], scratch: sum of what they are above them.

    """
    for j in range(len(short)):
        short[j], spare[j] = 0.0, 0.0
    for s in range(len(trade.share)):
        beyond = trade.share[s] - least[s]
        short[routes.buyer[s]] += max(0.0, -beyond)
        spare[routes.buyer[s]] += max(0.0, beyond)
    for s in range(len(trade.share)):
        wanted, given = short[routes.buyer[s]], spare[routes.buyer[s]]
        if wanted > 0.0 and given > 0.0:
            beyond = trade.share[s] - least[s]
            part = wanted / given if beyond > 0.0 else given / wanted
            trade.share[s] -= beyond * min(1.0, part)
