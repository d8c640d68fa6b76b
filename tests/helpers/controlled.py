"""Worlds under export control, written in few words."""

from pathlib import Path
from re import fullmatch

import numpy as np
from runs import run_of

from lodeflow.kernels.record.record import EVENTS, FINISHED, MARKETS
from lodeflow.plans import Plan
from lodeflow.replication import Replication

EXAMPLE = str(Path(__file__).parents[1] / "scenarios" / "controls-2025.toml")
STILL = "base-year"


def control(name: str, **terms: object) -> str:
    """An override that writes one control of China's, on everything abroad unless said."""
    given = {"controller": "CHN", "materials": ["*"], "source": "a test"} | terms
    return f"controls.{name}={{{', '.join(f'{key}={_toml(value)}' for key, value in given.items())}}}"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={_toml(each)}' for key, each in value.items())}}}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) and not fullmatch(r"\d{4}-\d\d-\d\d", value) else str(value)


def world(*settings: str, days: int = 1000, scenario: str = STILL) -> tuple[Plan, Replication]:
    """A world under these settings, and what happened in it."""
    return run_of(scenario, *settings, days=days)


def lanes_of(made: Plan, origin: str = "CHN", destination: str = "*", material: str = "*") -> list[int]:
    """Lanes abroad from an origin, for whomever: those that a control is meant to stop."""
    return [
        s
        for s, lane in enumerate(made.atlas.lanes)
        if lane.foreign and not lane.smuggled and lane.origin == origin
        and destination in ("*", lane.destination) and (material == "*" or lane.material.startswith(material))
    ]  # fmt: skip


def exports(made: Plan, r: Replication, lanes: list[int]) -> np.ndarray:
    """What left on these lanes in every tick, over what leaves in a tick of the base year."""
    tape = r.world.tape
    return tape.flow[: tape.used[MARKETS], lanes, 0].sum(axis=1) / (made.rest.flow[lanes].sum() * 7.0)


def market(made: Plan, r: Replication, column: int, region: str, material: str) -> np.ndarray:
    """A column of a cell in every tick."""
    return r.world.tape.market[: r.world.tape.used[MARKETS], made.atlas.cell(region, material), column]


def lots(r: Replication) -> tuple[np.ndarray, np.ndarray]:
    """Facts and amounts of all lots that were written down."""
    used = r.world.tape.used[FINISHED]
    return r.world.tape.lot_fact[:used], r.world.tape.lot_amount[:used]


def events(r: Replication) -> list[tuple[int, int, int, int]]:
    """Day, kind, who and what of everything noted."""
    return [tuple(map(int, row)) for row in r.world.tape.event[: r.world.tape.used[EVENTS]]]
