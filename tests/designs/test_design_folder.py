"""A design is one result folder a point, each with the bytes of its own run, under common draws."""

import json
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from quick import quick_disk
from small_result import contents

import lodeflow
from lodeflow.answers.designed import DesignResult
from lodeflow.cli.group import lodeflow as command
from lodeflow.designs.points import grid
from lodeflow.designs.run import placed, run_design
from lodeflow.errors import DataError
from lodeflow.monte_carlo.workers import Recording
from lodeflow.storage.result_folder import FolderMismatch
from lodeflow.storage.verify import verify

KAPPA = "market.storage_elasticity"
SHARED = ("days=140", "seed=5")
POINTS = grid([f"{KAPPA}=60,125,250"])
RECORDING = Recording("market", 28, workers=2)


@pytest.fixture(scope="module")
def place():
    with quick_disk() as folder:
        run_design(placed("status-quo", POINTS, SHARED), folder / "design", 3, RECORDING)
        yield folder


def told(*words):
    result = CliRunner().invoke(command, words)
    return result.exit_code, result.output


def test_a_point_has_the_bytes_of_its_own_run(place):
    code, text = told("mc", "status-quo", "--reps", "3", "--days", "140", "--seed", "5", "--set", f"{KAPPA}=125",
                      "--detail", "market", "--every", "28", "--out", str(place / "alone"))  # fmt: skip
    assert code == 0, text
    ours, alone = contents(place / "design" / "points" / "point=1"), contents(place / "alone")
    tables = {name for name in alone if name.endswith(".parquet") and "/fan/" not in name}
    assert tables
    assert {name: ours[name] for name in tables} == {name: alone[name] for name in tables}


def test_points_share_their_draws_and_differ_by_their_value(place):
    draws = [
        pq.read_table(place / "design" / "points" / f"point={n}" / "tables" / "parameters").to_pylist() for n in (0, 2)
    ]
    apart = {a["name"] for a, b in zip(*draws, strict=True) if a != b}
    assert apart <= {KAPPA}
    found = lodeflow.open(place / "design").against(0).outcomes("mean_transaction_price", material="light_oxide")
    moved = found.to_pandas()
    assert set(moved["point"]) == {1, 2}
    assert np.abs(moved["difference"]).max() > 0.0


def test_the_folder_is_intact_and_readers_see_the_points(place, monkeypatch):
    assert verify(place / "design") == []
    monkeypatch.chdir(place / "design")
    with duckdb.connect() as db:
        db.execute(Path("views.sql").read_text(encoding="utf-8"))
        rows = db.execute("SELECT point, count(*) FROM market GROUP BY point ORDER BY point").fetchall()
        keys = db.execute("SELECT point, key, value FROM design ORDER BY point").fetchall()
    assert [point for point, _ in rows] == [0, 1, 2]
    assert keys == [(0, KAPPA, 60.0), (1, KAPPA, 125.0), (2, KAPPA, 250.0)]


def test_a_damaged_point_is_named(place, tmp_path):
    copy = shutil.copytree(place / "design", tmp_path / "copy")
    (part,) = (copy / "points" / "point=1" / "tables" / "market").glob("*.parquet")
    part.write_bytes(part.read_bytes()[:-1])
    assert any("point=1" in line for line in verify(copy))


def test_a_finished_design_is_kept_and_another_one_refused(place):
    before = contents(place / "design")
    run_design(placed("status-quo", POINTS, SHARED), place / "design", 3, RECORDING, resume=True)
    assert contents(place / "design") == before
    with pytest.raises(FolderMismatch, match="another design"):
        run_design(placed("status-quo", POINTS[:2], SHARED), place / "design", 3, RECORDING)


def test_threads_and_order_change_no_byte(place):
    run_design(placed("status-quo", POINTS, SHARED), place / "one", 3, Recording("market", 28, workers=1))
    ours, theirs = contents(place / "design"), contents(place / "one")
    assert {name for name in ours if ours[name] != theirs.get(name)} == set()


def test_answers_know_labels_numbers_and_what_is_missing(place):
    design = lodeflow.open(place / "design")
    assert isinstance(design, DesignResult)
    assert design.labels == ["storage_elasticity=60", "storage_elasticity=125", "storage_elasticity=250"]
    assert design.design.column_names == ["point", "name", "label", KAPPA]
    assert design.number_of("storage_elasticity=250") == design.number_of(2) == 2
    assert set(design.prices("spot", region="JPN").to_pandas()["point"]) == {0, 1, 2}
    with pytest.raises(DataError, match="has no point 'storage_elasticty=60'; did you mean"):
        design.against("storage_elasticty=60")


def test_the_command_prints_a_line_a_point_with_paired_differences(tmp_path):
    words = ("mc", "base-year", "--reps", "2", "--days", "60", "--out", str(tmp_path / "d"))
    code, text = told(*words, "--sweep", f"{KAPPA}=60,125", "--show", "unmet light_oxide JPN")
    assert code == 0, text
    assert "2 points, 2 replications of each with the same draws" in text
    assert "storage_elasticity=60" in text
    assert "minus point 0" in text
    code, text = told("compare", str(tmp_path / "d"), "--against", "1", "--show", "unmet light_oxide JPN", "--json")
    assert code == 0, text
    assert {row["against"] for row in json.loads(text)["rows"] if row["point"] == 0} == {"storage_elasticity=125"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sweep", f"{KAPPA}=60", "--until", "unmet:1"), "takes no --until"),
        (("--sweep", f"{KAPPA}=60", "--shard", "1/2"), "takes no --shard"),
        (("--sweep", f"{KAPPA}=60", "--design", "x.csv"), "exclude each other"),
        (("--show", "unmet"), "--show belongs to --sweep or --design"),
    ],
)
def test_what_does_not_go_together_is_said(tmp_path, words, said):
    code, text = told("mc", "base-year", "--reps", "2", "--out", str(tmp_path / "d"), *words)
    assert code == 2
    assert said in " ".join(text.split())
