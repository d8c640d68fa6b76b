"""Dated export controls of a chain's folder as controls of a scenario.

A ban of imports is played as a ban of the same exports: the lanes are the same. Designated exporters are played as
licensing, since who may export is the licence. What is in force on day 0 is part of the base year, whose flows it
shaped, so only what begins later is played. Mine quotas are no control of exports and are left out.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lodeflow.chains.chain import Chain
from lodeflow.chains.tables.policy_tables import Control

PLAYED = {
    "licensing": "licensing",
    "designated exporters": "licensing",
    "ban": "ban",
    "import ban": "ban",
    "quota": "quota",
}
"""Regime of a scenario for each that a chain may name."""


def controls_of(chain: Chain, start: date) -> dict[str, dict[str, Any]]:
    """Controls of ``chain`` that begin after the day ``start``, by their names in a scenario.

    A name says whose control of which kind begins when, as in ``gallium_chn_ban_2024_12_03``, so that a scenario can
    change it.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in chain.controls:
        if row.regime in PLAYED and row.start > start:
            for name, terms in _sides(chain, row):
                found[name if name not in found else f"{name}_{len(found)}"] = terms
    return found


def unplayed(chain: Chain, start: date) -> tuple[Control, ...]:
    """Rows of ``chain`` that no run from the day ``start`` on plays: earlier ones, and quotas of mines."""
    return tuple(row for row in chain.controls if row.regime not in PLAYED or row.start <= start)


def _sides(chain: Chain, row: Control) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and terms of the control of a row; of a ban of imports one for each region whose goods are kept out."""
    if row.regime != "import ban":
        yield _name(chain, row, row.controller), _terms(row, row.controller, row.target)
        return
    for origin in row.target:
        yield _name(chain, row, origin), _terms(row, origin, (row.controller,))


def _name(chain: Chain, row: Control, controller: str) -> str:
    users = "" if row.users == "all" else f"_{row.users}"
    return f"{chain.name}_{controller}_{PLAYED[row.regime]}_{row.start}{users}".lower().replace("-", "_")


def _terms(row: Control, controller: str, destinations: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "controller": controller,
        "materials": list(row.materials) if len(row.materials) > 1 else row.materials[0],
        "destinations": list(destinations) if len(destinations) > 1 else destinations[0],
        "start": row.start,
        "regime": PLAYED[row.regime],
        "source": row.source,
    }
    if row.users != "all":
        found["tag"] = row.users
    if row.value is not None:
        found["quota"] = row.value
    if row.announced is not None and row.announced <= row.start:
        found["announced"] = row.announced
    if row.end is not None:
        found["end"] = row.end
    return found
