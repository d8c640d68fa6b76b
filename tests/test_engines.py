"""Two schedulers, one world: the compiled loop and SimPy agree bit for bit."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import digest

from lodeflow import compiled_engine, simpy_engine
from lodeflow.build import Room, plan
from lodeflow.compiled_engine import Engine
from lodeflow.kernels.sorting import sort
from lodeflow.scenario import load

SHAKEN = ("days=150", "outages.rate_per_year=3.0", "chokepoints.malacca.closures_per_year=4.0")


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["base-year", "status-quo"])
def test_every_shipped_scenario_is_the_same_in_both_engines_to_its_last_day(scenario):
    world = plan(load(scenario))
    assert digest(compiled_engine.run(world)) == digest(simpy_engine.run(world))


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    tick=st.integers(1, 14),
    days=st.integers(1, 120),
    seed=st.integers(0, 2**63 - 1),
    variability=st.floats(0.0, 1.0),
    outages=st.floats(0.0, 20.0),
    closures=st.floats(0.0, 20.0),
    closure_days=st.floats(1.0, 100.0),
    blocked=st.floats(0.0, 1.0),
    substitution=st.floats(1.0, 10.0),
)
def test_random_worlds_are_the_same_in_both_engines(
    tick, days, seed, variability, outages, closures, closure_days, blocked, substitution
):
    texts = [
        f"tick_days={tick}",
        f"days={days}",
        f"seed={seed}",
        f"transit.variability={variability}",
        f"outages.rate_per_year={outages}",
        f"materials.light_oxide.substitution={substitution}",
    ]
    for strait in ("suez", "malacca", "panama"):
        texts.append(f"chokepoints.{strait}.closures_per_year={closures}")
        texts.append(f"chokepoints.{strait}.closure_mean_days={closure_days}")
        texts.append(f"chokepoints.{strait}.blocked_share={blocked}")
    world = plan(load("status-quo", texts))
    assert digest(compiled_engine.run(world, 3)) == digest(simpy_engine.run(world, 3))


def test_a_worker_used_again_knows_nothing_of_its_last_replication():
    world = plan(load("status-quo", SHAKEN))
    used = Engine(world)
    first = digest(used.run(0))
    assert digest(used.run(1)) != first
    assert digest(used.run(0)) == first == digest(compiled_engine.run(world, 0))


def test_the_compiled_engine_finds_room_for_what_it_did_not_expect():
    ample = digest(compiled_engine.run(plan(load("status-quo", SHAKEN))))
    narrow = Engine(plan(load("status-quo", SHAKEN), Room(1, 1, 1, 1, 1)), bucket=1)
    assert digest(narrow.run()) == ample


@pytest.mark.parametrize("spread", [2**61, 5_000, 300])
@given(data=st.data())
@settings(deadline=None)
def test_moments_are_sorted_whether_their_numbers_lie_close_or_far(spread, data):
    values = data.draw(st.lists(st.integers(-spread, spread), max_size=300, unique=True))
    array = np.array([7, *values, 7], np.int64)
    sort(array, 1, len(array) - 1, np.zeros(len(array), np.int64))
    assert array.tolist() == [7, *sorted(values), 7]
