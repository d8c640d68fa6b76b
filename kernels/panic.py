"""Buyers who see the price run away from its trend want more stock; the fear fades.

Model.md 5 (panic). News of export controls frightens without any price (``announcement``). The price that frightens is
without tariffs, so a tariff alone sets off nothing.
"""

from lodeflow.kernels.jit import jit
from lodeflow.kernels.maths import log


@jit
def worry(rules, buyers):
    """Panic of every buyer, [0, 1], and the trend it is measured against."""
    for j in range(len(buyers.panic)):
        if buyers.untaxed[j] <= 0.0:
            continue
        price = log(buyers.untaxed[j])
        alarm = min(1.0, rules.panic_gain * max(0.0, price - buyers.trend[j]) + buyers.news[j])
        buyers.panic[j] += rules.panic * (alarm - buyers.panic[j])
        buyers.trend[j] += rules.trend * (price - buyers.trend[j])
