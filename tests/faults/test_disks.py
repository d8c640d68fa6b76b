"""Disks that are really full or not to be written on, and limits of the operating system."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from quick import quick_disk
from small_result import contents
from starter import LODEFLOW, Starter, environment, half_written

from lodeflow.assembly import plan
from lodeflow.errors import StorageError
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.scenario.load import load

RUN = ("mc", "status-quo", "--days", "28", "--reps", "34", "--progress", "none", "--workers", "2")
NOBODY = 65534


@pytest.fixture(scope="module")
def starter():
    with quick_disk() as place:
        place.chmod(0o755)
        starter = Starter(place / "starter")
        yield starter
        starter.close()


@pytest.fixture(scope="module")
def good(starter):
    with quick_disk() as place:
        assert starter.run(*RUN, "--out", place / "good").code == 0
        yield contents(place / "good")


@contextmanager
def small_disk(place):
    """A disk of 2 MiB in memory."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "lodeflow", place], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no disk may be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def fill(disk):
    """Use up the room, to the last byte."""
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        for size in (65536, 4096, 1):
            try:
                while True:
                    ballast.write(b"\1" * size)
            except OSError:
                continue


@pytest.mark.parametrize("blocks", [0, 1, 2])
def test_a_disk_that_is_full_ends_the_run_in_words_and_with_room_it_goes_on(good, tmp_path, blocks):
    world = plan(load("status-quo", ["days=28"]))
    with small_disk(tmp_path / "disk") as disk:
        folder, told = disk / "result", []

        def watch(block):
            told.append(block.kept)
            if len(told) == blocks:
                fill(disk)

        if blocks == 0:
            fill(disk)
        with pytest.raises(StorageError, match=r"No space left on device|needed about .* MB, free 0 MB") as full:
            write(world, folder, 34, Recording("market", 91, workers=2), watch)
        assert (full.value.exit_code, "\n" in str(full.value)) == (74, False)
        assert half_written(folder, good) == []
        (disk / "ballast").unlink()
        told.clear()
        write(world, folder, 34, Recording("market", 91, workers=2), lambda block: told.append(block.kept), resume=True)
        assert told == [n < blocks for n in range(3)]
        assert contents(folder) == good


def test_a_run_that_is_too_large_for_the_disk_is_refused_before_it_begins(starter, tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        done = starter.run(*RUN, "--reps", 400, "--out", disk / "result")
        assert (done.code, done.said.count("\n")) == (74, 1)
        assert "needed about" in done.said
        assert list(disk.iterdir()) == []


@pytest.mark.parametrize("most", [1_000, 5_000, 20_000])
def test_a_limit_on_the_size_of_files_ends_the_run_in_one_line(starter, good, tmp_path, most):
    done = starter.run(*RUN, "--out", tmp_path / "result", limits=[("RLIMIT_FSIZE", most)])
    assert (done.code, done.said.count("\n")) == (74, 1)
    assert "File too large" in done.said
    assert half_written(tmp_path / "result", good) == []
    assert starter.run(*RUN, "--out", tmp_path / "result", "--resume").code == 0
    assert contents(tmp_path / "result") == good


def test_too_few_open_files_end_the_run_in_one_line_wherever_the_limit_strikes(starter, good, tmp_path):
    codes = []
    for most in range(4, 40):
        folder = tmp_path / str(most)
        done = starter.run(*RUN, "--out", folder, limits=[("RLIMIT_NOFILE", most)])
        codes.append(done.code)
        if done.code == 0:
            break
        assert (done.code, done.said.count("\n")) == (74, 1), done.said
        assert "Too many open files" in done.said
        assert half_written(folder, good) == []
        assert starter.run(*RUN, "--out", folder, "--resume").code == 0
        assert contents(folder) == good
    assert codes[-1] == 0
    assert len(codes) > 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
@pytest.mark.parametrize("begun", [False, True])
def test_a_folder_that_may_only_be_read_is_refused_in_one_line(starter, begun):
    with quick_disk() as place:
        place.chmod(0o755)
        folder = place / "result"
        if begun:
            assert starter.run(*RUN, "--out", folder).code == 0
        before = contents(place)
        done = starter.run(*RUN, "--out", folder, "--resume", user=NOBODY)
        assert (done.code, done.said.count("\n")) == (73, 1)
        assert "cannot be created: Permission denied" in done.said
        assert contents(place) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_a_folder_that_may_not_even_be_looked_at_is_refused_in_one_line(starter):
    with quick_disk() as place:  # of root alone
        done = starter.run(*RUN, "--out", place / "some" / "result", user=NOBODY)
        assert (done.code, done.said.count("\n")) == (73, 1)
        assert "Permission denied" in done.said
        assert list(place.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_result_that_cannot_be_printed_is_still_complete(good, tmp_path):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*LODEFLOW, *RUN, "--out", tmp_path / "result"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=environment(),
        )
    assert done.returncode == 74
    assert done.stderr.startswith(b"the result cannot be printed: ")
    assert contents(tmp_path / "result") == good
