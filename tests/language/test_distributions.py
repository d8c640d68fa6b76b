"""Uncertain numbers in a scenario: what can be written, what it means, and what is said when it is wrong."""

import copy
import math
import os
import pickle
import subprocess
import sys
import tomllib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lodeflow.errors import ScenarioError
from lodeflow.language.distribution_reader import DISTRIBUTIONS
from lodeflow.language.distributions import Beta, Discrete, Fixed, Lognormal, Normal, Triangular, Uniform
from lodeflow.language.uncertain_number import Uncertain, reach
from lodeflow.scenario.load import digest, json_schema, load, resolve, to_toml

LEAST = 2.0**-53
ALL = [
    Fixed(3.0),
    Uniform(0.02, 0.12),
    Triangular(0.1, 0.3, 0.6),
    Triangular(0.0, 0.9, 1.0),
    Normal(0.05, 0.02),
    Normal(0.05, 0.02, high=0.06),
    Normal(0.05, 0.02, 0.0, 0.1),
    Normal(0.05, 0.02, low=0.1099),
    Lognormal(30.0, 0.4),
    Lognormal(30.0, 0.4, low=20.0),
    Beta(2.0, 6.0),
    Beta(0.5, 0.5, 10.0, 20.0),
    Discrete((1.0, 2.0, 5.0), (1.0, 1.0, 2.0)),
]
WRITTEN = {
    "fixed 3": Fixed(3.0),
    "uniform 0.02..0.12": Uniform(0.02, 0.12),
    "triangular 0.1..0.3..0.6": Triangular(0.1, 0.3, 0.6),
    "normal 0.05 sd 0.02": Normal(0.05, 0.02),
    "normal 0.05 sd 0.02 within 0..": Normal(0.05, 0.02, low=0.0),
    "lognormal 30 sigma 0.4 within 20..60": Lognormal(30.0, 0.4, 20.0, 60.0),
    "beta 2, 6 within 0..1": Beta(2.0, 6.0),
    "discrete 1 (3), 2 (1)": Discrete((1.0, 2.0), (3.0, 1.0)),
}
named = pytest.mark.parametrize("distribution", ALL, ids=str)


@pytest.fixture
def write(tmp_path):
    def file(text):
        path = tmp_path / "mine.toml"
        path.write_text(text)
        return str(path)

    return file


@named
def test_the_number_that_stands_for_a_distribution_is_its_median(distribution):
    assert float(Uncertain(distribution)) == distribution.central == distribution.quantile(0.5)


@named
def test_no_draw_lies_beyond_the_reach(distribution):
    low, high = distribution.reach
    drawn = [distribution.quantile(u) for u in (LEAST, 1e-6, 0.3, 0.5, 0.9, 1.0 - 1e-6, 1.0 - LEAST)]
    assert drawn == sorted(drawn)
    slack = 1e-14 * max(abs(low), abs(high))
    assert low - slack <= drawn[0] <= drawn[-1] <= high + slack


@pytest.mark.parametrize("bell", [Normal(0.05, 0.02), Lognormal(30.0, 0.4)], ids=str)
def test_the_reach_of_a_bell_is_its_furthest_draw(bell):
    assert (bell.quantile(LEAST), bell.quantile(1.0 - LEAST)) == pytest.approx(bell.reach, rel=1e-14)


def test_a_value_of_several_comes_as_often_as_its_weight():
    three = Discrete((1.0, 2.0, 5.0), (1.0, 1.0, 2.0))
    drawn = [three.quantile((n + 0.5) / 400) for n in range(400)]
    assert [drawn.count(value) for value in three.values] == [100, 100, 200]


@pytest.mark.parametrize(("text", "distribution"), WRITTEN.items(), ids=WRITTEN)
def test_a_distribution_says_what_it_is(text, distribution):
    assert str(Uncertain(distribution)) == f"{Uncertain(distribution)}" == text


def test_an_uncertain_number_is_computed_with_like_its_median():
    growth = Uncertain(Normal(0.05, 0.02))
    assert (growth / 365.0, growth > 0.0, math.sqrt(growth)) == (0.05 / 365.0, True, math.sqrt(0.05))
    assert type(2.0 * growth) is float
    assert np.array([growth, 1.0]).dtype == np.float64


def test_an_uncertain_number_equals_its_like_and_no_certain_one():
    growth = Uncertain(Normal(0.05, 0.02))
    assert growth == Uncertain(Normal(0.05, 0.02))
    assert hash(growth) == hash(Uncertain(Normal(0.05, 0.02)))
    assert growth != Uncertain(Normal(0.05, 0.03))
    assert growth != Uncertain(Normal(0.05, 0.02, source="assumption"))
    assert growth != 0.05
    assert 0.05 != growth  # noqa: SIM300 - the float asks the other side


@named
def test_an_uncertain_number_travels_between_processes(distribution):
    number = Uncertain(distribution)
    for again in (pickle.loads(pickle.dumps(number)), copy.deepcopy(number)):  # noqa: S301
        assert again == number
        assert again.distribution == distribution


def test_a_certain_number_reaches_only_itself():
    assert reach(3.0) == (3.0, 3.0)
    assert reach(Uncertain(Uniform(1.0, 3.0))) == (1.0, 3.0)


@pytest.mark.parametrize(
    ("key", "table", "distribution"),
    [
        ("market.own_days", '{dist="triangular", low="10 d", mode="3 weeks", high=40}', Triangular(10.0, 21.0, 40.0)),
        ("market.interest", '{dist="uniform", low="4 %/yr", high="12 %/yr"}', Uniform(0.04, 0.12)),
        ("sectors.other.growth", '{dist="normal", mean="5 %/yr", sd="2 %/yr"}', Normal(0.05, 0.02)),
        ("sectors.other.growth", '{dist="normal", mean=0.05, sd=0.02, low=-0.0, high="10 %/yr"}', Normal(0.05, 0.02, 0.0, 0.1)),
        ("market.panic_days", '{dist="lognormal", median="2 weeks", sigma=0.4, source="a guess"}', Lognormal(14.0, 0.4, source="a guess")),
        ("market.pipeline_weight", '{dist="beta", a=2, b=6}', Beta(2.0, 6.0)),
        ("market.own_days", '{dist="beta", a=2, b=6, low="1 year", high="2 years"}', Beta(2.0, 6.0, 365.0, 730.0)),
        ("market.own_days", '{dist="discrete", values=["1 year", 90], weights=[3, 1]}', Discrete((90.0, 365.0), (1.0, 3.0))),
        ("market.own_days", '{dist="fixed", value="1 year"}', Fixed(365.0)),
        ("sectors.other.value_added_usd_per_t", '{dist="uniform", low="1 USD/kg", high="2 USD/kg"}', Uniform(1000.0, 2000.0)),
        ("tariffs.us_magnets.rate", '{dist="uniform", low="2 %", high="25 %"}', Uniform(0.02, 0.25)),
        ("materials.light_oxide.buyer_cover_by_region.KOR", '{dist="uniform", low=30, high="60 d"}', Uniform(30.0, 60.0)),
    ],
)  # fmt: skip
def test_every_number_of_a_scenario_can_be_a_distribution(key, table, distribution):
    resolved = resolve("base-year", [f"{key}={table}"])
    (row,) = [row for row in resolved.rows() if row.path == key]
    assert row.value == Uncertain(distribution)
    assert row.place == "--set"


def test_the_least_sure_of_two_bounds_decides_whether_they_are_in_order():
    load("base-year", ['outages.cut_high={dist="uniform", low="30 %", high=1}'])
    load(
        "base-year",
        ['outages.cut_low={dist="uniform", low=0, high=0.2}', 'outages.cut_high={dist="uniform", low=0.2, high=1}'],
    )


@pytest.mark.parametrize(
    ("key", "table", "found"),
    [
        ("market.own_days", '{dist="trianglar", low=1}', [("dist", '"trianglar"', "unknown distribution 'trianglar'", "did you mean 'triangular'?")]),
        ("market.own_days", "{dist=3}", [("dist", "3", "expected the name of a distribution in quotes, found the number 3", "")]),
        ("market.own_days", '{dist="uniform", lo=1, high=2}', [("lo", "lo", "unknown key", "did you mean 'low'?")]),
        ("market.own_days", '{dist="uniform", low=1, high=2, mode=1}', [("mode", "mode", "unknown key", "known: low, high, source")]),
        ("market.own_days", '{dist="uniform", high=2}', [("low", None, "is missing", 'uniform is written { dist = "uniform", low = …, high = … }')]),
        ("market.own_days", '{dist="uniform", low="1 kg", high=-2}', [("low", '"1 kg"', "'1 kg' is a mass, expected a duration", ""), ("high", "-2", "must be at least 0.01 d, is -2", "")]),
        ("market.pipeline_weight", '{dist="uniform", low=20, high=0.9}', [("low", "20", "must be at most 1, is 20", "did you mean 0.20 or '20 %'?")]),
        ("market.own_days", '{dist="uniform", low=3, high=3}', [("high", "3", "must be above low, which is 3, is 3", "")]),
        ("market.own_days", '{dist="triangular", low=3, mode=2, high=4}', [("mode", "2", "must lie between low and high, 3 and 4, is 2", "")]),
        ("market.own_days", '{dist="triangular", low=[1], mode=2, high=nan}', [("low", "[1]", "found an array", ""), ("high", "nan", "expected a finite number", "")]),
        ("sectors.other.growth", '{dist="normal", mean=0.05, sd=0}', [("sd", "0", "must be above 0, is 0", "")]),
        ("sectors.other.growth", '{dist="normal", mean=0.05, sd=0.2}', [("", None, "reaches too far: must be at least -0.99, is -1.59190723", "cut it off with low = …")]),
        ("sectors.other.growth", '{dist="normal", mean=0.05, sd=0.2, low=-0.5}', [("", None, "reaches too far: must be at most 1, is 1.85", "cut it off with high = …")]),
        ("sectors.other.growth", '{dist="normal", mean=0.05, sd=0.02, low=0.2}', [("low", "0.2", "leaves hardly anything: nearly all lies between -0.01 and 0.11", "")]),
        ("sectors.other.growth", '{dist="normal", mean=0.05, sd=0.02, high=-0.2}', [("high", "-0.2", "leaves hardly anything", "")]),
        ("sectors.other.growth", '{dist="normal", mean=0.05, sd=0.02, low=0.06, high=0.04}', [("high", "0.04", "must be above low, which is 0.06", "")]),
        ("sectors.other.value_added_usd_per_t", '{dist="normal", mean=1e300, sd=1e299, low=0}', [("", None, "reaches too far: must be at most 1000000000 USD/t, is 1.9", "cut it off with high")]),
        ("market.own_days", '{dist="lognormal", median=-1, sigma=9}', [("sigma", "9", "must lie between 0.001 and 5, is 9", "")]),
        ("market.own_days", '{dist="lognormal", median=0, sigma=0.4}', [("median", "0", "must be above 0, is 0", "")]),
        ("market.own_days", '{dist="lognormal", median=30, sigma="40 %"}', [("sigma", '"40 %"', "expected a plain number without a unit", "")]),
        ("market.own_days", '{dist="lognormal", median=365, sigma=1}', [("", None, "reaches too far: must be at most 36525 d, is 1341", "cut it off with high")]),
        ("market.own_days", '{dist="lognormal", median=30, sigma=0.4, high=2}', [("high", "2", "leaves hardly anything", "")]),
        ("market.pipeline_weight", '{dist="beta", a=0, b=2000}', [("a", "0", "must lie between 0.1 and 1000, is 0", ""), ("b", "2000", "must lie between 0.1 and 1000, is 2000", "")]),
        ("market.own_days", '{dist="beta", a=1, b=2}', [("", None, "reaches too far: must be at least 0.01 d, is 0", "cut it off with low")]),
        ("market.own_days", '{dist="beta", a=1, b=2, low=5}', [("high", None, "must be above low, which is 5, is 1", "")]),
        ("market.own_days", '{dist="discrete", values=[1, 2], weights=[1]}', [("weights", "[1]", "must be as many as values, which are 2, are 1", "")]),
        ("market.own_days", '{dist="discrete", values=[], weights=1}', [("values", "[]", "expected 1 to 100 numbers, found 0", ""), ("weights", "1", "expected an array of numbers, found the number 1", "")]),
        ("market.own_days", '{dist="discrete", values=[1, -2], weights=[1, 0]}', [("values", "[1, -2]", "must be at least 0.01 d, is -2", ""), ("weights", "[1, 0]", "must be above 0, is 0", "leave out what cannot be")]),
        ("market.own_days", '{dist="fixed", value=true, source=""}', [("value", "true", "expected a duration", ""), ("source", '""', "expected a text in quotes", "'assumption'")]),
        ("market.own_days", "{low=1, high=2}", [("", None, "found a table without dist", 'dist = "uniform"')]),
        ("market", '{dist="uniform"}', [("dist", "dist", "unknown key", "")]),
        ("seed", '{dist="fixed", value=1}', [("", None, "is the same in all replications", "give one number")]),
        ("days", '{dist="fixed", value=1}', [("", None, "is the same in all replications", "give one number")]),
        ("outages.cut_high", '{dist="uniform", low=0.2, high=1}', [("", None, "must not be below cut_low, which is 0.3", "")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_distribution_is_said_at_its_key(write, key, table, found):
    with pytest.raises(ScenarioError) as refused:
        load(write(f'extends = "base-year"\n\n{key} = {table}\n'))
    problems = refused.value.problems
    assert len(problems) == len(found)
    for problem, (at, mark, message, hint) in zip(problems, found, strict=True):
        assert (problem.path, problem.line) == (f"{key}.{at}" if at else key, 3)
        assert problem.source_line[problem.column - 1 :][: problem.length] == (table if mark is None else mark)
        assert message in problem.message
        assert hint in problem.hint


def test_a_number_over_a_distribution_makes_it_certain():
    assert load("status-quo", ["sectors.other.growth=0.01"]).sectors["other"].growth == 0.01


def test_a_distribution_over_another_replaces_it_wholly(write):
    text = 'extends = "status-quo"\n[sectors.other.growth]\ndist = "uniform"\nlow = 0.01\nhigh = 0.02\n'
    assert load(write(text)).sectors["other"].growth == Uncertain(Uniform(0.01, 0.02))
    override = 'sectors.other.growth={dist="uniform",low=0.03,high=0.07}'
    assert load(write(text), [override]).sectors["other"].growth == Uncertain(Uniform(0.03, 0.07))


def test_a_key_of_a_distribution_changes_only_that(write):
    changed = resolve("status-quo", ["sectors.other.growth.sd=0.01"])
    assert changed.scenario.sectors["other"].growth == Uncertain(Normal(0.05, 0.01, source="assumption"))
    problem = refused_problem("status-quo", ["sectors.other.growth.high=-1"])
    assert (problem.file, problem.path) == ("--set", "sectors.other.growth.high")
    path = write('extends = "status-quo"\n[sectors]\nother.growth.high = 0.1\n')
    problem = refused_problem(path, ["sectors.other.growth.mean=1 kg"])
    assert (problem.file, problem.path) == ("--set", "sectors.other.growth.mean")


def refused_problem(name, overrides):
    with pytest.raises(ScenarioError) as refused:
        load(name, overrides)
    (problem,) = refused.value.problems
    return problem


def test_a_distribution_can_be_set_key_by_key():
    parts = ["dist=uniform", "low=0.01", "high='2 %/yr'", "source=a guess"]
    growth = load("base-year", [f"sectors.other.growth.{part}" for part in parts]).sectors["other"].growth
    assert growth == Uncertain(Uniform(0.01, 0.02, source="a guess"))


def test_a_table_that_happens_to_be_called_dist_replaces_nothing():
    tariff = '{importer="EU", origin="CHN", material="*", rate=0.1, source="x"}'
    assert {"dist", "us_magnets"} <= set(load("base-year", [f"tariffs.dist={tariff}"]).tariffs)


def test_capacity_that_grows_on_as_before_is_one_uncertain_number():
    world = load("base-year", ['regions.AUS.capacity_growth={dist="normal",mean=0.08,sd=0.02}'])
    assert world.regions["AUS"].later_growth == world.regions["AUS"].capacity_growth
    assert "later_capacity_growth" not in to_toml(world)


numbers = st.floats(-0.9, 0.9).map(lambda x: x + 0.0)  # no negative zero: it is written as zero
texts = st.none() | st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1).filter(str.strip)
growths = st.one_of(
    st.builds(Fixed, numbers, texts),
    st.tuples(numbers, numbers, texts).filter(lambda t: t[0] < t[1]).map(lambda t: Uniform(*t)),
    st.tuples(st.lists(numbers, min_size=3, max_size=3, unique=True).map(sorted), texts).map(lambda t: Triangular(*t[0], t[1])),
    st.builds(Normal, st.floats(-0.1, 0.1).map(lambda x: x + 0.0), st.floats(1e-3, 0.1), st.none() | st.floats(-0.9, -0.2), st.none() | st.floats(0.2, 0.9), texts),
    st.builds(Lognormal, st.floats(1e-3, 0.1), st.floats(0.01, 0.2), st.none(), st.just(0.9), texts),
    st.builds(Beta, st.floats(0.1, 1000.0), st.floats(0.1, 1000.0), st.floats(-0.9, -0.1), st.floats(0.1, 1.0), texts),
    st.lists(st.tuples(numbers, st.floats(1e-3, 1e3)), min_size=1, max_size=5).map(sorted).map(lambda pairs: Discrete(*zip(*pairs, strict=True))),
)  # fmt: skip


@settings(deadline=None)
@given(growth=growths)
def test_the_canonical_text_of_a_distribution_loads_as_an_equal_one(growth):
    base = load("base-year")
    sector = base.sectors["other"].model_copy(update={"growth": Uncertain(growth)})
    world = base.model_copy(update={"sectors": {**base.sectors, "other": sector}})
    text = to_toml(world)
    again = type(base).model_validate(tomllib.loads(text))
    assert again.sectors["other"].growth == Uncertain(growth) == sector.growth
    assert to_toml(again) == text


def test_a_scenario_that_is_read_again_stays_uncertain():
    world = load("status-quo")
    tables = world.model_dump(exclude_none=True)
    assert type(world).model_validate(tables) == world
    tables["seed"] = Uncertain(Fixed(1.0))
    tables["market"]["panic_days"] = Uncertain(Normal(80.0, 20.0))
    with pytest.raises(ValidationError) as refused:
        type(world).model_validate(tables)
    assert [error["loc"] for error in refused.value.errors()] == [("seed",), ("market", "panic_days")]


def test_the_digest_sees_every_part_of_a_distribution():
    changes = ([], ["sd=0.01"], ["mean=0.04"], ["low=0"], ["source=somebody"])
    assert len({digest(load("status-quo", [f"sectors.other.growth.{c}" for c in change])) for change in changes}) == 5


def test_the_schema_offers_the_distributions():
    market = json_schema()["$defs"]["Market"]["properties"]
    (table,) = [way for way in market["own_days"]["anyOf"] if way["type"] == "object"]
    assert table["properties"]["dist"]["enum"] == list(DISTRIBUTIONS)
    assert table in market["panic_gain"]["anyOf"]
    assert all(way["type"] != "object" for way in json_schema()["properties"]["days"]["anyOf"])


def test_medians_that_need_arithmetic_need_no_compiler():
    tables = {
        "uniform": "low=0.4,high=1",
        "triangular": "low=0.4,mode=0.5,high=1",
        "discrete": "values=[0.4,1],weights=[1,2]",
        "fixed": "value=0.5",
    }
    sets = [f'market.pipeline_weight={{dist="{name}",{terms}}}' for name, terms in tables.items()]
    code = f"import sys; from lodeflow.scenario.load import load; [load('base-year', [x]) for x in {sets!r}]; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ)
