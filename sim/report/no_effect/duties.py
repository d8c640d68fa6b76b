"""Tariffs and export taxes that no cargo ever pays, and exemptions of what pays nothing anyway."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from lodeflow.atlas.lane_columns import Mask
from lodeflow.base_world.duty_rules import Goods, exports, holding, imports, rules
from lodeflow.language.patterns import Rule, specificity, turning_days
from lodeflow.language.uncertain_number import reach
from lodeflow.report.no_effect.where import Where, in_words
from lodeflow.scenario.idle import Idle
from lodeflow.terms.duties import Duty


def idle_duties(where: Where) -> Iterator[Idle]:
    """Duties of the scenario ``where`` that fit no lane, never hold for others do, or exempt what pays nothing."""
    scenario, lanes = where.scenario, where.atlas.lanes
    yield from _idle(where, "tariffs", scenario.tariffs, imports(lanes))
    yield from _idle(where, "export_taxes", scenario.export_taxes, exports(lanes))


def _idle(where: Where, table: str, duties: Mapping[str, Duty], goods: Goods) -> Iterator[Idle]:
    groups = rules(duties)
    days = _days(where, groups)
    names = sorted(duties)
    held = holding(groups, goods, days)
    for p, group in enumerate(groups):
        for rule in group:
            if not any(rule.in_force(day) for day in days):
                continue  # said of its dates
            path = (table, rule.name)
            fitting = [s for s, side in enumerate(goods) if side[0] != side[1] and specificity(rule.sides, side)]
            mine = held[:, p, :] == names.index(rule.name)
            if not fitting:
                yield Idle(path, f"falls on no trade: {_nobody(table, rule)}", where.trades(rule.sides[2]))
            elif not mine.any():
                other = Counter(
                    int(held[d, p, s]) for d, day in enumerate(days) if rule.in_force(day) for s in fitting
                ).most_common()
                over = in_words(repr(names[n]) for n, _ in other if n >= 0)
                said = f"never holds: {over} overrules it on all that it falls on, as more specific or later"
                yield Idle(path, said, "name another programme if their rates add up")
            elif reach(duties[rule.name].rate)[1] == 0.0 and not _spares(duties, group, rule, goods, days, mine):
                said = "is a rate of 0 where nothing else of its programme is due: it has no effect"
                yield Idle((*path, "rate"), said, "an exemption names the programme of the duty that it spares")


def _days(where: Where, groups: tuple[tuple[Rule, ...], ...]) -> list[date]:
    """The first day of the run, and those on which some duty begins or lapses."""
    first, last = where.scenario.start_date, where.scenario.start_date + timedelta(where.scenario.days)
    turns = turning_days([rule for group in groups for rule in group])
    return [first, *(day for day in turns if first < day < last)]


def _spares(
    duties: Mapping[str, Duty], group: tuple[Rule, ...], rule: Rule, goods: Goods, days: list[date], mine: Mask
) -> bool:
    """Whether something would be due without an exemption."""
    others = tuple(other for other in group if other.name != rule.name)
    if not others:
        return False
    without = holding((others,), goods, days)[:, 0, :]
    rates = [reach(duties[name].rate)[1] for name in sorted(other.name for other in others)]
    due = np.array([*rates, 0.0])[without]  # the last is that of no duty
    return bool((mine & (due > 0.0)).any())


def _nobody(table: str, rule: Rule) -> str:
    payer, partner, material = (in_words(side) for side in rule.sides)
    if table == "tariffs":
        return f"{payer} buys no {material} from {partner}"
    return f"{payer} sells no {material} to {partner}"
