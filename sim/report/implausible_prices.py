"""Implausible prices of a run: where, when and how far a price left what any metal has cost.

A price is plausible from a thirtieth of its base price to 30 times as much. Dysprosium, the steepest rise of a rare
earth, cost about twenty times as much in 2011 as in 2009. Beyond, a run says more about an equation than about a
market.

The outcomes of a run hold the highest and the mean price of every market, in all details that a run may keep, so they
show which replications are affected: those with a peak above or a mean below. The day is found by running the first of
them again.
"""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.base_world.rest_point import Floats
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.outcomes.measure import Outcomes
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.market import traded
from lodeflow.variants import Variants

FURTHEST = 30.0
"""Times the base price, and as a divisor the share of it, up to which a price is plausible."""
PRICES = {
    "origin_price": MarketColumn.GATE,
    "spot_price": MarketColumn.SPOT,
    "transaction_price": MarketColumn.PAID,
}
ENGINES = {"compiled": compiled_engine.play, "simpy": simpy_engine.play}


class First(NamedTuple):
    """First implausible price of a replication."""

    day: int
    """Day of the market."""
    outcome: str
    """Kind of price, a key of PRICES."""
    region: str
    """Region of the market."""
    material: str
    """Material that is traded there."""
    price: float
    """The price, USD/t."""
    base: float
    """Base price of the market, USD/t."""


class PriceWatch:
    """Counter of the replications of one run whose prices leave the plausible."""

    def __init__(self, plan: Plan, engine: str, *, first: int = 0) -> None:
        """Find the prices among the outcomes.

        Args:
            plan: plan of the run.
            engine: simpy or compiled.
            first: number of the first replication.

        """
        self.plan, self.engine, self.next = plan, engine, first
        self.seen = 0
        self.affected: list[int] = []
        names = Outcomes(plan).names
        at = {name: n for n, name in enumerate(names)}
        base = [n for n, name in enumerate(names) if name.outcome in {f"base_{price}" for price in PRICES}]
        places = [
            (n, *(at[names[n]._replace(outcome=f"{kind}_{names[n].outcome[5:]}")] for kind in ("peak", "mean")))
            for n in base
        ]
        self._base, self._peak, self._mean = np.array(places, np.int64).reshape(-1, 3).T

    def look(self, outcomes: list[Floats]) -> None:
        """Look at the ``outcomes`` of the next replications, float64 (outcomes,) each."""
        for values in outcomes:
            base, peak, mean = (values[which] for which in (self._base, self._peak, self._mean))
            priced = base > 0.0
            if (priced & ((peak > FURTHEST * base) | (mean * FURTHEST < base))).any():
                self.affected.append(self.next)
            self.next += 1
            self.seen += 1

    def words(self) -> str:
        """Sentence that names where implausible prices began; empty if there are none."""
        if not self.affected:
            return ""
        plan, _ = Variants(self.plan).of(self.affected[0])
        first = first_implausible(plan, ENGINES[self.engine](plan, self.affected[0], keep_lots=False))
        if first is None:
            return ""
        ratio = first.price / first.base
        times = f"{ratio:,.3g} times" if ratio > 1.0 else f"a {1.0 / ratio:,.3g}th of"
        many = f" {len(self.affected):,} of {self.seen:,} replications are affected" if self.seen > 1 else ""
        return (
            f"prices of {plan.scenario.name} leave the plausible in replication {self.affected[0]} on "
            f"{plan.scenario.start_date + timedelta(days=first.day)}: the {first.outcome.replace('_', ' ')} of "
            f"{first.material} in {first.region} is {first.price / 1000.0:,.6g} USD/kg, {times} its base price of "
            f"{first.base / 1000.0:,.6g} USD/kg;{many or ' the results mean little from then on'}"
        )


def first_implausible(plan: Plan, r: Replication) -> First | None:
    """First implausible price of a replication, the furthest of its day; None if there is none.

    Args:
        plan: plan of the replication.
        r: the finished replication, with markets of every tick on its tape.

    """
    tape, cells = r.world.tape, plan.atlas.shown
    rows = int(tape.used[MARKETS])
    found: list[tuple[int, float, str, int]] = []
    for outcome, column in PRICES.items():
        base = _base_prices(plan, outcome)[cells]
        ratio = np.ones((rows, len(cells)))
        np.divide(tape.market[:rows, cells, column], base, out=ratio, where=base > 0.0)
        if outcome != "origin_price":  # a bid for nothing is no price
            ratio[~traded(tape.market[:rows, cells].transpose(2, 0, 1))] = 1.0
        away = np.abs(np.log(np.maximum(ratio, np.finfo(float).tiny)))
        beyond = away > np.log(FURTHEST)
        if beyond.any():
            row = int(np.argmax(beyond.any(axis=1)))
            cell = int(np.argmax(away[row]))
            found.append((row, -float(away[row, cell]), outcome, cell))
    if not found:
        return None
    row, _, outcome, cell = min(found)
    region, material = plan.atlas.shown_cells[cell]
    price = float(tape.market[row, cells[cell], PRICES[outcome]])
    return First(int(tape.day[row]), outcome, region, material, price, float(_base_prices(plan, outcome)[cells[cell]]))


def _base_prices(plan: Plan, outcome: str) -> NDArray[np.float64]:
    """Base price of each cell, float64 (cells,) [USD/t]; 0 where nobody sells, or buys."""
    if outcome == "origin_price":
        design = plan.template.market.cell_params.design_capacity
        return np.where((plan.rest.output > 0.0) | (design > 0.0), plan.rest.price, 0.0)
    landed: NDArray[np.float64] = plan.rest.landed
    return landed
