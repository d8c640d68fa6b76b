"""Two schedulers, one world: the compiled loop and SimPy agree bit for bit."""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_worlds import WORLD, random_world
from shipped_tiers import WHOLE_WORLDS
from worlds import both, everything

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.engine.sorting import sort
from lodeflow.kernels.entities.lots import Money
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.plans import ArraySizes
from lodeflow.replication import state_hash, used
from lodeflow.scenario.load import load
from lodeflow.variants import Variants

SHAKEN = ("days=150", "outages.rate_per_year=3.0", "chokepoints.malacca.closures_per_year=4.0")


@pytest.mark.folder
@pytest.mark.parametrize("scenario", WHOLE_WORLDS)
def test_every_shipped_scenario_is_the_same_in_both_engines_to_its_last_day(scenario):
    compiled, in_python = both(plan(load(scenario)), 0)
    assert compiled == in_python


@pytest.mark.folder
@pytest.mark.parametrize("replication", [0, 1])
def test_drawn_worlds_are_the_same_in_both_engines_to_their_last_day(replication):
    variants = Variants(plan(load("status-quo")))
    world, drawn = variants.of(replication)
    assert len(drawn) > 30
    compiled, in_python = both(world, replication)
    assert compiled == in_python


@pytest.mark.folder
@settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(**WORLD)
def test_two_hundred_random_worlds_are_the_same_in_both_engines(**world):
    made, replication = random_world(**world), world["replication"]
    compiled, in_python = both(made, replication)
    assert compiled == in_python


def test_a_world_with_quotas_crackdowns_floods_surges_booms_and_recycling_is_the_same_in_both_engines():
    texts = [f"{table}.{key}={value}" for table, keys in {
        "production_quotas.chn_mining": {
            "controller": "CHN", "stage": "mining", "tonnes.2024": 260_000, "growth": 0.05, "illegal_share": 0.2,
        },
        "production_quotas.chn_separation": {
            "controller": "CHN", "stage": "separation", "tonnes.2024": 250_000, "imported_ore_from": "2025-06-01", "imported_tonnes": 60_000,
        },
        "crackdowns.raids": {"quota": "chn_mining", "cut": 0.5, "per_year": 6, "mean_days": 30},
        "floods.chn": {"controller": "CHN", "wedge": 0.3, "capacity": 0.2, "per_year": 2, "mean_days": 60, "threat_gain": 2, "allied_share": 0.3},
        "surges.arms": {"sector": "defence", "factor": 1.5, "per_year": 6, "mean_days": 40},
        "surges.seen": {"material": "magnet_*", "factor": 1.1, "start": "2025-03-01", "label": "nowcast"},
    }.items() for key, value in (keys | {"source": "assumption"}).items()]  # fmt: skip
    texts += [
        "days=300",
        "recycling.collected=0.3",
        "recycling.growth_days=200",
        "sectors.clean_energy.boom_spread=0.08",
        "sectors.clean_energy.revision_spread=0.06",
        "sectors.other.revision_spread=0.02",
    ]
    world = plan(load("status-quo", texts))
    compiled, in_python = both(world, 0)
    assert compiled == in_python
    r = compiled_engine.play(world)
    kinds = r.world.tape.event[: r.world.tape.used[2], 1].tolist()
    assert {16.0, 18.0, 20.0} <= set(kinds)
    assert r.world.market.recycling_state.recycled.min() > 0.0
    assert money_residual(world.template, r.world) < 1e-12
    assert mass_residual(world.template, r.world) < 1e-12
    narrow = Engine(plan(load("status-quo", texts), ArraySizes(1, 1, 1, 1, 1)), bucket=1)
    assert everything(world, narrow.play()) == compiled


def test_a_world_that_differs_in_its_last_bit_would_be_told_apart():
    world = plan(load("status-quo", SHAKEN))
    r = simpy_engine.play(world)
    before = everything(world, r)
    for name, array in used(r.world).items():
        if array.size:
            last = array.reshape(-1).view(np.uint8)[-8:]
            last ^= 1
            changed = {key for key, value in everything(world, r).items() if value != before[key]}
            last ^= 1
            assert name in changed
            assert "state" in changed


def test_another_levy_on_one_cargo_changes_the_state_and_not_the_trace():
    """The trace tells what happened when; only the state tells what it cost."""
    world = plan(load("status-quo", (*SHAKEN, "days=60")))
    plain, other = simpy_engine.play(world), simpy_engine.play(world, extra=(another_levy,))
    assert other.trace == plain.trace
    assert other.events == plain.events
    assert state_hash(other.world) != state_hash(plain.world)
    assert state_hash(simpy_engine.play(world).world) == state_hash(plain.world)


def another_levy(simulation):
    """An actor without a moment of its own, who makes one cargo on its way a dollar dearer."""
    simulation.world.market.lots.money[0, Money.LEVY] += 1.0
    yield from ()


def arrays(slices):
    """Every array of a world, parameters apart, and where it lies."""
    if isinstance(slices, np.ndarray):
        return [(id(slices), slices.ctypes.data)] if slices.flags.writeable else []
    return [a for part in slices for a in arrays(part)] if isinstance(slices, tuple) else []


def test_a_worker_allocates_once_and_then_works_in_what_it_has():
    variants = Variants(plan(load("status-quo", SHAKEN)))
    used = Engine(variants.plan)
    for replication in range(3):
        used.play(replication, variants.of(replication)[0])
    before = arrays(used.world), arrays(used.agenda)
    assert len(before[0]) > 100
    for replication in range(3, 6):
        used.play(replication % 3, variants.of(replication % 3)[0])
        assert (arrays(used.world), arrays(used.agenda)) == before


def test_a_worker_used_again_knows_nothing_of_its_last_replication():
    variants = Variants(plan(load("status-quo", SHAKEN)))
    used = Engine(variants.plan)
    first, second = (variants.of(k)[0] for k in (0, 1))
    alone = everything(first, compiled_engine.play(first, 0))
    assert everything(first, used.play(0, first)) == alone
    assert everything(second, used.play(1, second)) != alone
    assert everything(first, used.play(0, first)) == alone


def test_the_compiled_engine_finds_room_for_what_it_did_not_expect():
    world = plan(load("status-quo", SHAKEN))
    ample = everything(world, compiled_engine.play(world))
    narrow = Engine(plan(load("status-quo", SHAKEN), ArraySizes(1, 1, 1, 1, 1)), bucket=1)
    assert everything(world, narrow.play()) == ample


@pytest.mark.parametrize("spread", [2**61, 5_000, 300])
@given(data=st.data())
@settings(deadline=None)
def test_moments_are_sorted_whether_their_numbers_lie_close_or_far(spread, data):
    values = data.draw(st.lists(st.integers(-spread, spread), max_size=300, unique=True))
    array = np.array([7, *values, 7], np.int64)
    sort(array, 1, len(array) - 1, np.zeros(len(array), np.int64))
    assert array.tolist() == [7, *sorted(values), 7]
