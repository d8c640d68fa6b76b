"""Tariffs and export taxes that no cargo ever pays, and exemptions of what pays nothing anyway."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from lodeflow.base_world.duty_rules import Goods, exports, holding, imports, rules
from lodeflow.language.patterns import Rule, turning_days
from lodeflow.language.uncertain_number import reach
from lodeflow.report.no_effect.where import Where, in_words
from lodeflow.scenario.idle import Idle
from lodeflow.terms.trade.duties import Duty


def idle_duties(where: Where) -> Iterator[Idle]:
    """Duties of the scenario ``where`` that fit no lane, never hold for others do, or exempt what pays nothing."""
    scenario, lanes = where.scenario, where.atlas.lanes
    yield from _idle(where, "tariffs", scenario.tariffs, imports(lanes))
    yield from _idle(where, "export_taxes", scenario.export_taxes, exports(lanes))


def _idle(where: Where, table: str, duties: Mapping[str, Duty], goods: Goods) -> Iterator[Idle]:
    groups = rules(duties)
    days = _days(where, groups)
    names = sorted(duties)
    place = {name: n for n, name in enumerate(names)}
    due = np.array([*(reach(duties[name].rate)[1] > 0.0 for name in names), False])  # the last is that of no duty
    for group, held in zip(groups, holding(groups, goods, days).programmes, strict=True):
        holds = {*np.unique(held.duty).tolist()}
        spares = {*np.unique(held.duty[due[held.without]]).tolist()}
        for rule, fits in zip(group, held.fits, strict=True):
            within = _within(rule, days)
            if within.start >= within.stop:
                continue  # said of its dates
            path, fitting = (table, rule.name), np.flatnonzero(fits)
            if not len(fitting):
                yield Idle(path, f"falls on no trade: {_nobody(table, rule)}", where.trades(rule.sides[2]))
            elif place[rule.name] not in holds:
                periods, times = np.unique(held.period[within], return_counts=True)
                other: Counter[int] = Counter()
                for period, often in zip(periods.tolist(), times.tolist(), strict=True):
                    for number in held.duty[period, fitting].tolist():
                        other[number] += often
                over = in_words(repr(names[n]) for n, _ in other.most_common() if n >= 0)
                said = f"never holds: {over} overrules it on all that it falls on, as more specific or later"
                yield Idle(path, said, "name another programme if their rates add up")
            elif reach(duties[rule.name].rate)[1] == 0.0 and place[rule.name] not in spares:
                said = "is a rate of 0 where nothing else of its programme is due: it has no effect"
                yield Idle((*path, "rate"), said, "an exemption names the programme of the duty that it spares")


def _days(where: Where, groups: tuple[tuple[Rule, ...], ...]) -> list[date]:
    """The first day of the run, and those on which some duty begins or lapses."""
    first, last = where.scenario.start_date, where.scenario.start_date + timedelta(where.scenario.days)
    turns = turning_days([rule for group in groups for rule in group])
    return [first, *(day for day in turns if first < day < last)]


def _within(rule: Rule, days: list[date]) -> slice:
    """Those of ``days``, which are in order, on which a rule is in force."""
    first = 0 if rule.start is None else bisect_left(days, rule.start)
    return slice(first, len(days) if rule.end is None else bisect_left(days, rule.end))


def _nobody(table: str, rule: Rule) -> str:
    payer, partner, material = (in_words(side) for side in rule.sides)
    if table == "tariffs":
        return f"{payer} buys no {material} from {partner}"
    return f"{payer} sells no {material} to {partner}"
