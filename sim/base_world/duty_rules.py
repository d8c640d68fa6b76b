"""Tariffs and export taxes due on a lane on a day: the most specific rule of each programme, and programmes add up."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Lane
from lodeflow.atlas.readonly import frozen
from lodeflow.base_year.of_chain import chain_duties
from lodeflow.catalog.names import chain_folder, rows
from lodeflow.language.patterns import Rule, holder, specificity, turning_days
from lodeflow.scenario.load import Scenario
from lodeflow.terms.trade.duties import Duty, Tariff

Goods = tuple[tuple[str, str, str], ...]
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
MOST_LETTERS = 1000  # of the patterns of a rule together


@lru_cache(maxsize=4096)
def base_duties(name: str, lane: Lane) -> tuple[float, float, float]:
    """Duties of the base year on one lane: export tax, tariff, and 1 if the tariff falls on freight too (cif), else 0.

    Rates are shares of the value. Route weights are backed out under these duties, so that a scenario's own duties move
    trade.

    Args:
        name: name of the base table.
        lane: the lane; within one region nothing is due.

    """
    if not lane.foreign:
        return 0.0, 0.0, 0.0
    table = chain_duties(name) if chain_folder(name) is not None else rows(f"{name}/duties")
    taxes = [r for r in table if r["kind"] == "export tax" and not lane.smuggled]
    tax = _of_table(taxes, (lane.origin, lane.destination, lane.material))
    duty = _of_table([r for r in table if r["kind"] == "tariff"], (lane.destination, lane.declared, lane.material))
    return tax[0], duty[0], duty[1]


def _of_table(table: Sequence[Mapping[str, str]], names: tuple[str, str, str]) -> tuple[float, float]:
    rules = [Rule(str(n), ((r["payer"],), (r["partner"],), (r["material"],))) for n, r in enumerate(table)]
    found = holder(rules, names, date.min)
    return (float(table[found]["rate"]), float(table[found]["basis"] == "cif")) if found >= 0 else (0.0, 0.0)


def tariffs(scenario: Scenario, lanes: Sequence[Lane], day: int = 0) -> list[tuple[float, float]]:
    """Tariff rate (share) of each lane on a day, and 1 if it falls on freight too (cif), else 0 (fob).

    Args:
        scenario: tariffs and start date.
        lanes: the lanes; within one region nothing is due.
        day: day of the run.

    """
    found = holding(rules(scenario.tariffs), imports(lanes), (scenario.start_date + timedelta(day),))
    rate, on_freight = due(scenario.tariffs, found)
    return list(zip(rate[0].tolist(), on_freight[0].tolist(), strict=True))


def export_taxes(scenario: Scenario, lanes: Sequence[Lane], day: int = 0) -> list[float]:
    """Export tax of each lane on a day, as a share of the gate price.

    Args:
        scenario: export taxes and start date.
        lanes: the lanes; within one region nothing is due.
        day: day of the run.

    """
    found = holding(rules(scenario.export_taxes), exports(lanes), (scenario.start_date + timedelta(day),))
    shares: list[float] = due(scenario.export_taxes, found)[0][0].tolist()
    return shares


def rules(duties: Mapping[str, Duty]) -> tuple[tuple[Rule, ...], ...]:
    """Matching rules of ``duties``, one group for each programme: payer, partner, material and dates."""
    programmes: dict[str, list[Rule]] = {}
    for name, duty in sorted(duties.items()):
        programmes.setdefault(duty.programme or "", []).append(duty.rule(name))
    return tuple(tuple(found) for _, found in sorted(programmes.items()))


class Programme(NamedTuple):
    """Duties of one programme in force by day and lane, without the lanes and the days that repeat others."""

    lanes: Numbers
    """int64 (lanes it falls on,): those lanes, of all that were asked about."""
    period: Numbers
    """int64 (days,): row of ``duty`` that holds on each day."""
    duty: Numbers
    """int64 (periods, lanes it falls on): place of the duty among all duties sorted by name, -1 for none."""
    without: Numbers
    """int64 (periods, lanes it falls on): the duty that would hold without the one that does, in the same way."""
    fits: NDArray[np.bool_]
    """bool (rules, lanes it falls on): True where a rule of the programme fits the lane."""


class Held(NamedTuple):
    """Duties in force by day, programme and lane."""

    days: int
    """Number of days."""
    lanes: int
    """Number of lanes."""
    programmes: tuple[Programme, ...]
    """Duties of each programme."""


def holding(programmes: tuple[tuple[Rule, ...], ...], goods: Goods, days: Sequence[date]) -> Held:
    """Duties in force by day, programme and lane. Within one region nothing is due.

    Args:
        programmes: rules by programme, from ``rules``.
        goods: payer, partner and material of each lane.
        days: dates to look at, in any order.

    """
    place = {name: n for n, name in enumerate(sorted(rule.name for group in programmes for rule in group))}
    dates = np.array([day.toordinal() for day in days], np.int64)
    return Held(len(days), len(goods), tuple(_held(group, place, goods, dates) for group in programmes))


def _held(group: tuple[Rule, ...], place: Mapping[str, int], goods: Goods, dates: Numbers) -> Programme:
    """Duties of one programme: each rule overwrites those that give way to it, where it fits and while in force."""
    claims = np.array([_claims(rule, goods) for rule in group])  # (rules, lanes)
    lanes = np.flatnonzero((claims >= 0).any(axis=0))
    alike, column = np.unique(claims[:, lanes], axis=1, return_inverse=True)
    first = [(rule.start or date.min).toordinal() for rule in group]
    after = [date.max.toordinal() + 1 if rule.end is None else rule.end.toordinal() for rule in group]
    turns = np.unique([*first, *after])
    between, period = np.unique(np.searchsorted(turns, dates, side="right"), return_inverse=True)
    on = np.where(between > 0, turns[between - 1], turns[0] - 1)  # a day of each period
    duty = np.full((len(on), alike.shape[1]), -1, np.int64)
    without = duty.copy()
    order = sorted(
        (claim, first[n], -place[rule.name], n)
        for n, rule in enumerate(group)
        for claim in np.unique(alike[n]).tolist()
        if claim >= 0
    )
    for claim, start, number, n in order:
        begins, ends = np.searchsorted(on, [start, after[n]]).tolist()
        where = slice(begins, ends), alike[n] == claim
        without[where] = duty[where]
        duty[where] = -number
    # Read-only, because replications share it: they draw other rates, but not other rules.
    every = column.reshape(-1)
    return Programme(
        lanes=frozen(lanes, np.int64),
        period=frozen(period.reshape(-1), np.int64),
        duty=frozen(duty[:, every], np.int64),
        without=frozen(without[:, every], np.int64),
        fits=frozen(claims[:, lanes] >= 0, np.bool_),
    )


def _claims(rule: Rule, goods: Goods) -> Numbers:
    """Sides that ``rule`` spells out in full, then letters, in one number for each lane; -1 where it does not fit."""
    names, codes, abroad = _codes(goods)
    fits, claim = abroad.copy(), np.zeros(len(goods), np.int64)
    for k, patterns in enumerate(rule.sides):
        said = [specificity((patterns,), (name,)) for name in names[k]]
        worth = np.array([-1 if each is None else each[0] * MOST_LETTERS + each[1] for each in said], np.int64)
        fits &= worth[codes[k]] >= 0
        claim += worth[codes[k]]
    return np.where(fits, claim, -1)


@lru_cache(maxsize=32)
def _codes(goods: Goods) -> tuple[list[list[str]], list[Numbers], NDArray[np.bool_]]:
    """Names on each side of ``goods``, the place of each lane's own among them, and whether it crosses a border."""
    names = [sorted({side[k] for side in goods}) for k in range(3)]
    codes = [np.array([names[k].index(side[k]) for side in goods], np.int64) for k in range(3)]
    return names, codes, np.array([side[0] != side[1] for side in goods], np.bool_)


def due(duties: Mapping[str, Duty], held: Held) -> tuple[Floats, Floats]:
    """Rate and cif share of the duties in force, both float64 (days, lanes), programmes added up.

    The cif share is the part of the rate that falls on freight too.

    Args:
        duties: duties by name.
        held: duties in force by day, programme and lane, from ``holding``.

    """
    named = [duty for _, duty in sorted(duties.items())]
    rates = np.array([*(float(duty.rate) for duty in named), 0.0])  # the last is that of no duty
    on_freight = np.array([*(float(isinstance(duty, Tariff) and duty.basis == "cif") for duty in named), 0.0])
    shape = held.days, held.lanes
    rate, cif = np.zeros(shape), np.zeros(shape)
    for each in held.programmes:  # one after the other: the order of a sum is part of its result
        rate[:, each.lanes] += rates[each.duty][each.period]
        cif[:, each.lanes] += (rates * on_freight)[each.duty][each.period]
    share: Floats = np.divide(cif, rate, out=np.zeros(shape), where=rate > 0.0)
    return rate, share


def dated(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the duties that begin or lapse while ``scenario`` runs."""
    return tuple(key for key, duty in all_duties(scenario).items() if changes(scenario, duty))


def all_duties(scenario: Scenario) -> dict[str, Duty]:
    """Every export tax and tariff of ``scenario`` by its dotted key, sorted."""
    found: dict[str, Duty] = {f"export_taxes.{name}": tax for name, tax in sorted(scenario.export_taxes.items())}
    return found | {f"tariffs.{name}": tariff for name, tariff in sorted(scenario.tariffs.items())}


def changes(scenario: Scenario, duty: Duty) -> list[tuple[int, bool, int]]:
    """Days within the run on which ``duty`` begins (True) or lapses (False), each with the day on which it is known.

    A lapse is known on its day only: the successor of a duty has an announcement of its own. Days count from the start
    of ``scenario``.
    """
    first = scenario.start_date
    steps = [(duty.start, True, duty.announced or duty.start), (duty.end, False, duty.end)]
    found = [((day - first).days, on, (known - first).days) for day, on, known in steps if day and known]
    return [step for step in found if 0 < step[0] < scenario.days]


class Spell(NamedTuple):
    """Duty rate from a date on, on all lanes between a payer and some partners."""

    kind: str
    """"tariff" or "export tax"."""
    payer: str
    """Region whose importers, or exporters, pay."""
    partners: tuple[str, ...]
    """Regions on the other side."""
    materials: tuple[str, ...]
    """Materials on which the duty falls."""
    since: date
    """First date."""
    rate: float
    """Share of the value, programmes added up."""


def spells(scenario: Scenario, lanes: Sequence[Lane]) -> list[Spell]:
    """Duties that change while ``scenario`` runs, on the given ``lanes``: rates from each date of change on."""
    days = (scenario.start_date, *(scenario.start_date + timedelta(day) for day in turns(scenario)))
    found: list[Spell] = []
    for kind, duties, goods in (
        ("tariff", scenario.tariffs, imports(lanes)),
        ("export tax", scenario.export_taxes, exports(lanes)),
    ):
        rate, _ = due(duties, holding(rules(duties), goods, days))
        alike: dict[tuple[str, tuple[float, ...]], list[tuple[str, str]]] = {}
        for s, (payer, partner, material) in enumerate(goods):
            alike.setdefault((payer, tuple(rate[:, s].tolist())), []).append((partner, material))
        for (payer, story), of in alike.items():
            partners, materials = (tuple(dict.fromkeys(pair[side] for pair in of)) for side in (0, 1))
            changed = [n for n in range(len(days)) if n == 0 or story[n] != story[n - 1]]
            if len(changed) > 1:
                found += [Spell(kind, payer, partners, materials, days[n], story[n]) for n in changed]
    return found


def turns(scenario: Scenario) -> list[int]:
    """Days within the run on which any duty of ``scenario`` begins or lapses, in order."""
    whole = [rule for group in (*rules(scenario.tariffs), *rules(scenario.export_taxes)) for rule in group]
    found = [(day - scenario.start_date).days for day in turning_days(whole)]
    return [day for day in found if 0 < day < scenario.days]


def imports(lanes: Sequence[Lane]) -> Goods:
    """Payer, partner and material of the tariff on each of ``lanes``; the partner is the declared origin."""
    return tuple((lane.destination, lane.declared, lane.material) for lane in lanes)


def exports(lanes: Sequence[Lane]) -> Goods:
    """Payer, partner and material of the export tax on each of ``lanes``; smuggled goods pay none."""
    # For customs at home a smuggled cargo never left: payer and partner are the same, and nothing is due.
    return tuple((k.origin, k.origin if k.smuggled else k.destination, k.material) for k in lanes)
