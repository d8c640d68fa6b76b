import errno
import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_result import PLAN, SCENARIO, VOCABULARY, columns, contents, write_result

from lodeflow.errors import OutputError, StorageError
from lodeflow.storage.result_folder import ResultFolder
from lodeflow.storage.verify import verify


def before_each_call(monkeypatch, act):
    """Does something before every call that changes the disk; `act` gets the number of the call, from 1."""
    counter = itertools.count(1)

    def watched(call):
        def watching(*args, **kwargs):
            act(next(counter))
            return call(*args, **kwargs)

        return watching

    for name in ("open", "write", "fsync", "replace", "mkdir", "unlink", "rmdir"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))


def failing(monkeypatch, nth, cause, *, lasting):
    """The disk fails at the n-th call that changes it, once or from then on."""

    def fail(call):
        if call == nth or (lasting and call > nth):
            raise OSError(cause, os.strerror(cause))

    before_each_call(monkeypatch, fail)


def finished(path):
    """The files under a final name."""
    return {name: data for name, data in contents(path).items() if not name.startswith(".tmp/")}


def error_of(action, *args, **kwargs):
    try:
        action(*args, **kwargs)
    except (OutputError, StorageError) as error:
        return error


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize(
    ("cause", "expected", "exit_code"),
    [
        (errno.ENOSPC, StorageError, 74), (errno.EIO, StorageError, 74), (errno.EDQUOT, StorageError, 74),
        (errno.EROFS, OutputError, 73), (errno.EACCES, OutputError, 73),
    ],
)  # fmt: skip
def test_wherever_the_disk_fails_no_half_file_has_a_final_name_and_the_next_run_is_whole(
    tmp_path, cause, expected, exit_code, lasting
):
    write_result(tmp_path / "good", ["event"], rows=3)
    good = contents(tmp_path / "good")
    nth, failed = 0, True
    while failed:
        nth += 3 if cause != errno.ENOSPC else 1
        path = tmp_path / f"after {nth}"
        with pytest.MonkeyPatch.context() as monkeypatch:
            failing(monkeypatch, nth, cause, lasting=lasting)
            error = error_of(write_result, path, ["event"], rows=3)
        failed = error is not None
        if failed:
            assert (type(error), error.exit_code) == (expected, exit_code)
            assert str(error).startswith(str(path))
            assert os.strerror(cause) in str(error)
            assert "\n" not in str(error)
        assert finished(path).items() <= good.items()
        write_result(path, ["event"], rows=3)
        assert contents(path) == good
    assert nth > 30


def test_a_run_killed_at_any_moment_can_be_run_again_without_unlocking_or_cleaning(tmp_path, monkeypatch):
    path, states = tmp_path / "result", []

    def remember(_):
        with pytest.MonkeyPatch.context() as quiet:
            for name, call in untouched.items():
                quiet.setattr(os, name, call)
            states.append(shutil.copytree(path, tmp_path / f"state {len(states)}") if path.exists() else path)

    untouched = {name: getattr(os, name) for name in ("open", "write", "fsync", "replace", "mkdir")}
    with monkeypatch.context() as watched:
        before_each_call(watched, remember)
        write_result(path, ["event"], rows=3)
    good = contents(path)
    for state in states:
        assert (verify(state) == []) == ("manifest.json" in contents(state))
        assert finished(state).items() <= good.items()
        write_result(state, ["event"], rows=3)
        assert contents(state) == good
    assert len(states) > 30


def test_a_full_disk_is_told_with_what_is_needed_and_free(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with ResultFolder(tmp_path, SCENARIO, PLAN) as folder:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(StorageError, match=r"market/part-00000\.parquet.*No space left.*needed .* MB, free"):
            folder.write(0, {"market": columns("market", 10)}, VOCABULARY)


def test_a_limit_of_the_operating_system_on_file_size_is_a_storage_error(tmp_path):
    code = (
        "import resource, sys; sys.path.insert(0, sys.argv[1])\n"
        "from small_result import write_result; from lodeflow.errors import StorageError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: write_result(sys.argv[2], rows=5000)\n"
        "except StorageError as error: print(error); sys.exit(error.exit_code)"
    )
    here = Path(__file__).parents[1] / "helpers"
    run = subprocess.run([sys.executable, "-c", code, here, tmp_path], capture_output=True, check=False)
    assert (run.returncode, b"File too large" in run.stdout) == (74, True)
    assert sorted(contents(tmp_path)) == ["plan.json", "scenario.toml"]
