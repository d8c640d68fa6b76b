"""What no world may show, whatever its scenario says: infinities, numbers that are none, stocks below zero."""

import numpy as np

from lodeflow.kernels.engine.world import World
from lodeflow.outcomes.measure import Outcomes
from lodeflow.plans import Plan
from lodeflow.replication import used

DUST = 1e-9  # t that rounding may leave below zero


def faults(plan: Plan, world: World) -> list[str]:
    """Faults of a finished world: of its state, its stocks and its outcomes."""
    state = {name: array for name, array in used(world).items() if array.dtype.kind == "f"}
    found = [f"{name} is not finite" for name, array in state.items() if not np.isfinite(array).all()]
    market = world.market
    for name, of in (("buyers", market.buyers), ("sellers", market.sellers), ("lots", market.lots)):
        for what, stock in (("stock", of.tonnes if name == "lots" else of.stock), ("content", of.content)):
            if (stock < -DUST).any():
                found.append(f"a {what} of {name} is {stock.min():.3g} t")
    outcomes = Outcomes(plan)
    with np.errstate(over="ignore"):
        values = outcomes.values(plan, world)
    names = zip(outcomes.names, values, strict=True)
    return found + [f"{name} is infinite" for name, value in names if np.isinf(value)]  # a share of nothing is none
