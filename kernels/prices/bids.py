"""Bids of users when goods run out: the price at which use falls to what there is.

Within a sector firms give up at different prices: use at ln price p over base is
d e^(-eps p) / (1 + e^((p - choke)/s)), a logistic spread s of the price at which firms stop. One hard choke price for
all would put every peak at one number. Where users could take another material, a share of them does so first
(kernels/demand/substitution.py): use is also multiplied by 1 - spare turned(p).
"""

from lodeflow.kernels.core.jit import inline
from lodeflow.kernels.core.maths import exp, log

ROUNDS = 8  # of Newton's method: exact to rounding for a spread of .3 and above
MORE_ROUNDS = 24  # where users can also take another material: ln use bends twice
LEAST_LEFT = 0.01  # of use: who bids for less names no price that anybody pays


@inline
def turned(price, at, width):
    """Share [-] of those who can take another material that do so at a price; 0 at the base price or below.

    Args:
        price: float64 [-], ln of the price over its base.
        at: float64 [-], ln of the price at which half of them do.
        width: float64 [-], logistic spread of these prices in ln.

    """
    usual = 1.0 / (1.0 + exp(at / width))
    return max(0.0, (1.0 / (1.0 + exp((at - price) / width)) - usual) / (1.0 - usual))


@inline
def answer(price, bids):
    """Fall of ln use with ln price: of those who save, of those who stop, and of those who take another material.

    Args:
        price: float64 [-], ln of the price over its base.
        bids: six float64 [-], as for `still_use`.

    """
    elasticity, choke, spread, spare, at, width = bids
    stopped = exp((price - choke) / spread)
    fall = elasticity + stopped / (1.0 + stopped) / spread
    if spare > 0.0 and price > 0.0:
        usual, now = 1.0 / (1.0 + exp(at / width)), 1.0 / (1.0 + exp((at - price) / width))
        fall += spare * now * (1.0 - now) / width / (1.0 - usual) / (1.0 - spare * turned(price, at, width))
    return fall


@inline
def still_use(price, bids):
    """Share of use left at a price.

    Args:
        price: float64 [-], ln of the price over its base.
        bids: six float64 [-]: short-run elasticity of use; ln of the price at which half of the firms have stopped, and
            logistic spread of these prices in ln; share of use that can take another material, ln of the price at which
            half of it does, and logistic spread of these prices in ln.

    """
    elasticity, choke, spread, spare, at, width = bids
    left = exp(-elasticity * price) / (1.0 + exp((price - choke) / spread))
    return left * (1.0 - spare * turned(price, at, width)) if spare > 0.0 else left


@inline
def clearing_bid(left, bids):
    """Ln of the price over its base at which use falls to the share ``left`` of that at the base price.

    Newton's method on ln use, within a bracket: from the price without choke, or from the choke if that is lower.

    Args:
        left: float64 [-], what there is over what is wanted.
        bids: six float64 [-], as for `still_use`.

    """
    elasticity, choke, spread, spare, at, width = bids
    wanted = -log(max(left, LEAST_LEFT))
    if wanted <= 0.0:
        return 0.0
    low, high = 0.0, choke + spread * (wanted + 1.0)
    price = min(wanted / max(elasticity, 1e-9), choke)
    for _ in range(ROUNDS if spare <= 0.0 else MORE_ROUNDS):
        stopped = exp((price - choke) / spread)
        miss = wanted - elasticity * price - log(1.0 + stopped)
        if spare > 0.0:
            miss += log(1.0 - spare * turned(price, at, width))
        if miss > 0.0:
            low = price
        else:
            high = price
        price += miss / answer(price, bids)
        if not low <= price <= high:
            price = 0.5 * (low + high)
    return price
