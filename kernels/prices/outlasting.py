"""Price while a stop of unknown end lasts: what stock is worth that may outlast it.

Supply falls to a share of use until the stop ends, at a rate h that holders believe; then the price is the one without
a stop. Holders are indifferent between selling and holding, so while the stop lasts the price P (over the one without)
and the stock K in ticks of use follow

    (ln P)' = h (1 - 1 / P) + ln(K / n) / kappa,   K' = left - use(P)

until the stock is gone and users bid P_T for what still comes. With much stock this is 1 + (P_T - 1) e^(-h T), T the
time that the stock lasts. A short stop with goods in reach moves nothing; a believed year multiplies the price on the
day of the news. Solved from the end backwards, in the root of the stock, in which the path is smooth.
"""

from math import sqrt

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.bids import clearing_bid, still_use

STEPS = 24  # of the fourth-order rule
SMALLEST_GAP = 1e-3  # of use: supply that all but meets it
LEAST_LEFT = 0.01  # of use: where nothing comes, the last firms pay any price for the last kilogram
STEEPEST = 50.0  # rise of ln P over one root of the stock: a path that all but jumps


@jit
def price_while_stopped(days, normal, left, ends, kappa, elasticity, choke, spread):
    """Ln of the price over the price without the stop; 0 where supply meets use.

    Args:
        days: float64 [tick], stock in ticks of use.
        normal: float64 [tick], normal stock in ticks of use.
        left: float64 [-], supply that still comes, share of use.
        ends: float64 [1/tick], believed rate at which the stop ends.
        kappa: float64 [-], elasticity of stock wanted to the gain of a tick.
        elasticity: float64 [-], short-run elasticity of use.
        choke: float64 [-], ln of the price at which half of the firms have stopped.
        spread: float64 [-], logistic spread of these prices.

    """
    if left >= 1.0 - SMALLEST_GAP:
        return 0.0
    left = max(left, LEAST_LEFT)
    top = clearing_bid(left, elasticity, choke, spread)
    price = top
    step = sqrt(max(0.0, days)) / STEPS
    if step <= 0.0:
        return price
    # close to the end use nears what comes as the root of the stock: the first step is that of the limit
    stopped = exp((price - choke) / spread)
    answer = (elasticity + stopped / (1.0 + stopped) / spread) * left
    first = sqrt(2.0 * max(0.0, _rise(price, 0.25 * step * step, normal, ends, kappa)) / answer)
    price = max(0.0, price - min(first, STEEPEST) * step)
    root = step
    for _ in range(STEPS - 1):
        one = _fall(price, root, normal, left, ends, kappa, elasticity, choke, spread)
        half = root + 0.5 * step
        two = _fall(price - 0.5 * step * one, half, normal, left, ends, kappa, elasticity, choke, spread)
        three = _fall(price - 0.5 * step * two, half, normal, left, ends, kappa, elasticity, choke, spread)
        four = _fall(price - step * three, root + step, normal, left, ends, kappa, elasticity, choke, spread)
        price = max(0.0, min(top, price - step * (one + 2.0 * two + 2.0 * three + four) / 6.0))
        root += step
    return price


@inline
def _rise(price, stock, normal, ends, kappa):
    """Rise of ln ``price`` in a tick at a ``stock``, in ticks of use."""
    return ends * (1.0 - exp(-price)) + log(stock / normal) / kappa


@inline
def _fall(price, root, normal, left, ends, kappa, elasticity, choke, spread):
    """Fall of ln ``price`` with the ``root`` of the stock."""
    stock = root * root
    drawn = max(SMALLEST_GAP, still_use(max(0.0, price), elasticity, choke, spread) - left)
    slope = 2.0 * root * _rise(max(0.0, price), stock, normal, ends, kappa) / drawn
    return max(-STEEPEST, min(STEEPEST, slope))


@jit
def price_of_trapped(surplus, ends, rate, kappa):
    """Ln of the price of goods that a stop traps in the country, over the price without it; 0 or below.

    The saddle path of a part of the market that stands alone until the stop ends, logarithmic in plenty.

    Args:
        surplus: float64 [-], trapped goods and what still comes of them, in normal stocks.
        ends: float64 [1/tick], believed rate at which the stop ends.
        rate: float64 [1/tick], rate at which the market discounts without a stop.
        kappa: float64 [-], elasticity of stock wanted to the gain of a tick.

    """
    faster = 0.5 * (sqrt(ends * ends + 4.0 * rate * rate) - ends)
    return -faster / (kappa * rate * rate) * log(1.0 + max(0.0, surplus))
