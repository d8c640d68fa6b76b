"""Reference price: the price below which an alliance lets no import enter, and the rules by which it is found.

Model.md 8.4. The rules: a fixed path; what the members' projects need, with a margin; a moving average of the members'
own prices, which feeds on itself; or the larger of the last two. Later stages follow by a ladder of neutral protection:
the reference price of a magnet rises by the cost of its oxide.
"""

from lodeflow.kernels.alliance.agreement import COST_PLUS, FIXED, LARGER, MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log


@jit
def name_references(floors, levies, buyers, day, p):
    """Reference prices of alliance ``p`` (int64) on ``day`` [USD/t]."""
    for k in range(len(floors.alliance)):
        if floors.alliance[k] != p:
            continue
        if floors.ladder[k, 0] >= 0 or floors.ladder[k, 1] >= 0:
            levies.reference[k] = up_the_ladder(floors, levies, k)
        else:
            levies.reference[k] = _by_rule(floors, levies, buyers, day, p, k)


@jit
def up_the_ladder(floors, levies, k):
    """Reference price of a later stage, floor ``k`` (int64) [USD/t]: its base price, and the rise of the cost of its
    feed; 0, which levies nothing, where a fall of that cost exceeds the base price.
    """
    price = floors.base_price[k]
    for element in range(2):
        below = floors.ladder[k, element]
        if below >= 0:
            price += floors.feed[k, element] * (levies.reference[below] - floors.base_price[below])
    return max(0.0, price)


@jit
def _by_rule(floors, levies, buyers, day, p, k):
    """Reference price by the rule of the alliance [USD/t]."""
    path = step_of(floors, day, k)
    if floors.rule[k] == FIXED:
        return path
    if floors.rule[k] == COST_PLUS:
        return floors.cost_plus[k]
    before = levies.reference[k]
    average = path
    if before > 0.0:
        price = price_of_members(floors, levies, buyers, p, k)
        if price > 0.0:
            levies.average[k] += floors.memory[k] * (log(price) - levies.average[k])
        average = exp(levies.average[k])
        average = max(before * (1.0 - floors.most_change[k]), min(before * (1.0 + floors.most_change[k]), average))
    else:
        levies.average[k] = log(path)
    return max(average, floors.cost_plus[k]) if floors.rule[k] == LARGER else average


@jit
def step_of(floors, day, k):
    """Price on ``day`` by the fixed path of floor ``k`` (int64) [USD/t]; before the path begins, its first price."""
    price = floors.step_price[floors.first_step[k]]
    for n in range(floors.first_step[k], floors.first_step[k + 1]):
        if floors.step_day[n] <= day:
            price = floors.step_price[n]
    return price


@jit
def price_of_members(floors, levies, buyers, p, k):
    """Mean price that members of alliance ``p`` (int64) pay, weighted by use [USD/t]; 0 where they buy nothing.

    ``k`` is the floor of the material, int64.
    """
    paid, use = 0.0, 0.0
    for n in range(floors.first_cell[k], floors.first_cell[k + 1]):
        if levies.standing[p, floors.region[n]] == MEMBER:
            paid += buyers.paid[floors.cell[n]] * buyers.forecast[floors.cell[n]]
            use += buyers.forecast[floors.cell[n]]
    return paid / use if use > 0.0 else 0.0
