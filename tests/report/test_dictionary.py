"""Data dictionary: one entry for everything that a scenario or a result may hold, found by name or meaning."""

import json

import pytest
from command import lodeflow

from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.report.dictionary import KINDS, entries, found, told
from lodeflow.scenario.fields import homes
from lodeflow.scenario.load import load
from lodeflow.scenario.model import Scenario
from lodeflow.storage.definitions import DEFINITIONS
from lodeflow.storage.tables import TABLES
from lodeflow.terms.walk import leaves


def test_every_outcome_has_one_definition_with_the_unit_of_its_values():
    assert {name: each.unit for name, each in DEFINITIONS.items()} == OUTCOMES
    assert list(DEFINITIONS) == list(OUTCOMES)


def test_definitions_are_short_sentences_without_a_full_stop_and_say_different_things():
    said = [each.says for each in DEFINITIONS.values()]
    assert len(set(said)) == len(said)
    assert [each for each in said if each.endswith(".") or not 20 <= len(each) <= 200] == []


def test_the_dictionary_holds_every_outcome_table_column_and_key_once():
    every = list(entries())
    names = [(each.kind, each.name) for each in every]
    assert len(set(names)) == len(names)
    assert [name for kind, name in names if kind == "outcome"] == list(OUTCOMES)
    assert [name for kind, name in names if kind == "column"] == [
        f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns
    ]
    keys = {name for kind, name in names if kind == "key"}
    assert {name.rpartition(".")[2] for name in keys} - {"NAME"} == set(homes())
    assert keys >= set(Scenario.model_fields)
    assert [each for each in every if not each.says and each.kind != "key"] == []


def test_every_number_of_a_scenario_is_found_by_its_key():
    keys = {each.name for each in entries() if each.kind == "key"}
    for path, _ in leaves({"market": load("status-quo").market}):
        assert ".".join(path) in keys


def test_a_part_of_a_name_a_pattern_and_a_word_of_a_meaning_find_entries():
    names = [each.name for each in found("weeks", ["outcome"])]
    assert names == ["weeks_short", "weeks_badly_short", "weeks_in_the_money"]
    assert [each.name for each in found("peak_*_price", ["outcome"])] == [
        "peak_origin_price",
        "peak_spot_price",
        "peak_transaction_price",
    ]
    assert [each.name for each in found("Herfindahl")] == ["origin_concentration"]
    assert {each.kind for each in found("")} == set(KINDS)
    assert [section.columns for section in told(found("weeks_short"))] == [("name", "unit", "meaning")]


def test_a_name_that_there_is_not_is_answered_with_the_nearest_one():
    with pytest.raises(LookupError, match="nothing is called 'price_volatilty'; did you mean 'price_volatility'"):
        found("price_volatilty")


@pytest.mark.parametrize("name", ["welfare", "flow", "account", "market", "event"])
def test_a_table_with_days_has_their_dates(name):
    columns = [column.name for column in TABLES[name].columns]
    assert columns.index("date") == columns.index("day") + 1


def test_the_command_prints_name_unit_and_meaning_and_refuses_what_there_is_not():
    done = lodeflow("catalog", "weeks_short")
    assert done.returncode == 0
    assert "  weeks_short [weeks]\n      time in which more than" in done.stdout
    (entry,) = json.loads(lodeflow("catalog", "weeks_short", "--json").stdout)
    assert entry["kind"] == "outcome"
    wrong = lodeflow("catalog", "weks")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean 'weeks'?" in wrong.stderr
