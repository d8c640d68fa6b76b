"""A run that was stopped goes on where it stood, and a damaged folder is mended: the same bytes as undisturbed."""

import itertools
import re
import shutil
import time
from contextlib import suppress

import pytest
from quick import quick_disk
from small_result import contents

from lodeflow.assembly import plan
from lodeflow.errors import OutputError, StorageError
from lodeflow.monte_carlo import workers
from lodeflow.monte_carlo.run import refuse_too_large, write
from lodeflow.monte_carlo.stopping import until
from lodeflow.monte_carlo.workers import Recording, Workers
from lodeflow.scenario.load import load
from lodeflow.storage import receipts
from lodeflow.storage.checked_file import CheckedFile
from lodeflow.storage.result_folder import FolderMismatch, ResultFolder
from lodeflow.storage.verify import verify

REPLICATIONS, BLOCKS, MOST = 13, 4, 4  # blocks of 4, 4, 4 and 1
DETAILS = ("outcomes", "market", "ledger")


class Enough(Exception):  # noqa: N818 - nobody failed
    """The run has gone far enough."""


@pytest.fixture(scope="module", autouse=True)
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "MOST", MOST)
        yield


@pytest.fixture(scope="module")
def world():
    return plan(load("status-quo", ["days=28"]))


@pytest.fixture
def tmp_path():
    with quick_disk() as place:
        yield place


@pytest.fixture(scope="module")
def whole(world, small_blocks):
    """An undisturbed folder of each detail."""
    with quick_disk() as place:
        for detail in DETAILS:
            run(world, place / detail, detail)
        yield {detail: place / detail for detail in DETAILS}


def run(world, folder, detail="market", *, blocks=None, count=REPLICATIONS, resume=False, rule=None, step=14):
    """Run, and stop when so many blocks are told of. Returns for each whether it was kept."""
    kept = []

    def watch(told):
        kept.append(told.kept)
        if len(kept) == blocks:
            raise Enough

    with suppress(Enough):
        write(world, folder, count, Recording(detail, step, workers=2), watch, until=rule, resume=resume)
    return kept


def flip(file, byte=-1, bit=0):
    """Damage a file; by default in its middle."""
    data = bytearray(file.read_bytes())
    data[byte if byte >= 0 else len(data) // 2] ^= 1 << bit
    file.write_bytes(data)


@pytest.fixture
def copy(whole, tmp_path):
    """A complete folder that may be damaged."""
    return shutil.copytree(whole["market"], tmp_path / "copy")


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("blocks", range(1, BLOCKS + 1))
def test_a_run_stopped_after_any_block_goes_on_from_there_to_the_same_bytes(world, whole, tmp_path, detail, blocks):
    folder = tmp_path / "result"
    run(world, folder, detail, blocks=blocks)
    assert not (folder / "manifest.json").exists()
    assert run(world, folder, detail, resume=True) == [n < blocks for n in range(BLOCKS)]
    assert contents(folder) == contents(whole[detail])


def test_a_run_that_is_stopped_again_and_again_runs_no_block_twice(world, whole, tmp_path):
    for blocks in range(1, BLOCKS):
        assert run(world, tmp_path, blocks=blocks, resume=True) == [n < blocks - 1 for n in range(blocks)]
    assert run(world, tmp_path, resume=True) == [True] * (BLOCKS - 1) + [False]
    assert contents(tmp_path) == contents(whole["market"])


def test_without_resume_a_run_begins_again(world, whole, tmp_path):
    run(world, tmp_path, blocks=2)
    assert run(world, tmp_path) == [False] * BLOCKS
    assert contents(tmp_path) == contents(whole["market"])


@pytest.mark.parametrize("there", ["nothing", "an empty folder"])
def test_where_nothing_was_begun_resume_just_runs(world, whole, tmp_path, there):
    folder = tmp_path / "new" / "folder"
    if there == "an empty folder":
        folder.mkdir(parents=True)
    assert run(world, folder, resume=True) == [False] * BLOCKS
    assert contents(folder) == contents(whole["market"])


@pytest.mark.parametrize("detail", DETAILS)
def test_a_complete_folder_keeps_every_byte_and_never_loses_its_manifest(world, whole, tmp_path, detail):
    folder = shutil.copytree(whole[detail], tmp_path / "copy")
    manifest = (folder / "manifest.json").stat().st_ino
    seen = []

    def watch(told):
        seen.append((told.kept, (folder / "manifest.json").stat().st_ino == manifest, verify(folder)))

    write(world, folder, REPLICATIONS, Recording(detail, 14, workers=2), watch, resume=True)
    assert seen == [(True, True, [])] * BLOCKS
    assert contents(folder) == contents(whole[detail])


@pytest.mark.parametrize("detail", DETAILS)
def test_a_damaged_part_costs_the_block_that_it_is_of_and_no_other(world, whole, tmp_path, detail):
    for turn, table in enumerate(Recording(detail, 14).tables):
        number = turn % BLOCKS
        folder = shutil.copytree(whole[detail], tmp_path / table)
        flip(folder / "tables" / table / f"part-{number:05}.parquet")
        assert run(world, folder, detail, resume=True) == [n != number for n in range(BLOCKS)], table
        assert contents(folder) == contents(whole[detail])


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "longer"])
def test_a_part_that_is_gone_cut_or_longer_is_made_again(world, whole, copy, damage):
    part = copy / "tables" / "market" / "part-00001.parquet"
    data = part.read_bytes()
    part.unlink()
    if damage != "missing":
        part.write_bytes({"empty": b"", "cut": data[:-1], "longer": data + b"\0"}[damage])
    assert run(world, copy, resume=True) == [True, False, True, True]
    assert contents(copy) == contents(whole["market"])


@pytest.mark.parametrize("detail", DETAILS)
def test_a_damaged_fan_is_made_again_from_markets_and_without_them_from_new_runs(world, whole, tmp_path, detail):
    folder = shutil.copytree(whole[detail], tmp_path / "copy")
    flip(folder / "tables" / "fan" / "part-00000.parquet")
    assert run(world, folder, detail, resume=True) == [detail != "outcomes"] * BLOCKS
    assert contents(folder) == contents(whole[detail])


def test_a_run_killed_while_it_mends_a_fan_of_bare_outcomes_goes_on_from_the_blocks_run_again(world, whole, tmp_path):
    folder = shutil.copytree(whole["outcomes"], tmp_path / "copy")
    flip(folder / "tables" / "fan" / "part-00000.parquet")
    run(world, folder, "outcomes", blocks=2, resume=True)
    assert run(world, folder, "outcomes", resume=True) == [True, True, False, False]
    assert contents(folder) == contents(whole["outcomes"])


@pytest.mark.parametrize("name", ["scenario.toml", "plan.json", "views.sql", "datapackage.json"])
def test_what_stands_beside_the_tables_is_mended_without_running_anything(world, whole, copy, name):
    good = (copy / name).read_bytes()
    seeds = [good.index(b"seed") + 8] if b"seed" in good else []
    for byte in (0, len(good) // 2, len(good) - 1, *seeds):
        flip(copy / name, byte)
        assert run(world, copy, resume=True) == [True] * BLOCKS
        assert contents(copy) == contents(whole["market"])
    (copy / name).unlink()
    assert run(world, copy, resume=True) == [True] * BLOCKS
    assert contents(copy) == contents(whole["market"])


def places_in(manifest):
    """One byte of each kind in the manifest, and how many blocks may have to be run again for it."""
    entry = rb'market/part-00001.parquet",\s+"rows": \d+,\s+'
    found = {
        "digest of a part": (
            re.search(entry + rb'"seal": "\w+",\s+"sha256": "', manifest).end(),
            1,
        ),
        "name of a part": (manifest.index(b"market/part-00001.parquet") + len(b"market/part-0000"), 1),
        "name of a table within a part": (manifest.index(b"tables/market/part-00001.parquet") + len(b"tables/m"), 1),
        "key of a digest": (re.search(entry + rb'"seal": "\w+",\s+"sh', manifest).end(), 1),
        "seal of a part": (re.search(entry + rb'"seal": "', manifest).end(), 1),
        "digest of the scenario": (re.search(rb'"scenario.toml": \{\s+"bytes": \d+,\s+"sha256": "', manifest).end(), 0),
        "its own digest": (manifest.index(b'"own_sha256": "') + 20, 0),
        "trace": (manifest.index(b'"trace_digest": "') + 20, 0),
        "replications": (manifest.index(b'"replications": ') + len(b'"replications": '), 0),
        "first brace": (0, 0),
        "last brace": (manifest.rindex(b"}"), 0),
        "newline": (len(manifest) - 1, 0),
    }
    rows = re.search(rb'market/part-00001.parquet",\s+"rows": ', manifest).end()
    return found | {"rows of a part": (rows, 1)}


@pytest.mark.parametrize("bit", [0, 4, 7])
def test_a_damaged_manifest_costs_no_more_than_the_block_whose_entry_it_is(world, whole, tmp_path, bit):
    good = (whole["market"] / "manifest.json").read_bytes()
    for kind, (byte, most) in places_in(good).items():
        folder = shutil.copytree(whole["market"], tmp_path / kind)
        flip(folder / "manifest.json", byte, bit)
        assert verify(folder) != []
        kept = run(world, folder, resume=True)
        assert kept.count(False) <= most, kind
        assert contents(folder) == contents(whole["market"]), kind


@pytest.mark.parametrize("text", [b"", b"{}", b"\0" * 4096, b"[" * 100_000])
def test_a_manifest_that_says_nothing_is_no_reason_to_give_up(world, whole, copy, text):
    (copy / "manifest.json").write_bytes(text)
    run(world, copy, resume=True)
    assert contents(copy) == contents(whole["market"])


@pytest.mark.parametrize("damage", ["flipped", "empty", "not a receipt"])
def test_a_damaged_receipt_costs_its_block(world, whole, tmp_path, damage):
    run(world, tmp_path, blocks=3)
    receipt = tmp_path / ".work" / "block-00001.json"
    if damage == "flipped":
        flip(receipt)
    else:
        receipt.write_bytes(b"" if damage == "empty" else b'{"parts": 3}')
    assert run(world, tmp_path, resume=True) == [True, False, True, False]
    assert contents(tmp_path) == contents(whole["market"])


@pytest.mark.parametrize("detail", ["outcomes", "market"])
def test_a_file_that_cannot_be_read_for_a_moment_does_not_drop_out_of_the_fan(
    world, whole, tmp_path, detail, monkeypatch
):
    look = receipts.intact
    for nth in itertools.count():
        folder = tmp_path / str(nth)
        run(world, folder, detail, blocks=2)
        with monkeypatch.context() as failing:
            asked = itertools.count()
            failing.setattr("lodeflow.storage.result_folder.intact", lambda *a, n=nth: next(asked) != n and look(*a))  # noqa: B023
            run(world, folder, detail, resume=True)
            tried = next(asked)
        assert contents(folder) == contents(whole[detail])
        if tried <= nth:
            break
    assert nth >= 10  # four parts of each block at least, and its paths


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("damage", ["flipped", "missing", "longer"])
def test_damaged_paths_are_taken_from_the_market_and_without_it_from_a_new_run(world, whole, tmp_path, detail, damage):
    run(world, tmp_path, detail, blocks=3)
    paths = tmp_path / ".work" / "paths-00001.f64"
    if damage == "flipped":
        flip(paths)
    elif damage == "missing":
        paths.unlink()
    else:
        paths.write_bytes(paths.read_bytes() + b"\0")
    assert run(world, tmp_path, detail, resume=True) == [True, detail != "outcomes", True, False]
    assert contents(tmp_path) == contents(whole[detail])


def test_a_receipt_of_another_folder_vouches_for_nothing(world, whole, tmp_path):
    other = plan(load("status-quo", ["days=28", "seed=2"]))
    run(other, tmp_path / "other", blocks=2)
    run(world, tmp_path / "mine", blocks=1)
    shutil.copy(tmp_path / "other" / ".work" / "block-00000.json", tmp_path / "mine" / ".work")
    assert run(world, tmp_path / "mine", resume=True) == [False] * BLOCKS
    assert contents(tmp_path / "mine") == contents(whole["market"])


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize(
    ("settings", "options", "named"),
    [
        (["seed=2"], {}, "seed 1 there, 2 here"),
        (["market.panic_strength=0.3"], {}, "another scenario.toml"),
        ([], {"count": 14}, "replications 13 there, 14 here"),
        ([], {"detail": "outcomes"}, "detail market there, outcomes here"),
        ([], {"step": 28}, "step_days 14 there, 28 here"),
        ([], {"rule": "mean_spot_price light_oxide CHN < 9 %"}, "until"),
    ],
)
def test_another_result_is_not_gone_on_with_and_the_difference_is_named(
    world, whole, tmp_path, complete, settings, options, named
):
    folder = tmp_path / "result"
    if complete:
        shutil.copytree(whole["market"], folder)
    else:
        run(world, folder, blocks=2)
    before = contents(folder)
    other = plan(load("status-quo", ["days=28", *settings]))
    if "rule" in options:
        options = {"rule": until(options["rule"], Workers(other, Recording("market", 14), 1).outcomes.names)}
    with pytest.raises(FolderMismatch, match=re.escape(named)) as refused:
        run(other, folder, resume=True, **options)
    assert refused.value.exit_code == 65
    assert contents(folder) == before


@pytest.mark.parametrize("blocks", [1, 2])
def test_a_run_that_ends_when_a_mean_is_known_ends_there_again(world, tmp_path, blocks, monkeypatch):
    monkeypatch.setattr(workers, "MOST", 16)
    names = Workers(world, Recording("market", 14), 1).outcomes.names
    rule = until("mean_spot_price light_oxide CHN < 50 %", names)
    assert run(world, tmp_path / "whole", count=50, rule=rule) == [False, False]
    run(world, tmp_path / "result", count=50, rule=rule, blocks=blocks)
    assert run(world, tmp_path / "result", count=50, rule=rule, resume=True) == [n < blocks for n in range(2)]
    assert contents(tmp_path / "result") == contents(tmp_path / "whole")
    flip(tmp_path / "result" / "tables" / "market" / "part-00000.parquet")
    assert run(world, tmp_path / "result", count=50, rule=rule, resume=True) == [False, True]
    assert contents(tmp_path / "result") == contents(tmp_path / "whole")


def test_what_a_run_leaves_that_is_killed_while_it_tidies_up_harms_nobody_and_goes(world, whole, tmp_path):
    run(world, tmp_path, blocks=3)
    begun = {name: data for name, data in contents(tmp_path).items() if name.startswith(".work/")}
    run(world, tmp_path, resume=True)
    (tmp_path / ".work").mkdir()
    (tmp_path / ".tmp").mkdir()
    for name, data in begun.items():
        (tmp_path / name).write_bytes(data)
    assert begun
    assert verify(tmp_path) == []
    assert run(world, tmp_path, resume=True) == [True] * BLOCKS
    assert contents(tmp_path) == contents(whole["market"])
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == ["tables"]


def test_a_plan_that_is_damaged_before_the_end_is_refused_for_nothing_vouches_for_it(world, tmp_path):
    run(world, tmp_path, blocks=2)
    flip(tmp_path / "plan.json", 0)
    before = contents(tmp_path)
    with pytest.raises(OutputError, match=r"plan\.json is damaged"):
        run(world, tmp_path, resume=True)
    assert contents(tmp_path) == before


def test_what_a_folder_already_holds_needs_no_room_again(world, whole, tmp_path, monkeypatch):
    class Nearly:
        free = 1000

    recording = Recording("ledger", 14)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Nearly)
    with pytest.raises(StorageError, match="free 0 MB"):
        refuse_too_large([world], tmp_path / "new", REPLICATIONS, recording)
    (tmp_path / "begun").mkdir()
    with (tmp_path / "begun" / "large").open("wb") as file:
        file.truncate(10**9)
    refuse_too_large([world], tmp_path / "begun", REPLICATIONS, recording)


def test_whoever_stops_early_does_not_wait_for_blocks_that_never_began(world):
    blocks = Workers(world, Recording("outcomes", 14, workers=1), 400).blocks()
    next(blocks)
    began = time.monotonic()
    blocks.close()
    assert time.monotonic() - began < workers.GRACE


def shorter(file):
    file.write_bytes(file.read_bytes()[:-8])


def longer(file):
    file.write_bytes(file.read_bytes() + bytes(8))


def anothers(file):
    """Paths of another block, of the same length."""
    file.write_bytes(file.with_name("paths-00000.f64").read_bytes())


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("damage", [flip, shorter, longer, anothers, lambda file: file.unlink()])
def test_paths_that_change_before_the_fan_is_made_are_run_again(world, whole, tmp_path, detail, damage):
    told = []

    def watch(block):
        told.append(block)
        if len(told) == BLOCKS:
            damage(tmp_path / ".work" / "paths-00001.f64")

    write(world, tmp_path, REPLICATIONS, Recording(detail, 14, workers=2), watch)
    assert contents(tmp_path) == contents(whole[detail])


def test_a_disk_that_never_gives_back_what_was_written_ends_the_run_without_a_fan(world, tmp_path, monkeypatch):
    monkeypatch.setattr(CheckedFile, "as_recorded", lambda _: False)
    with pytest.raises(StorageError, match="cannot be read back as it was written, 3 times") as refused:
        run(world, tmp_path)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "manifest.json").exists()
    assert not (tmp_path / "tables" / "fan").exists()


@pytest.mark.parametrize("table", ["outcomes", "replication", "market"])
def test_a_part_that_changes_between_a_look_at_it_and_its_use_is_run_again(world, whole, tmp_path, table, monkeypatch):
    run(world, tmp_path, blocks=3)
    (tmp_path / ".work" / "paths-00001.f64").unlink()  # so that the market is read too
    look = ResultFolder.keep

    def keep(folder, number, tables):
        kept = look(folder, number, tables)
        if number == 1:
            flip(tmp_path / "tables" / table / "part-00001.parquet")
        return kept

    monkeypatch.setattr(ResultFolder, "keep", keep)
    assert run(world, tmp_path, resume=True) == [True, False, True, False]
    assert contents(tmp_path) == contents(whole["market"])


def test_a_run_with_a_fan_is_another_result_than_one_without(world, tmp_path):
    write(world, tmp_path, 2, Recording("market", 14, fan=False), lambda _: None)
    with pytest.raises(FolderMismatch, match="fan False there, True here"):
        run(world, tmp_path, count=2, resume=True)
