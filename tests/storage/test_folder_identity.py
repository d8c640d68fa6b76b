"""Files of two results in one folder, as a partial copy or a sync of one over the other leaves them."""

import itertools
import json
import shutil

import numpy as np
import pytest
from small_result import SCENARIO, VOCABULARY, columns, contents

from lodeflow.errors import OutputError
from lodeflow.storage.manifest import canonical_json, sha256
from lodeflow.storage.result_folder import FolderMismatch, ResultFolder
from lodeflow.storage.verify import verify

PLAN = {"seed": 7, "detail": "market", "step_days": 14, "replications": 4, "blocks": 2, "kernel_hash": "a"}
OTHERS = {
    "seed": (SCENARIO.replace("seed = 7", "seed = 8"), PLAN | {"seed": 8}),
    "days": (SCENARIO.replace("days = 28", "days = 35"), PLAN),
    "replications": (SCENARIO, PLAN | {"replications": 3}),
    "size of blocks": (SCENARIO, PLAN | {"blocks": 1}),
    "detail": (SCENARIO, PLAN | {"detail": "outcomes"}),
    "every": (SCENARIO, PLAN | {"step_days": 28}),
    "kernels": (SCENARIO, PLAN | {"kernel_hash": "b"}),
}
GROUPS = ("scenario.toml", "plan.json", "manifest.json", "tables", ".work")


def run(path, scenario, plan, *, resume=False, blocks=2, finish=True):
    """A run whose numbers depend on its scenario and plan. Returns for each block whether it was kept."""
    kept = []
    with ResultFolder(path, scenario, plan, resume=resume) as folder:
        for number in range(blocks):
            kept.append(folder.keep(number, ["outcomes", "event"]))
            if not kept[-1]:
                dice = np.random.default_rng([*sha256(scenario.encode() + canonical_json(plan)).encode(), number])
                tables = {name: columns(name, 9, int(dice.integers(10**9))) for name in ("outcomes", "event")}
                folder.write(number, tables, VOCABULARY)
                folder.done(number, b"paths of " + canonical_json(plan))
        if finish:
            folder.finish("kernel", ["trace"])
    return kept


def mixed(place, mine, theirs, taken):
    """A copy of one folder in which some groups of files come from another one."""
    shutil.copytree(mine, place)
    for group in taken:
        shutil.rmtree(place / group, ignore_errors=True)
        (place / group).unlink(missing_ok=True)
        if (theirs / group).is_dir():
            shutil.copytree(theirs / group, place / group)
        elif (theirs / group).exists():
            shutil.copy(theirs / group, place / group)
    return place


def goes_on(folder, scenario, plan):
    """Whether a run goes on in a folder; if it is refused, nothing was touched."""
    before = contents(folder)
    try:
        run(folder, scenario, plan, resume=True)
    except OutputError as refused:
        assert refused.exit_code in (65, 73)
        assert contents(folder) == before
        return False
    return True


@pytest.mark.parametrize("finish", [(True, True), (False, False), (True, False)])
@pytest.mark.parametrize("other", OTHERS)
def test_whatever_is_taken_from_another_result_a_clean_verify_means_the_bytes_of_one_run(tmp_path, other, finish):
    results = {"mine": (SCENARIO, PLAN), "theirs": OTHERS[other]}
    good = {}
    for (name, result), finished in zip(results.items(), finish, strict=True):
        run(tmp_path / name, *result, blocks=2 if finished else 1, finish=finished)
        run(tmp_path / f"good {name}", *result)
        good[name] = contents(tmp_path / f"good {name}")
    assert good["mine"]["tables/outcomes/part-00000.parquet"] != good["theirs"]["tables/outcomes/part-00000.parquet"]
    for n, taken in enumerate(t for k in range(len(GROUPS) + 1) for t in itertools.combinations(GROUPS, k)):
        for name, result in results.items():
            place = mixed(tmp_path / f"{n} {name}", tmp_path / "mine", tmp_path / "theirs", taken)
            final = {file: data for file, data in contents(place).items() if not file.startswith(".work/")}
            assert verify(place) or final in good.values(), taken
            if goes_on(place, *result):
                assert contents(place) == good[name], (taken, name)
                assert verify(place) == []


def test_a_manifest_of_another_plan_is_another_result_and_stays_untouched(tmp_path):
    run(tmp_path / "mine", SCENARIO, PLAN)
    run(tmp_path / "theirs", *OTHERS["seed"])
    place = mixed(tmp_path / "mixed", tmp_path / "mine", tmp_path / "theirs", ("scenario.toml", "plan.json"))
    before = contents(place)
    for resume in (False, True):
        with pytest.raises(FolderMismatch, match=r"its manifest\.json is of another plan"):
            run(place, *OTHERS["seed"], resume=resume)
    assert contents(place) == before
    assert run(place, SCENARIO, PLAN, resume=True) == [True, True]  # the manifest vouches for this plan
    assert contents(place) == contents(tmp_path / "mine")


@pytest.mark.parametrize("at", [0, 1, -3])
def test_of_a_damaged_manifest_only_entries_of_the_same_plan_are_trusted(tmp_path, at):
    run(tmp_path / "mine", SCENARIO, PLAN)
    run(tmp_path / "theirs", *OTHERS["seed"])
    for folder in ("mine", "theirs"):
        text = bytearray((tmp_path / folder / "manifest.json").read_bytes())
        text[at] ^= 1
        (tmp_path / folder / "manifest.json").write_bytes(text)
    place = mixed(tmp_path / "mixed", tmp_path / "theirs", tmp_path / "mine", ("scenario.toml", "plan.json"))
    assert run(place, SCENARIO, PLAN, resume=True) == [False, False]
    assert run(tmp_path / "mine", SCENARIO, PLAN, resume=True) == [True, True]
    assert contents(place) == contents(tmp_path / "mine")


def test_a_receipt_under_the_name_of_another_block_vouches_for_nothing(tmp_path):
    run(tmp_path / "good", SCENARIO, PLAN)
    run(tmp_path / "begun", SCENARIO, PLAN, finish=False)
    work = tmp_path / "begun" / ".work"
    shutil.copy(work / "block-00000.json", work / "block-00001.json")
    assert run(tmp_path / "begun", SCENARIO, PLAN, resume=True) == [True, False]
    assert contents(tmp_path / "begun") == contents(tmp_path / "good")


def test_verify_names_a_part_that_was_sealed_for_another_plan(tmp_path):
    run(tmp_path / "mine", SCENARIO, PLAN)
    run(tmp_path / "theirs", *OTHERS["every"])
    part = "tables/event/part-00000.parquet"
    shutil.copy(tmp_path / "theirs" / part, tmp_path / "mine" / part)
    _take_entry(tmp_path / "mine" / "manifest.json", tmp_path / "theirs" / "manifest.json", "event", 0)
    assert verify(tmp_path / "mine") == [f"{part} belongs to another plan"]


def _take_entry(manifest, other, table, number):
    """Put the entry of another manifest into this one, and sign it anew, as a careless tool would."""
    mine, theirs = (json.loads(path.read_text()) for path in (manifest, other))
    mine["tables"][table]["parts"][number] = theirs["tables"][table]["parts"][number]
    del mine["own_sha256"]
    mine["own_sha256"] = sha256(canonical_json(mine))
    manifest.write_bytes(canonical_json(mine))
