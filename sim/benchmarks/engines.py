"""The two engines on one replication of each shipped scenario, their traces, states and outcomes equal."""

from typing import NamedTuple

import numpy as np

from lodeflow.assembly import plan
from lodeflow.benchmarks.clock import fastest
from lodeflow.engines import simpy_engine
from lodeflow.engines.compiled_engine import Engine
from lodeflow.outcomes.measure import Outcomes
from lodeflow.plan import Plan
from lodeflow.replication import Replication, state_hash
from lodeflow.scenario.load import load
from lodeflow.variants import Variants


class Engines(NamedTuple):
    """One replication of a scenario: its moments, markets and trace, the hash of its last day's state, and CPU seconds
    in each engine.
    """

    scenario: str
    events: int
    markets: int
    trace: int
    state: str
    simpy: float
    compiled: float

    @property
    def ratio(self) -> float:
        """How many times faster the compiled engine is."""
        return self.simpy / self.compiled


def first_plan(scenario: str, days: int | None = None) -> Plan:
    """The world of replication 0 of a shipped scenario."""
    whole = plan(load(scenario, () if days is None else (f"days={days}",)))
    return Variants(whole).of(0)[0]


def measure_engines(scenario: str, *, days: int | None, turns: int) -> Engines:
    """Run replication 0 in both engines. Raises RuntimeError if they differ in anything."""
    world = first_plan(scenario, days)
    engine = Engine(world, step=91, keep_lots=False)
    engine.play(0)
    compiled = fastest(lambda: engine.play(0), 5 * turns)
    done = engine.play(0)
    simpy_engine.play(first_plan(scenario, 14), 0, step=91, keep_lots=False)
    found: list[Replication] = []
    simpy = fastest(lambda: found.append(simpy_engine.play(world, 0, step=91, keep_lots=False)), turns)
    if not _same(world, done, found[0]):
        raise RuntimeError(f"the engines differ on {scenario}")
    markets = int(done.world.totals.markets[0])
    return Engines(scenario, done.events, markets, done.trace, state_hash(done.world), simpy, compiled)


def _same(world: Plan, one: Replication, other: Replication) -> bool:
    """Whether two replications are the same to the last bit: trace, whole state, outcomes."""
    found = Outcomes(world)
    values = [found.values(world, r.world) for r in (one, other)]
    return (
        (one.trace, one.events) == (other.trace, other.events)
        and state_hash(one.world) == state_hash(other.world)
        and np.array_equal(values[0], values[1], equal_nan=True)
    )
