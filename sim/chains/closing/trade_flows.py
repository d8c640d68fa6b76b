"""Bilateral flows of a closed stage: known flows first, then totals of exports and imports, RAS for the rest."""

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from lodeflow.chains.chain import Chain
from lodeflow.chains.closing.balance import Arc, balance
from lodeflow.chains.closing.gravity import gravity, two_abroad, worth_a_lane
from lodeflow.chains.closing.regions import days_between
from lodeflow.chains.tables.market_tables import Trade
from lodeflow.chains.tables.row import STATUSES
from lodeflow.chains.tables.supply_tables import BASE
from lodeflow.errors import DataError

SMALLER = (1.0, 0.25, 0.0)
"""Parts of the sizes from which a flow has a lane, tried until the totals can be met."""


class Flow(NamedTuple):
    """Flow from one region to another, or within one."""

    origin: str
    """Region that sells."""
    destination: str
    """Region that buys."""
    tonnes: float
    """Flow, tonnes a year."""
    status: str
    """Evidence: that of a known flow; ``derived`` from a total of exports or imports; else ``assumed``."""


class Cut(NamedTuple):
    """Known flow that is larger than what its seller has or its buyer needs."""

    row: Trade
    """Row of the table ``trade``."""
    tonnes: float
    """What is left of it, tonnes a year."""


class Trades(NamedTuple):
    """Flows of one material."""

    flows: tuple[Flow, ...]
    """All flows, by origin and destination."""
    cuts: tuple[Cut, ...]
    """Known flows that do not fit into the totals."""
    raised: tuple[Arc, ...] = ()
    """Known flows, none of them reported, above which the totals left no other way."""


def trade_of(chain: Chain, material: str, supply: Mapping[str, float], wanted: Mapping[str, float]) -> Trades:
    """Flows of ``material`` that meet what each region sells and buys.

    Args:
        chain: the chain.
        material: one of its materials.
        supply: tonnes a year that each region sells.
        wanted: tonnes a year that each region buys; both sum to the same.

    Raises:
        DataError: known flows and totals leave no way to balance the rest.

    """
    rows = [row for row in chain.trade if row.material == material and row.role == BASE]
    known, cuts = _known(rows, supply, wanted)
    for arc, tonnes in _home(rows, supply, wanted, known).items():
        known.setdefault(arc, (tonnes, "derived"))
    to_send = {i: max(0.0, v - sum(t for (o, _), (t, _) in known.items() if o == i)) for i, v in supply.items()}
    to_take = {j: max(0.0, v - sum(t for (_, d), (t, _) in known.items() if d == j)) for j, v in wanted.items()}
    flows, raised = _balanced(chain, material, _Totals(supply, wanted, to_send, to_take), known)
    found = [Flow(i, j, tonnes, known.get((i, j), (0.0, "assumed"))[1]) for (i, j), tonnes in flows.items()]
    return Trades(tuple(found), tuple(cuts), raised)


class _Totals(NamedTuple):
    """What regions send and take, in all and beside known flows."""

    supply: Mapping[str, float]
    """Tonnes a year that each region sells."""
    wanted: Mapping[str, float]
    """Tonnes a year that each region buys."""
    to_send: Mapping[str, float]
    """The same beside known flows."""
    to_take: Mapping[str, float]
    """The same beside known flows."""


def _balanced(
    chain: Chain, material: str, totals: _Totals, known: Mapping[Arc, tuple[float, str]]
) -> tuple[dict[Arc, float], tuple[Arc, ...]]:
    """Flows, and known ones that had to be raised.

    Tried in turn: the arcs that are worth a lane, smaller ones too, and all arcs with known flows that nobody reported
    as least flows.
    """
    fixed = {arc: tonnes for arc, (tonnes, _) in known.items()}
    if sum(totals.to_send.values()) <= 0.0 or sum(totals.to_take.values()) <= 0.0:
        return {arc: tonnes for arc, tonnes in sorted(fixed.items()) if tonnes > 0.0}, ()
    terms = chain.terms.closing
    weights = gravity(totals.to_send, totals.to_take, terms.home_preference, days_between())
    free = {arc: weight for arc, weight in weights.items() if arc not in fixed}
    least = terms.least_flow_share * sum(totals.supply.values())
    second = {arc: free[arc] for arc in two_abroad(free)}
    for part in SMALLER:
        prior = second | worth_a_lane(free, totals.wanted, part * least, part * terms.least_share)
        with suppress(ValueError):
            return balance(totals.supply, totals.wanted, prior, fixed), ()
    soft = {arc: weight for arc, weight in weights.items() if arc not in fixed or known[arc][1] != STATUSES[0]}
    try:
        more = balance(totals.to_send, totals.to_take, soft, {})
    except ValueError as wrong:
        raise DataError(f"{chain.label}: flows of {material} cannot be balanced: {wrong}") from None
    flows = {arc: more.get(arc, 0.0) + fixed.get(arc, 0.0) for arc in sorted({*more, *fixed})}
    raised = tuple(arc for arc in more if arc in fixed)
    return {arc: tonnes for arc, tonnes in flows.items() if tonnes > 0.0}, raised


def _known(
    rows: list[Trade], supply: Mapping[str, float], wanted: Mapping[str, float]
) -> tuple[dict[Arc, tuple[float, str]], list[Cut]]:
    """Known flows in the order of the table, each as far as its seller and its buyer have room for it."""
    known: dict[Arc, tuple[float, str]] = {}
    cuts: list[Cut] = []
    for row in rows:
        arc = row.origin, row.destination
        if "*" in arc:
            continue
        has = supply.get(row.origin, 0.0) - sum(t for (o, _), (t, _) in known.items() if o == row.origin)
        needs = wanted.get(row.destination, 0.0) - sum(t for (_, d), (t, _) in known.items() if d == row.destination)
        tonnes = min(row.value, max(0.0, has), max(0.0, needs))
        if tonnes < row.value:
            cuts.append(Cut(row, tonnes))
        known[arc] = tonnes, row.status
    return known, cuts


def _home(
    rows: list[Trade],
    supply: Mapping[str, float],
    wanted: Mapping[str, float],
    known: Mapping[Arc, tuple[float, str]],
) -> dict[Arc, float]:
    """Sales at home: what a region makes and does not export, or else what it needs and does not import."""
    home: dict[Arc, float] = {}
    for row in rows:
        if row.destination == "*" and row.origin != "*":
            region, left = row.origin, supply.get(row.origin, 0.0) - row.value
        elif row.origin == "*" and row.destination != "*":
            region, left = row.destination, wanted.get(row.destination, 0.0) - row.value
        else:
            continue
        sent = sum(t for (o, d), (t, _) in known.items() if o == region != d)
        got = sum(t for (o, d), (t, _) in known.items() if d == region != o)
        most = min(supply.get(region, 0.0) - sent, wanted.get(region, 0.0) - got)
        if (region, region) not in home and supply.get(region, 0.0) > 0.0:
            home[region, region] = max(0.0, min(left, most))
    return home
