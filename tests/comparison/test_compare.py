"""Arms under common random numbers: folders like any other, and differences that anybody can work out from them."""

import json
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from command import lodeflow
from quick import quick_disk
from scipy import stats
from small_result import contents

from lodeflow.answers.folder import open_folder
from lodeflow.assembly import plan
from lodeflow.comparison.arms import Found
from lodeflow.comparison.differences import compare_folders
from lodeflow.comparison.paired_statistics import Pairs, worst
from lodeflow.comparison.run import compare, refuse_unlike
from lodeflow.comparison.summary import sections
from lodeflow.errors import DataError, OutputError, StorageError
from lodeflow.monte_carlo.estimate import estimate
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.outcomes.names import Name
from lodeflow.report.text_tables import as_text
from lodeflow.scenario.load import load
from lodeflow.storage.held_folder import FolderMoved
from lodeflow.storage.ownership import FolderMismatch
from lodeflow.storage.verify import verify
from lodeflow.student import student_95

SHORT = ("days=84", "outages.rate_per_year=3.0", "transit.variability=0.2")
DEAR = ('tariffs.test={importer="USA",origin="CHN",material="*",rate="60 %",programme="a test",source="a test"}',)
REPLICATIONS = 20  # in two blocks
NAMES = ["outcome", "material", "region", "sector"]
RECORDING = Recording("market", 28)


def arms():
    """The base, the same under another name, and one with a tariff."""
    settings = {"still": (), "copy": (), "dear": DEAR}
    return [plan(load("base-year", (*SHORT, f'name="{name}"', *more))) for name, more in settings.items()]


@pytest.fixture(scope="module")
def made():
    """A comparison, and its folder."""
    with quick_disk() as place:
        yield compare(arms(), place / "out", REPLICATIONS, RECORDING), place / "out"


def outcomes_of(folder):
    """Every outcome of a result folder over its replications, NaN where not defined."""
    rows = pq.read_table(folder / "tables" / "outcomes")
    values = rows["value"].to_numpy().reshape(REPLICATIONS, -1)
    first = rows.slice(0, values.shape[1]).select(NAMES).to_pylist()
    return {tuple(row.values()): values[:, k] for k, row in enumerate(first)}


def table(folder, name):
    return pq.read_table(folder / "tables" / name).to_pylist()


def test_an_arm_is_the_result_folder_that_mc_would_have_written(made, tmp_path):
    write(arms()[2], tmp_path / "alone", REPLICATIONS, RECORDING, lambda _: None)
    assert contents(tmp_path / "alone") == contents(made[1] / "arms" / "dear")


def test_a_copy_of_the_base_differs_in_nothing(made):
    rows = [row for row in table(made[1], "difference") if row["scenario"] == "copy"]
    assert len(rows) > 500
    assert all(row["difference"] == 0.0 and row["half_width_95"] == 0.0 for row in rows)
    assert not [row for row in table(made[1], "who_pays") if row["scenario"] == "copy"]


def test_differences_are_those_of_the_pairs_in_which_both_arms_define_the_outcome(made):
    outcomes = {arm: outcomes_of(made[1] / "arms" / arm) for arm in ("still", "dear")}
    rows = [row for row in table(made[1], "difference") if row["scenario"] == "dear"]
    assert all(row["against"] == "still" for row in rows)
    moved = 0
    for row in rows:
        ours, base = (outcomes[arm][tuple(row[n] for n in NAMES)] for arm in ("dear", "still"))
        both = ~np.isnan(ours) & ~np.isnan(base)
        gaps = ours[both] - base[both]
        scale = max(1e-12, np.abs(base[both]).max(), np.abs(ours[both]).max())
        assert row["replications"] == both.sum()
        assert row["difference"] == pytest.approx(gaps.mean(), abs=1e-9 * scale)
        assert row["mean_against"] == pytest.approx(base[both].mean(), rel=1e-9, abs=1e-12)
        if both.sum() > 1:
            half = stats.t.ppf(0.975, both.sum() - 1) * stats.sem(gaps)
            assert row["half_width_95"] == pytest.approx(half, rel=1e-6, abs=1e-9 * scale)
            moved += half > 0.0
        else:
            assert row["half_width_95"] is None
    assert moved > 100


def test_an_amount_that_an_arm_does_not_know_is_nothing_there_and_a_price_is_not_defined():
    relabelled, price = (
        Name("relabelled", "magnet_standard", "EU", None),
        Name("mean_spot_price", "light_oxide", "EU", None),
    )
    without = Found({}, np.zeros((2, 0)))
    assert without.of({relabelled: "t"}).tolist() == [[0.0], [0.0]]
    assert np.isnan(without.of({price: "USD/t"})).all()


def test_a_tariff_is_paid_to_who_takes_it(made):
    whole = {
        (row["place"], row["purse"]): row
        for row in table(made[1], "who_pays")
        if row["scenario"] == "dear" and row["year"] is None and row["discount"] == 0.0
    }
    tariffs = whole["USA", "tariffs"]
    assert tariffs["gain_usd"] > 10.0 * tariffs["half_width_95_usd"]
    assert whole["USA", "users"]["gain_usd"] < 0.0
    parts = sum(whole[place, "all"]["gain_usd"] for place in ("others", "outside"))
    assert whole["world", "all"]["gain_usd"] == pytest.approx(parts, rel=1e-9)
    (revenue,) = (
        row
        for row in table(made[1], "difference")
        if (row["scenario"], row["outcome"], row["material"], row["region"])
        == ("dear", "tariff_revenue", "magnet_standard", "USA")
    )
    assert 0.0 < revenue["difference"] <= tariffs["gain_usd"] * (1.0 + 1e-9)


def test_statistics_by_run_are_the_differences_in_the_folder(made):
    rows = {(r["scenario"], *(r[n] for n in NAMES)): r for r in table(made[1], "difference")}
    told = made[0].statistics.outcomes().rows()
    names = {(r["scenario"], r["quantity"], r["material"], r["region"], r["sector"]): r for r in told}
    assert len(names) == len(told)
    censored = {name for name, r in names.items() if r["unit"] == "calendar year"}
    assert names.keys() - censored == rows.keys() - censored
    for name in names.keys() - censored:
        for column in ("mean", "mean_against", "difference", "half_width_95"):
            scale = abs(rows[name]["mean"]) + abs(rows[name]["mean_against"])
            assert names[name][column] == pytest.approx(rows[name][column], rel=1e-9, abs=1e-12 * scale), name
        assert names[name]["replications"] == rows[name]["replications"]


def test_quantiles_by_tick_are_those_of_the_fan_in_the_folder(made):
    arm = open_folder(made[1]).arms["dear"]
    fan = {(r["day"], r["region"], r["material"], r["quantity"]): r for r in table(arm.path, "fan")}
    told = arm.prices(("origin", "spot", "transaction"), by="tick").rows()
    assert len(told) > 500
    for row in told:
        stored = fan[row["day"], row["region"], row["material"], row["quantity"]]
        for column in ("mean", "p05", "p25", "p50", "p75", "p95"):
            assert row[column] == pytest.approx(stored[column], rel=1e-9)
        assert row["date"] == stored["date"]


def test_gains_are_those_of_the_folder(made):
    told = made[0].statistics.who_pays(by="run").rows()
    stored = [r for r in table(made[1], "who_pays") if r["year"] is None and r["discount"] == 0.0]
    assert [(r["place"], r["purse"], r["difference"]) for r in told] == [
        (r["place"], r["purse"], r["gain_usd"]) for r in stored
    ]
    with pytest.raises(DataError, match="no discount rate"):
        made[0].statistics.who_pays(by="run", discount=0.5)


def test_the_worst_cases_are_those_of_the_folders(made):
    for row in table(made[1], "risk"):
        outcomes = outcomes_of(made[1] / "arms" / row["scenario"])
        lost = sum(values for name, values in outcomes.items() if name[0] == "output_loss")
        assert row["mean"] == pytest.approx(lost.mean(), rel=1e-12)
        assert row["mean_beyond"] == pytest.approx(lost.max(), rel=1e-12)  # a twentieth of 20 is the worst one
        assert row["value_at_risk_95"] == pytest.approx(np.sort(lost)[-2], rel=1e-12)


def test_a_comparison_is_a_function_of_its_folders_alone(made):
    again = compare_folders(made[1], made[0].arms, made[0].when.rates)
    for arm, pairs in made[0].pairs.items():
        assert np.array_equal(again.pairs[arm].difference, pairs.difference)
        assert np.array_equal(again.welfare[arm].half_width, made[0].welfare[arm].half_width)
    lines = as_text(sections(again, 1.0), 80).splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("Who gains and who pays: dear against still") for line in lines)
    assert any(line.startswith("Medians of still, and of the paired differences") for line in lines)


def test_what_was_killed_goes_on_to_the_same_bytes_on_any_number_of_workers(made, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(made[1], out)
    for lost in ("manifest.json", "tables/who_pays/part-00000.parquet", "arms/dear/tables/market/part-00001.parquet"):
        (out / lost).unlink()
    shutil.rmtree(out / "arms" / "copy")
    kept = []
    compare(
        arms(),
        out,
        REPLICATIONS,
        Recording("market", 28, workers=1),
        lambda block: kept.append(block.kept),
        resume=True,
    )
    assert kept == [True, True, False, False, True, False]
    assert contents(out) == contents(made[1])


def test_verify_looks_into_every_arm(made, tmp_path):
    assert verify(made[1]) == []
    out = tmp_path / "out"
    shutil.copytree(made[1], out)
    part = out / "arms" / "dear" / "tables" / "welfare" / "part-00000.parquet"
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    (out / "arms" / "still" / "manifest.json").write_bytes((out / "arms" / "copy" / "manifest.json").read_bytes())
    (out / "tables" / "risk" / "part-00001.parquet").write_bytes(b"")
    problems = "\n".join(verify(out))
    assert "arms/dear: tables/welfare/part-00000.parquet is damaged" in problems
    assert "arms/still/manifest.json is damaged" in problems
    assert "tables/risk/part-00001.parquet is not in the manifest" in problems


def test_duckdb_sees_all_arms_side_by_side(made, monkeypatch):
    monkeypatch.chdir(made[1])
    with duckdb.connect() as db:
        db.execute((made[1] / "views.sql").read_text(encoding="utf-8"))
        assert db.execute("select count(distinct scenario) from welfare").fetchone() == (3,)
        assert db.execute("select distinct against from who_pays").fetchall() == [("still",)]


def test_folders_of_something_else_are_refused(made, tmp_path):
    two = arms()[:2]
    with pytest.raises(FolderMismatch, match="holds another comparison"):
        compare(two, made[1], REPLICATIONS, RECORDING)
    with pytest.raises(OutputError, match="arms"):  # nor does a Monte Carlo write over a comparison
        write(two[0], made[1], 1, RECORDING, lambda _: None)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        compare(two, tmp_path, 1, RECORDING)


@pytest.fixture
def copy(made):
    """A complete comparison that may be damaged."""
    with quick_disk() as place:
        yield Path(shutil.copytree(made[1], place / "out"))


@pytest.mark.parametrize("stray", ["difference/part-00001.parquet", "market/part-00000.parquet"])
def test_parts_of_an_earlier_run_are_cleared_as_in_any_result(made, copy, stray):
    (copy / "tables" / stray).parent.mkdir(exist_ok=True)
    shutil.copy(copy / "tables" / "difference" / "part-00000.parquet", copy / "tables" / stray)
    assert verify(copy) == [f"tables/{stray} is not in the manifest"]
    compare(arms(), copy, REPLICATIONS, RECORDING, resume=True)
    assert contents(copy) == contents(made[1])


@pytest.mark.parametrize(
    "stray", ["tables/notes.txt", "tables/difference/notes.txt", ".tmp/mine", "arms/mine/notes.txt"]
)
def test_what_is_no_part_of_a_comparison_is_named_and_left_alone(copy, stray):
    (copy / stray).parent.mkdir(exist_ok=True)
    (copy / stray).write_text("mine", encoding="utf-8")
    before = contents(copy)
    with pytest.raises(OutputError, match=stray.removesuffix("/notes.txt")) as refused:
        compare(arms(), copy, REPLICATIONS, RECORDING, resume=True)
    assert refused.value.exit_code == 73
    assert contents(copy) == before


@pytest.mark.parametrize("what", ["manifest.json", "scenario.toml", "plan.json", "tables", ""])
def test_arms_that_were_exchanged_are_refused_or_run_again(made, copy, what):
    one, two = copy / "arms" / "still" / what, copy / "arms" / "dear" / what
    one.rename(copy.parent / "aside")
    two.rename(one)
    (copy.parent / "aside").rename(two)
    assert verify(copy) != []
    try:
        compare(arms(), copy, REPLICATIONS, RECORDING, resume=True)
    except FolderMismatch as refused:
        assert "holds another result" in str(refused)
        assert verify(copy) != []
    else:
        assert contents(copy) == contents(made[1])


def test_an_arm_that_changes_before_it_is_compared_is_run_again(made):
    with quick_disk() as place:
        told = []

        def watch(block):
            told.append(block)
            if len(told) == 5:  # of six: the first arm is complete
                part = place / "out" / "arms" / "still" / "tables" / "outcomes" / "part-00000.parquet"
                data = bytearray(part.read_bytes())
                data[len(data) // 2] ^= 1
                part.write_bytes(data)

        compare(arms(), place / "out", REPLICATIONS, RECORDING, watch)
        assert len(told) == 6
        assert contents(place / "out") == contents(made[1])


@pytest.mark.parametrize("replaced", [False, True])
def test_a_comparison_whose_folder_is_taken_away_stops_and_touches_nothing_that_stands_there_now(made, replaced):
    with quick_disk() as place:
        out, told = place / "out", []

        def watch(block):
            told.append(block)
            if len(told) == 3:  # the second arm is at work
                out.rename(place / "away")
                if replaced:
                    shutil.copytree(made[1], out)

        with pytest.raises(FolderMoved, match="was renamed, deleted or replaced") as stopped:
            compare(arms(), out, REPLICATIONS, RECORDING, watch)
        assert stopped.value.exit_code == 73
        assert (contents(out) if replaced else not out.exists()) == (contents(made[1]) if replaced else True)
        assert not list((place / "away").rglob(".tmp"))
        compare(arms(), place / "away", REPLICATIONS, RECORDING, resume=True)
        assert contents(place / "away") == contents(made[1])


def test_a_disk_with_room_for_one_arm_only_is_refused_before_the_first(tmp_path, monkeypatch):
    one, two = arms()[:2]
    s = one.scenario
    size = estimate(one.atlas, s.days, s.tick_days, REPLICATIONS, RECORDING.detail, RECORDING.step, fan=True)

    class Room:
        free = 1.5 * size.bytes_at_work

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Room)
    with pytest.raises(StorageError, match="needed about") as full:
        compare([one, two], tmp_path / "out", REPLICATIONS, RECORDING)
    assert full.value.exit_code == 74
    assert not (tmp_path / "out").exists()


def test_arms_that_cannot_be_compared_are_refused_with_every_reason():
    worlds = [load("truce"), load("truce", ("days=100", "start_date=2025-02-01", "seed=9"))]
    with pytest.raises(DataError) as refused:
        refuse_unlike(worlds)
    said = str(refused.value)
    assert "2 arms are called 'truce': give one of them another name" in said
    for key in ("start_date", "days", "seed"):
        assert f"the arms differ in {key}" in said


def test_what_is_wrong_in_any_scenario_is_told_at_once(tmp_path):
    (tmp_path / "bad.toml").write_text('extends = "truce"\ntick_dayz = 7\n', encoding="utf-8")
    done = lodeflow("compare", "truze", tmp_path / "bad.toml", "truce", "--reps", 2, "--out", tmp_path / "out")
    assert done.returncode == 65
    assert "did you mean 'truce'" in done.stderr
    assert "tick_dayz" in done.stderr
    assert not (tmp_path / "out").exists()
    alone = lodeflow("compare", "truce", "--reps", 2, "--out", tmp_path / "out")
    assert alone.returncode == 2
    assert "two" in alone.stderr


@pytest.mark.parametrize("by", ["run", "year"])
def test_what_can_never_be_shown_is_refused_before_anything_is_run(tmp_path, by):
    options = ("--reps", 300, "--out", tmp_path / "out", "--by", by)
    done = lodeflow("compare", "truce", "tightening", *options, "--show", "sopt_price EU")
    assert done.returncode == 65
    assert "nothing is called 'sopt_price'; did you mean" in done.stderr
    done = lodeflow("compare", "truce", "tightening", *options, "--against", "teightening")
    assert done.returncode == 2
    assert not (tmp_path / "out").exists()


def test_the_command_says_all_of_it_to_machines(tmp_path):
    options = ("--reps", 2, "--out", tmp_path / "out", "--days", 56, "--every", 28, "--json", "--progress", "json")
    done = lodeflow("compare", "base-year", "quota-2010-style", *options)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["arms"] == ["base-year", "quota-2010-style"]
    assert {row["scenario"] for row in said["difference"]} == {"quota-2010-style"}
    assert json.loads(done.stderr.splitlines()[-1])["of"] == 4
    assert {row["purse"] for row in said["who_pays"]} >= {"users", "mines", "all"}
    assert Path(said["out"], "comparison.json").is_file()


@pytest.mark.parametrize("freedom", [1, 2, 5, 29, 30, 31, 99, 10_000])
def test_the_quantile_of_student_is_right(freedom):
    assert student_95(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-6)


def test_the_worst_twentieth_counts_a_value_in_part_where_it_must():
    assert worst(np.arange(1.0, 101.0)) == (95.0, 98.0)
    edge, beyond = worst(np.arange(1.0, 31.0))  # a replication and a half
    assert (edge, beyond) == (29.0, pytest.approx((30.0 + 0.5 * 29.0) / 1.5))
    assert worst(np.array([3.0, 1.0])) == (3.0, pytest.approx(3.0))


def test_pairs_pass_over_what_one_of_them_does_not_define():
    pairs = Pairs(2)
    for value, against in ((1.0, 0.0), (5.0, 1.0), (np.nan, 7.0)):
        pairs.add(np.array([value, np.nan]), np.array([against, 1.0]))
    assert pairs.count.tolist() == [2, 0]
    assert pairs.difference[0] == 2.5
    assert pairs.mean_against[0] == 0.5
    assert pairs.half_width[0] == pytest.approx(stats.t.ppf(0.975, 1) * 1.5)
    assert np.isnan(pairs.half_width[1])


def test_without_markets_nobody_knows_who_pays_and_one_pair_has_no_interval(tmp_path):
    two = [plan(load("base-year", ("days=28", f'name="{name}"'))) for name in ("one", "other")]
    found = compare(two, tmp_path / "out", 1, Recording("outcomes", 28))
    assert not found.welfare
    assert "Who gains" not in as_text(sections(found, 1.0))
    assert not (tmp_path / "out" / "tables" / "who_pays").exists()
    assert all(row["half_width_95"] is None for row in table(tmp_path / "out", "difference"))
    assert verify(tmp_path / "out") == []
