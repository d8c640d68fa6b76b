"""Panic buying: buyers want more stock when the price runs above its trend; the fear fades.

Model.md 5 (panic). News of export controls adds to it whatever the price does
(kernels/export_controls/announcement.py). The price is taken without tariffs, so a tariff alone causes no panic. Nor
does a levy: ``buyers.known`` is the price that an alliance has announced (kernels/alliance/known_prices.py).
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log


@jit
def update_panic(rules, buyers):
    """Panic of every buyer [-], 0 to 1, and the price trend it is measured against [ln USD/t]."""
    for j in range(len(buyers.panic)):
        if buyers.untaxed[j] <= 0.0:
            continue
        price = log(buyers.untaxed[j])
        above = max(price, buyers.known[j]) - max(buyers.trend[j], buyers.known[j])
        alarm = min(1.0, rules.panic_gain * max(0.0, above) + buyers.news[j])
        buyers.panic[j] += rules.panic * (alarm - buyers.panic[j])
        buyers.trend[j] += rules.trend * (price - buyers.trend[j])
