"""Uncertain numbers are drawn by address: who else is uncertain, and how often somebody draws, changes nothing."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from examples import scaled
from numba import config
from scipy import stats

from lodeflow.errors import ScenarioError
from lodeflow.language import addresses
from lodeflow.language.uncertain_number import Uncertain
from lodeflow.scenario.draws import draw, uncertain
from lodeflow.scenario.load import load, resolve, to_toml
from lodeflow.terms.correlations import Correlation
from lodeflow.terms.walk import numbers

COUNT = 400 if config.DISABLE_JIT else scaled(2_000)
CHINA, DEMAND, LATER = "regions.CHN.capacity_growth", "sectors.clean_energy.growth", "regions.CHN.later_capacity_growth"


@pytest.fixture(scope="module")
def world():
    return load("status-quo")


def drawn(world, replication=0):
    """What was drawn, by key."""
    return dict(zip((p.path for p in uncertain(world)), draw(world, replication).values, strict=True))


def scores(world, *paths):
    """What many replications draw of each of these, as normal scores of their ranks."""
    at = [[p.path for p in uncertain(world)].index(path) for path in paths]
    values = np.array([draw(world, r).values for r in range(COUNT)])
    return [stats.norm.ppf(stats.rankdata(values[:, column]) / (COUNT + 1)) for column in at]


def leaning(correlation, *extra, to=DEMAND):
    """The status quo, where China's growth leans on demand more or less."""
    return load(
        "status-quo",
        [
            f"correlations.planners_follow_demand.correlation={correlation}",
            f"correlations.planners_follow_demand.to={to}",
            *extra,
        ],
    )


def test_what_is_uncertain_is_told_in_the_order_of_its_keys_with_its_unit(world):
    found = uncertain(world)
    assert [p.path for p in found] == sorted(p.path for p in found)
    units = {p.path: p.unit for p in found}
    assert (units[CHINA], units["materials.heavy_oxide.buyer_cover_days"], units["market.storage_elasticity"]) == (
        "per year",
        "d",
        "",
    )
    assert units["materials.light_oxide.buyer_cover_by_region.JPN"] == "d"


def test_a_drawn_world_is_certain_and_otherwise_the_same(world):
    found, values = draw(world, 3)
    assert uncertain(found) == ()
    before, after = numbers(world.__dict__), numbers(found.__dict__)
    assert list(before) == list(after)
    drawn_values = dict(zip((p.path for p in uncertain(world)), values, strict=True))
    for path, number in before.items():
        assert type(after[path]) in (float, int)
        assert after[path] == (drawn_values[path] if isinstance(number, Uncertain) else number)
    assert load("status-quo") == world


def test_a_drawn_world_reads_like_any_other(world, tmp_path):
    found = draw(world, 3).scenario
    path = tmp_path / "drawn.toml"
    path.write_text(to_toml(found))
    assert load(str(path)) == found


def test_a_certain_world_is_its_own_draw():
    base = load("base-year")
    assert draw(base, 5) == (base, ())


def test_another_seed_and_another_replication_draw_other_numbers(world):
    here = drawn(world)
    for other in (drawn(world, 1), drawn(load("status-quo", ["seed=2"]))):
        assert all(here[path] != other[path] for path in here)
    assert drawn(world) == here


def test_one_more_uncertain_number_moves_nobody_elses_draw(world):
    more = load("status-quo", ['market.own_days={dist="uniform",low=300,high=400}'])
    after = drawn(more)
    assert 300.0 < after.pop("market.own_days") < 400.0
    assert after == drawn(world)


def test_policy_arms_share_the_draws_of_what_they_share(world):
    arm = load("status-quo", ["tariffs.us_magnets.rate=25 %", "sectors.other.growth=0.05", "name=arm"])
    assert drawn(arm) == {path: value for path, value in drawn(world).items() if path != "sectors.other.growth"}


def test_the_chance_stays_when_the_distribution_changes(world):
    narrow = load("status-quo", ["sectors.other.growth.sd=1 %/yr"])
    assert drawn(narrow)["sectors.other.growth"] - 0.05 == pytest.approx(
        0.5 * (drawn(world)["sectors.other.growth"] - 0.05)
    )


def test_every_marginal_is_the_one_that_was_written(world):
    values = np.array([draw(world, r).values for r in range(COUNT)])
    for column, parameter in zip(values.T, uncertain(world), strict=True):
        u = [(n + 0.5) / 200 for n in range(200)]
        expected = [parameter.distribution.quantile(x) for x in u]
        assert stats.ks_2samp(column, expected, method="asymp").statistic < 0.005 + 2.5 / np.sqrt(COUNT), parameter.path


@pytest.mark.parametrize("correlation", [0.6, -0.8, 0.0])
def test_correlated_numbers_go_together_as_much_as_was_written(correlation):
    of, to = scores(leaning(correlation), CHINA, DEMAND)
    error = (1.0 - correlation**2) / np.sqrt(COUNT)
    assert np.corrcoef(of, to)[0, 1] == pytest.approx(correlation, abs=4.0 * error)


def test_a_correlation_bends_only_the_number_that_leans_and_those_that_lean_on_it(world):
    free, leans = drawn(leaning(0.0)), drawn(leaning(0.6))
    bent = {CHINA}
    while more := {c.of for c in world.correlations.values() if c.to in bent} - bent:
        bent |= more
    assert {path for path in free if free[path] != leans[path]} == bent
    assert len(bent) < len(free) / 4


def test_without_correlation_a_number_draws_what_it_would_have_drawn_alone():
    alone = drawn(load("status-quo", [f"{DEMAND}=0.07"]))
    assert drawn(leaning(0.0))[CHINA] == pytest.approx(alone[CHINA], rel=1e-12)


def test_leaning_on_one_that_leans_is_leaning_on_both():
    later = [
        f"correlations.later_planners_follow_demand.to={CHINA}",
        "correlations.later_planners_follow_demand.correlation=0.9",
    ]
    found = np.corrcoef(scores(leaning(0.9, *later), DEMAND, CHINA, LATER))
    for a, b, expected in ((0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.81)):
        assert found[a, b] == pytest.approx(expected, abs=4.0 * (1.0 - expected**2) / np.sqrt(COUNT))


def test_numbers_of_different_distributions_can_go_together():
    of, to = scores(leaning(0.7, to="market.panic_days"), CHINA, "market.panic_days")
    assert np.corrcoef(of, to)[0, 1] == pytest.approx(0.7, abs=4.0 * 0.51 / np.sqrt(COUNT))


def test_a_correlation_with_a_number_made_certain_has_no_effect_and_is_warned_of():
    certain = resolve("status-quo", [f"{DEMAND}=0.05"])
    assert [(w.path, w.file) for w in certain.warnings] == [
        ("correlations.later_planners_follow_demand.to", "status-quo.toml"),
        ("correlations.planners_follow_demand.to", "status-quo.toml"),
    ]
    assert "one number here: the correlation has no effect" in certain.warnings[0].message
    assert drawn(certain.scenario)[CHINA] != drawn(load("status-quo"))[CHINA]


@pytest.mark.parametrize(
    ("terms", "path", "message", "hint"),
    [
        ({"to": "sectors.clean_energi.growth"}, "to", "no number of this scenario is called 'sectors.clean_energi.growth'", f"did you mean '{DEMAND}'?"),
        ({"of": "market"}, "of", "no number of this scenario is called 'market'", "known: "),
        ({"of": DEMAND, "to": DEMAND}, "to", f"goes round in a circle: {DEMAND} -> {DEMAND}", ""),
        ({"of": LATER}, "of", f"{LATER} leans already in 'later_planners_follow_demand'", "may lean on a third"),
        ({"correlation": 1}, "correlation", "must be at most 0.99, is 1", ""),
        ({"correlation": "{dist='fixed', value=0}"}, "correlation", "is the same in all replications", "give one number"),
        ({"source": ""}, "source", "must not be empty", ""),
        ({"form": "x"}, "form", "unknown key", "known: of, to, correlation, source"),
    ],
)  # fmt: skip
def test_a_correlation_that_cannot_be_is_refused_at_its_key(terms, path, message, hint):
    whole = {"of": "market.panic_days", "to": DEMAND, "correlation": 0.5, "source": "x"} | terms
    texts = {key: value if str(value).startswith("{") else repr(value) for key, value in whole.items()}
    with pytest.raises(ScenarioError) as refused:
        load("status-quo", [f"correlations.new.{key}={text}" for key, text in texts.items()])
    (problem,) = refused.value.problems
    assert message in problem.message
    assert hint in problem.hint
    assert (problem.file, problem.path) == ("--set", f"correlations.new.{path}")


def test_a_circle_of_correlations_is_told_link_by_link():
    with pytest.raises(ScenarioError) as refused:
        load("status-quo", [f"correlations.back={{of='{DEMAND}', to='{CHINA}', correlation=0.5, source='x'}}"])
    (problem,) = refused.value.problems
    assert problem.message in {
        f"goes round in a circle: {' -> '.join(way)}" for way in ((CHINA, DEMAND, CHINA), (DEMAND, CHINA, DEMAND))
    }


def test_a_correlation_of_a_number_that_is_wrong_itself_is_one_mistake():
    with pytest.raises(ScenarioError) as refused:
        load("status-quo", [f"{DEMAND}=5 kg"])
    assert [problem.path for problem in refused.value.problems] == [DEMAND]


def test_two_numbers_with_one_address_are_refused(monkeypatch, world):
    monkeypatch.setattr(addresses, "address", lambda _: 7)
    unseen = load("status-quo", ['market.trend_days={dist="uniform",low=100,high=140}'])
    with pytest.raises(ValueError, match="have the same address"):
        draw(unseen, 0)


def test_the_examples_in_the_documentation_work(tmp_path):
    text = (Path(__file__).parents[2] / "docs" / "uncertainty.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)
    first, second = (block for language, block in blocks if language == "toml")
    path = tmp_path / "example.toml"
    path.write_text(first)
    assert str(load(str(path)).market.panic_days) == "triangular 60..80..100"
    assert resolve("status-quo").scenario.correlations["planners_follow_demand"] == Correlation(
        **tomllib.loads(second)["correlations"]["planners_follow_demand"]
    )
    commands = [shlex.split(line) for language, block in blocks if language == "sh" for line in block.splitlines()]
    growths = [load(command[2], command[4:5]).sectors["other"].growth for command in commands]
    assert [str(growth) for growth in growths] == ["0.05", "uniform 0.03..0.07", "normal 0.05 sd 0.01"]
    (program,) = (block for language, block in blocks if language == "python")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == len(uncertain(load("status-quo"))) > 40


SCRIPT = """
from lodeflow.scenario.draws import draw
from lodeflow.scenario.load import load
sets = ['market.interest={dist="beta",a=2,b=6,high=0.2}', 'sectors.defence.growth.low=0',
        'market.trend_days={dist="lognormal",median=120,sigma=0.3,high=200}', 'market.panic_gain={dist="discrete",values=[1,2],weights=[1,2]}']
print(*(float(value).hex() for replication in range(20) for value in draw(load("status-quo", sets), replication).values))
"""


@pytest.mark.parametrize(
    "machine",
    [{"NUMBA_DISABLE_JIT": "1"}, {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}, {"PYTHONHASHSEED": "7"}],
    ids=lambda machine: next(iter(machine)),
)
def test_the_same_bits_are_drawn_on_every_machine(machine):
    def elsewhere(settings):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", SCRIPT],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert elsewhere(machine) == elsewhere({})
