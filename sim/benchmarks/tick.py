"""Cost of a market day, against the cost of its own exponentials, logarithms and random draws alone (the floor).

The number of calls is counted: another process runs one market day with the compiler off. The floor is the time of just
these calls in loops over arrays.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from lodeflow.benchmarks.clock import fastest
from lodeflow.benchmarks.compiled import draws, exponentials, logarithms, quantiles, shares
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.core.bound_call import bind
from lodeflow.kernels.core.draw import two_uniforms
from lodeflow.kernels.engine.market_day import trade_for_a_tick
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.trade.voyage import draw_sea_days
from lodeflow.plans import Plan
from lodeflow.processes.binding import bound, slices
from lodeflow.replication import fresh

MANY, LONG = 2_000, 256  # market days timed, and values in an array of the floor
WARM = 63
"""Day whose calls are counted, after the world has left its rest point."""
FUNCTIONS = ("exp", "log", "normal_cdf", "normal_quantile", "two_uniforms")


class Tick(NamedTuple):
    """Time of a market day and of its floor."""

    seconds: float
    """CPU seconds of a market day."""
    floor: float
    """CPU seconds of its floor."""
    calls: dict[str, int]
    """Calls of each function in a market day."""


def measure_tick(scenario: str, world: Plan, turns: int) -> Tick:
    """Time market days of a world at the end of a run.

    Args:
        scenario: name of the shipped scenario whose calls are counted.
        world: plan whose market days are timed.
        turns: turns, of which the fastest counts.

    """
    engine = Engine(world, keep_lots=False)
    engine.play(0)
    state = engine.world
    dispatched = 2 * len(world.atlas.lanes) + 1  # a part of each lot may go apart, with its licence

    room = len(state.market.lots.tonnes) - dispatched
    held = [held_markets(fresh(state), room) for _ in range(turns + 1)]  # every turn begins with the same world
    held.pop()(1)
    seconds = fastest(lambda: held.pop()(MANY), turns) / MANY
    calls = count_calls(scenario)
    values, out = np.linspace(0.01, 0.99, LONG), np.zeros(LONG)
    floor = 0.0
    for name, count in calls.items():
        loop = _LOOPS[name]
        loop(values, out, 1)
        floor += count * fastest(partial(loop, values, out, MANY), turns) / (MANY * LONG)
    return Tick(seconds, floor, calls)


def held_markets(world: World, slots: int) -> Callable[[int], None]:
    """Function that runs so many market days without moving the cargoes that they dispatch.

    Args:
        world: the world, which changes.
        slots: lots in use, those of one day left free.

    """
    found = slices(world)
    draw = bind(draw_sea_days, bound(draw_sea_days, found), 1)
    trade = bind(trade_for_a_tick, bound(trade_for_a_tick, found), 2)
    lots, births = world.market.lots, world.market.births

    def hold(days: int) -> None:
        for day in range(days):
            births.count[0] = 0
            lots.counts[:] = 0, slots
            draw(day)
            trade(day, 0)

    return hold


def count_calls(scenario: str) -> dict[str, int]:
    """Calls of each function in one market day of ``scenario``, counted in a process with the compiler off."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    code = f"from lodeflow.benchmarks.tick import _count; _count({scenario!r})"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


def _count(scenario: str) -> None:
    """Print the calls of one market day as JSON. A power counts as an exponential and a logarithm."""
    from lodeflow.benchmarks.engines import first_plan  # noqa: PLC0415 - in the process without the compiler only

    calls = dict.fromkeys(FUNCTIONS, 0)

    def counting(name: str, function: Any) -> Any:
        def call(*arguments: Any) -> Any:
            calls[name] += 1
            return function(*arguments)

        return call

    engine = Engine(first_plan(scenario, WARM), keep_lots=False)
    world = engine.play(0).world
    kernels = [module for name, module in sys.modules.items() if name.startswith("lodeflow.kernels.")]
    for name in FUNCTIONS:
        known = getattr(sys.modules["lodeflow.kernels.core.maths"], name, two_uniforms)
        for module in kernels:
            if getattr(module, name, None) is known:
                setattr(module, name, counting(name, known))
    world.market.lots.counts[:] = 0  # frees slots for the cargoes that the day dispatches
    draw_sea_days(world.voyages, world.chance, world.market.trade, WARM)
    trade_for_a_tick(*bound(trade_for_a_tick, slices(world)), WARM, 0)
    calls["exp"] -= calls["normal_cdf"]  # a normal_cdf and a normal_quantile call one each
    calls["log"] -= calls["normal_quantile"]
    sys.stdout.write(json.dumps(calls))


_LOOPS: dict[str, Any] = {
    "exp": exponentials,
    "log": logarithms,
    "normal_cdf": shares,
    "normal_quantile": quantiles,
    "two_uniforms": draws,
}
