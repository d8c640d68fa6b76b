"""Every value of a scenario can be asked what it is, who says so, and where it was set."""

import json
from importlib.resources import files

import pytest
from command import lodeflow

import lodeflow as package
from lodeflow.scenario.explain import explain
from lodeflow.scenario.load import resolve


@pytest.fixture(scope="module")
def resolved(tmp_path_factory):
    path = tmp_path_factory.mktemp("explained") / "mine.toml"
    path.write_text(
        'extends = "status-quo"\n'
        "[market]\n"
        'own_days = "200 d"  # a guess, # and more\n'
        "lead_memory_days = 60\n"
        "[outages]\n"
        "cut_low = 0.1  # of what\n"
        "[sectors]\n"
        'defence = { growth = 0.01, long_elasticity = 0.05 }  # nobody knows\n'
        "[tariffs.new]\n"
        'importer = ["EU", "GBR"]\norigin = "CHN"\nmaterial = "magnet_*"\nrate = 0.1  # asked for\nsource = "a letter"\n'
    )  # fmt: skip
    return resolve(str(path), ["market.panic_gain=2 # loud"])


def the(resolved, key):
    (only,) = explain(resolved, key)
    return only


def test_a_value_says_its_unit_its_meaning_its_comment_and_its_line(resolved):
    found = the(resolved, "market.own_days")
    assert (found.value, found.unit) == ("200.0", "d")
    assert "lasting difference of stocks" in found.meaning
    assert found.source == "a guess, # and more"
    assert found.set_in == f"{resolved.file}:3"


def test_a_comment_belongs_to_the_last_value_of_its_line_and_to_no_other_line(resolved):
    assert the(resolved, "market.lead_memory_days").source == ""
    assert the(resolved, "sectors.defence.growth").source == ""
    assert the(resolved, "sectors.defence.long_elasticity").source == "nobody knows"


def test_the_source_of_a_table_speaks_for_its_numbers_and_dates_only(resolved):
    assert the(resolved, "tariffs.new.rate").source == "a letter; asked for"
    assert the(resolved, "tariffs.new.importer").source == ""
    assert the(resolved, "tariffs.new.importer").value == '["EU", "GBR"]'
    assert "USTR" in the(resolved, "tariffs.us_section_301.start").source


def test_an_uncertain_number_names_who_thinks_so(resolved):
    found = the(resolved, "materials.heavy_oxide.thrift_elasticity")
    assert (found.value, found.source) == (
        "triangular 0.3..0.7..1.2",
        "assumption; Nissan saved 40 % of its dysprosium",
    )


def test_what_was_set_on_the_command_line_or_nowhere_is_said(resolved):
    found = the(resolved, "market.panic_gain")
    assert (found.set_in, found.source) == ("--set", "loud")
    assert the(resolved, "regions.KAZ.capacity_growth").set_in == "default"


def test_every_value_that_check_knows_is_explained_with_a_meaning(resolved):
    found = {each.key: each for each in explain(resolved)}
    assert list(found) == [row.path for row in resolved.rows()]
    assert all(each.meaning for each in found.values())
    assert package.explain(resolved) == list(found.values())


def test_a_key_stands_for_all_below_it_and_a_pattern_for_all_that_fit(resolved):
    def keys(asked):
        return [each.key for each in explain(resolved, asked)]

    assert keys("seed") == ["seed"]
    answer = ("response", "response_days", "long_run_price", "response_limit")
    own = ("name", "capacity_growth", "later_capacity_growth", *(f"capacity_{key}" for key in answer))
    assert keys("regions.CHN") == [f"regions.CHN.{key}" for key in own]
    assert keys("market") == [key for key in resolved.places if key.startswith("market.")]
    assert keys("tariffs.us_s*.rate") == ["tariffs.us_section_122.rate", "tariffs.us_section_301.rate"]
    assert keys("*.buyer_cover_by_region") == [key for key in resolved.places if key.endswith("_by_region.JPN")]


def test_a_key_that_leads_nowhere_meets_the_nearest_one(resolved):
    with pytest.raises(LookupError, match=r"no key fits 'tarifs'; did you mean 'tariffs'\?"):
        explain(resolved, "tarifs")


def test_the_command_takes_a_key_or_none_and_speaks_to_people_and_machines():
    lines = files("lodeflow.configs").joinpath("status-quo.toml").read_text().splitlines()
    first = next(n for n, text in enumerate(lines) if text.startswith("[tariffs.us_section_122]"))
    line = next(n for n, text in enumerate(lines[first:], first + 1) if text.startswith("rate ="))
    some = lodeflow("check", "status-quo", "--explain", "tariffs.us_section_122.rate")
    assert some.stdout.splitlines() == [
        "tariffs.us_section_122.rate = 0.1  [fraction]",
        "    Tariff as a share of the value.",
        f"    set in status-quo.toml:{line}",
        "    source: reported: perkinscoie.com, rareearthexchanges.com; that magnets pay it is unverified",
    ]
    whole = lodeflow("check", "--explain", "base-year", "--json")  # no key: the name is the scenario's
    assert {"key", "value", "unit", "meaning", "source", "set_in"} == set(json.loads(whole.stdout)[0])
    assert len(json.loads(whole.stdout)) == len(resolve("base-year").places)
    wrong = lodeflow("check", "base-year", "--explain", "tarifs")
    assert (wrong.returncode, "did you mean 'tariffs'?" in wrong.stderr) == (2, True)
    assert lodeflow("check", "--explain").returncode == 2


def test_check_alone_prints_what_the_scenario_sets_itself_and_machines_get_all(tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "base-year"\nseed = 7\n')
    done = lodeflow("check", "mine.toml", "--set", "market.panic_gain=2", cwd=tmp_path)
    assert "Values that mine.toml sets itself, 2 of " in done.stdout
    assert "mine.toml:2" in done.stdout
    assert "market.own_days" not in done.stdout
    machines = json.loads(lodeflow("check", "mine.toml", "--json", cwd=tmp_path).stdout)
    assert "market.own_days" in [row[0] for row in machines["sections"][0]["rows"]]
