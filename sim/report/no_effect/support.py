"""Price guarantees, public money and permitting bills that reach nothing."""

from collections.abc import Iterator
from datetime import timedelta

from lodeflow.language.uncertain_number import reach
from lodeflow.report.no_effect.where import Where
from lodeflow.scenario.idle import Idle
from lodeflow.terms.support.public_money import Programme

MONEY = ("capex_share", "loan_share", "equity_share", "credit_share", "offtake_share", "earnings_floor")


def idle_support(where: Where) -> Iterator[Idle]:
    """Guarantees, programmes and bills of the scenario ``where`` that change nothing."""
    yield from _guarantees(where)
    for name, money in where.scenario.public_money.items():
        yield from _programme(("public_money", name), money)
    yield from _bills(where)


def _guarantees(where: Where) -> Iterator[Idle]:
    for name, each in where.scenario.price_guarantees.items():
        path = ("price_guarantees", name)
        if each.region is not None and not each.projects:
            kind = "_concentrate" if each.counts == "ore" else each.material
            if not any(f.origin == each.region and f.material.endswith(kind) for f in where.year.flows):
                yield Idle((*path, "region"), f"{each.region} makes none of it in the base year: nothing is paid")
        if reach(each.strike)[1] == 0.0 and reach(each.upside)[1] == 0.0:
            yield Idle((*path, "strike"), "guarantees a price of nothing", "is a strike meant, such as '110 USD/kg'?")


def _programme(path: tuple[str, str], money: Programme) -> Iterator[Idle]:
    if all(reach(getattr(money, key))[1] == 0.0 for key in MONEY):
        yield Idle(path, "gives nothing", f"set one of {', '.join(MONEY)}")
    if reach(money.earnings_floor)[1] == 0.0 and reach(money.earnings_growth) != (0.0, 0.0):
        yield Idle((*path, "earnings_growth"), "no earnings are guaranteed", "give earnings_floor")
    if reach(money.offtake_share)[1] == 0.0 and reach(money.offtake_price)[1] > 0.0:
        yield Idle((*path, "offtake_price"), "nothing is taken at it", "give offtake_share")


def _bills(where: Where) -> Iterator[Idle]:
    known = {**where.scenario.projects, **where.scenario.entrants}
    last = where.scenario.start_date + timedelta(where.scenario.days)
    for name, bill in where.scenario.permitting_bills.items():
        at = ("permitting_bills", name)
        if bill.enacted is None and reach(bill.per_year)[1] == 0.0:
            yield Idle(at, "never becomes law", "give enacted, or per_year above 0")
        elif bill.pending_from is not None and bill.pending_from >= last:
            yield Idle((*at, "pending_from"), "is after the run has ended")
        elif not any(known[p].region == bill.region for p in bill.projects or known):
            yield Idle((*at, "region"), f"no project that it names is in {bill.region}")
