"""Comparison of the two engines on one replication of each shipped scenario; traces, states and outcomes are equal."""

from typing import NamedTuple

import numpy as np

from lodeflow.assembly import plan
from lodeflow.benchmarks.clock import fastest
from lodeflow.engines import simpy_engine
from lodeflow.engines.compiled_engine import Engine
from lodeflow.outcomes.measure import Outcomes
from lodeflow.plans import Plan
from lodeflow.replication import Replication, state_hash
from lodeflow.scenario.load import load
from lodeflow.variants import Variants


class Engines(NamedTuple):
    """Time of one replication in each engine."""

    scenario: str
    """Name of the scenario."""
    events: int
    """Moments of the replication."""
    markets: int
    """Market days of the replication."""
    trace: int
    """Digest of its trace."""
    state: str
    """Hash of the whole state of its last day."""
    simpy: float
    """CPU seconds on the SimPy engine."""
    compiled: float
    """CPU seconds on the compiled engine."""

    @property
    def ratio(self) -> float:
        """Speed of the compiled engine over that of the SimPy engine."""
        return self.simpy / self.compiled


def first_plan(scenario: str, days: int | None = None) -> Plan:
    """Plan of replication 0 of a shipped scenario.

    Args:
        scenario: name of the scenario.
        days: days to simulate; None for those of the scenario.

    """
    whole = plan(load(scenario, () if days is None else (f"days={days}",)))
    return Variants(whole).of(0)[0]


def measure_engines(scenario: str, *, days: int | None, turns: int) -> Engines:
    """Time replication 0 in both engines.

    Args:
        scenario: name of a shipped scenario.
        days: days to simulate; None for those of the scenario.
        turns: turns of the SimPy engine; the compiled engine has five times as many.

    Raises:
        RuntimeError: the engines differ in the trace, a recorded market or an outcome.

    """
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
    """True if two replications are equal to the last bit in trace, whole state and outcomes."""
    found = Outcomes(world)
    values = [found.values(world, r.world) for r in (one, other)]
    return (
        (one.trace, one.events) == (other.trace, other.events)
        and state_hash(one.world) == state_hash(other.world)
        and np.array_equal(values[0], values[1], equal_nan=True)
    )
