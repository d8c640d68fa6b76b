"""Flows of the base table that moved since its previous version: old and new tonnes, and what the new ones rest on.

The balanced flows of the version before stand in ``previous_flows.csv``. A corrected figure moves others with it, as
the balance spreads what is left over.
"""

from dataclasses import dataclass
from importlib.resources import files

from lodeflow.base_year.basis import finished
from lodeflow.base_year.close import base_year
from lodeflow.catalog.names import MAGNETS, Row, rows

MOVED_SHARE = 0.10
MOVED_TONNES = 100.0
DERIVED = "what the origin makes and does not send elsewhere"
ASSUMED = "gravity and balance (RAS)"
_ABSENT: tuple[float, str] = (0.0, "")


@dataclass(frozen=True)
class Moved:
    """Balanced flow that differs from the previous version."""

    material: str
    """Material; both grades of magnets together are ``magnet``."""
    origin: str
    """Region that sells."""
    destination: str
    """Region that buys."""
    before: float
    """Flow in the previous version, t a year; 0 if there was none."""
    now: float
    """Flow in this version, t a year; 0 if there is none."""
    sources: tuple[str, str]
    """What the flow rests on in this version, and in the previous one: the source of a known flow, or how it was found;
    empty where there is none.
    """


def previous_version(name: str) -> str:
    """Name of the version whose flows stand in ``previous_flows.csv`` of the folder ``name``; empty if none do."""
    listed = files("lodeflow.configs").joinpath("data", name, "previous_flows.csv").is_file()
    return rows(f"{name}/previous_flows")[0]["version"] if listed else ""


def moved(name: str) -> list[Moved]:
    """Flows that moved by more than a tenth or 100 t, largest change first.

    Args:
        name: folder of base-year tables with ``previous_flows.csv``. Lanes open by default terms, as they did when the
            previous version was written down.

    """
    recipe = {r["name"]: float(r["value"]) for r in rows(f"{name}/recipes")}
    listed = finished(rows(f"{name}/previous_flows"), "tonnes", recipe)
    before = {_arc(r): (float(r["tonnes"]), r["source"]) for r in listed}
    known = {_arc(r): r["source"] for r in rows(f"{name}/known_flows")}
    now: dict[tuple[str, str, str], tuple[float, str]] = {}
    for f in base_year(name).flows:
        key = ("magnet" if f.material in MAGNETS else f.material, f.origin, f.destination)
        found_by = ASSUMED if f.status == "assumed" else DERIVED
        now[key] = (now.get(key, _ABSENT)[0] + f.tonnes, known.get(key, found_by))
    changes = [
        Moved(*key, old, new, (rests, rested))
        for key in sorted({*before, *now})
        for (old, rested), (new, rests) in [(before.get(key, _ABSENT), now.get(key, _ABSENT))]
        if abs(new - old) > min(MOVED_TONNES, MOVED_SHARE * old)
    ]
    return sorted(changes, key=lambda each: -abs(each.now - each.before))


def _arc(row: Row) -> tuple[str, str, str]:
    """Material, origin and destination of a row."""
    return row["material"], row["origin"], row["destination"]
