"""What all replications share is worked out once; the plan of each is still the plan that its scenario has alone."""

import re

import numpy as np
import pytest
from shipped_tiers import WHOLE_WORLDS

from lodeflow.assembly import Replans, plan, replan
from lodeflow.atlas.channels import apart
from lodeflow.atlas.lane_columns import summed
from lodeflow.atlas.project_lanes import places
from lodeflow.scenario.draws import Urn, changed, draw
from lodeflow.scenario.load import load
from lodeflow.terms.walk import leaves

SHAPES_THE_MAP = re.compile(r"^smuggling\.base_share$|^lanes\.|^(projects|entrants)\..*_(share|recovery)$")


def arrays(slices, path=""):
    """Every array by its place, with its type, whether it may be written, and its bytes."""
    if isinstance(slices, np.ndarray):
        return {path: (slices.dtype, slices.shape, slices.flags.writeable, slices.tobytes())}
    if not hasattr(slices, "_fields"):
        return {path: slices}
    parts = zip(slices._fields, slices, strict=True)
    return {at: found for name, part in parts for at, found in arrays(part, f"{path}.{name}").items()}


def told(made):
    """What a plan says, the scenario and the map that it was made of left out."""
    return arrays(made._replace(scenario=None, year=None, atlas=None))


@pytest.mark.parametrize("name", WHOLE_WORLDS)
def test_the_plan_of_a_replication_is_that_of_its_scenario_alone(name):
    made = plan(load(name))
    for replication in (0, 7):  # what one has left behind must not show in the next
        drawn = draw(made.scenario, replication).scenario
        assert told(replan(made, drawn)) == told(plan(drawn))


@pytest.mark.parametrize("name", WHOLE_WORLDS)
def test_a_plan_that_reuses_builders_is_the_whole_plan_to_the_last_bit(name):
    made = plan(load(name))
    replans = Replans(made)
    for replication in (0, 7, 0):
        drawn = draw(made.scenario, replication).scenario
        assert told(replans.of(drawn)) == told(plan(drawn))
    assert told(replans.of(made.scenario)) == told(made)


LATER = "{importer='USA', origin='CHN', material='magnet_*', rate=0.4, start=2026-03-01, source='assumption'}"
ENTRANTS = (
    "{kind='magnet', region='KOR', room=2, per_year=0.5, capacity_t_per_yr=2000, capex_usd=1e8, "
    "cash_cost_usd_per_t=40000, high_temperature_share=0.5, wacc=0.1, source='assumption'}"
)
OTHERS = {
    "other dates": [f"tariffs.later={LATER}"],
    "other patterns": [
        "defence.materials=['heavy_oxide']",
        "smuggling.materials='*_oxide'",
        "smuggling.base_share=0.02",
    ],
    "other places": [f"entrants.more={ENTRANTS}"],
    "a shorter run": ["days=500", "tick_days=5", "start_date=2025-03-01"],
    "another seed": ["seed=9"],
    "a longer voyage": ["transit.variability=0.7", "market.interest=0.2"],
}


@pytest.mark.parametrize("settings", OTHERS.values(), ids=OTHERS)
def test_a_reused_plan_is_whole_whatever_else_is_different(settings):
    made = plan(load("price-floor"))
    replans = Replans(made)
    other = draw(load("price-floor", settings), 2).scenario
    assert told(replans.of(other)) == told(plan(other))


@pytest.mark.parametrize("name", ["leaky", "quota-2010-style", "projects-2025"])
def test_whatever_number_changes_the_reused_plan_is_whole(name):
    made = plan(load(name))
    replans = Replans(made)
    for seed in (1, 2):
        other, _ = moved(draw(made.scenario, 0).scenario, seed)
        assert told(replans.of(other)) == told(plan(other))


def one_by_one(scenario, seed):
    """Scenarios in each of which one number, drawn from all, is a little smaller."""
    rng = np.random.default_rng(seed)
    numbers = [(path, value) for path, value in leaves(scenario.__dict__) if isinstance(value, float) and value > 0.0]
    for n in rng.choice(len(numbers), 25, replace=False):
        path, value = numbers[n]
        changes = value * 0.98
        for key in reversed(path):
            changes = {key: changes}
        yield changed(scenario, changes)


def test_a_single_number_that_changes_reaches_all_that_it_should():
    made = plan(load("leaky"))
    replans = Replans(made)
    for other in one_by_one(made.scenario, 5):
        assert told(replans.of(other)) == told(plan(other))


def test_most_of_a_reused_plan_is_the_plan_of_the_run():
    """What is drawn reaches one array in seven: all pools, for stockholders know the elasticities of their world."""
    made = plan(load("status-quo"))
    replans = Replans(made)
    first, second = (replans.of(draw(made.scenario, replication).scenario).template for replication in (0, 1))
    one, two = arrays_of(first), arrays_of(second)
    assert sum(a is b for a, b in zip(one, two, strict=True)) > 0.8 * len(one)


def arrays_of(slices):
    """Every array of a world."""
    if isinstance(slices, np.ndarray):
        return [slices]
    return [array for part in slices for array in arrays_of(part)] if isinstance(slices, tuple) else []


def test_a_scenario_that_contradicts_the_base_table_is_refused_by_a_reused_plan_too():
    made = plan(load("status-quo"))
    replans = Replans(made)
    with pytest.raises(ValueError, match="not above the base year's utilisation"):
        replans.of(load("status-quo", ["supply.mine_utilisation_limit=0.5"]))
    assert told(replans.of(made.scenario)) == told(made)


def moved(scenario, seed):
    """A scenario in which every number is a little smaller, each by another share, except those that shape the map."""
    rng, changes, count = np.random.default_rng(seed), {}, 0
    for path, value in leaves(scenario.__dict__):
        if isinstance(value, float) and value > 0.0 and not SHAPES_THE_MAP.search(".".join(path)):
            table = changes
            for key in path[:-1]:
                table = table.setdefault(key, {})
            table[path[-1]] = value * (1.0 - 0.03 * rng.random())
            count += 1
    return changed(scenario, changes), count


@pytest.mark.parametrize("name", ["price-floor", "quota-2010-style"])
def test_whatever_number_is_drawn_the_plan_is_that_of_the_scenario_alone(name):
    made = plan(load(name))
    plans = {}
    for seed in (1, 2, 1):
        other, count = moved(draw(made.scenario, 0).scenario, seed)
        assert count > 500
        assert (places(other), apart(other)) == (made.places, apart(made.scenario))
        again = replan(made, other)
        assert again.atlas is made.atlas
        plans[seed] = told(again)
        assert plans[seed] == told(plan(other))
    assert sum(plans[1][at] != plans[2][at] for at in plans[1]) > 100


def test_an_urn_gives_the_same_whatever_was_drawn_before():
    urn = Urn(load("status-quo"))
    first = urn.draw(3)
    assert urn.draw(4).values != first.values
    assert urn.draw(3) == first == draw(load("status-quo"), 3)


def test_sums_by_place_are_those_of_a_loop_to_the_last_bit():
    rng = np.random.default_rng(1)
    values, at = 10.0 ** rng.uniform(-9, 9, (500, 3)), rng.integers(0, 4, 500)
    loop = np.zeros((5, 3))
    for row, place in zip(values, at, strict=True):
        loop[place] += row
    assert summed(values, at, 5).tobytes() == loop.tobytes()
    assert summed(values[:, 0].copy(), at, 5).tobytes() == loop[:, 0].tobytes()
    in_pairs = [values[at == place, 0].sum() for place in range(5)]
    assert in_pairs != loop[:, 0].tolist()  # so the order matters here
