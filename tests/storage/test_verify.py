import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_result import contents, write_result

from lodeflow.storage.manifest import canonical_json, sha256
from lodeflow.storage.verify import verify


@pytest.fixture
def result(tmp_path):
    write_result(tmp_path / "result")
    return tmp_path / "result"


def test_a_result_as_it_was_written_has_no_problems(result):
    assert verify(result) == []
    assert verify(str(result)) == []


def test_a_flipped_bit_is_found_in_every_file_wherever_it_is(result):
    dice = np.random.default_rng(5)
    for name, data in contents(result).items():
        for _ in range(60):
            byte, bit = int(dice.integers(len(data))), 1 << int(dice.integers(8))
            (result / name).write_bytes(data[:byte] + bytes([data[byte] ^ bit]) + data[byte + 1 :])
            problems = verify(result)
            assert len(problems) == 1, f"{name}, byte {byte}, bit {bit}"
            assert problems[0].startswith(name)
        (result / name).write_bytes(data)
    assert verify(result) == []


def test_every_cut_short_or_emptied_file_is_found(result):
    for name, data in contents(result).items():
        for length in (0, len(data) // 2, len(data) - 1):
            (result / name).write_bytes(data[:length])
            assert [line.split()[0] for line in verify(result)] == [name]
        (result / name).write_bytes(data)


@pytest.mark.parametrize(
    "name", ["notes.txt", "tables/market/part-00002.parquet", "tables/.hidden", ".tmp/mine", ".work/mine"]
)
def test_a_file_that_does_not_belong_is_named(result, name):
    (result / name).parent.mkdir(exist_ok=True)
    (result / name).write_bytes(b"")
    assert verify(result) == [f"{name} is not in the manifest"]


@pytest.mark.parametrize("name", [".tmp/plan.json.unfinished", ".work/block-00000.json", ".work/paths-00001.f64"])
def test_what_a_killed_run_left_beside_a_complete_result_is_no_part_of_it(result, name):
    (result / name).parent.mkdir()
    (result / name).write_bytes(b"killed here")
    assert verify(result) == []


@pytest.mark.parametrize("name", ["tables/market/part-00001.parquet", "scenario.toml", "views.sql"])
def test_a_missing_file_is_named_also_if_a_folder_stands_in_its_place(result, name):
    (result / name).unlink()
    assert verify(result) == [f"{name} is missing"]
    (result / name).mkdir()
    assert verify(result) == [f"{name} is missing"]


def test_a_link_is_no_file_of_a_result_even_if_it_leads_to_the_right_bytes(result, tmp_path):
    shutil.move(result / "plan.json", tmp_path / "plan.json")
    (result / "plan.json").symlink_to(tmp_path / "plan.json")
    assert verify(result) == ["plan.json is not a regular file"]


def test_a_result_without_manifest_was_not_finished(tmp_path):
    write_result(tmp_path, finish=False)
    assert verify(tmp_path) == ["manifest.json is missing: the run that writes this folder has not finished"]


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[]", b"null", b"not JSON", b"\xff\xfe", b"[" * 100_000, b'{"tables": 3}', b"1" * 5000],
)
def test_a_damaged_manifest_is_one_clear_line(result, text):
    (result / "manifest.json").write_bytes(text)
    assert verify(result) == ["manifest.json is damaged: it is not as it was written"]


def test_a_folder_in_place_of_the_manifest_is_one_clear_line(result):
    (result / "manifest.json").unlink()
    (result / "manifest.json").mkdir()
    assert verify(result) == ["manifest.json cannot be read: it is not a regular file"]


def test_what_is_no_folder_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    assert verify(tmp_path / "file") == [f"{tmp_path / 'file'} is not a folder"]
    assert verify(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'} does not exist"]
    assert len(verify(tmp_path / ("n" * 300))) == 1
    assert len(verify("a\0b")) == 1


def sign_anew(result, change):
    """Writes a changed manifest that vouches for itself, as a careless tool would."""
    manifest = json.loads((result / "manifest.json").read_text())
    del manifest["own_sha256"]
    change(manifest["files"], manifest["tables"]["market"]["parts"][0])
    manifest["own_sha256"] = sha256(canonical_json(manifest))
    (result / "manifest.json").write_bytes(canonical_json(manifest))


def test_rows_are_counted_in_the_file_not_believed(result):
    sign_anew(result, lambda _, part: part.update(rows=41))
    assert verify(result) == ["tables/market/part-00000.parquet has 40 rows, but the manifest says 41"]


def test_a_part_that_is_no_parquet_file_is_told_even_if_its_sha256_is_right(result):
    name, text = "tables/market/part-00000.parquet", b"rows, rows, rows"
    (result / name).write_bytes(text)
    sign_anew(result, lambda _, part: part.update(bytes=len(text), sha256=sha256(text)))
    assert [line.split(":")[0] for line in verify(result)] == [f"{name} cannot be read"]


def test_a_scenario_exchanged_together_with_its_manifest_does_not_fit_the_plan(result):
    other = b"seed = 8\n"
    (result / "scenario.toml").write_bytes(other)
    sign_anew(result, lambda files, _: files["scenario.toml"].update(bytes=len(other), sha256=sha256(other)))
    assert verify(result) == ["plan.json was made for another scenario.toml"]


def test_page_checksums_let_a_reader_find_damage_without_the_manifest(result):
    path = result / "tables" / "market" / "part-00000.parquet"
    data = bytearray(path.read_bytes())
    chunk = pq.read_metadata(path).row_group(0).column(7)
    data[chunk.data_page_offset + chunk.total_compressed_size - 5] ^= 1  # in the values, past the page header
    path.write_bytes(data)
    with pytest.raises((OSError, pa.ArrowException)):
        pq.read_table(path, page_checksum_verification=True)
