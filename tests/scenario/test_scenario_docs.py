"""What docs/scenarios.md shows is so."""

import re
from datetime import date
from pathlib import Path

import pytest
from worlds import lane

from lodeflow.base_world.duty_rules import tariffs
from lodeflow.catalog.names import MATERIALS
from lodeflow.scenario.load import load

TEXT = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
ROWS = re.findall(r"\| (\d{4}-\d\d-\d\d) \|.*\| ([\d.]+) % \| ([\d.]+) % \|", TEXT)


@pytest.fixture
def example(tmp_path):
    def read(number):
        (tmp_path / "mine.toml").write_text(EXAMPLES[number], encoding="utf-8")
        return load(str(tmp_path / "mine.toml"))

    return read


def on(scenario, origin, day, material="magnet_standard"):
    return tariffs(scenario, [lane(origin, "USA", material)], (day - scenario.start_date).days)[0][0]


def test_the_first_example_adds_a_quarter_to_all_that_was_levied_before(example):
    assert [
        round(on(example(0), "CHN", date(2026, 12, 31) if before else date(2027, 1, 1)), 6) for before in (True, False)
    ] == [0.271, 0.521]
    assert example(0).days == 4383


def test_the_second_example_lets_an_ally_in(example):
    paid = [on(example(1), origin, date(2025, 1, 1), "light_oxide") for origin in ("AUS", "MYS")]
    assert paid == [0.0, 0.1]


def test_the_third_example_ends_by_itself(example):
    days = [date(2025, 5, 13), date(2025, 5, 14), date(2025, 8, 11), date(2025, 8, 12)]
    assert [on(example(2), "CHN", day) for day in days] == [0.021, 0.0, 0.0, 0.021]


def test_there_is_no_other_example():
    assert len(EXAMPLES) == 3
    assert not any("metal" in material for material in MATERIALS)  # the page says there is none yet


@pytest.mark.parametrize(("day", "china", "others"), ROWS)
def test_the_table_of_american_tariffs_is_that_of_the_status_quo(day, china, others):
    scenario = load("status-quo")
    found = [on(scenario, origin, date.fromisoformat(day)) for origin in ("CHN", "JPN")]
    assert found == [pytest.approx(float(china) / 100.0), pytest.approx(float(others) / 100.0)]
