"""Tables that ``check`` shows of a scenario: values, uncertain numbers, duties, and the base table's quality."""

from collections.abc import Callable, Mapping
from typing import Any

from lodeflow.atlas.atlas import Atlas
from lodeflow.base_world.duty_rules import spells
from lodeflow.base_year.moved import moved, previous_version
from lodeflow.base_year.of_chain import grade_of
from lodeflow.base_year.report import STATUSES, largest_assumed, residuals, tonnes_by_status, value_by_status
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.goods import RARE_EARTHS
from lodeflow.errors import Problem
from lodeflow.report.text_tables import Section
from lodeflow.scenario.load import Resolved, Scenario
from lodeflow.scenario.uncertainties import uncertain

LITTLE = 10_000.0
"""Flows of a material, t a year, below which they are told in tonnes."""
Prices = Mapping[tuple[str, str], float]


def sections(resolved: Resolved, year: BaseYear, map_: Atlas, prices: Prices, *, every: bool) -> list[Section]:
    """Tables of one scenario, in the order in which they are printed.

    Args:
        resolved: the scenario.
        year: its balanced base year.
        map_: its cells and lanes.
        prices: USD/t at the gate in the base year, by region and material.
        every: whether every value is asked for, and not only those that the scenario sets itself.

    """
    table, of_rare_earths = resolved.scenario.base_table, year.goods is RARE_EARTHS  # check --chain has those of chains
    return [
        _values(resolved, every=every),
        *_uncertain(resolved),
        *_duties(resolved.scenario, map_),
        _quality(year, prices, "" if of_rare_earths else f". Grade of its tables {grade_of(table)}"),
        *([_reported(table, year)] if of_rare_earths else []),
        _assumed(year),
        *(_moved(table) if of_rare_earths else []),
    ]


def warnings_as_data(warnings: tuple[Problem, ...]) -> list[dict[str, Any]]:
    """Turn ``warnings`` into what JSON can hold, each with its place."""
    keys = ("file", "line", "column", "path", "message", "hint")
    return [{key: getattr(warning, key) for key in keys} for warning in warnings]


def _values(resolved: Resolved, *, every: bool) -> Section:
    """Values with unit and place."""
    everything = list(resolved.rows())
    values = [row for row in everything if every or resolved.own(row.path)]
    title = f"Values that {resolved.file} sets itself, {len(values)} of {len(everything)}"
    rows = [(row.path, _text(row.value), row.unit, row.place) for row in values]
    return Section("Values" if every else title, ("key", "value", "unit", "set in"), rows)


def _text(value: object) -> str:
    """A value in a table; of a list its members."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _uncertain(resolved: Resolved) -> list[Section]:
    """How far each uncertain number may lie from its median; nothing where all are certain."""
    found = uncertain(resolved.scenario)
    names = {parameter.path for parameter in found}
    leans = {c.of: f"{c.to} ({c.correlation:g})" for c in resolved.scenario.correlations.values() if c.to in names}
    columns = ("parameter", "distribution", "unit", "median", "correlated with", "set in")
    rows = [
        (
            path,
            str(distribution),
            unit,
            f"{distribution.central:.4g}",
            leans.get(path, ""),
            resolved.places[path],
        )
        for path, unit, distribution in found
    ]
    return [Section("Uncertain numbers", columns, rows)] if rows else []


def _duties(world: Scenario, map_: Atlas) -> list[Section]:
    """What is due where that changes, programmes added up; nothing where it does not."""
    rows = [
        (s.kind, s.payer, ", ".join(s.materials), ", ".join(s.partners), str(s.since), f"{100.0 * s.rate:.4g} %")
        for s in spells(world, map_.lanes)
    ]
    columns = ("duty", "levied by", "on", "in trade with", "from", "rate")
    return [Section("Duties that change, programmes added up", columns, rows)] if rows else []


def _unit(year: BaseYear) -> tuple[str, float]:
    """Unit in which flows are told, and its tonnes: t where no material has many."""
    most = max(sum(of.values()) for of in tonnes_by_status(year).values())
    return ("t", 1.0) if most < LITTLE else ("kt", 1e3)


def _quality(year: BaseYear, prices: Prices, graded: str) -> Section:
    """How many tonnes of the base table are reported, derived and assumed; of a chain how its tables are ``graded``."""
    status, (unit, scale) = tonnes_by_status(year), _unit(year)
    rows = [
        *((m, *(f"{status[m][s] / scale:,.1f}" for s in STATUSES)) for m in status),
        _of_all("share of tonnes", {s: sum(m[s] for m in status.values()) for s in STATUSES}),
        _of_all("share of value", value_by_status(year, dict(prices))),
    ]
    return Section(f"Base table, {unit}/yr of flows by how far they are fact{graded}", ("material", *STATUSES), rows)


def _of_all(title: str, by_status: Mapping[str, float]) -> tuple[str, ...]:
    """Shares of a total by status."""
    total = sum(by_status.values())
    return (title, *(f"{100.0 * part / total:.1f} %" for part in by_status.values()))


def _reported(base_table: str, year: BaseYear) -> Section:
    """The base table against every reported figure."""
    columns: dict[str, Callable[[Any], str]] = {
        "figure": lambda r: r.figure,
        "is an": lambda r: r.role,
        "reported": lambda r: _number(r.reported),
        "table": lambda r: _number(r.table),
        "off": lambda r: f"{r.percent:+.1f} {'points' if r.unit == 'share' else '%'}",
        "expected within": lambda r: f"{r.within:g}{'' if r.inside else '  OUTSIDE'}",
        "year": lambda r: r.year,
        "source": lambda r: r.source,
    }
    rows = [tuple(text(r) for text in columns.values()) for r in residuals(base_table, year)]
    return Section("Base table against reported figures", tuple(columns), rows)


def _number(value: float) -> str:
    """A share with three decimals, tonnes without."""
    return f"{value:.3f}" if value <= 1.0 else f"{value:,.0f}"


def _assumed(year: BaseYear) -> Section:
    """The flows that most rests on and nobody reported."""
    unit, scale = _unit(year)
    rows = [(m, o, d, f"{t / scale:,.2f}") for m, o, d, t in largest_assumed(year)]
    return Section("Largest assumed flows", ("material", "from", "to", f"{unit}/yr"), rows)


def _moved(base_table: str) -> list[Section]:
    """What the base table says otherwise than its previous version; nothing where there is none."""
    version = previous_version(base_table)
    if not version:
        return []
    title = f"Flows that moved by more than 10 % or 100 t since version {version} of the base table"
    columns = ("material", "from", "to", "t/yr before", "t/yr now", "change", "rests on", "rested on")
    rows = [
        (m.material, m.origin, m.destination, f"{m.before:,.0f}", f"{m.now:,.0f}", _change(m.before, m.now), *m.sources)
        for m in moved(base_table)
    ]
    return [Section(title, columns, rows)]


def _change(before: float, now: float) -> str:
    """Change in per cent; a flow that was not there has none."""
    return f"{100.0 * (now / before - 1.0):+.0f} %" if before > 0.0 else "new"
