"""A Monte Carlo: what it draws stands in its tables, it ends when it knows enough, and its fan is exact."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from command import lodeflow
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lodeflow.assembly import plan
from lodeflow.cli.progress import Progress
from lodeflow.monte_carlo import fan
from lodeflow.monte_carlo.run import simulate, write
from lodeflow.monte_carlo.stopping import HEADLINE, LEAST, Running, Until, until
from lodeflow.monte_carlo.workers import Recording, Workers, block_size
from lodeflow.outcomes.measure import Outcomes
from lodeflow.outcomes.names import Name
from lodeflow.scenario.draws import draw, uncertain
from lodeflow.scenario.load import load
from lodeflow.student import student_95

SHORT = ("days=42",)
NAMES = (HEADLINE, Name("unmet", "magnet_standard", "EU", "defence"), Name("mass_residual", None, None, None))


@pytest.fixture(scope="module")
def short():
    return plan(load("status-quo", SHORT))


def test_every_replication_tells_what_it_drew(short, tmp_path):
    write(short, tmp_path / "out", 20, Recording("outcomes", 7), lambda _: None)
    table = pq.read_table(tmp_path / "out" / "tables" / "parameters").to_pydict()
    found = {}
    for replication, parameter, value in zip(table["replication"], table["parameter"], table["value"], strict=True):
        found.setdefault(replication, {})[str(parameter)] = value
    paths = [p.path for p in uncertain(short.scenario)]
    assert sorted(found) == list(range(20))
    assert all(found[k] == dict(zip(paths, draw(short.scenario, k).values, strict=True)) for k in found)


def test_a_replication_is_the_same_alone_as_among_others(short):
    among = [v for block in simulate(short, 18, Recording("outcomes", 7, workers=2)) for v in block.outcomes]
    (alone,) = simulate(short, 1, Recording("outcomes", 7, engine="simpy"), first=17)
    assert np.array_equal(alone.outcomes[0], among[17], equal_nan=True)


def test_one_replication_can_be_played_again_by_its_number():
    said = [
        json.loads(lodeflow("run", "status-quo", "--days", 28, "--json", "--replication", k).stdout) for k in (0, 3)
    ]
    assert said[0]["trace"] != said[1]["trace"]


def cells_of(table):
    """Column after column, with what tells a row apart as text."""
    return {name: np.array(values) for name, values in pq.read_table(table).to_pydict().items()}


@pytest.mark.parametrize("at_once", [5_000, 4_000_000])
def test_the_fan_is_the_spread_of_all_paths_however_few_are_read_at_a_time(short, tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(fan, "AT_ONCE", at_once)
    write(short, tmp_path / "out", 21, Recording("market", 21), lambda _: None)
    market, spread = (cells_of(tmp_path / "out" / "tables" / name) for name in ("market", "fan"))
    assert set(spread["day"]) == set(market["day"]) == {0, 21, 35}
    for row in range(0, len(spread["day"]), len(spread["day"]) // 50):
        here = np.logical_and.reduce([market[name] == spread[name][row] for name in ("day", "region", "material")])
        values = market[spread["quantity"][row]][here].astype(float)
        assert len(values) == 21
        assert [spread[p][row] for p in ("p05", "p25", "p50", "p75", "p95")] == pytest.approx(
            np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95]), rel=1e-14, abs=1e-300
        )
        assert spread["mean"][row] == pytest.approx(values.mean(), rel=1e-13, abs=1e-300)


def test_paths_can_be_taken_from_the_market_table_as_well(short, tmp_path):
    recording = Recording("market", 21)
    write(short, tmp_path / "out", 5, recording, lambda _: None)
    part = tmp_path / "out" / "tables" / "market" / "part-00000.parquet"
    assert (
        fan.as_bytes(list(fan.paths_of_market(short, part.read_bytes()))) == Workers(short, recording, 5).block(0).paths
    )


def test_blocks_are_as_large_as_the_scenario_allows_and_never_empty(short):
    assert block_size(short, Recording("outcomes", 7)) == 16
    years = plan(load("base-year", ("days=36525",)))
    assert block_size(years, Recording("ledger", 7)) == 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_running_mean_and_interval_are_those_of_the_textbook(values):
    running = Running()
    for value in [*values, float("nan")]:
        running.add(value)
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    assert running.mean == pytest.approx(np.mean(values), rel=1e-9, abs=1e-6)
    assert running.half_width == pytest.approx(student_95(len(values) - 1) * error, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("freedom", [6, 10, 29, 31, 100, 9999])
def test_students_interval_is_right_to_a_thousandth(freedom):
    assert student_95(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-3)


def test_nothing_is_believed_before_thirty_replications():
    running, rule = Running(), Until(HEADLINE, 0.02, relative=True)
    for _ in range(LEAST - 1):
        running.add(7.0)
    assert not rule.reached(running)
    running.add(7.0)
    assert rule.reached(running)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mean_spot_price light_oxide CHN < 2 %", Until(NAMES[0], 0.02, relative=True)),
        ("unmet.magnet_standard.EU.defence<50", Until(NAMES[1], 50.0, relative=False)),
        ("mass_residual < 1e-12", Until(NAMES[2], 1e-12, relative=False)),
    ],
)
def test_a_rule_names_an_outcome_and_how_well_it_must_be_known(text, expected):
    assert until(text, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mean_spot_prise light_oxide CHN < 2 %", "did you mean 'mean_spot_price'?"),
        ("mean_spot_price light_oxid CHN < 2 %", "did you mean 'mean_spot_price light_oxide CHN'?"),
        ("mean_spot_price light_oxide CHN", "is not of the form"),
        ("mean_spot_price light_oxide CHN < 0 %", "must be above 0"),
    ],
)
def test_a_rule_that_cannot_be_meant_says_what_was(text, said):
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        until(text, NAMES)


@pytest.mark.parametrize("workers", [1, 3])
def test_a_run_ends_at_the_same_block_on_any_number_of_workers(short, tmp_path, workers):
    found = Outcomes(short)
    rule = until("mean_spot_price light_oxide CHN < 5 %", found.names)
    done = write(short, tmp_path / "out", 400, Recording("outcomes", 7, workers=workers), lambda _: None, until=rule)
    values = [
        v[found.place[HEADLINE]] for block in simulate(short, done, Recording("outcomes", 7)) for v in block.outcomes
    ]
    running, known = Running(), []
    for k, value in enumerate(values, 1):
        running.add(float(value))
        known += [k] if k % 16 == 0 and rule.reached(running) else []
    assert [done] == known
    assert done == json.loads((tmp_path / "out" / "manifest.json").read_text())["replications"]


def test_the_command_says_whether_the_mean_is_known_well_enough(tmp_path):
    rule = "mean_spot_price light_oxide CHN < 50 %"
    done = lodeflow("mc", "status-quo", "--reps", 100, "--days", 14, "--out", tmp_path / "out", "--until", rule)
    assert "means of 32 replications" in done.stdout
    assert "--until reached" in done.stdout
    few = lodeflow("mc", "status-quo", "--reps", 20, "--days", 14, "--out", tmp_path / "few", "--until", rule)
    assert "--until NOT reached" in few.stdout


def test_progress_tells_speed_and_what_was_found_so_far(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    running, times = Running(), iter([0.0, 10.0, 40.0])
    with Progress("plain", 64, headline=(HEADLINE, running), clock=lambda: next(times)) as progress:
        for value in range(88, 95):
            running.add(float(value))
        progress(16)
        progress(16)
    said = capsys.readouterr().err
    assert said == "32/64 replications  50 %  0.53/s  60 s left  mean_spot_price light_oxide CHN 91 ± 2\n"


def test_blocks_that_were_found_finished_say_nothing_about_speed(capsys):
    times = iter([0.0, 1.0, 11.0, 13.0])
    with Progress("json", 48, clock=lambda: next(times)) as progress:
        progress(32, kept=True)
        progress(10)
        progress(3)
    first, second, third = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first == {"done": 32, "of": 48, "per_second": 0.0, "seconds_left": None}
    assert second == {"done": 42, "of": 48, "per_second": 0.0, "seconds_left": None}
    assert third == {"done": 45, "of": 48, "per_second": 1.5, "seconds_left": 2.0}
