"""Commands say on stderr what has no effect; their exit codes and their results stay as they are."""

import json

import pytest
from click.testing import CliRunner

from lodeflow.cli.group import lodeflow

IDLE = """
[tariffs.late]
importer = "IND"
origin = "CHN"
material = "magnet_*"
rate = "60 %"
start = 2040-01-01
source = "a"
"""
SAID = "8:9: warning: tariffs.late.start: starts on 2040-01-01, after the run has ended: it has no effect"


@pytest.fixture
def call(tmp_path):
    (tmp_path / "late.toml").write_text(f'extends = "base-year"\nquestion = "q?"{IDLE}', encoding="utf-8")

    def run(command, *words):
        done = CliRunner().invoke(lodeflow, [command, str(tmp_path / "late.toml"), *map(str, words)])
        assert done.exit_code == 0, done.output
        return done

    return run


def test_check_prints_warnings_with_their_line(call):
    done = call("check")
    assert SAID in done.stderr
    assert "start = 2040-01-01\n" in done.stderr
    assert "2036-12-31: was another year meant?" in done.stderr
    assert "warning:" not in done.stdout


def test_check_tells_machines_too(call):
    (warning,) = json.loads(call("check", "--json").stdout)["warnings"]
    assert (warning["line"], warning["column"], warning["path"]) == (8, 9, "tariffs.late.start")
    assert set(warning) == {"file", "line", "column", "path", "message", "hint"}


def test_check_explains_values_and_warns_as_well(call):
    assert SAID in call("check", "--explain", "tariffs").stderr


@pytest.mark.parametrize("command", ["run", "mc", "compare"])
def test_a_run_prints_each_warning_in_one_line(call, command, tmp_path):
    more = {"run": [], "mc": ["--reps", 1], "compare": ["base-year", "--reps", 1]}[command]
    out = [] if command == "run" else ["--out", tmp_path / "out", "--workers", 1, "--detail", "outcomes"]
    words = [*more, *out, "--set", "days=7"]
    if command != "run":
        words += ["--engine", "simpy"]
    done = call(command, *words)
    (line,) = [line for line in done.stderr.splitlines() if "tariffs.late" in line]
    assert "warning: days: the run is over before these begin: tariffs.late" in line


def test_where_progress_is_json_a_warning_is_json(call):
    first = json.loads(call("run", "--progress", "json", "--set", "days=7").stderr.splitlines()[0])
    assert "tariffs.late" in first["warning"]


def test_a_shipped_scenario_is_not_warned_about_when_it_runs_but_when_it_is_checked():
    ran, checked = (
        CliRunner().invoke(lodeflow, words)
        for words in (["run", "status-quo", "--days", "28"], ["check", "status-quo"])
    )
    assert (ran.exit_code, checked.exit_code) == (0, 0)
    assert "panama" not in ran.output
    assert "panama" in checked.output
