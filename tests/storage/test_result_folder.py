import json
import subprocess
import sys
from contextlib import suppress

import pytest
from small_result import PLAN, SCENARIO, VOCABULARY, columns, contents, write_result

from lodeflow.errors import HeldError, OutputError
from lodeflow.storage.manifest import sha256
from lodeflow.storage.result_folder import FolderMismatch, ResultFolder
from lodeflow.storage.verify import verify


def test_equal_inputs_give_the_same_bytes_wherever_they_are_written(tmp_path):
    write_result(tmp_path / "here")
    write_result(tmp_path / "some" / "where else")
    assert contents(tmp_path / "here") == contents(tmp_path / "some" / "where else")


def test_the_folder_holds_what_the_interface_promises_and_nothing_else(tmp_path):
    write_result(tmp_path, tables=["outcomes"])
    assert sorted(contents(tmp_path)) == [
        "datapackage.json", "manifest.json", "plan.json", "scenario.toml",
        "tables/outcomes/part-00000.parquet", "tables/outcomes/part-00001.parquet", "views.sql",
    ]  # fmt: skip
    assert (tmp_path / "scenario.toml").read_text() == SCENARIO
    assert json.loads((tmp_path / "plan.json").read_text()).items() >= PLAN.items()
    assert not (tmp_path / ".tmp").exists()


def test_the_manifest_names_versions_kernels_and_trace_but_no_time_host_or_path(tmp_path):
    write_result(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert set(manifest["versions"]) == {"lodeflow", "python", "numba", "numpy", "pyarrow"}
    assert manifest["kernel_hash"] == "kernel"
    assert manifest["trace_digest"] == sha256(b"trace0\ntrace1")
    assert manifest["replications"] == 2
    assert manifest["tables"]["market"]["rows"] == 80
    assert str(tmp_path) not in json.dumps(manifest)


def test_a_table_without_rows_is_still_a_table(tmp_path):
    write_result(tmp_path, tables=["event"], rows=0)
    assert verify(tmp_path) == []
    assert json.loads((tmp_path / "manifest.json").read_text())["tables"]["event"]["rows"] == 0


def test_a_run_that_stops_early_leaves_whole_parts_no_manifest_and_no_temporary_files(tmp_path):
    with suppress(KeyboardInterrupt), ResultFolder(tmp_path, SCENARIO, PLAN) as folder:
        folder.write(0, {"event": columns("event", 5)}, VOCABULARY)
        raise KeyboardInterrupt
    assert sorted(contents(tmp_path)) == ["plan.json", "scenario.toml", "tables/event/part-00000.parquet"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [".work", "plan.json", "scenario.toml", "tables"]


def test_the_same_plan_may_be_run_again_into_its_folder(tmp_path):
    write_result(tmp_path / "first")
    write_result(tmp_path / "again", tables=["market", "flow"], finish=False)
    (tmp_path / "again" / ".tmp").mkdir()
    (tmp_path / "again" / ".tmp" / "part-00000.parquet.unfinished").write_bytes(b"killed here")
    write_result(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "first")
    assert not (tmp_path / "again" / "tables" / "flow").exists()


def test_a_folder_being_rewritten_does_not_claim_to_be_complete(tmp_path):
    write_result(tmp_path)
    with ResultFolder(tmp_path, SCENARIO, PLAN):
        assert not (tmp_path / "manifest.json").exists()


def test_another_seed_or_scenario_in_the_folder_is_refused_and_the_difference_named(tmp_path):
    write_result(tmp_path)
    before = contents(tmp_path)
    with (
        pytest.raises(FolderMismatch, match="seed 7 there, 8 here"),
        ResultFolder(tmp_path, SCENARIO, {**PLAN, "seed": 8}),
    ):
        pass
    with (
        pytest.raises(FolderMismatch, match=r"another scenario\.toml") as refused,
        ResultFolder(tmp_path, SCENARIO + "days = 35\n", PLAN),
    ):
        pass
    assert refused.value.exit_code == 65
    assert contents(tmp_path) == before


def test_a_scenario_begun_without_its_plan_is_known_too(tmp_path):
    (tmp_path / "scenario.toml").write_text("seed = 3\n")
    with pytest.raises(FolderMismatch, match=r"scenario\.toml"), ResultFolder(tmp_path, SCENARIO, PLAN):
        pass
    (tmp_path / "scenario.toml").write_text(SCENARIO)
    write_result(tmp_path)
    assert verify(tmp_path) == []


@pytest.mark.parametrize(
    "thing",
    ["notes.txt", "views.sql", "data/mine.csv", "tables/market/notes.txt", "tables/prices.csv", ".tmp/mine"],
)
def test_what_is_not_a_result_is_named_and_left_alone(tmp_path, thing):
    (tmp_path / thing).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / thing).write_text("mine")
    with (
        pytest.raises(OutputError, match=thing.split("/")[0]) as refused,
        ResultFolder(tmp_path, SCENARIO, PLAN),
    ):
        pass
    assert refused.value.exit_code == 73
    assert contents(tmp_path) == {thing: b"mine"}


def test_a_file_added_to_a_result_is_not_overlooked(tmp_path):
    write_result(tmp_path)
    (tmp_path / "tables" / "market" / "part-00002.parquet.bak").write_text("mine")
    with (
        pytest.raises(OutputError, match=r"part-00002\.parquet\.bak"),
        ResultFolder(tmp_path, SCENARIO, PLAN),
    ):
        pass


def test_links_out_of_the_folder_are_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "result").mkdir()
    (tmp_path / "result" / "tables").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="tables"), ResultFolder(tmp_path / "result", SCENARIO, PLAN):
        pass


@pytest.mark.parametrize("name", ["file", "file/below", "n" * 300, "a\0b"])
def test_a_path_that_can_be_no_folder_is_refused_in_words(tmp_path, name):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError), ResultFolder(tmp_path / name, SCENARIO, PLAN):
        pass


def test_a_second_process_is_refused_without_writing(tmp_path):
    with ResultFolder(tmp_path, SCENARIO, PLAN):
        before = contents(tmp_path)
        code = (
            "import sys; from lodeflow.storage.result_folder import ResultFolder; from lodeflow.errors import HeldError\n"
            "try: ResultFolder(sys.argv[1], sys.argv[2], {'seed': 9}).__enter__()\n"
            "except HeldError as error: print(error, file=sys.stderr); sys.exit(error.exit_code)"
        )
        second = subprocess.run([sys.executable, "-c", code, tmp_path, SCENARIO], capture_output=True, check=False)
        assert (second.returncode, contents(tmp_path)) == (75, before)
        assert b"held by another process" in second.stderr


def test_a_folder_is_free_again_once_its_holder_is_done(tmp_path):
    for _ in range(2):
        with (
            ResultFolder(tmp_path, SCENARIO, PLAN),
            pytest.raises(HeldError),
            ResultFolder(tmp_path, SCENARIO, PLAN),
        ):
            pass


def test_a_block_is_not_written_twice_and_a_plan_belongs_to_its_scenario(tmp_path):
    with ResultFolder(tmp_path, SCENARIO, PLAN) as folder:
        folder.write(0, {"event": columns("event", 1)}, VOCABULARY)
        with pytest.raises(ValueError, match="block 0 of table event"):
            folder.write(0, {"event": columns("event", 1)}, VOCABULARY)
    with pytest.raises(ValueError, match="not the sha256"):
        ResultFolder(tmp_path, SCENARIO, {**PLAN, "scenario_digest": "0"})
