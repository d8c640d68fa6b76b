"""Worlds with a floor and ways round it, written in few words."""

from pathlib import Path

import numpy as np
from runs import run_of

from lodeflow.kernels.record.record import MARKETS
from lodeflow.outcomes.measure import outcomes
from lodeflow.plans import Plan
from lodeflow.replication import Replication

WAYS_ROUND = str(Path(__file__).parents[1] / "scenarios" / "ways-round.toml")
NOBODY_MOVES = "offshoring.materials=[]"
NOBODY_RELABELS = "relabelling.hubs=[]"
NO_FLOOR = 'policies.floor.reference="1 USD/kg"'
START = 181  # first day of the floor


def world(*settings: str, days: int = 900) -> tuple[Plan, Replication]:
    """A world with a floor and ways round it under these settings, and what happened in it."""
    return run_of(WAYS_ROUND, *settings, days=days)


def total(found: tuple[Plan, Replication], outcome: str, region: str = "*") -> float:
    """An outcome, summed over materials and sectors, in a region or in all."""
    return sum(o.value for o in outcomes(*_of(found)) if o.outcome == outcome and region in ("*", o.region))


def _of(found):
    made, r = found
    return made, r.world


def relabelled(made: Plan, hub: str = "*", destination: str = "*") -> list[int]:
    """Lanes under false papers."""
    return [
        s
        for s, lane in enumerate(made.atlas.lanes)
        if lane.relabelled and hub in ("*", lane.via) and destination in ("*", lane.destination)
    ]


def flows(found: tuple[Plan, Replication], lanes: list[int]) -> np.ndarray:
    """What left on these lanes in every tick, t."""
    tape = found[1].world.tape
    return tape.flow[: tape.used[MARKETS], :, 0][:, lanes]
