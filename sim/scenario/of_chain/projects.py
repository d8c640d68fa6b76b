"""Mines and plants to come of a chain's folder as projects of a scenario.

A project without a capacity, or that is only explored, is left out. What worked before day 0 is part of the base year.
Where output began later its year is recorded; where it is promised, delays come on top; others wait for permits and for
a price. No table has costs: works need the price at rest, of which the share ``cash_cost_share`` of their process is
cash cost, and the rest pays for capital. What is shut has the price at rest as its cash cost, since it did not pay.
"""

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

from lodeflow.chains.chain import Chain
from lodeflow.chains.tables.policy_tables import ProjectRow
from lodeflow.language.toml_reader import Layer, read
from lodeflow.terms.projects import Project

BUILDING = "chains/projects.toml"
WORKS, PLANT = "works", "plant"
WAITING = ("feasibility", "permitting")
DECIDING = ("permitted", "decision", "pilot", "paused")
BEGUN = ("construction", "ramping", "operating")
_YEAR = re.compile(r"(?:19|20)\d\d")
Terms = dict[str, Any]


def building() -> Layer:
    """Layer with the terms of building that all chains share."""
    return read(BUILDING, files("lodeflow.configs").joinpath(BUILDING).read_bytes())


def projects_of(chain: Chain, start: date) -> dict[str, Terms]:
    """Projects of ``chain`` that are played from the day ``start`` on, by their names in a scenario."""
    found: dict[str, Terms] = {}
    for row in chain.projects:
        terms = _dated(row, start)
        if terms is None or not row.capacity_t:
            continue
        kind = PLANT if row.kind == "plant" and _recipe(chain, row.material, row.region, plants=True) else WORKS
        terms |= {
            "region": row.region,
            "kind": kind,
            "material": row.material,
            "capacity_t_per_yr": row.capacity_t,
            "source": row.source,
        }
        terms |= costs(chain, row.material, row.region, kind, row.capacity_t, shut=terms["stage"] == "care")
        name = _name(chain, row)
        found[name if name not in found else f"{name}_{len(found)}"] = terms
    return found


def unplayed(chain: Chain, start: date) -> tuple[ProjectRow, ...]:
    """Rows of ``chain`` that no run from the day ``start`` on plays."""
    return tuple(row for row in chain.projects if _dated(row, start) is None or not row.capacity_t)


def _name(chain: Chain, row: ProjectRow) -> str:
    """Name of small letters, as in ``gallium_alcoa_wagerup``: what stands in brackets is left out."""
    plain = re.sub(r"\(.*?\)", "", row.project).lower()
    return f"{chain.name}_{'_'.join(re.findall('[a-z0-9]+', plain))}".replace("-", "_")


def _dated(row: ProjectRow, start: date) -> Terms | None:
    """Stage and dates of a project on the day ``start``; None where it is not played."""
    said = _YEAR.match(row.start)
    first = date(int(said[0]), 7, 1) if said else None
    if row.stage in WAITING:
        return {"stage": "permitting"}
    if row.stage in DECIDING:
        return {"stage": "decision"}
    if row.stage == "care":
        shut = first if first is not None and first < start else date(start.year - 1, 7, 1)
        return {"stage": "care", "first_output": shut}
    if row.stage not in BEGUN or (first is not None and first <= start):
        return None
    if first is None:
        return {"stage": "construction"} if row.stage == "construction" else None
    when = "promised_output" if row.stage == "construction" else "first_output"
    return {"stage": "construction", when: first}


def costs(chain: Chain, material: str, region: str, kind: str, capacity: float, *, shut: bool) -> Terms:
    """Cash cost of a tonne without feed, and capital cost, so that the price at rest is what the project needs.

    Args:
        chain: the chain.
        material: what the project makes.
        region: where it stands.
        kind: WORKS or PLANT.
        capacity: design output, t a year.
        shut: whether it has been shut.

    """
    process = _recipe(chain, material, region, plants=kind == PLANT)
    net = chain.base_price(material, region) or 0.0
    if kind == PLANT and process:
        for line in chain.recipe(process, region):
            if line.role == "input":
                net -= line.amount * (chain.base_price(line.material, region) or 0.0)
    terms = chain.terms.processes.get(process)
    share = float(terms.cash_cost_share) if terms is not None and not shut else 1.0
    return {"cash_cost_usd_per_t": round(net * share, 2), "capex_usd": round((net - net * share) * _years(capacity), 0)}


def _years(capacity: float) -> float:
    """Capital cost [USD] of a project of a ``capacity`` [t/yr] for each dollar a tonne that it must earn back."""
    terms = building().data["investment"]
    rate, life = float(Project.model_fields["wacc"].default), float(terms["lifetime_years"])
    return float(capacity * used_share() * (1.0 - (1.0 + rate) ** -life) / rate)


def used_share() -> float:
    """Share of its capacity that a running plant uses at base prices, of ``configs/chains/projects.toml``."""
    return float(str(building().data["investment"]["utilisation"]).removesuffix("%")) / 100.0


def _recipe(chain: Chain, material: str, region: str, *, plants: bool) -> str:
    """Process that makes ``material`` there, or else anywhere; empty where there is none of that kind."""
    return next(_processes(chain, material, region, plants=plants), "")


def _processes(chain: Chain, material: str, region: str, *, plants: bool) -> Iterator[str]:
    there = [(p, r) for p, r in chain.made if r == region] + list(chain.made)
    for process, where in there:
        if chain.first_output(process, where) == material and (chain.kinds[process] == "plant") == plants:
            yield process
