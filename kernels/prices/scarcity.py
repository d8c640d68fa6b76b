"""Scarcity: how a price answers the forward position of a pool, logarithmic in plenty and linear in want.

The function q solves q + y = e^-q. Near y = 1 it is the saddle path of linear storage (slope -1/2); with plenty it is
-ln y, so a price never reaches zero; in want it is the straight line -y, so a price has no ceiling of its own.
"""

from lodeflow.kernels.core.jit import inline
from lodeflow.kernels.core.maths import exp, log

FAR_BELOW = -30.0  # below it e^y is lost against y in double precision


@inline
def scarcity(y):
    """Scarcity q(``y``) [-]: the root of q + y = e^-q, 0 at y = 1; error below 1e-13 on [-30, 40].

    The root is 1 less than Wright's omega function shifted: v = q + y solves v + ln v = y. Two rounds of the
    fourth-order iteration reach rounding error.

    Args:
        y: float64 [-], forward position in units of the normal stock.

    Source: Fritsch, Shafer & Crowley 1973, Algorithm 443, Communications of the ACM 16(2), 123-124.

    """
    if y <= FAR_BELOW:
        return -y
    v = exp(y)
    if y > 4.0:
        v = y - log(y)
    elif y > -1.5:
        z = y - 1.0
        v = 1.0 + z * (0.5 + z * (1.0 / 16.0 - z * (1.0 / 192.0)))  # Taylor's series of omega at 1
    for _ in range(2):
        short = y - v - log(v)
        twice = 2.0 * (1.0 + v) * (1.0 + v + 2.0 / 3.0 * short)
        v *= 1.0 + short / (1.0 + v) * (twice - short) / (twice - 2.0 * short)
    return v - y if y < 0.0 else -log(v)
