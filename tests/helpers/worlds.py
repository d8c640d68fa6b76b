"""Small helpers to look into a world."""

import hashlib
from collections.abc import Callable, Generator
from typing import Any

import numpy as np

from lodeflow.atlas.atlas import Lane
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.kernels.core.moment import moment
from lodeflow.kernels.entities.lots import Fact
from lodeflow.outcomes.measure import Outcomes
from lodeflow.plans import Plan
from lodeflow.replication import Replication, state_hash, used

AFTER_EVERYTHING = 200  # a kind later than any of the world's


def each_tick(tick: int, look: Callable[[Any, int], None]) -> Callable[[Any], Generator[Any, Any, None]]:
    """An actor in plain Python who looks at the stage when a market day is over."""

    def watcher(stage: Any) -> Generator[Any, Any, None]:
        day = 0
        while True:
            yield stage.until(int(moment(day, AFTER_EVERYTHING, 0)))
            look(stage, day)
            day += tick

    return watcher


def everything(plan: Plan, r: Replication) -> dict[str, str]:
    """What a replication left, each thing in a number: its trace, every array of its world, its outcomes."""
    arrays = used(r.world) | {"outcomes": Outcomes(plan).values(plan, r.world)}
    found = {name: hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest() for name, array in arrays.items()}
    return found | {"trace": f"{r.trace:016x} of {r.events} moments", "state": state_hash(r.world)}


def parameters(plan: Plan) -> str:
    """One number for what a world was built with: everything in it, read-only or not, before anybody acts."""
    parts = hashlib.sha256()

    def add(slices: Any) -> None:
        if isinstance(slices, tuple):
            for part in slices:
                add(part)
        else:
            parts.update(np.ascontiguousarray(slices).tobytes())

    add(plan.template)
    add(plan.first_moments)
    return parts.hexdigest()


def lane(origin: str, destination: str, material: str = "magnet_standard") -> Lane:
    """A lane by sea that carries a tonne a year, a day for each leg."""
    return Lane(origin, destination, material, "sea", 1.0, (1, 1, 1, 1, 1), (), (), 0.0)


def live_slots(lots: Any) -> list[int]:
    """Slots that hold a lot."""
    return [k for k in range(int(lots.counts[1])) if lots.fact[k, Fact.LANE] >= 0 and lots.tonnes[k] > 0.0]


def both(world, replication):
    """What each engine leaves of one replication."""
    of_python = everything(world, simpy_engine.play(world, replication))
    return everything(world, compiled_engine.play(world, replication)), of_python
