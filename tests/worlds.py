"""Small helpers to look into a world."""

import hashlib
from collections.abc import Callable, Generator
from typing import Any

import numpy as np

from lodeflow.kernels.lots import Fact
from lodeflow.kernels.moment import moment
from lodeflow.kernels.record import FINISHED, MARKETS
from lodeflow.replication import Replication

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


def digest(r: Replication) -> str:
    """One number for everything that happened: the trace, the recorded markets, the finished shipments."""
    tape = r.world.tape
    parts = hashlib.sha256(f"{r.trace:x} {r.events}".encode())
    parts.update(np.ascontiguousarray(tape.market[: tape.used[MARKETS]]).tobytes())
    parts.update(np.ascontiguousarray(tape.flow[: tape.used[MARKETS]]).tobytes())
    parts.update(np.ascontiguousarray(tape.lot_fact[: tape.used[FINISHED]]).tobytes())
    parts.update(np.ascontiguousarray(tape.lot_amount[: tape.used[FINISHED]]).tobytes())
    return parts.hexdigest()


def live_slots(lots: Any) -> list[int]:
    """Slots that hold a lot."""
    return [k for k in range(int(lots.counts[1])) if lots.fact[k, Fact.LANE] >= 0 and lots.tonnes[k] > 0.0]
