"""Prices on two sides of a border that lets only so much through: complementarity of the rent and the flow.

Under a quota that lasts, one pool becomes two where more would leave than may. Each side has a forward position of its
own, in which what crosses the border counts until the quota ends,

    y_out = 1 + (S_out - (x0 - x) h_out) / n_out    y_in = 1 + (S_in + (x0 - x) h_in) / n_in    ln p = 2 phi q(y)

with S the position without the quota, x0 the flow of the base year on its path, x the flow that may pass, and h the
days for which a lost tonne a day counts, discounted at the side's own rate and that of the end. At rest this is the
static equilibrium: x0 - x is what use and supply answer to the price. The free flow is the x at which both prices are
one. If the free flows of the goods under a quota are more than it, they are cut to where the prices of all differ by
the same USD/t, the rent: the shadow price of the quota.

Source: Takayama & Judge 1971, Spatial and Temporal Price and Allocation Models, ch. 8 (quotas as complementarity).
"""

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.scarcity import scarcity

INSIDE, OUTSIDE = range(2)
BEYOND, STOCK, STEEP, COUNTS, OWN = range(5)  # of a side: S [t], n [t], phi [-], h [d], h of its own flows [d]
FARTHEST = 9.0  # ln of ten thousand: beyond it no number is a price
ROUNDS = 60  # of Newton's method within brackets: six are usual
EXACT = 1e-15
MOST_FLOW = 1e3  # of the flow of the base year: what a side may want to catch up in its last days under control


@inline
def side_price(side, gain):
    """Ln of the price on one side over base, and its slope in the flow ``gain`` [t/d] that the side gains.

    ``side`` float64 (5,) is its position, stock, steepness and days.
    """
    y = 1.0 + (side[BEYOND] + gain * side[COUNTS]) / side[STOCK]
    q = scarcity(y)
    slope = -2.0 * side[STEEP] * side[COUNTS] / (side[STOCK] * (1.0 + max(0.0, q + y)))
    price = 2.0 * side[STEEP] * q
    return max(-FARTHEST, min(FARTHEST, price)), slope


@jit
def flow_at(sides, usual, learnt, common, rent):
    """Flow [t/d] at which the price outside exceeds the one inside by ``rent``, and its fall with the rent; 0 and more.

    Args:
        sides: float64 (2, 5) [t, t, -, d, d], position, stock, steepness and days of the inside and the outside.
        usual: float64 [t/d], flow of the base year on its path.
        learnt: float64 [-], ln of the price outside that positions do not explain.
        common: float64 [-], ln of the price that both sides would have without the quota.
        rent: float64 [-], rent over the price that both sides would have.

    """
    low, high, x = 0.0, MOST_FLOW * usual, usual
    steepness = 0.0
    for _ in range(ROUNDS):
        out, falls = side_price(sides[OUTSIDE], x - usual)
        within, rises = side_price(sides[INSIDE], usual - x)
        paid = exp(within) + rent * exp(common)
        miss = out + learnt - log(paid)
        part = exp(within) / paid
        steepness = falls + rises * part  # of the miss in x: below 0
        if miss > 0.0:
            low = x
        else:
            high = x
        step = miss / steepness if steepness < 0.0 else 0.0
        if abs(step) <= EXACT * usual:
            break
        x -= step
        if x <= low or x >= high:
            x = 0.5 * (low + high)
        if high - low <= EXACT * usual:
            break
    return x, (exp(common) / paid / steepness if steepness < 0.0 else 0.0)


@jit
def common_price(sides, usual, learnt):
    """Ln of the price that both sides would have without the quota, and the flow [t/d] with which they would."""
    free, _ = flow_at(sides, usual, learnt, 0.0, 0.0)
    price, _ = side_price(sides[INSIDE], usual - free)
    return price, free


@jit
def find_rent(sides, usual, worth, learnt, common, free, quota, counted, flow):
    """Rent [USD/t] of goods that share a quota, and the flow of each [t/d], written to ``flow``.

    Args:
        sides: float64 (goods, 2, 5) [t, t, -, d, d], of each good.
        usual: float64 (goods,) [t/d], flow of the base year on its path.
        worth: float64 (goods,) [USD/t], price of each good without the quota.
        learnt: float64 [-], ln of the prices outside that positions do not explain.
        common: float64 (goods,) [-], ln of the price that both sides would have without the quota.
        free: float64 (goods,) [t/d], flow without it.
        quota: float64 [t/d], what may pass of all of them.
        counted: bool (goods,) [flag], whether a good is under the quota.
        flow: float64 (goods,) [t/d], out.

    """
    wanted, most, one, goods = 0.0, 0.0, 0, 0
    for m in range(len(usual)):
        flow[m] = free[m] if counted[m] else 0.0
        wanted += flow[m]
        if counted[m]:
            one, goods = m, goods + 1
            most = max(most, worth[m] * _gap(sides[m], usual[m], learnt, common[m], 0.0))
    if wanted <= quota or most <= 0.0:
        return 0.0
    if goods == 1:
        flow[one] = quota
        return max(0.0, worth[one] * _gap(sides[one], usual[one], learnt, common[one], quota))
    low, high, rent = 0.0, most, 0.0
    for _ in range(ROUNDS):
        total, slope = 0.0, 0.0
        for m in range(len(usual)):
            if counted[m]:
                flow[m], falls = flow_at(sides[m], usual[m], learnt, common[m], rent / worth[m])
                total += flow[m]
                slope += falls / worth[m] if flow[m] > EXACT * usual[m] else 0.0
        if total > quota:
            low = rent
        else:
            high = rent
        step = (total - quota) / slope if slope < 0.0 else high
        rent -= step
        if abs(step) <= EXACT * rent or high - low <= EXACT * rent:
            break
        if rent <= low or rent >= high:
            rent = 0.5 * (low + high)
    return rent


@inline
def _gap(sides, usual, learnt, common, flow):
    """Price outside less the one inside at a ``flow``, over the price that both would have without the quota."""
    out, _ = side_price(sides[OUTSIDE], flow - usual)
    within, _ = side_price(sides[INSIDE], usual - flow)
    return exp(out + learnt - common) - exp(within - common)
