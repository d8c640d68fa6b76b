"""Two schedulers, one world: the compiled loop and SimPy agree bit for bit."""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_worlds import WORLD, random_world
from worlds import both, everything

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.engine.sorting import sort
from lodeflow.kernels.entities.lots import Money
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.plans import ArraySizes
from lodeflow.replication import state_hash, used
from lodeflow.scenario.load import load, shipped
from lodeflow.variants import Variants

SHAKEN = ("days=150", "outages.rate_per_year=3.0", "chokepoints.malacca.closures_per_year=4.0")


@pytest.mark.folder
@pytest.mark.parametrize("scenario", sorted(shipped()))
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


<<<<<<< HEAD
=======
def numbers(low, high):
    """A number between the two, in thousandths of the way, or a distribution between two such numbers."""
    at = [low + k * (high - low) / 1000 for k in range(1001)]
    ends = st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda e: (at[min(e)], at[max(e) + 1]))
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
        "supply.mine_elasticity": numbers(0.05, 5.0),
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
SHOCKS = st.fixed_dictionaries(
    {
        "production_quotas.chn_mining": st.just({"controller": "CHN", "stage": "mining", "source": "hypothesis"}),
        "production_quotas.chn_mining.tonnes.2025": numbers(1e5, 4e5),
        "production_quotas.chn_mining.illegal_share": numbers(0.0, 1.0),
        "production_quotas.chn_separation": st.just(
            {"controller": "CHN", "stage": "separation", "source": "hypothesis"}
        ),
        "production_quotas.chn_separation.tonnes.2025": numbers(1e5, 4e5),
        "production_quotas.chn_separation.imported_ore_from": st.dates(date(2024, 12, 1), date(2025, 5, 1)),
        "production_quotas.chn_separation.imported_tonnes": numbers(0.0, 1e5),
        "crackdowns.x": st.just({"quota": "chn_mining", "source": "hypothesis"}),
        "crackdowns.x.cut": numbers(0.0, 1.0),
        "crackdowns.x.per_year": numbers(0.0, 50.0),
        "crackdowns.x.mean_days": numbers(1.0, 50.0),
        "floods.chn": st.just({"controller": "CHN", "source": "hypothesis"}),
        "floods.chn.wedge": numbers(0.0, 0.9),
        "floods.chn.capacity": numbers(0.0, 1.0),
        "floods.chn.per_year": numbers(0.0, 20.0),
        "floods.chn.mean_days": numbers(1.0, 50.0),
        "floods.chn.threat_gain": numbers(0.0, 5.0),
        "floods.chn.allied_share": numbers(0.0, 1.0),
        "stoppages.x": st.just({"region": "CHN", "material": "*_concentrate", "source": "hypothesis"}),
        "stoppages.x.start": st.dates(date(2024, 12, 1), date(2025, 5, 1)),
        "stoppages.x.end": st.dates(date(2025, 5, 2), date(2025, 8, 1)),
        "stoppages.x.share": numbers(0.0, 1.0),
        "surges.x": st.just({"sector": "defence", "source": "hypothesis"}),
        "surges.x.factor": numbers(0.1, 3.0),
        "surges.x.per_year": numbers(0.0, 50.0),
        "surges.x.mean_days": numbers(1.0, 50.0),
        "surges.y": st.just({"label": "nowcast", "material": "magnet_*", "source": "hypothesis"}),
        "surges.y.factor": numbers(0.1, 3.0),
        "surges.y.start": st.dates(date(2024, 12, 1), date(2025, 5, 1)),
        "recycling.collected": numbers(0.0, 1.0),
        "recycling.growth_days": numbers(1.0, 100.0),
        **{f"sectors.{s}.boom_spread": numbers(0.0, 1.0) for s in SECTORS},
        **{f"sectors.{s}.recovered_share": numbers(0.0, 1.0) for s in SECTORS},
    }
)
TARIFFS = st.fixed_dictionaries(
    {
        "importer": st.sampled_from(["USA", "EU", "JPN", "*"]),
        "origin": st.sampled_from(["CHN", "MYS", "*"]),
        "material": st.sampled_from(["magnet_standard", "light_oxide", "*"]),
        "rate": numbers(0.0, 5.0),
        "basis": st.sampled_from(["fob", "cif"]),
        "source": st.just("hypothesis"),
    },
    optional={
        "programme": st.just("another"),
        "start": st.dates(date(2025, 1, 1), date(2025, 3, 1)),
        "end": st.dates(date(2025, 3, 2), date(2025, 5, 1)),
    },
)


CONTROLS = st.fixed_dictionaries(
    {
        "materials": st.sampled_from([["*"], ["magnet_*"], ["light_oxide", "heavy_oxide"]]),
        "destinations": st.sampled_from([["*"], ["USA"], ["JPN", "KOR"]]),
        "start": st.sampled_from(["2024-12-01", "2025-01-01", "2025-01-25"]),
        "regime": st.sampled_from(["none", "licensing", "quota", "ban", "eased"]),
        "drawn": st.booleans(),
        "quota": st.sampled_from(["1 t/yr", "5 kt/yr", "900 kt/yr"]),
        "at_sea": st.sampled_from(["pass", "hold", "recall"]),
        "licence": st.fixed_dictionaries(
            {
                "processing_median_days": st.sampled_from([1, 10, 60]),
                "blocked_days": st.sampled_from([0, 20]),
                "approval": st.sampled_from([0.0, 0.3, 1.0]),
                "general_share": st.sampled_from([0.0, 0.5, 1.0]),
            },
            optional={"capacity": st.sampled_from(["1 t/yr", "20 kt/yr"])},
        ),
    },
    optional={"end": st.sampled_from(["2025-02-10", "2025-03-30"]), "announced": st.just("2024-11-20")},
)
POLICIES = st.fixed_dictionaries(
    {
        "members": st.sampled_from([["USA"], ["USA", "EU", "JPN", "MEX"], ["*"]]),
        "start": st.dates(date(2025, 1, 1), date(2025, 2, 1)),
        "reference": st.sampled_from(["20 USD/kg", "110 USD/kg", "500 USD/kg"]),
        "stages": st.sampled_from([["oxide"], ["oxide", "metal", "magnet"]]),
        "rule": st.sampled_from(["fixed", "cost_plus", "moving_average", "larger"]),
        "levy_basis": st.sampled_from(["per_origin", "lowest_cif"]),
        "schedule": st.sampled_from(["full", "banded"]),
        "refix_days": st.sampled_from([1, 7, 30]),
        "exempt_at_sea": st.booleans(),
        "tariff_free": st.booleans(),
        "export_price_alignment": st.sampled_from([0.0, 0.7]),
        "alignment_after_days": st.sampled_from([0, 20]),
    },
    optional={
        "announced": st.just(date(2025, 1, 1)),
        "end": st.dates(date(2025, 2, 2), date(2025, 4, 1)),
        "joining_per_year.USA": st.sampled_from([0.3, 20.0]),
        "leaves.USA": st.dates(date(2025, 2, 2), date(2025, 4, 1)),
        "collected.USA": st.sampled_from([0.0, 0.5]),
        "references.heavy_oxide": st.just("600 USD/kg"),
        "origin_rule": st.sampled_from(["mined_in", "member_content"]),
        "recognised.VNM.share": st.sampled_from([0.5, 1.0]),
        "affiliated_share": st.sampled_from([0.3, 1.0]),
        "audited_share": st.sampled_from([0.0, 0.6]),
        "contract_share": st.sampled_from([0.2, 0.7]),
        "contract_days": st.sampled_from([1, 30]),
        "allocation": st.just("alliance_first"),
        "credibility": st.sampled_from([0.0, 1.0]),
    },
).filter(lambda policy: "*" not in policy["members"] or "recognised.VNM.share" not in policy)
WAYS_ROUND = st.fixed_dictionaries(
    {
        "relabelling.start": st.dates(date(2025, 1, 1), date(2025, 3, 1)),
        "relabelling.inconspicuous_share": numbers(0.001, 0.3),
        "relabelling.convexity": numbers(0.0, 2.0),
        "relabelling.memory_days": numbers(1.0, 60.0),
        "relabelling.detected": numbers(0.0, 1.0),
        "relabelling.verification": numbers(0.0, 20.0),
        "relabelling.penalty": numbers(0.0, 5.0),
        "offshoring.most": numbers(0.0, 0.9),
        "offshoring.response": numbers(0.0, 20.0),
        "offshoring.cost_share": numbers(0.0, 1.0),
    }
)
"""On a map whose scenario has false papers: there are none without hubs."""
QUICK = tuple(f"regimes.{regime}.mean_days=15" for regime in ("none", "licensing", "quota", "ban", "eased"))


@lru_cache
def base_plan(scenario, tick):
    """A plan of a scenario at this tick: what all random worlds of the two have in common."""
    return plan(load(scenario, [f"tick_days={tick}"]))


def toml(value):
    """A value as ``--set`` writes it."""
    return str(value) if isinstance(value, date) else json.dumps(value)


def texts_of(shocks):
    """Settings of quotas, crackdowns, floods, surges, booms and recycling."""
    return [
        text
        for key, value in shocks.items()
        for text in ([f"{key}.{k}={v}" for k, v in value.items()] if isinstance(value, dict) else [f"{key}={value}"])
    ]


def random_world(scenario, given, tariff, policy, ways_round, shocks, controls, replication):
    """The plan of a replication of a shipped scenario with other numbers, one more tariff and alliance, shocks and export
    controls.
    """
    texts = [f"{key}={value}" for key, value in (given | ways_round).items()]
    texts += texts_of(shocks)
    texts += [f"tariffs.random.{key}={value}" for key, value in tariff.items()]
    texts += [
        f"policies.a_random.{key}={toml(value)}" for key, value in policy.items()
    ]  # of two, the first by name counts
    texts += [control(f"random_{number}", **terms) for number, terms in enumerate(controls)]
    texts += QUICK if controls else ()
    return replan(base_plan(scenario, given["tick_days"]), draw(load(scenario, texts), replication).scenario)


>>>>>>> numbers
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
