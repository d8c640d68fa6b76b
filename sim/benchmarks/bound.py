"""Lower bound of the time of a replication: what no engine for this world can leave out, at this processor's speed.

The parts are counted in the world and timed in loops that hold nothing else, in the same run: the transcendentals and
draws of its market days; their columns, read once a day; its lots, written once and read once; the moments that must
wait in an agenda, because something may change before they come; and the digest of all moments. A leg of a voyage that
touches only its own cargo could be computed when the cargo sets out, so it need not wait.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from lodeflow.benchmarks.clock import fastest
from lodeflow.benchmarks.compiled import carry_lots, digests, read_columns
from lodeflow.benchmarks.tick import Tick
from lodeflow.engines import compiled_engine
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.core.kinds import CLEARANCE, DEPARTURE, LANDFALL, LOADING, MARKET, PASSAGE, Kind
from lodeflow.kernels.core.moment import kind_of
from lodeflow.kernels.engine.agenda import CURSOR, DAY, TURN
from lodeflow.kernels.engine.market_day import market_day
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.record.record import FINISHED
from lodeflow.plans import Plan
from lodeflow.processes.binding import parameters, slices

FORESEEN = (LOADING, DEPARTURE, PASSAGE, LANDFALL, CLEARANCE)
"""Kinds whose moments touch only their own cargo, unless a control, a strait or a duty changes meanwhile."""
NOT_COLUMNS = ("lots", "births", "tape", "per_cell", "per_nest", "per_material")
"""Slices that a market day takes and that are no columns of it: cargoes, queues, records and scratch."""
TIMES = 200
"""Passes over an array in one timing."""


class Part(NamedTuple):
    """Part of the bound."""

    words: str
    """What it is the time of."""
    times: float
    """How often it occurs in a replication."""
    nanoseconds: float
    """CPU nanoseconds each time."""

    @property
    def seconds(self) -> float:
        """CPU seconds in a replication."""
        return 1e-9 * self.times * self.nanoseconds


def measure_bound(world: Plan, tick: Tick, bare: float, turns: int) -> tuple[Part, ...]:
    """Parts of the bound of replication 0 of a plan.

    Args:
        world: the plan.
        tick: its market day, with the floor of its transcendentals.
        bare: seconds of a bare event of the agenda.
        turns: turns of each timing, of which the fastest counts.

    """
    moments = count_moments(world)
    ended = Engine(world).play(0).world
    lots, slots = int(ended.tape.used[FINISHED]), int(ended.market.lots.counts[1])
    width = bytes_of_a_lot(ended) // 8
    size = bytes_of_columns(ended)
    waiting = sum(many for kind, many in moments.items() if kind not in (MARKET, *FORESEEN))
    columns, rows = np.arange(size // 8), np.zeros((slots, width), np.int64)
    told = np.arange(4096) << 32
    timings = {
        "columns": (partial(read_columns, columns), 1),
        "lots": (partial(carry_lots, rows), slots),
        "digest": (partial(digests, told), len(told)),
    }
    each = {}
    for name, (loop, many) in timings.items():
        loop(1)
        each[name] = 1e9 * fastest(partial(loop, TIMES), turns) / (TIMES * many)
    days = moments[MARKET]
    return (
        Part(f"transcendentals and draws of a market day, {sum(tick.calls.values()):,}", days, 1e9 * tick.floor),
        Part(f"columns of a market day, {size / 1024:.0f} KiB, read once", days, each["columns"]),
        Part(f"lots, {8 * width} bytes, written once and read once", lots, each["lots"]),
        Part("moments that must wait in an agenda", waiting, 1e9 * bare),
        Part("digest of a moment", sum(moments.values()), each["digest"]),
    )


def count_moments(world: Plan) -> dict[int, int]:
    """Moments of replication 0 of a plan, by kind.

    Args:
        world: the plan.

    Raises:
        RuntimeError: the engine has had another number of moments.

    """
    engine = Engine(world, keep_lots=False)
    found = dict.fromkeys((int(kind) for kind in Kind), 0)
    before = [0, 0]

    def look() -> bool:
        """Count the batch that has just acted: the compiled loop returns after each."""
        day, cursor = (int(engine.agenda.place[k]) for k in (DAY, CURSOR))
        new = cursor - (before[1] if day == before[0] else 0)
        if new:
            found[int(kind_of(engine.agenda.moments[day & TURN, cursor - 1]))] += new
        before[:] = day, cursor
        return False

    usual, compiled_engine.BUDGET = compiled_engine.BUDGET, 1
    try:
        done = engine.play(0, stop=look)
    finally:
        compiled_engine.BUDGET = usual
    if sum(found.values()) != done.events:
        raise RuntimeError(f"{sum(found.values())} moments were counted, but the engine had {done.events}")
    return found


def bytes_of_columns(world: World) -> int:
    """Bytes of all columns that a market day takes, each counted once and taken to be read whole.

    Args:
        world: the world.

    """
    found = slices(world)
    columns: dict[int, int] = {}

    def add(part: object) -> None:
        if isinstance(part, np.ndarray):
            columns[id(part)] = part.nbytes
        elif isinstance(part, tuple):
            for each in part:
                add(each)

    for name in parameters(market_day):
        if name in found and name not in NOT_COLUMNS:
            add(found[name])
    return sum(columns.values())


def bytes_of_a_lot(world: World) -> int:
    """Bytes of the row of one lot; ``world`` has the lots."""
    lots = world.market.lots
    return int(
        sum(column.nbytes // len(column) for column in (lots.fact, lots.tonnes, lots.content, lots.money, lots.evaded))
    )
