"""The compiled engine against the SimPy engine on a shipped scenario, in one run, their traces equal.

    python bench/engines.py [SCENARIO]

CPU time of whole replications, after one to warm up; the best of five for the compiled engine, one for SimPy. The tick
alone is timed by a world whose cargoes are all still at sea when it ends.
"""

import sys
import time

from lodeflow import simpy_engine
from lodeflow.build import plan
from lodeflow.compiled_engine import Engine
from lodeflow.kernels.jit import jit
from lodeflow.kernels.market import trade_for_a_tick
from lodeflow.scenario import load
from lodeflow.state import fresh


@jit
def many_ticks(market, count):
    """Hold so many market days, without anybody carrying the cargoes away."""
    for _ in range(count):
        trade_for_a_tick(market, 0, 0)
        market.births.count[0] = 0
        market.lots.counts[1] = 700


def seconds(work):
    """CPU seconds of a call, and what it returned."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main(scenario):
    world = plan(load(scenario))
    engine = Engine(world, keep_lots=False, step=91)
    engine.run(0)
    compiled = min(seconds(lambda: engine.run(0))[0] for _ in range(5))
    done = engine.run(0)
    slow, reference = seconds(lambda: simpy_engine.run(world, 0, step=91, keep_lots=False))
    if (done.trace, done.events) != (reference.trace, reference.events):
        raise SystemExit("the engines differ")
    market = fresh(world.template).market
    many_ticks(market, 1)
    ticks = -(-world.scenario.days // world.scenario.tick_days)
    tick = seconds(lambda: many_ticks(market, 2_000))[0] / 2_000
    events = (compiled - tick * ticks) / done.events
    print(f"{scenario}: {done.events:,} events and {ticks} market days, trace {done.trace:016x} in both engines")
    print(f"SimPy engine     {slow:9.3f} s  {slow / done.events * 1e6:9.2f} µs per event, all in")
    print(f"compiled engine  {compiled:9.4f} s  {compiled / done.events * 1e9:9.1f} ns per event, all in")
    print(f"ratio            {slow / compiled:9.0f} x")
    print(f"a market day     {tick * 1e6:9.1f} µs, {100 * tick * ticks / compiled:.0f} % of a replication")
    print(f"an event         {events * 1e9:9.1f} ns without market days")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "status-quo")
