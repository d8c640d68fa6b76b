"""A folder that anyone can write: every mistake at its file, line and cell, all at once; shipped episodes are right."""

import re
from pathlib import Path

import pytest

from lodeflow.episodes.lines import State
from lodeflow.episodes.reader import EpisodeError, read_episode, shipped_episodes
from lodeflow.errors import ScenarioError

TOML = """title = "A little episode"
scenario = "scenario.toml"
replications = 3

[money.CNY]
2023 = 0.14

[negative_controls.none]
without = ["controls"]
series = "spot gallium_metal EU"
factor = 2.0
source = "a test"

[acceptance]
answered = 0.5
"""
SCENARIO = 'extends = "status-quo-gallium"\nquestion = "What if?"\ndays = 91\n'
HEAD = "quantity,region,partner,material,start,end,value,low,high,unit,tax,counted,fitted,basis,grade,source\n"
ROWS = (
    "spot,EU,,gallium_metal,2023-06-01,2023-06-01,250,,,USD/kg,,,,,B,before\n"
    "spot,EU,,gallium_metal,2023-07-20,2023-07-20,300,280,320,USD/kg,,,,,B,after\n"
    "gate,CHN,,gallium_metal,2023-08-01,2023-08-01,1770,,,CNY/kg,0.13,,,,B,with tax\n"
    "flow,CHN,,gallium_metal,2023-07-01,2023-07-31,5000,,,kg,,departure,,customs,A,customs\n"
)


def written(folder: Path, toml=TOML, scenario=SCENARIO, rows=ROWS, head=HEAD):
    folder.mkdir(exist_ok=True)
    (folder / "episode.toml").write_text(toml, encoding="utf-8")
    (folder / "scenario.toml").write_text(scenario, encoding="utf-8")
    (folder / "observations.csv").write_text(head + rows, encoding="utf-8")
    return str(folder)


def said(folder):
    with pytest.raises(ScenarioError) as told:
        read_episode(folder)
    return str(told.value)


@pytest.mark.parametrize("name", sorted(shipped_episodes()))
def test_a_shipped_episode_is_right_and_its_observations_are_not_of_the_scenario(name):
    episode = read_episode(name)
    assert len(episode.figures) > 20
    assert any(figure.first_day >= 0 for figure in episode.figures)
    assert any(figure.first_day < 0 for figure in episode.figures)
    assert all(figure.of.source for figure in episode.figures)
    assert episode.terms.misses
    assert episode.terms.negative_controls


def test_observations_are_in_the_units_of_the_model(tmp_path):
    figures = read_episode(written(tmp_path / "e")).figures
    assert figures[1].value == pytest.approx(300e3)
    assert (figures[1].low, figures[1].high) == pytest.approx((280e3, 320e3))
    assert figures[2].value == pytest.approx(1770.0 * 0.14 * 1e3 / 1.13)
    assert figures[3].value == pytest.approx(5.0)
    assert (figures[3].first_day, figures[3].last_day) == (0, 30)
    assert figures[0].first_day == -30


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("spt,EU,,gallium_metal,2023-07-20,2023-07-20,1,,,USD/kg,,,,,B,s", "unknown quantity"),
        ("spot,EUU,,gallium_metal,2023-07-20,2023-07-20,1,,,USD/kg,,,,,B,s", "unknown region 'EUU'"),
        ("spot,EU,,galium_metal,2023-07-20,2023-07-20,1,,,USD/kg,,,,,B,s", "unknown material 'galium_metal'"),
        ("spot,EU,,gallium_metal,2023-07-20,2023-07-20,1,,,t,,,,,B,s", "a spot price in 't'"),
        ("flow,CHN,,gallium_metal,2023-07-01,2023-07-31,1,,,USD/kg,,,,,B,s", "flow in 'USD/kg'"),
        ("gate,CHN,,gallium_metal,2023-07-20,2023-07-20,1,,,JPY/kg,,,,,B,s", "the worth of JPY in 2023 is not known"),
        ("spot,EU,,gallium_metal,2023-07-20,2023-07-19,1,,,USD/kg,,,,,B,s", "before it starts on 2023-07-20"),
        ("spot,EU,,gallium_metal,2023-07-20,2023-07-20,0,,,USD/kg,,,,,B,s", "prices are above 0"),
        ("spot,EU,,gallium_metal,2023-07-20,2023-07-20,5,6,7,USD/kg,,,,,B,s", "lies outside its range 6 to 7"),
        ("spot,WORLD,,gallium_metal,2023-07-20,2023-07-20,5,,,USD/kg,,,,,B,s", "a price of the whole world"),
        ("flow,WORLD,,gallium_metal,2023-07-01,2023-07-31,1,,,t,,,,,B,s", "from everywhere to everywhere"),
        ("flow,CHN,,gallium_metal,2023-07-01,2023-07-31,1,,,t,,buyers,,,B,s", "flow counted at 'buyers'"),
        ("spot,EU,,gallium_metal,2023-07-20,2023-07-20,1,,,USD/kg,,,maybe,,B,s", "expected yes or no"),
        ("spot,EU,,gallium_metal,2023-07-20,2023-07-20,300,280,320,USD/kg,,,,,B,after", "stands on line 3"),
    ],
)
def test_a_mistake_in_a_row_is_told_with_its_line(tmp_path, row, message):
    text = said(written(tmp_path / "e", rows=ROWS + row + "\n"))
    assert message in text
    assert re.search(r"observations\.csv:6\b", text), text


def test_mistakes_of_all_files_are_told_together(tmp_path):
    toml = TOML.replace("factor = 2.0", "facktor = 2.0").replace("answered = 0.5", "answered = 5")
    text = said(
        written(tmp_path / "e", toml=toml, rows="spt,EU,,gallium_metal,2023-07-20,2023-07-20,1,,,USD/kg,,,,,B,s\n")
    )
    assert "facktor" in text
    assert "did you mean 'factor'" in text
    assert "answered" in text
    assert "unknown quantity" in text


def test_a_negative_control_names_what_is_there(tmp_path):
    text = said(written(tmp_path / "e", toml=TOML.replace('["controls"]', '["controls.of_nobody"]')))
    assert "there is no 'controls.of_nobody'" in text
    text = said(written(tmp_path / "e", toml=TOML.replace("spot gallium_metal EU", "spot gallium_metal EUU")))
    assert "unknown region 'EUU'" in text


def test_what_is_no_episode_is_named(tmp_path):
    with pytest.raises(EpisodeError, match=r"there is no episode 'galium-2023'.*did you mean 'gallium-2023'"):
        read_episode("galium-2023")
    with pytest.raises(EpisodeError, match=r"the folder has no episode\.toml"):
        read_episode(str(tmp_path))


def test_states_are_words_for_tables():
    assert {str(state) for state in State} == {"scored", "known before", "fitted", "beyond the end", "unanswered"}
