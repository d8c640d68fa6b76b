"""A back-test sets each observation beside what is simulated, scores it as forecasters do, and passes or fails."""

import json
import pickle

import numpy as np
import pytest
from click.testing import CliRunner
from test_episode_folder import ROWS, TOML, written

import lodeflow
from lodeflow.cli.group import lodeflow as command
from lodeflow.engines.compiled_engine import play
from lodeflow.episodes.backtest import backtest
from lodeflow.episodes.lines import State, lines_of
from lodeflow.episodes.played import Player
from lodeflow.episodes.reader import read_episode
from lodeflow.errors import ScenarioError
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.scenario.draws import Urn


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return written(tmp_path_factory.mktemp("episodes") / "little")


@pytest.fixture(scope="module")
def found(folder):
    return backtest(folder)


def test_prices_and_flows_are_those_of_the_replications(folder, found):
    """A price is that of the week, a flow what left within the span."""
    player = Player(read_episode(folder))
    episode = found.episode
    scenario = Urn(episode.scenario).draw(1).scenario
    world = play(lodeflow.plan(scenario), 1).world
    cell = player.plan.atlas.cell("EU", "gallium_metal")
    days = world.tape.day[: world.tape.used[MARKETS]]
    week = np.searchsorted(days, 19, side="right") - 1
    assert found.simulated[1, 1] == world.tape.market[week, cell, MarketColumn.SPOT]
    assert found.simulated[1, 3] > 0.0


def test_only_what_came_after_the_start_is_scored(found):
    states = [line.state for line in found.lines]
    assert states[0] is State.KNOWN
    assert states[1] is State.SCORED
    assert found.scores.observations == states.count(State.SCORED)
    assert found.lines[1].no_change == pytest.approx(250e3)


def test_what_the_base_was_made_from_proves_nothing(folder):
    figures = read_episode(folder).figures
    fitted = [f if n != 1 else type(f)(**{**f.__dict__, "of": _fitted(f.of)}) for n, f in enumerate(figures)]
    lines = lines_of(fitted, np.ones((3, 4)), 91)
    assert lines[1].state is State.FITTED
    assert np.isnan(lines[1].crps)


def _fitted(row):
    return type(row)(**{**row.__dict__, "fitted": True})


def test_an_observation_within_the_band_is_inside_and_its_range_may_touch(folder):
    figures = read_episode(folder).figures
    band = np.array([np.full(3, 1.0), np.array([310e3, 315e3, 330e3]), np.full(3, 1.0), np.full(3, 1.0)]).T
    lines = lines_of(figures, band, 91)
    assert lines[1].verdict == "range touches"
    assert lines_of(figures, band - 15e3, 91)[1].verdict == "inside"
    assert lines_of(figures, band + 1e6, 91)[1].verdict == "observed below"


def test_the_world_without_what_made_history_stays(found):
    (kept,) = found.kept
    assert kept.allowed == 2.0
    assert 1.0 <= kept.factor < 2.0


def test_equal_parameters_give_equal_scores_and_others_others(folder):
    """As samplers need it: no call leaves a trace, and a scorer can be sent to another process."""
    scorer = lodeflow.Scorer(folder, replications=3)
    first = scorer()
    moved = scorer({"market.storage_elasticity": 60})
    again = pickle.loads(pickle.dumps(scorer))()  # noqa: S301 - our own
    assert again.loss == first.loss
    assert moved.loss != first.loss
    np.testing.assert_array_equal(again.simulated, first.simulated)
    assert "market.storage_elasticity" in scorer.priors
    assert lodeflow.score(folder, replications=3).loss == first.loss
    with pytest.raises(ScenarioError, match="storage_elasticty"):
        scorer({"market.storage_elasticty": 60})


def told(*words):
    result = CliRunner().invoke(command, words)
    return result.exit_code, result.output


def test_the_command_prints_lines_scores_and_demands_and_exits_by_them(folder, tmp_path):
    code, text = told("backtest", folder, "-o", str(tmp_path / "lines.csv"))
    assert code == 0, text
    for part in ("A little episode: 3 replications from 2023-07-01", "spot gallium_metal EU, USD/kg", "Scores",
                 "What it takes to pass", "observations answered", "passed"):  # fmt: skip
        assert part in text
    assert (tmp_path / "lines.csv").read_text().count("\n") == 1 + ROWS.count("\n")
    strict = written(tmp_path / "strict", toml=TOML + "price_log_rmse = 1e-6\n")
    code, text = told("backtest", strict, "--reps", "2", "--json")
    assert code == 1
    data = json.loads(text)
    assert not data["passed"]
    assert [each["met"] for each in data["demands"]].count(False) == 1


def test_a_wrong_episode_fails_with_every_mistake(tmp_path):
    code, text = told("backtest", written(tmp_path / "wrong", rows=ROWS.replace("EU,", "EUU,")))
    assert code == 1
    assert "passed" not in text
