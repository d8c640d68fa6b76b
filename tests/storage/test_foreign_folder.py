"""A result folder of somebody else: whatever it holds, commands that read it answer in a line, soon, and stay inside it."""

import itertools
import json
import os
import shutil
import subprocess

import pytest
from command import lodeflow, moves_the_cursor
from histories import History, final
from hostile_json import changed
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from quick import quick_disk
from small_result import contents
from tiny_runs import known_blocks, run, undisturbed

from lodeflow.errors import LodeflowError
from lodeflow.storage.manifest import canonical_json, sha256
from lodeflow.storage.verify import verify

RESULT, COMPARISON = "seed 1", "comparison"
READ_BY_VERIFY = ("manifest.json", "plan.json", "comparison.json", "arms/dear/manifest.json", "arms/dear/plan.json")
SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))
PART = "tables/market/part-00000.parquet"


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    with known_blocks():
        yield


@pytest.fixture
def place():
    with quick_disk() as place:
        yield place


def put(folder, files):
    """A folder with these files."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def begun(name, folder):
    """The folder of a run that was killed when it had finished a block."""
    calls = itertools.count(200, 20)
    while not any(folder.glob("**/block-00000.json")):
        shutil.rmtree(folder, ignore_errors=True)
        History(folder.parent).do(["run", folder.name, name, "anew", next(calls), "kill"])
    return folder


def said_of(folder):
    """What verify says, once it has been seen to be lines without control characters, and to agree with the function."""
    done = lodeflow("verify", folder)
    assert moves_the_cursor(done.stdout + done.stderr) == []
    assert (done.returncode, bool(done.stderr)) in ((0, False), (1, True))
    lines = done.stderr.splitlines()
    assert [*verify(folder), *lines[-1:]] == lines
    return lines


def sign_anew(folder, change):
    """Change the manifest and let it vouch for itself again."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    del manifest["own_sha256"]
    change(manifest)
    manifest["own_sha256"] = sha256(canonical_json(manifest))
    (folder / "manifest.json").write_bytes(canonical_json(manifest))


@SLOW
@given(data=st.data(), name=st.sampled_from(READ_BY_VERIFY))
def test_verify_answers_whatever_the_types_and_names_in_a_json_file(data, name):
    files = undisturbed(COMPARISON if name not in ("manifest.json", "plan.json") else RESULT)
    text = data.draw(changed(files[name]))
    with quick_disk() as place:
        lines = said_of(put(place / "result", {**files, name: text}))
    if name != "manifest.json":
        assert lines or text == files[name]


@SLOW
@given(data=st.data(), of=st.sampled_from([RESULT, COMPARISON]), complete=st.booleans())
def test_resume_refuses_or_gives_the_right_bytes_whatever_a_json_file_holds(data, of, complete):
    with quick_disk() as place:
        folder = put(place / "a", undisturbed(of)) if complete else begun(of, place / "a")
        names = sorted(name for name in contents(folder) if name.endswith(".json"))
        name = data.draw(st.sampled_from(names))
        (folder / name).write_bytes(data.draw(changed((folder / name).read_bytes())))
        try:
            run(of, folder, resume=True)
        except LodeflowError as refusal:
            assert "\n" not in str(refusal)
            assert refusal.exit_code in (65, 73, 74)
        else:
            assert final(folder) == undisturbed(of)


@pytest.mark.parametrize("name", ["manifest.json", "plan.json", "scenario.toml", "views.sql", PART])
@pytest.mark.parametrize("kind", ["fifo", "link to a device", "link out of the folder", "device", "folder"])
def test_what_is_no_regular_file_is_not_waited_for_or_followed(place, name, kind):
    folder = put(place / "a", undisturbed(RESULT))
    put_in_place(folder / name, kind, place)
    (line, *_) = said_of(folder)
    assert line.startswith(name)
    assert "is not a regular file" in line or "is missing" in line
    for resume in (True, False):
        with pytest.raises(LodeflowError) as refused:
            run(RESULT, folder, resume=resume)
        assert refused.value.exit_code in (65, 73, 74)
    assert (place / "elsewhere").read_bytes() == b"elsewhere"


def put_in_place(path, kind, place):
    """Something else where a file stood."""
    (place / "elsewhere").write_bytes(b"elsewhere")
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        try:
            os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # as /dev/zero
        except PermissionError:
            pytest.skip("only root makes devices")
    elif kind == "folder":
        path.mkdir()
        (path / "within").write_bytes(b"")
    else:
        path.symlink_to("/dev/zero" if kind == "link to a device" else place / "elsewhere")


@pytest.mark.parametrize("name", [".work/block-00000.json", ".work/paths-00000.f64", ".work", ".tmp", "tables", PART])
@pytest.mark.parametrize("kind", ["fifo", "link"])
def test_a_run_that_goes_on_waits_for_nothing_and_follows_no_link(place, name, kind):
    folder = begun(RESULT, place / "a")
    path = folder / name
    if path.is_dir():
        path.rename(place / "elsewhere")
    else:
        path.unlink()
        (place / "elsewhere").write_bytes(b"elsewhere")
    os.mkfifo(path) if kind == "fifo" else path.symlink_to(place / "elsewhere")
    before = contents(place / "elsewhere") if (place / "elsewhere").is_dir() else {}
    with pytest.raises(LodeflowError) as refused:
        run(RESULT, folder, resume=True)
    assert refused.value.exit_code == 73
    assert (contents(place / "elsewhere") if (place / "elsewhere").is_dir() else {}) == before


@pytest.mark.parametrize(
    "name", ["comparison.json", "arms", "arms/dear", "tables", "manifest.json", "arms/dear/plan.json"]
)
def test_a_comparison_that_goes_on_follows_no_link(place, name):
    folder = put(place / "a", undisturbed(COMPARISON))
    (folder / name).rename(place / "elsewhere")
    (folder / name).symlink_to(place / "elsewhere")
    assert said_of(folder)
    elsewhere = place / "elsewhere"
    before = contents(elsewhere) if elsewhere.is_dir() else elsewhere.read_bytes()
    with pytest.raises(LodeflowError):
        run(COMPARISON, folder, resume=True)
    assert (contents(elsewhere) if elsewhere.is_dir() else elsewhere.read_bytes()) == before


@pytest.mark.parametrize(
    "name",
    [
        "arms/..", "arms/../manifest.json", "arms/./manifest.json", "arms/dear/../../manifest.json", "/etc/passwd", "..",
        "../a/plan.json", "", "a//b", "arms/dear", "arms/dear/plan.json", "a\0b", 3, None, ["x"],
    ],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_folder_or_round_in_it_is_none_that_a_run_writes(place, name):
    folder = put(place / "a", undisturbed(COMPARISON))
    (folder / "arms" / "..").exists()
    entry = {"bytes": 1, "sha256": "0" * 64}
    if isinstance(name, str):
        sign_anew(folder, lambda manifest: manifest["files"].update({name: entry}))
        assert said_of(folder)[0] == "manifest.json is damaged: it is not as it was written"
    folder = put(place / "b", undisturbed(RESULT))
    sign_anew(folder, lambda manifest: manifest["tables"]["market"]["parts"][0].update(name=name))
    assert said_of(folder)[0] == "manifest.json is damaged: it is not as it was written"


def test_comparisons_within_each_other_are_no_arms(place):
    folder = put(place / "a", undisturbed(COMPARISON))
    shutil.rmtree(folder / "arms" / "dear")
    shutil.copytree(folder, place / "inner")
    (place / "inner").rename(folder / "arms" / "dear")
    assert "arms/dear: is a comparison or a design, and no part of one" in said_of(folder)


def test_folders_a_thousand_deep_are_one_line(place):
    folder = put(place / "a", undisturbed(RESULT))
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert said_of(folder)[0] == "d/d/d/d/d/d/d is not in the manifest"
    with pytest.raises(LodeflowError) as refused:
        run(RESULT, folder, resume=True)
    assert "\n" not in str(refused.value)
    subprocess.run(["rm", "-r", folder], check=True)  # Python's own goes down by recursion


def test_a_manifest_that_is_far_longer_than_its_folder_has_files_is_not_read(place):
    folder = put(place / "a", undisturbed(RESULT))
    with (folder / "manifest.json").open("wb") as file:
        file.truncate(10**12)  # without a block on the disk
    assert said_of(folder)[0] == "manifest.json is longer than one of so few files can be"
    with pytest.raises(LodeflowError) as refused:
        run(RESULT, folder, resume=True)
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=200))
@example(b"PAR1")
@SLOW
def test_bytes_that_are_no_parquet_are_a_line_even_if_the_manifest_vouches_for_them(text):
    with quick_disk() as place:
        folder = put(place / "a", {**undisturbed(RESULT), PART: text})
        facts = {"bytes": len(text), "sha256": sha256(text)}
        sign_anew(folder, lambda manifest: manifest["tables"]["market"]["parts"][0].update(facts))
        assert said_of(folder)[0].startswith(PART)


def test_a_scenario_in_a_folder_is_read_as_the_file_of_somebody_else(place):
    folder = put(place / "a", undisturbed(RESULT))
    (place / "secret.toml").write_text("token = hunter2\n")
    for line in ('extends = "../secret.toml"', f'extends = "{place}/secret.toml"', 'extends = "link.toml"'):
        (folder / "scenario.toml").write_text(line)
        (folder / "link.toml").unlink(missing_ok=True)
        (folder / "link.toml").symlink_to(place / "secret.toml")
        done = lodeflow("check", folder / "scenario.toml")
        assert done.returncode == 65
        assert "hunter2" not in done.stdout + done.stderr
        assert "secret.toml:1:" in done.stderr or "link.toml:1:" in done.stderr
    for other in ("/dev/zero", "/etc/passwd", "manifest.json", "plan.json"):
        (folder / "scenario.toml").write_text(f'extends = "{other}"')
        done = lodeflow("check", folder / "scenario.toml")
        assert done.returncode == 65
        assert "is no scenario" in done.stderr


def test_a_fifo_in_place_of_a_scenario_is_not_waited_for_unless_the_shell_made_it(place):
    os.mkfifo(place / "scenario.toml")
    done = lodeflow("check", place / "scenario.toml")
    assert (done.returncode, done.stderr.count("\n")) == (65, 1)
    (place / "user.toml").write_text('extends = "scenario.toml"')
    assert "is not a regular file" in lodeflow("check", place / "user.toml").stderr
    reading, writing = os.pipe()
    os.write(writing, b'extends = "status-quo"\n')
    os.close(writing)
    assert lodeflow("check", f"/dev/fd/{reading}").returncode == 0  # as `lodeflow check <(command)` names it
    os.close(reading)
