"""Bids of users when goods run out: the price at which use falls to what there is.

Within a sector firms give up at different prices: use at ln price p over base is
d e^(-eps p) / (1 + e^((p - choke)/s)), a logistic spread s of the price at which firms stop. One hard choke price for
all would put every peak at one number.
"""

from lodeflow.kernels.core.jit import inline
from lodeflow.kernels.core.maths import exp, log

ROUNDS = 8  # of Newton's method: exact to rounding for a spread of .3 and above
LEAST_LEFT = 0.01  # of use: who bids for less names no price that anybody pays


@inline
def still_use(price, elasticity, choke, spread):
    """Share of use left at a price.

    Args:
        price: float64 [-], ln of the price over its base.
        elasticity: float64 [-], short-run elasticity of use.
        choke: float64 [-], ln of the price at which half of the firms have stopped.
        spread: float64 [-], logistic spread of these prices in ln.

    """
    return exp(-elasticity * price) / (1.0 + exp((price - choke) / spread))


@inline
def clearing_bid(left, elasticity, choke, spread):
    """Ln of the price over its base at which use falls to the share ``left`` of that at the base price.

    Newton's method on ln use, within a bracket: from the price without choke, or from the choke if that is lower.

    Args:
        left: float64 [-], what there is over what is wanted.
        elasticity: float64 [-], short-run elasticity of use.
        choke: float64 [-], ln of the price at which half of the firms have stopped.
        spread: float64 [-], logistic spread of these prices in ln.

    """
    wanted = -log(max(left, LEAST_LEFT))
    if wanted <= 0.0:
        return 0.0
    low, high = 0.0, choke + spread * (wanted + 1.0)
    price = min(wanted / max(elasticity, 1e-9), choke)
    for _ in range(ROUNDS):
        stopped = exp((price - choke) / spread)
        miss = wanted - elasticity * price - log(1.0 + stopped)
        if miss > 0.0:
            low = price
        else:
            high = price
        price += miss / (elasticity + stopped / (1.0 + stopped) / spread)
        if not low <= price <= high:
            price = 0.5 * (low + high)
    return price
