"""What an event costs on the SimPy engine: the kernels, the crossing into compiled code, and SimPy's own part.

    python bench/events.py [SCENARIO]

Measured in one process, one after the other, in CPU time. The kernels alone are timed in a compiled loop that moves one
cargo through a leg again and again; the crossing is the same call from Python less that; SimPy alone runs as many
alarms and processes that do nothing; what is left is the processes' own Python, recording and room.
"""

import sys
import time

import simpy

from lodeflow.assembly import plan
from lodeflow.benchmarks.tick import held_markets
from lodeflow.engines.simpy_engine import play
from lodeflow.kernels.core.bound_call import bind
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import LOADING
from lodeflow.kernels.trade.voyage import make_landfall
from lodeflow.processes.simulation import Alarm
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

CALLS = 200_000


def seconds(work):
    """CPU seconds of a call."""
    start = time.process_time()
    work()
    return time.process_time() - start


@jit
def many_landfalls(voyages, lane_status, lots, calls):
    """Move the first lots through a leg, many times."""
    last = 0
    for k in range(calls):
        last += make_landfall(voyages, lane_status, lots, k & 1023, k & 255) & 1
    return last


def simpy_alone(lots, legs):
    """SimPy with so many processes of so many alarms that do nothing."""
    env = simpy.Environment()

    def idle(day):
        for leg in range(legs):
            yield Alarm(env, (day + leg * 7 << 40) | (LOADING << 32))

    def tick():
        for day in range(0, 7 * (lots // 250), 7):
            yield Alarm(env, (day << 40) | 1)
            for _ in range(250):
                env.process(idle(day))

    env.process(tick())
    env.run()


def main(scenario):
    world = plan(load(scenario, ("days=730",)))
    play(world, keep_lots=False)
    whole = seconds(lambda: setattr(main, "done", play(world, keep_lots=False)))
    events = main.done.events
    parts = fresh(world.template)
    voyages, lane_status, lots = parts.voyages, parts.market.lane_status, parts.market.lots
    many_landfalls(voyages, lane_status, lots, 1)
    compiled = seconds(lambda: many_landfalls(voyages, lane_status, lots, CALLS)) / CALLS
    land = bind(make_landfall, (voyages, lane_status, lots), 2)
    crossed = seconds(lambda: [land(k & 1023, k & 255) for k in range(CALLS)]) / CALLS
    legs = 5
    alone = seconds(lambda: simpy_alone(20_000, legs)) / (20_000 * legs)
    per_event = whole / events
    ticks = -(-730 // world.scenario.tick_days)
    hold = held_markets(fresh(world.template), len(lots.tonnes) - 2 * len(world.atlas.lanes) - 1)
    hold(1)
    tick = seconds(lambda: hold(200)) / 200
    rows = [
        ("an event, all in", per_event),
        ("  a leg's kernel, compiled", compiled),
        ("  crossing from Python into a kernel", crossed - compiled),
        ("  SimPy: heap, alarm, process", alone),
        ("  market days, spread over all events", tick * ticks / events),
    ]
    known = crossed + alone + tick * ticks / events
    rows.append(("  the rest: processes' Python, recording, room", per_event - known))
    print(f"{scenario}: {events:,} events in {whole:.2f} s of CPU; a market day takes {tick * 1e6:.0f} µs")
    for name, cost in rows:
        print(f"{name:<48}{cost * 1e6:8.3f} µs")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "status-quo")
