"""Settings of scenarios for a page: named measures with sources, what sets arms apart, evidence of the base year."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lodeflow.base_year.close import base_year
from lodeflow.base_year.of_chain import grade_of
from lodeflow.base_year.report import STATUSES, tonnes_by_status
from lodeflow.catalog.names import chain_folder
from lodeflow.pages.html import Html, element, folded, table
from lodeflow.report.text_tables import Section
from lodeflow.scenario.load import Resolved, to_toml

MEASURES = {
    "Policies, controls and duties": ("policies", "controls", "tariffs", "export_taxes", "offtakes"),
    "Quotas, surges, floods and stoppages": ("production_quotas", "crackdowns", "surges", "floods", "stoppages"),
    "Projects": ("projects", "entrants"),
}
"""Tables of a scenario whose entries are named measures or projects, by title."""
WHAT = ("controller", "regime", "rule", "members", "reference", "rate", "factor", "kind", "capacity")
WHERE = ("region", "regions", "material", "materials", "sector", "origins", "destinations")
WHEN = ("announced", "start", "end", "suspended", "resumes")
FACTS = (*WHAT, *WHERE, *WHEN)
"""Keys of a named measure that a page shows, in this order."""


def measures(of: Resolved) -> list[Html]:
    """Tables of the named measures of a scenario ``of`` with their sources, and the whole scenario to unfold."""
    found = []
    rows = list(of.rows())
    for title, tables in MEASURES.items():
        entries: dict[str, dict[str, str]] = {}
        for row in rows:
            head, _, key = row.path.rpartition(".")
            if head.count(".") == 1 and head.partition(".")[0] in tables:
                entries.setdefault(head, {})[key] = _said(row.value, row.unit)
        lines = [(name, _facts(said), said.get("source", "")) for name, said in entries.items()]
        if lines:
            made = table(Section(f"{title} of {of.name}", ("key", "what is set", "source"), lines))
            found.append(made if title != "Projects" else folded(f"Projects of {of.name}", made))
    return [*found, folded(f"The whole scenario {of.name}", element("pre", to_toml(of.scenario)))]


def apart(arms: Sequence[Resolved]) -> list[Html]:
    """Table of the settings that differ between ``arms``, the base first."""
    of_arms = [{row.path: _said(row.value, row.unit) for row in arm.rows()} for arm in arms]
    paths = dict.fromkeys(path for of in of_arms for path in of if path not in ("name", "question"))
    lines = [(path, *(of.get(path, "not set") for of in of_arms)) for path in paths]
    lines = [line for line in lines if len(set(line[1:])) > 1]
    title = f"Settings that differ between the arms, {len(lines)} of {len(paths)}"
    made = table(Section(title, ("key", *(arm.name for arm in arms)), lines))
    return [folded(title, made)] if len(lines) > LONG else [made]


LITTLE = 10_000.0
"""Flows, t a year, below which they are told in tonnes."""
LONG = 40
"""Lines from which a table is folded."""


def evidence(of: Resolved) -> Section:
    """Flows of the base year of a scenario ``of`` by how far they are fact; of a chain with the grade of its tables."""
    name = of.scenario.base_table
    status = tonnes_by_status(base_year(name, of.scenario.lanes))
    most = max(sum(tonnes.values()) for tonnes in status.values())
    unit, scale = ("t", 1.0) if most < LITTLE else ("kt", 1e3)
    rows = [(material, *(f"{tonnes[each] / scale:,.1f}" for each in STATUSES)) for material, tonnes in status.items()]
    title = f"Base year {name}, {unit}/yr of flows by how far they are fact"
    graded = f". Grade of its tables {grade_of(name)}" if chain_folder(name) is not None else ""
    return Section(f"{title}{graded}", ("material", *STATUSES), rows)


def _facts(said: dict[str, str]) -> str:
    """What a measure sets, in a line."""
    return "; ".join(f"{key.replace('_', ' ')} {said[key]}" for key in FACTS if key in said)


def _said(value: Any, unit: str) -> str:
    """A value with its unit."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    if unit == "fraction" and isinstance(value, float):
        return f"{100.0 * value:,.6g} %"
    if isinstance(value, float):
        return f"{value:,.6g} {unit}".rstrip()
    return value.isoformat() if isinstance(value, date) else f"{value} {unit}".rstrip()
