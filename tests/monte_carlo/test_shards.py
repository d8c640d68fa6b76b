"""Jobs of an array run shares of a run, and their merge gives the bytes that one machine would have written."""

import json
import shutil

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from quick import quick_disk
from small_result import contents

from lodeflow.assembly import plan
from lodeflow.cli.group import lodeflow
from lodeflow.errors import OutputError
from lodeflow.monte_carlo import workers
from lodeflow.monte_carlo.merge import merge
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.share import Share, share
from lodeflow.monte_carlo.stopping import until
from lodeflow.monte_carlo.workers import Recording
from lodeflow.scenario.load import load
from lodeflow.storage.result_folder import FolderMismatch
from lodeflow.storage.verify import verify

REPLICATIONS, MOST = 13, 4  # blocks of 4, 4, 4 and 1
RECORDING = Recording("market", 14, workers=2)


@pytest.fixture(scope="module", autouse=True)
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "MOST", MOST)
        yield


@pytest.fixture(scope="module")
def world():
    return plan(load("status-quo", ["days=28"]))


@pytest.fixture(scope="module")
def place(world, small_blocks):
    """The whole run beside its three shards."""
    with quick_disk() as folder:
        run(world, folder / "whole")
        for number in (1, 2, 3):
            run(world, folder / f"shard-{number}", Share(number, 3))
        yield folder


def run(world, folder, part=None, **more):
    return write(world, folder, REPLICATIONS, RECORDING, lambda _: None, share=part, **more)


def shards(place, *numbers):
    return [place / f"shard-{number}" for number in numbers]


@given(st.integers(1, 40), st.integers(1, 60), st.integers(1, 9))
def test_every_block_belongs_to_one_share_and_shares_differ_by_one_block_at_most(of, count, size):
    shares = [Share(number + 1, of) for number in range(of)]
    blocks = -(-count // size)
    assert sorted(b for each in shares for b in each.blocks(blocks)) == list(range(blocks))
    held = [len(each.blocks(blocks)) for each in shares]
    assert max(held) - min(held) <= 1
    assert sum(each.replications(count, size) for each in shares) == count


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/3/5", "1/1000000000"])
def test_what_is_no_share_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="such as 3/8"):
        share(text)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
def test_merged_shards_are_the_whole_run_byte_for_byte(place, order, tmp_path):
    seen = []
    assert merge(shards(place, *order), tmp_path / "merged", lambda _, told: seen.append(told.kept)) == REPLICATIONS
    assert seen == [True] * 4
    assert contents(tmp_path / "merged") == contents(place / "whole")
    assert verify(tmp_path / "merged") == []


def test_a_merge_does_not_touch_its_shards(place, tmp_path):
    before = [contents(folder) for folder in shards(place, 1, 2, 3)]
    merge(shards(place, 1, 2, 3), tmp_path / "merged")
    assert [contents(folder) for folder in shards(place, 1, 2, 3)] == before


def test_a_merge_may_be_repeated_and_mends_what_was_damaged(place, tmp_path):
    out = tmp_path / "merged"
    merge(shards(place, 1, 2, 3), out)
    (out / "tables/outcomes/part-00002.parquet").write_bytes(b"")
    merge(shards(place, 1, 2, 3), out)
    assert contents(out) == contents(place / "whole")


def test_more_shards_than_blocks_leave_some_without_work(world, place, tmp_path):
    folders = [tmp_path / f"{number}" for number in range(1, 7)]
    done = [run(world, folder, Share(n + 1, 6)) for n, folder in enumerate(folders)]
    assert done == [4, 4, 4, 1, 0, 0]
    merge(folders[:4], tmp_path / "merged")
    assert contents(tmp_path / "merged") == contents(place / "whole")


def test_lost_doubled_and_unfinished_shards_are_all_named(place, tmp_path):
    shutil.copytree(place / "shard-1", tmp_path / "copy")
    shutil.copytree(place / "shard-2", tmp_path / "short")
    (tmp_path / "short/.work/block-00001.json").unlink()
    with pytest.raises(FolderMismatch) as refused:
        merge([place / "shard-1", tmp_path / "copy", tmp_path / "short"], tmp_path / "merged")
    said = str(refused.value)
    assert f"shard 1/3 in {tmp_path / 'copy'} is also in {place / 'shard-1'}" in said
    assert "shard 3/3 is missing" in said
    assert f"shard 2/3 in {tmp_path / 'short'} has 0 of 1 blocks whole; run it again with --resume" in said
    assert refused.value.exit_code == 65
    assert not (tmp_path / "merged").exists()


@pytest.mark.parametrize("table", ["outcomes", "market"])
def test_a_shard_with_a_damaged_part_is_named_and_run_again(world, place, table, tmp_path):
    damaged = shutil.copytree(place / "shard-1", tmp_path / "shard-1")
    part = damaged / f"tables/{table}/part-00003.parquet"
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    folders = [damaged, *shards(place, 2, 3)]
    with pytest.raises(FolderMismatch, match=r"has 1 of 2 blocks whole"):
        merge(folders, tmp_path / "merged")
    run(world, damaged, Share(1, 3), resume=True)
    merge(folders, tmp_path / "merged")
    assert contents(tmp_path / "merged") == contents(place / "whole")


@pytest.mark.parametrize(("other", "said"), [("seed=9", "seed 9 there, 1 here"), ("days=42", "another scenario.toml")])
def test_a_shard_of_another_run_is_named_with_the_difference(place, other, said, tmp_path):
    run(plan(load("status-quo", ["days=28", other])), tmp_path / "foreign", Share(2, 3))
    with pytest.raises(FolderMismatch, match=said):
        merge([place / "shard-1", tmp_path / "foreign", place / "shard-3"], tmp_path / "merged")


def test_a_shard_of_another_split_is_named(world, place, tmp_path):
    run(world, tmp_path / "half", Share(2, 2))
    with pytest.raises(FolderMismatch, match="a split into 2 there, 3 here"):
        merge([place / "shard-1", tmp_path / "half"], tmp_path / "merged")


def test_what_is_no_shard_is_refused(place, tmp_path):
    for folder, said in (
        (place / "whole", "is a whole result, not a shard"),
        (tmp_path, "is not a shard"),
        (tmp_path / "no", "does not exist"),
    ):
        with pytest.raises(OutputError, match=said):
            merge([folder, *shards(place, 2, 3)], tmp_path / "merged")


def test_a_shard_whose_plan_was_changed_is_refused(place, tmp_path):
    folder = shutil.copytree(place / "shard-1", tmp_path / "shard-1")
    of_run = json.loads((folder / "plan.json").read_text())
    (folder / "plan.json").write_text(json.dumps(of_run | {"blocks": "many"}))
    with pytest.raises(OutputError, match="is damaged"):
        merge([folder, *shards(place, 2, 3)], tmp_path / "merged")


def test_shards_of_another_version_are_not_merged(place, tmp_path, monkeypatch):
    monkeypatch.setattr("lodeflow.monte_carlo.run.KERNEL_HASH", "0" * 16)
    with pytest.raises(FolderMismatch, match="cannot be computed by this installation: computed by another version"):
        merge(shards(place, 1, 2, 3), tmp_path / "merged")


def test_a_shard_can_be_finished_as_the_whole_run(world, place, tmp_path):
    folder = shutil.copytree(place / "shard-2", tmp_path / "shard-2")
    run(world, folder, resume=True)
    assert contents(folder) == contents(place / "whole")


def test_a_run_with_a_stopping_rule_cannot_be_split(world, tmp_path):
    rule = until("mean_spot_price light_oxide CHN < 2 %", workers.Workers(world, RECORDING, 1).outcomes.names)
    with pytest.raises(ValueError, match="looks at all blocks before"):
        run(world, tmp_path / "shard", Share(1, 2), until=rule)


def test_commands_split_and_merge(tmp_path):
    def call(*words):
        return CliRunner().invoke(lodeflow, [*words, "--json"], catch_exceptions=False)

    job = ("mc", "status-quo", "--days", "28", "--reps", "6", "--progress", "none")
    for number in (1, 2):
        done = json.loads(call(*job, "--shard", f"{number}/2", "--out", str(tmp_path / f"{number}")).stdout)
        assert done["shard"] == f"{number}/2"
        assert done["replications"] == {1: 4, 2: 2}[number]
    merged = json.loads(call("merge", str(tmp_path / "1"), str(tmp_path / "2"), "--out", str(tmp_path / "m")).stdout)
    whole = json.loads(call(*job, "--out", str(tmp_path / "w")).stdout)
    assert {**merged, "out": ""} == {**whole, "out": ""}
    assert call(*job, "--shard", "3/2", "--out", str(tmp_path / "3")).exit_code == 2
