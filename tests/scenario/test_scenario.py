"""Scenarios that load: shipped ones, those that extend others, and those with overrides."""

import json
import os
import pickle
import random
import subprocess
import sys
import tomllib
from datetime import date

import pytest

from lodeflow.catalog.names import CHOKEPOINTS, MATERIALS, REGIONS, SECTORS
from lodeflow.errors import ScenarioError
from lodeflow.scenario.load import digest, json_schema, load, resolve, shipped, to_toml
from lodeflow.scenario.uncertainties import uncertain
from lodeflow.terms.walk import numbers


@pytest.fixture
def write(tmp_path):
    def file(text, name="mine.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path)

    return file


def test_the_shipped_scenarios_are_listed_with_their_questions():
    assert {"base-year", "status-quo"} <= set(shipped())
    assert all(question.endswith("?") for question in shipped().values())


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_scenario_loads_without_warnings(name):
    resolved = resolve(name)
    assert resolved.name == name
    assert resolved.warnings == ()
    assert resolved.scenario.question == shipped()[name]


def test_nothing_grows_or_happens_in_the_base_year():
    world = load("base-year")
    assert {sector.growth for sector in world.sectors.values()} == {0.0}
    assert {region.capacity_growth for region in world.regions.values()} == {0.0}
    assert world.outages.rate_per_year == world.transit.variability == 0.0
    assert {strait.closures_per_year for strait in world.chokepoints.values()} == {0.0}


def test_the_status_quo_adds_growth_chance_and_doubt_to_the_base_year():
    world, base = load("status-quo"), load("base-year")
    assert [float(world.sectors[s].growth) for s in SECTORS] == [0.03, 0.07, 0.05]
    assert [float(g) for g in (world.regions["CHN"].capacity_growth, world.regions["CHN"].later_growth)] == [0.05, 0.03]
    assert world.growth.changes == date(2030, 1, 1)
    assert world.outages.rate_per_year == 0.08
    assert uncertain(base) == ()
    assert len(uncertain(world)) > 40
    assert all(parameter.distribution.source for parameter in uncertain(world))


def test_what_is_uncertain_in_the_status_quo_includes_what_the_base_year_says():
    base = load("base-year")
    values = numbers(base.__dict__)
    for path, _, distribution in uncertain(load("status-quo")):
        nothing_in_2024 = (
            path.endswith(("growth", "capacity_response", "revision_spread")) or path == "recycling.collected"
        )
        new = path not in values or nothing_in_2024
        assert new or distribution.reach[0] <= values[path] <= distribution.reach[1]


def test_every_name_of_the_world_has_its_terms():
    world = load("base-year")
    assert tuple(world.materials) == MATERIALS
    assert tuple(world.sectors) == SECTORS
    assert tuple(world.chokepoints) == CHOKEPOINTS
    assert set(world.regions) == set(REGIONS)


def test_quantities_are_read_with_their_units(write):
    world = load(write("""
        extends = "base-year"
        days = "2 years"
        [market]
        interest = "5 %/yr"
        own_days = "52 weeks"
        [sectors.defence]
        value_added_usd_per_t = "49 USD/kg"
    """))  # fmt: skip
    assert (world.days, world.market.interest, world.market.own_days) == (730, 0.05, 364.0)
    assert world.sectors["defence"].value_added_usd_per_t == 49_000.0
    assert type(world.days) is int


def test_capacity_grows_on_as_before_unless_a_later_growth_is_given():
    world = load("base-year", ["regions.AUS.capacity_growth=4 %/yr"])
    assert world.regions["AUS"].later_growth == 0.04


def test_a_file_extends_another_by_a_path_from_its_own_folder(write):
    write('extends = "base-year"\nseed = 5\ndays = 100\n', "below/base.toml")
    world = load(write('extends = "below/base.toml"\ndays = 200\n'))
    assert (world.seed, world.days, world.extends) == (5, 200, None)


def test_the_place_of_every_value_is_known(write):
    path = write('extends = "status-quo"\n\n[transit]\nvariability = 0.1\n')
    places = resolve(path, ["market.panic_days=70"]).places
    assert places["transit.variability"] == f"{path}:4"
    assert places["sectors.defence.growth"].startswith("status-quo.toml:")
    assert places["regions.JPN.name"].startswith("base-year.toml:")
    assert places["market.panic_days"] == "--set"
    assert places["regions.KAZ.capacity_growth"] == "default"


def test_rows_say_key_value_unit_and_place():
    rows = {row.path: row for row in resolve("base-year").rows()}
    assert rows["market.interest"][1:3] == (0.08, "per year")
    assert rows["days"][1:3] == (4383, "d")
    assert rows["materials.light_oxide.buyer_cover_by_region.JPN"].unit == "d"
    assert rows["sectors.other.value_added_usd_per_t"].unit == "USD/t"
    assert rows["tariffs.us_magnets.importer"][1:3] == ("USA", "")
    assert set(rows) == set(resolve("base-year").places)


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("market.own_days=200", 200.0),
        ("market.own_days = '200 d'", 200.0),
        ("market.own_days=200 d", 200.0),
        ("market={own_days=200}", 200.0),
        ('"market".own_days=200 # for a test', 200.0),
    ],
)
def test_an_override_is_toml_or_else_text(override, value):
    assert load("base-year", [override]).market.own_days == value


def test_the_last_override_wins_over_everything():
    assert load("status-quo", ["seed=3", "seed=4", "question=What = this?"]).seed == 4


def test_an_override_may_add_a_table():
    added = ["importer='EU'", "origin='CHN'", "material='*'", "rate=25 %", "source='assumption'"]
    world = load("base-year", [f"tariffs.new.{term}" for term in added])
    assert world.tariffs["new"].rate == 0.25
    assert world.tariffs["new"].basis == "fob"


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_canonical_text_loads_as_an_equal_scenario(name, write):
    world = load(
        name,
        [
            'question="\\u001b\\"\\\\ü\\n\\u007f"',
            'tariffs."a b.c"={importer="*", origin="MMR", material="*", rate=-0.0, source="x"}',
        ],
    )
    text = to_toml(world)
    again = load(write(text))
    assert again == world
    assert to_toml(again) == text
    assert "extends" not in tomllib.loads(text)


def test_the_order_of_tables_changes_nothing_in_the_digest(write):
    world = load("status-quo")
    top, *tables = to_toml(world).split("\n\n")
    for seed in range(5):
        random.Random(seed).shuffle(tables)
        assert digest(load(write("\n\n".join([top, *tables])))) == digest(world)


def test_any_change_of_a_value_changes_the_digest():
    assert digest(load("base-year", ["market.panic_gain=1.0000001"])) != digest(load("base-year"))


def test_the_digest_needs_no_file_and_no_place(write):
    assert digest(load(write('name = "status-quo"\nextends = "status-quo"\n'))) == digest(load("status-quo"))


def test_nothing_in_a_scenario_may_change_and_it_travels_between_processes():
    world = load("status-quo")
    with pytest.raises(ValueError, match="frozen"):
        world.market.interest = 0.0
    assert pickle.loads(pickle.dumps(world)) == world  # noqa: S301


def test_what_is_unwise_is_said_with_its_place(write):
    path = write('extends = "base-year"\ntick_days = 14\n[materials.light_oxide]\nsubstitution = 20\n')
    warnings = resolve(path).warnings
    assert [warning.line for warning in warnings] == [2, 4]
    assert warnings[0].render("warning").startswith(f"{path}:2:13: warning: tick_days: 14 d is coarse")


def test_the_schema_describes_every_key_with_its_unit():
    schema = json_schema()
    json.dumps(schema)
    for table in (schema, *schema["$defs"].values()):
        assert table["additionalProperties"] is False
        assert "required" not in table
        assert all({"description", "$ref"} & set(key) for key in table["properties"].values())
    assert schema["$defs"]["Market"]["properties"]["own_days"]["unit"] == "d"
    assert schema["properties"]["materials"]["propertyNames"]["enum"] == list(MATERIALS)


def test_a_scenario_without_a_beta_is_read_without_numerical_libraries():
    """The median of a beta, such as the approval of licences in status-quo, needs the kernels."""
    heavy = "{'numpy', 'numba', 'scipy', 'pyarrow', 'simpy', 'pandas'}"
    code = f"import sys; from lodeflow.scenario.load import load; load('projects-2025'); assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ)


def test_an_error_travels_between_processes_whole():
    with pytest.raises(ScenarioError) as refused:
        load("base-year", ["seed=-1", "sed=1"])
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)  # noqa: S301
    assert refused.value.exit_code == 65
