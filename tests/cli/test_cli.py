"""The command line: what it prints, where, and the code it leaves with."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from command import lodeflow

from lodeflow.cli.group import COMMANDS
from lodeflow.cli.listings import kinds_of_events
from lodeflow.kernels.core.kinds import Kind

SHORT = ("--days", "56")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small Monte Carlo, everything kept."""
    out = tmp_path_factory.mktemp("results") / "mc"
    done = lodeflow("mc", "status-quo", "--reps", 3, "--out", out, "--detail", "ledger", "--every", 28, *SHORT)
    assert done.returncode == 0, done.stderr
    return out


def test_help_names_every_command_and_imports_nothing_heavy():
    script = "import sys\nfrom lodeflow.cli import main\ntry:\n main()\nfinally:\n print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, "--help"], capture_output=True, text=True, check=True)
    assert all(name in done.stdout for name in COMMANDS)
    assert {"numba", "pyarrow", "scipy", "simpy", "numpy"}.isdisjoint(done.stdout.split())


def test_check_imports_no_compiler_where_no_median_needs_one_and_writes_nothing(tmp_path):
    script = "import sys\nfrom lodeflow.cli import main\ntry:\n main()\nfinally:\n print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "base-year"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert {"numba", "pyarrow", "scipy"}.isdisjoint(done.stdout.split())
    doubtful = lodeflow("check", "status-quo", cwd=tmp_path).stdout
    assert "transit.variability" in doubtful
    assert "status-quo.toml:" in doubtful
    assert "Uncertain numbers" in doubtful
    assert "Uncertain numbers" not in lodeflow("check", "base-year").stdout
    assert list(tmp_path.iterdir()) == []


def test_check_lists_what_is_uncertain_for_people_and_for_machines():
    correlated = "sectors.clean_energy.growth (0.6)"
    for_people, for_machines = lodeflow("check", "status-quo"), lodeflow("check", "status-quo", "--json")
    (line,) = [
        line for line in for_people.stdout.splitlines() if "regions.CHN.capacity_growth" in line and correlated in line
    ]
    assert line.split()[1:9] == ["normal", "0.05", "sd", "0.02", "per", "year", "0.05", "sectors.clean_energy.growth"]
    assert line.split()[-1].startswith("status-quo.toml:")
    (section,) = [s for s in json.loads(for_machines.stdout)["sections"] if s["title"] == "Uncertain numbers"]
    found = {row[0]: dict(zip(section["columns"], row, strict=True)) for row in section["rows"]}
    assert found["regions.CHN.capacity_growth"]["correlated with"] == correlated
    assert found["market.panic_days"] | {"set in": ""} == {
        "parameter": "market.panic_days", "distribution": "uniform 60..100", "unit": "d",
        "median": "80", "correlated with": "", "set in": "",
    }  # fmt: skip


def test_check_warns_of_what_is_unwise_without_mixing_it_into_the_data():
    done = lodeflow("check", "status-quo", "--json", "--set", "sectors.clean_energy.growth=0.05")
    assert done.returncode == 0
    json.loads(done.stdout)
    assert "warning: correlations.planners_follow_demand.to" in done.stderr
    assert "sectors.clean_energy.growth is one number here: the correlation has no effect" in done.stderr


def test_run_prints_a_table_for_people_and_for_machines():
    for_people, for_machines = lodeflow("run", "base-year", *SHORT), lodeflow("run", "base-year", "--json", *SHORT)
    assert for_people.returncode == for_machines.returncode == 0
    data = json.loads(for_machines.stdout)
    assert data["trace"] in for_people.stdout
    assert [s["title"] for s in data["sections"]] == [
        s["title"] for s in data["sections"] if s["title"] in for_people.stdout
    ]
    outcomes = {(o["outcome"], o["material"], o["region"]): o for o in data["outcomes"]}
    spot = outcomes["mean_spot_price", "light_oxide", "CHN"]
    assert spot["value"] > 0.0
    assert (spot["unit"], spot["sector"]) == ("USD/t", None)
    assert all(len(set(s["columns"])) == len(s["columns"]) for s in data["sections"])


def test_a_folder_opens_in_duckdb_and_its_books_close(folder, monkeypatch):
    monkeypatch.chdir(folder)
    with duckdb.connect() as db:
        db.execute(Path("views.sql").read_text(encoding="utf-8"))
        assert db.execute("select count(distinct replication) from outcomes").fetchone() == (3,)
        assert db.execute("select min(spot_price_usd_per_t) > 0 from market").fetchone() == (True,)
        fates = {f for (f,) in db.execute("select distinct fate from shipment").fetchall()}
        assert {"landed", "afloat"} <= fates
        landed = db.execute(
            "select count(*), min(arrived_day - ordered_day) from shipment where fate = 'landed'"
        ).fetchone()
        assert landed[0] > 1000
        assert landed[1] >= 7
        # what stockholders pay for lots is what everybody else receives, by kind of payment
        paid = dict(db.execute("select instrument, sum(usd) from account group by all").fetchall())
        assert paid["tariff"] > 0
        assert paid["sale"] > 50 * paid["freight"]


def test_sums_over_recorded_steps_are_those_of_the_whole_run(folder, monkeypatch):
    monkeypatch.chdir(folder)
    with duckdb.connect() as db:
        db.execute(Path("views.sql").read_text(encoding="utf-8"))
        steps = dict(db.execute("select replication, sum(production_t) from market group by all").fetchall())
        whole = dict(
            db.execute(
                "select replication, sum(value) from outcomes where outcome = 'production' group by all"
            ).fetchall()
        )
        assert steps == pytest.approx(whole, rel=1e-9)


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(folder, tmp_path):
    same, other = tmp_path / "same", tmp_path / "other"
    options = ("--reps", 3, "--detail", "ledger", "--every", 28, *SHORT)
    assert lodeflow("mc", "status-quo", "--out", same, *options).returncode == 0
    assert lodeflow("mc", "status-quo", "--out", other, "--seed", 2, *options).returncode == 0

    def files(path):
        return {p.relative_to(path): p.read_bytes() for p in path.rglob("*") if p.is_file()}

    assert files(same) == files(folder)
    assert (
        files(other)[Path("tables/market/part-00000.parquet")]
        != files(folder)[Path("tables/market/part-00000.parquet")]
    )


def test_the_scenario_of_a_folder_remakes_the_folder(folder, tmp_path):
    again = tmp_path / "again"
    options = ("--reps", 3, "--detail", "ledger", "--every", 28)
    done = lodeflow("mc", folder / "scenario.toml", "--out", again, *options)
    assert done.returncode == 0, done.stderr
    assert all(p.read_bytes() == (again / p.relative_to(folder)).read_bytes() for p in folder.rglob("*") if p.is_file())


def test_verify_says_what_is_wrong(folder, tmp_path):
    assert lodeflow("verify", folder).returncode == 0
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    part = copy / "tables" / "market" / "part-00000.parquet"
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    done = lodeflow("verify", copy)
    assert done.returncode == 1
    assert "part-00000.parquet" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("run", "base-yeer"), 65, "base-year"),
        (("run", "base-year", "--set", "market.panic_strenght=1"), 65, "panic_strength"),
        (("run", "base-year", "--set", "transit.variability='170 %'"), 65, "variability"),
        (("rnu", "base-year"), 2, "run"),
        (("run", "base-year", "--every", "10"), 2, "multiple of the tick"),
        (("mc", "status-quo", "--reps", "100000000", "--out", "x"), 65, "rows"),
        (("mc", "status-quo", "--reps", "0", "--out", "x"), 2, "reps"),
        (("check", "base-year", "--set", "supply.mine_utilisation_limit=0.5"), 65, "mine_utilisation_limit = 0.5"),
        (("verify", "/nowhere/at/all"), 1, "/nowhere/at/all"),
        (("run", "base-year", "--out", "/dev/null/x", "--days", "7"), 73, "/dev/null/x"),
    ],
)
def test_a_mistake_is_answered_in_words_and_leaves_nothing(arguments, code, said, tmp_path):
    done = lodeflow(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_has_had_enough_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        done = subprocess.run(
            [sys.executable, "-c", "from lodeflow.cli import main; main()", "schema"],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["schema", "kinds"])
def test_a_full_disk_behind_stdout_is_an_error_in_words(command):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from lodeflow.cli import main; main()", command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 74
    assert done.stderr.startswith("the result cannot be printed: ")
    assert "Traceback" not in done.stderr


def test_the_table_of_kinds_is_that_of_the_kernels():
    found = list(kinds_of_events())
    assert [(rank, name) for rank, name, _ in found] == [(int(k), k.name.lower()) for k in Kind]
    assert all(meaning[0].islower() and not meaning.endswith(".") for _, _, meaning in found)


def test_every_shipped_scenario_passes_its_own_check():
    for line in lodeflow("scenarios").stdout.splitlines():
        assert lodeflow("check", line.split()[0]).returncode == 0


@pytest.mark.parametrize("options", [("--workers", 1), ("--workers", 3), ("--engine", "simpy")])
def test_neither_workers_nor_the_engine_show_in_a_folder(folder, tmp_path, options):
    other = tmp_path / "other"
    arguments = ("--reps", 3, "--detail", "ledger", "--every", 28, *SHORT, *options)
    assert lodeflow("mc", "status-quo", "--out", other, *arguments).returncode == 0
    for file in (p for p in folder.rglob("*") if p.is_file()):
        assert file.read_bytes() == (other / file.relative_to(folder)).read_bytes()
