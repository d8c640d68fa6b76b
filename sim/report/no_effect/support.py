"""Price guarantees, public money and permitting bills that reach nothing."""

from collections.abc import Iterator
from datetime import timedelta

from lodeflow.language.uncertain_number import reach
from lodeflow.report.no_effect.where import Where
from lodeflow.scenario.idle import Idle

MONEY = ("capex_share", "loan_share", "equity_share", "credit_share")


def idle_support(where: Where) -> Iterator[Idle]:
    """Guarantees, programmes and bills of the scenario ``where`` that change nothing."""
    known = {**where.scenario.projects, **where.scenario.entrants}
    last = where.scenario.start_date + timedelta(where.scenario.days)
    for name, each in where.scenario.price_guarantees.items():
        path = ("price_guarantees", name)
        if each.region is not None and not each.projects:
            kind = "_concentrate" if each.counts == "ore" else each.material
            if not any(f.origin == each.region and f.material.endswith(kind) for f in where.year.flows):
                yield Idle((*path, "region"), f"{each.region} makes none of it in the base year: nothing is paid")
    for name, money in where.scenario.public_money.items():
        if all(reach(getattr(money, key))[1] == 0.0 for key in MONEY):
            yield Idle(("public_money", name), "gives nothing", f"set one of {', '.join(MONEY)}")
    for name, bill in where.scenario.permitting_bills.items():
        at = ("permitting_bills", name)
        if bill.enacted is None and reach(bill.per_year)[1] == 0.0:
            yield Idle(at, "never becomes law", "give enacted, or per_year above 0")
        elif bill.pending_from is not None and bill.pending_from >= last:
            yield Idle((*at, "pending_from"), "is after the run has ended")
        elif not any(known[p].region == bill.region for p in bill.projects or known):
            yield Idle((*at, "region"), f"no project that it names is in {bill.region}")
