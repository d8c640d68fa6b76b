"""Price while a stop of unknown end lasts: what stock is worth that may outlast it.

Supply falls to a share of use until the stop ends, at a rate h that holders believe; then the price is the one without
a stop. Holders are indifferent between selling and holding, so while the stop lasts the price P (over the one without)
and the stock K in ticks of use follow

    (ln P)' = h (1 - 1 / P) + ln(K / n) / kappa,   K' = left - use(P)

until users bid P_T for what still comes. That is the saddle point, K_T = n exp(-kappa h (1 - 1 / P_T)), and the price
is on the path that leads there: the last stock is never sold, for it earns what holders want of it. With much stock the
price is 1 + (P_T - 1) e^(-h T), T the time that the stock lasts. A short stop with goods in reach moves nothing; a
believed year multiplies the price on the day of the news. It is followed from the saddle point back, by ln K,

    d ln P / d ln K = -K (ln P)' / (use(P) - left)

with steps that shorten where the path forgets quickly where it came from.
"""

from math import sqrt

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.bids import answer, clearing_bid, still_use

MOST_STEPS = 60  # of the fourth-order rule; ten are usual, for .001 in ln P
LONGEST_STEP = 0.5  # of ln K
BENDS = 0.7  # of the length in which a path forgets where it came from: a step
FIRST_STEP = 0.2  # of ln K: the path is straight at the saddle point
FARTHEST_BACK = 9.0  # ln K before today's stock: what was there has been forgotten
SMALLEST_GAP = 1e-3  # of use: supply that all but meets it
LEAST_DRAWN = 1e-6  # of use
LEAST_LEFT = 0.01  # of use: where nothing comes, the last firms pay any price for the last kilogram


@jit
def price_while_stopped(
    days, normal, left, ends, kappa, bids,
):  # fmt: skip
    """Ln of the price over the price without the stop; 0 where supply meets use.

    Args:
        days: float64 [tick], stock in ticks of use.
        normal: float64 [tick], normal stock in ticks of use.
        left: float64 [-], supply that still comes, share of use.
        ends: float64 [1/tick], believed rate at which the stop ends.
        kappa: float64 [-], elasticity of stock wanted to the gain of a tick.
        bids: six float64 [-]: use at a price, as for ``still_use`` of kernels/prices/bids.py.

    """
    if left >= 1.0 - SMALLEST_GAP:
        return 0.0
    left = max(left, LEAST_LEFT)
    top = clearing_bid(left, bids)
    gain = ends * (1.0 - exp(-top))
    end = log(max(days, LEAST_DRAWN) / normal)
    saddle = -kappa * gain
    if end <= saddle:
        return top
    start = max(saddle, end - FARTHEST_BACK)
    held = start + min(FIRST_STEP, 0.5 * (end - start))
    price = max(
        0.0,
        top - _leaves(held - saddle, held, normal, left, ends, kappa, bids, top),
    )
    for _ in range(MOST_STEPS):
        one, forgets = _fall(
            price, held, normal, left, ends, kappa, bids,
        )  # fmt: skip
        step = min(LONGEST_STEP, BENDS / forgets, end - held)
        half = held + 0.5 * step
        two, _f = _fall(
            price - 0.5 * step * one, half, normal, left, ends, kappa, bids,
        )  # fmt: skip
        three, _f = _fall(
            price - 0.5 * step * two, half, normal, left, ends, kappa, bids,
        )  # fmt: skip
        four, _f = _fall(
            price - step * three, held + step, normal, left, ends, kappa, bids,
        )  # fmt: skip
        price = max(0.0, min(top, price - step * (one + 2.0 * two + 2.0 * three + four) / 6.0))
        held += step
        if held >= end or price <= 0.0:
            return price
    # supply that all but meets use: the price stands where holding just pays
    return max(0.0, min(price, -log(1.0 + max(-0.99, end / (kappa * ends)))))


@inline
def _leaves(
    way, held, normal, left, ends, kappa, bids, top,
):  # fmt: skip
    """Fall of ln P over the first ``way`` of ln K from the saddle point, where its slope is 1 / (kappa (mu + h / P));
    mu (mu + h / P) = a / (kappa K), a how much use falls with ln P.
    """
    answers = answer(top, bids) * left
    stock, later = normal * exp(held), ends * exp(-top)
    rate = 0.5 * (sqrt(later * later + 4.0 * answers / (kappa * stock)) - later)
    return min(way / (kappa * (rate + later)), sqrt(2.0 * stock * way / (kappa * answers)))


@inline
def _fall(
    price, held, normal, left, ends, kappa, bids,
):  # fmt: skip
    """Fall of ln P with ln K, and how quickly in ln K paths come together; ``held`` float64 [-] is ln(K / n)."""
    price = max(0.0, price)
    still = still_use(price, bids)
    passes, stock = ends * exp(-price), normal * exp(held)
    drawn = max(LEAST_DRAWN, still - left)
    fall = stock * (ends - passes + held / kappa) / drawn
    answers = still * answer(price, bids)
    return fall, (stock * passes + abs(fall) * answers) / drawn


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
