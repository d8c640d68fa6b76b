"""Prices on two sides of a border that lets only so much through: complementarity of the rent and the flow.

Under a quota that lasts, one pool becomes two where more would leave than may. Each side has a forward position of its
own, in which what crosses the border counts until the quota ends,

    y_out = 1 + (S_out - (x0 - x) h_out) / n_out    y_in = 1 + (S_in + (x0 - x) h_in) / n_in
    ln p = phi ((1 - w) 2 q(y) - w ln y)

with S the position without the quota, x0 the flow of the base year on its path, x the flow that may pass, and h the
days for which a lost tonne a day counts, discounted at the side's own rate and that of the end. Of a quota for good w
is 0; the nearer its end, the more the price is the sum of what the stock of the day pays until then, ln(K / n) / kappa,
and w is 1 (kernels/prices/border.py). At rest this is the
static equilibrium: x0 - x is what use and supply answer to the price. Buyers outside to whom goods of other origins are
not the same pay for the exporter's what they are worth to them at their smaller share of purchases U (nested logit),

    ln p_abroad = ln p_out - ln((x / x0) / (U / U0)) / sigma + nu        U = U0 - theta (x0 - x)

and without other origins, or with a large sigma, the price outside; nu is what experience adds. The free flow is the x
at which the price abroad and the one inside are one. If the free flows of the goods under a quota are more than it,
they are cut to where the prices of all differ by the same USD/t, the rent: the shadow price of the quota.

Source: Takayama & Judge 1971, Spatial and Temporal Price and Allocation Models, ch. 8 (quotas as complementarity).
"""

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.scarcity import scarcity

INSIDE, OUTSIDE = range(2)
BEYOND, STOCK, STEEP, COUNTS, SOON, OWN = range(6)  # of a side: S [t], n [t], phi, h [d], w, h of each kind of flow [d]
USUAL, APART, KEEPS, LEARNT = range(4)  # of a good: x0 [t/d], 1 / sigma [-], theta x0 / U0 [-], nu [-]
FARTHEST = 9.0  # ln of ten thousand: beyond it no number is a price
ROUNDS = 60  # of Newton's method within brackets: six are usual
EXACT = 1e-15
MOST_FLOW = 1e3  # of the flow of the base year: what a side may want to catch up in its last days under control
LEAST_FLOW = 1e-9  # of it: the last goods are worth any price
LEAST_BOUGHT = 1e-3  # of the purchases of the base year
LEAST_LEFT = 0.05  # of the normal stock: below it the logarithm goes on as its tangent


@inline
def side_price(side, gain):
    """Ln of the price on one side over base, and its slope in the flow ``gain`` [t/d] that the side gains.

    ``side`` float64 (11,) is its position, stock, steepness, days and nearness of the end.
    """
    y = 1.0 + (side[BEYOND] + gain * side[COUNTS]) / side[STOCK]
    q = scarcity(y)
    bent, falls = 2.0 * q, -2.0 / (1.0 + max(0.0, q + y))
    if side[SOON] > 0.0:
        left = max(y, LEAST_LEFT)
        bent += side[SOON] * (-log(left) - (y - left) / left - bent)
        falls += side[SOON] * (-1.0 / left - falls)
    slope = side[STEEP] * falls * side[COUNTS] / side[STOCK]
    price = side[STEEP] * bent
    return max(-FARTHEST, min(FARTHEST, price)), slope


@inline
def price_abroad(sides, good, flow):
    """Ln of the price of the exporter's goods outside over base at a ``flow`` [t/d], and its slope in it.

    ``sides`` float64 (2, 11) are both sides, ``good`` float64 (4,) flow of the base year, 1 / sigma, share of the
    exporter in purchases times that of use in all that answers the price, and nu.
    """
    out, falls = side_price(sides[OUTSIDE], flow - good[USUAL])
    part = max(flow / good[USUAL], LEAST_FLOW)
    bought = max(1.0 - good[KEEPS] * (1.0 - part), LEAST_BOUGHT)
    out += good[APART] * log(bought / part) + good[LEARNT]
    return max(-FARTHEST, min(FARTHEST, out)), falls + good[APART] * (good[KEEPS] / bought - 1.0 / part) / good[USUAL]


@jit
def flow_at(sides, good, common, rent):
    """Flow [t/d] at which the price abroad exceeds the one inside by ``rent``, and its fall with the rent; 0 and more.

    Args:
        sides: float64 (2, 11) [t, t, -, d, -, d], position, stock, steepness, days and end, inside and outside.
        good: float64 (4,) [t/d, -, -, -], flow of the base year on its path, 1 / sigma, share kept, nu.
        common: float64 [-], ln of the price that both sides would have without the quota.
        rent: float64 [-], rent over that price.

    """
    low, high, x = 0.0, MOST_FLOW * good[USUAL], good[USUAL]
    slope = 0.0
    for _ in range(ROUNDS):
        abroad, falls = price_abroad(sides, good, x)
        within, rises = side_price(sides[INSIDE], good[USUAL] - x)
        paid = exp(within) + rent * exp(common)
        miss = abroad - log(paid)
        slope = falls + rises * exp(within) / paid  # of the miss in x: below 0
        if miss > 0.0:
            low = x
        else:
            high = x
        step = miss / slope if slope < 0.0 else 0.0
        if abs(step) <= EXACT * good[USUAL]:
            break
        x -= step
        if x <= low or x >= high:
            x = 0.5 * (low + high)
        if high - low <= EXACT * good[USUAL]:
            break
    return x, (exp(common) / paid / slope if slope < 0.0 else 0.0)


@jit
def find_rent(sides, goods, worth, common, free, quota, counted, flow):
    """Rent [USD/t] of goods that share a quota, and the flow of each [t/d], written to ``flow``.

    Args:
        sides: float64 (goods, 2, 11) [t, t, -, d, -, d], of each good.
        goods: float64 (goods, 4) [t/d, -, -, -], of each good.
        worth: float64 (goods,) [USD/t], price of each good without the quota.
        common: float64 (goods,) [-], ln of the price that both sides would have without the quota.
        free: float64 (goods,) [t/d], flow without it.
        quota: float64 [t/d], what may pass of all of them.
        counted: bool (goods,) [flag], whether a good is under the quota.
        flow: float64 (goods,) [t/d], out.

    """
    wanted, most, one, count = 0.0, 0.0, 0, 0
    for m in range(len(worth)):
        flow[m] = free[m] if counted[m] else 0.0
        wanted += flow[m]
        if counted[m]:
            one, count = m, count + 1
            most = max(most, worth[m] * _gap(sides[m], goods[m], common[m], 0.0))
    if wanted <= quota or most <= 0.0:
        return 0.0
    if count == 1:
        flow[one] = quota
        return max(0.0, worth[one] * _gap(sides[one], goods[one], common[one], quota))
    low, high, rent = 0.0, most, 0.0
    for _ in range(ROUNDS):
        total, slope = 0.0, 0.0
        for m in range(len(worth)):
            if counted[m]:
                flow[m], falls = flow_at(sides[m], goods[m], common[m], rent / worth[m])
                total += flow[m]
                slope += falls / worth[m]
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
def _gap(sides, good, common, flow):
    """Price abroad less the one inside at a ``flow``, over the price that both would have without the quota."""
    abroad, _ = price_abroad(sides, good, flow)
    within, _ = side_price(sides[INSIDE], good[USUAL] - flow)
    return exp(abroad - common) - exp(within - common)
