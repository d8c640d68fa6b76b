"""Every number has bounds, and what `check` accepts runs, at every bound alone and at many of them together."""

import os
from itertools import combinations
from math import isfinite

import pytest
from numeric_keys import EVERYTHING, instances, numeric_keys, scenarios
from pairwise import pairwise
from shipped_tiers import WHOLE_WORLDS
from sound import faults

from lodeflow.assembly import plan
from lodeflow.base_world.headroom import refuse_overfull
from lodeflow.base_year.close import base_year
from lodeflow.engines.compiled_engine import Engine
from lodeflow.errors import ScenarioError
from lodeflow.scenario.load import load

ALL = "LODEFLOW_EVERYTHING" in os.environ
DAYS = 200
SEED = 7
KEYS = sorted(set(numeric_keys()) - {"days", "seed"})
ALONE = [key for n, key in enumerate(KEYS) if ALL or n % 8 == SEED % 8]
NAMES = [*WHOLE_WORLDS, EVERYTHING]
ROWS = pairwise(len(KEYS))
TOGETHER = [(r, name) for r in range(len(ROWS)) for n, name in enumerate(NAMES) if ALL or r % len(NAMES) == n]


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Path and settings of each scenario, and its numbers by key of the model."""
    found = scenarios(tmp_path_factory.mktemp("scenarios"))
    return {name: (*each, instances(*each)) for name, each in found.items()}


def accepted(path, settings):
    """Scenario under ``settings``; None if `check` refuses it."""
    try:
        scenario = load(path, (f"days={DAYS}", *settings))
        refuse_overfull(scenario, base_year(scenario.base_table, scenario.lanes))
    except (ScenarioError, ValueError):
        return None
    return scenario


def run(scenario, replication=0):
    made = plan(scenario)
    return faults(made, Engine(made).run(replication).world)


def settings_of(row, keys):
    """A bound for each key of the model, on all its instances: the lower one where the row says 0."""
    bounds = numeric_keys()
    chosen = {name: row[n] for n, name in enumerate(KEYS)}
    return {
        each: (bounds[name].most if chosen[name] else bounds[name].least)
        for name, all_ in keys.items()
        if name in chosen
        for each in all_
    }


def test_every_number_has_a_lower_and_an_upper_bound():
    assert [
        key for key, number in numeric_keys().items() if not (isfinite(number.least) and isfinite(number.most))
    ] == []
    assert [key for key, number in numeric_keys().items() if not number.least < number.most] == []


def test_every_number_of_the_model_stands_in_the_scenario_of_everything(known):
    """A new key enters the sweep by itself; one that no example shows stands here until `MORE` says it."""
    assert set(numeric_keys()) - set(known[EVERYTHING][2]) == set()


@pytest.mark.parametrize("columns", [2, 3, 10, 50])
def test_the_array_of_bounds_has_every_pair_of_every_two_columns(columns):
    rows = pairwise(columns)
    for one, other in combinations(range(columns), 2):
        assert {(row[one], row[other]) for row in rows} == {(0, 0), (0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize("key", ALONE)
def test_a_number_at_its_bound_is_refused_or_runs(known, key):
    path, settings, keys = known[EVERYTHING]
    number = numeric_keys()[key]
    for bound in (number.least, number.most):
        scenario = accepted(path, (*settings, f"{keys[key][0]}={bound!r}"))
        assert scenario is None or run(scenario) == []


@pytest.mark.parametrize(("row", "name"), TOGETHER)
def test_numbers_at_their_bounds_together_run(known, row, name):
    """Keys that contradict others at these bounds are left as they are: the refusal names them. So are limits of
    utilisation below what the base year of a chain uses, which `check` refuses by its tables.
    """
    path, settings, keys = known[name]
    bounds = settings_of(ROWS[row], keys)
    for _ in range(2):
        scenario, left_out = without_contradictions(
            path, settings, {key: f"{key}={value!r}" for key, value in bounds.items()}
        )
        try:
            plan(scenario)
        except ValueError:  # as check would say: a project's mine is used more than that
            bounds = {key: value for key, value in bounds.items() if not key.endswith("utilisation_limit")}
        else:
            break
    assert len(left_out) < 0.2 * len(bounds)
    assert run(scenario) == []


@pytest.mark.parametrize("name", NAMES if ALL else [EVERYTHING])
def test_numbers_drawn_between_their_bounds_run(known, name):
    path, settings, keys = known[name]
    drawn = {
        each: f'{each}={{ dist = "uniform", low = {number.least!r}, high = {number.most!r} }}'
        for key, number in numeric_keys().items()
        if not (number.whole or number.certain)
        for each in keys.get(key, ())
    }
    scenario, left_out = without_contradictions(path, settings, drawn)
    assert len(left_out) < 0.2 * len(drawn)
    for replication in range(8 if ALL else 2):
        assert run(scenario, replication) == []


def without_contradictions(path, settings, chosen):
    """Scenario with the settings that are ``chosen``, by key, but those that it refuses together; and these."""
    left = dict(chosen)
    while True:
        try:
            scenario = load(path, (f"days={DAYS}", *settings, *left.values()))
            refuse_overfull(scenario, base_year(scenario.base_table, scenario.lanes))
        except ScenarioError as refused:
            blamed = {problem.path for problem in refused.problems}
        except ValueError:
            blamed = {"supply.mine_utilisation_limit", "supply.plant_utilisation_limit"}
        else:
            return scenario, set(chosen) - set(left)
        wrong = {key for key in left for where in blamed if f"{key}.".startswith(f"{where}.")}
        wrong = wrong or {key for key in left for where in blamed if _beside(key, where)}
        assert wrong, f"none of the numbers that were set is blamed: {blamed}"
        left = {key: text for key, text in left.items() if key not in wrong}


def _beside(key, other):
    """Whether two keys of one table share a word, as light_share and heavy_share do: they may contradict each other."""
    (table, _, word), (its_table, _, its_word) = key.rpartition("."), other.rpartition(".")
    return table == its_table and not {*word.split("_")}.isdisjoint(its_word.split("_"))
