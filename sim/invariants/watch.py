"""Watch over a replication: a check of every invariant after each moment, which names the first that is broken.

Checked are bounds of all numbers (``bounds.py``), prices, shares of buyers' orders, cargoes against the goods afloat by
lane, free slots, origins of content, and the books of tonnes and of dollars.
"""

from typing import Any

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.errors import BrokenInvariantError
from lodeflow.instruments.registry import INSTRUMENTS
from lodeflow.invariants.bounds import BEFORE_THE_FIRST_MARKET, BOUNDS, PRICES, ROUNDING
from lodeflow.invariants.compiled import (
    add_cargoes,
    add_content,
    first_adrift,
    first_incomplete,
    first_outside,
    first_overdrawn,
    first_taken,
    first_unbalanced,
    first_unpriced,
    total_of,
)
from lodeflow.invariants.words import moment_in_words, place_in_words
from lodeflow.kernels.core.kinds import MARKET
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.cells import COLUMNS
from lodeflow.plans import Plan
from lodeflow.processes.binding import slices


class Watch:
    """Watch over one replication of a plan.

    Args:
        plan: the plan.
        replication: number of the replication, for messages.

    """

    def __init__(self, plan: Plan, replication: int) -> None:
        self.plan, self.replication = plan, replication
        self._world: World | None = None
        first = slices(plan.template)
        self._before = _content(plan.template, _holders(first))
        self._book_before = float(plan.template.market.buyers.book.sum())
        self._priced = {place: _array(first, place) for place in PRICES}
        self._opened = False

    def look(self, world: World, day: int, moment: int | None, *, batch: bool = False) -> None:
        """Check all invariants.

        Args:
            world: the world after the moment.
            day: the day.
            moment: the moment that is over, for the message; None where an actor had no moment.
            batch: whether it is the last of a batch: all moments of its day and kind are over.

        Raises:
            BrokenInvariantError: an invariant does not hold.

        """
        if world is not self._world:
            self._learn(world)
        self._opened = self._opened or (moment is not None and (moment >> 32) & 0xFF == MARKET)
        found = self._outside(world) or self._unpriced(world) or self._relations(world) or self._books(world)
        if found:
            when = moment_in_words(self.plan, world, day, moment, batch=batch)
            raise BrokenInvariantError(
                f"{self.plan.scenario.name}, replication {self.replication}, {when}: {found}. This is a fault of "
                "lodeflow, not of the scenario"
            )

    def _learn(self, world: World) -> None:
        """Find the arrays of a world; those of cargoes are replaced by longer ones when they are full."""
        self._world, found = world, slices(world)
        bounds = [(b, place, _array(found, place)) for b in BOUNDS for place in b.arrays]
        self._bounds = [each for each in bounds if each[2].size]
        self._first_bounds = [each for each in self._bounds if each[1] not in BEFORE_THE_FIRST_MARKET]
        self._holders = _holders(found)
        self._prices = [(place, _array(found, place), before) for place, before in self._priced.items()]
        self._carried, self._queued = (np.zeros(len(self.plan.atlas.lanes)) for _ in range(2))
        self._seen = np.zeros(len(world.market.lots.free), np.int64)

    def _outside(self, world: World) -> str:
        """The first number outside its bounds."""
        for bound, place, values in self._bounds if self._opened else self._first_bounds:
            k = first_outside(values, bound.low, bound.high)
            if k >= 0:
                return f"{place_in_words(self.plan, world, place, k)} is {values[k]:g}; it {bound.said}"
        return ""

    def _unpriced(self, world: World) -> str:
        """The first price that is gone."""
        for place, prices, before in self._prices:
            k = first_unpriced(prices, before)
            if k >= 0:
                return f"{place_in_words(self.plan, world, place, k)} is {prices[k]:g}; a price must be above 0"
        return ""

    def _relations(self, world: World) -> str:
        """The first shares, cargoes, slots or origins that do not fit together."""
        market, plan = world.market, self.plan
        trade, lots = market.trade, market.lots
        for share in ("share", "target"):
            values, broken = getattr(trade, share), market.lane_status.broken
            j = first_incomplete(market.nests, values, broken, 1.0 - ROUNDING, 1.0 + ROUNDING)
            if j >= 0:
                total = float(values[market.routes.buyer == j].sum())
                buyer = place_in_words(plan, world, "buyers", j)
                return f"{buyer}: trade.{share} of its lanes sums to {total:.12g}, not 1"
        s = first_adrift(lots, trade, self._carried, self._queued, ROUNDING)
        if s >= 0:
            return (
                f"{place_in_words(plan, world, 'trade', s)}: its cargoes hold {self._carried[s]:.12g} t, "
                f"{self._queued[s]:.12g} t of them in the licence queue, but afloat are {trade.afloat[s]:.12g} t, in "
                f"the queue {trade.queued[s]:.12g} t"
            )
        slot = first_taken(lots, self._seen)
        if slot >= 0:
            return f"slot {slot} of lots is on the stack of free slots, but holds a cargo or stands there twice"
        for place, content in (("sellers.content", market.sellers.content), ("buyers.content", market.buyers.content)):
            if place in BEFORE_THE_FIRST_MARKET and not self._opened:
                continue
            row = first_overdrawn(content, ROUNDING)
            if row >= 0:
                whose = place_in_words(plan, world, place.partition(".")[0], row)
                return f"{place} of {whose} holds more of an origin than of the element: {content[row].tolist()} t"
        return ""

    def _books(self, world: World) -> str:
        """The first books that do not close: tonnes by column of content, then dollars."""
        market, after = world.market, _content(world, self._holders)
        c = first_unbalanced(market.ledger, self._before, after, ROUNDING)
        if c >= 0:
            ledger = {name: float(sums[c]) for name, sums in market.ledger._asdict().items()}
            return (
                f"the mass balance of content column {c} does not close: {self._before[c]:.12g} t on day 0, "
                f"{after[c]:.12g} t now, since then {ledger}"
            )
        outlay, paid = total_of(world.totals.outlay), total_of(market.trade.paid.reshape(-1))
        spread, earned = total_of(world.totals.spread), float(market.recycling_state.earned[0])
        paid += total_of(market.resale.usd[0]) - total_of(market.resale.usd[1])
        outlay += total_of(market.stockpile_state.paid)
        paid += total_of(market.stockpile_state.received)
        spent, cost = outlay - spread, self._book_before + paid + earned - total_of(market.buyers.book)
        if not abs(spent - cost) <= ROUNDING * max(1.0, self._book_before + paid + earned + outlay):
            return f"users paid {spent:.12g} USD for goods that cost {cost:.12g} USD: dollars without payer or payee"
        return ""


def _array(found: dict[str, Any], place: str) -> Floats:
    """An array by ``slice.field``, in one dimension."""
    part, _, field = place.partition(".")
    values: Floats = getattr(found[part], field)
    if not values.flags.c_contiguous:
        raise ValueError(f"{place} is not contiguous")
    return values.reshape(-1)


def _holders(found: dict[str, Any]) -> list[Floats]:
    """Content of all stocks, float64 (rows, 9) [t]; cargoes apart."""
    places = ["sellers.content", "buyers.content", *(place for each in INSTRUMENTS for place in each.holds)]
    return [_array(found, place).reshape(-1, COLUMNS) for place in places]


def _content(world: World, holders: list[Floats]) -> Floats:
    """Content of all stocks and cargoes by column, t."""
    sums = np.zeros(COLUMNS)
    for content in holders:
        add_content(content, sums)
    add_cargoes(world.market.lots, sums)
    return sums
