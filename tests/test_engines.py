"""Two schedulers, one world: the compiled loop and SimPy agree bit for bit."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from worlds import everything, state

from lodeflow import compiled_engine, simpy_engine
from lodeflow.build import Room, plan, replan
from lodeflow.compiled_engine import Engine
from lodeflow.draws import draw
from lodeflow.facts import CHOKEPOINTS, MATERIALS, SECTORS
from lodeflow.kernels.sorting import sort
from lodeflow.scenario import load, shipped
from lodeflow.variants import Variants

SHAKEN = ("days=150", "outages.rate_per_year=3.0", "chokepoints.malacca.closures_per_year=4.0")


def both(world, replication):
    """What each engine leaves of one replication."""
    of_python = everything(world, simpy_engine.run(world, replication))
    return everything(world, compiled_engine.run(world, replication)), of_python


@pytest.mark.slow
@pytest.mark.parametrize("scenario", sorted(shipped()))
def test_every_shipped_scenario_is_the_same_in_both_engines_to_its_last_day(scenario):
    compiled, in_python = both(plan(load(scenario)), 0)
    assert compiled == in_python


@pytest.mark.slow
@pytest.mark.parametrize("replication", [0, 1])
def test_drawn_worlds_are_the_same_in_both_engines_to_their_last_day(replication):
    variants = Variants(plan(load("status-quo")))
    world, drawn = variants.of(replication)
    assert len(drawn) > 30
    compiled, in_python = both(world, replication)
    assert compiled == in_python


def numbers(low, high):
    """A number between the two, in thousandths of the way, or a distribution between two such numbers."""
    at = [low + k * (high - low) / 1000 for k in range(1001)]
    ends = st.tuples(st.integers(0, 999), st.integers(1, 1000)).filter(lambda e: e[0] < e[1]).map(lambda e: (at[e[0]], at[e[1]]))
    return st.one_of(
        st.sampled_from(at).map(str),
        ends.map(lambda e: f'{{dist="uniform",low={e[0]},high={e[1]}}}'),
        ends.map(lambda e: f'{{dist="triangular",low={e[0]},mode={(e[0] + e[1]) / 2},high={e[1]}}}'),
        ends.map(lambda e: f'{{dist="normal",mean={e[0]},sd={(e[1] - e[0]) / 4},low={e[0]},high={e[1]}}}'),
    )


SETTINGS = st.fixed_dictionaries(
    {"tick_days": st.integers(1, 14), "days": st.integers(1, 120), "seed": st.integers(0, 2**63 - 1)},
    optional={
        "transit.variability": numbers(0.0, 1.0),
        "outages.rate_per_year": numbers(0.0, 20.0),
        "outages.duration_median_days": numbers(1.0, 100.0),
        "outages.cut_low": numbers(0.0, 1.0),
        "market.panic_strength": numbers(0.0, 3.0),
        "market.panic_gain": numbers(0.0, 3.0),
        "market.panic_days": numbers(1.0, 200.0),
        "market.pipeline_weight": numbers(0.0, 1.0),
        "market.interest": numbers(0.0, 1.0),
        "market.dispatch_days": numbers(1.0, 60.0),
        "supply.mine_elasticity": numbers(0.0, 5.0),
        **{f"materials.{m}.substitution": numbers(0.5, 20.0) for m in MATERIALS},
        **{f"materials.{m}.buyer_cover_days": numbers(1.0, 200.0) for m in MATERIALS},
        **{f"sectors.{s}.growth": numbers(-0.3, 0.5) for s in SECTORS},
        **{f"regions.{r}.capacity_growth": numbers(-0.3, 0.5) for r in ("CHN", "USA", "MMR")},
        "investment.decisions_per_year": numbers(0.0, 20.0),
        "investment.cancellations_per_year": numbers(0.0, 5.0),
        "investment.closing_share": numbers(0.0, 1.0),
        **{f"chokepoints.{c}.closures_per_year": numbers(0.0, 20.0) for c in CHOKEPOINTS},
        **{f"chokepoints.{c}.closure_mean_days": numbers(1.0, 100.0) for c in CHOKEPOINTS},
        **{f"chokepoints.{c}.blocked_share": numbers(0.0, 1.0) for c in CHOKEPOINTS},
        **{f"chokepoints.{c}.freight_surcharge": numbers(0.0, 5.0) for c in CHOKEPOINTS},
    },
)
TARIFFS = st.fixed_dictionaries(
    {
        "importer": st.sampled_from(["USA", "EU", "JPN", "*"]),
        "origin": st.sampled_from(["CHN", "MYS", "*"]),
        "material": st.sampled_from(["magnet_standard", "light_oxide", "*"]),
        "rate": numbers(0.0, 5.0),
        "basis": st.sampled_from(["fob", "cif"]),
        "source": st.just("hypothesis"),
    }
)


@lru_cache
def base_plan(scenario, tick):
    """A plan of a scenario at this tick: what all random worlds of the two have in common."""
    return plan(load(scenario, [f"tick_days={tick}"]))


def random_world(scenario, given, tariff, replication):
    """The plan of a replication of a shipped scenario with other numbers and one more tariff."""
    texts = [f"{key}={value}" for key, value in given.items()]
    texts += [f"tariffs.random.{key}={value}" for key, value in tariff.items()]
    return replan(base_plan(scenario, given["tick_days"]), draw(load(scenario, texts), replication).scenario)


@pytest.mark.slow
@settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    scenario=st.sampled_from(sorted(shipped())), given=SETTINGS, tariff=st.just({}) | TARIFFS, replication=st.integers(0, 2**31 - 1)
)
def test_two_hundred_random_worlds_are_the_same_in_both_engines(scenario, given, tariff, replication):
    compiled, in_python = both(random_world(scenario, given, tariff, replication), replication)
    assert compiled == in_python


def test_a_world_that_differs_in_its_last_bit_would_be_told_apart():
    world = plan(load("status-quo", SHAKEN))
    r = simpy_engine.run(world)
    before = everything(world, r)
    for name, array in state(r.world).items():
        if array.size:
            last = array.reshape(-1).view(np.uint8)[-8:]
            last ^= 1
            changed = {key for key, value in everything(world, r).items() if value != before[key]}
            last ^= 1
            assert name in changed


def arrays(slices):
    """Every array of a world, parameters apart, and where it lies."""
    if isinstance(slices, np.ndarray):
        return [(id(slices), slices.ctypes.data)] if slices.flags.writeable else []
    return [a for part in slices for a in arrays(part)] if isinstance(slices, tuple) else []


def test_a_worker_allocates_once_and_then_works_in_what_it_has():
    variants = Variants(plan(load("status-quo", SHAKEN)))
    used = Engine(variants.plan)
    for replication in range(3):
        used.run(replication, variants.of(replication)[0])
    before = arrays(used.world), arrays(used.agenda)
    assert len(before[0]) > 100
    for replication in range(3, 6):
        used.run(replication % 3, variants.of(replication % 3)[0])
        assert (arrays(used.world), arrays(used.agenda)) == before


def test_a_worker_used_again_knows_nothing_of_its_last_replication():
    variants = Variants(plan(load("status-quo", SHAKEN)))
    used = Engine(variants.plan)
    first, second = (variants.of(k)[0] for k in (0, 1))
    alone = everything(first, compiled_engine.run(first, 0))
    assert everything(first, used.run(0, first)) == alone
    assert everything(second, used.run(1, second)) != alone
    assert everything(first, used.run(0, first)) == alone


def test_the_compiled_engine_finds_room_for_what_it_did_not_expect():
    world = plan(load("status-quo", SHAKEN))
    ample = everything(world, compiled_engine.run(world))
    narrow = Engine(plan(load("status-quo", SHAKEN), Room(1, 1, 1, 1, 1)), bucket=1)
    assert everything(world, narrow.run()) == ample


@pytest.mark.parametrize("spread", [2**61, 5_000, 300])
@given(data=st.data())
@settings(deadline=None)
def test_moments_are_sorted_whether_their_numbers_lie_close_or_far(spread, data):
    values = data.draw(st.lists(st.integers(-spread, spread), max_size=300, unique=True))
    array = np.array([7, *values, 7], np.int64)
    sort(array, 1, len(array) - 1, np.zeros(len(array), np.int64))
    assert array.tolist() == [7, *sorted(values), 7]
