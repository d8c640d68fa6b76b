"""Folders that are renamed, deleted or replaced while a run writes them."""

import itertools
import os
import shutil
from contextlib import suppress

import pytest
from small_result import PLAN, SCENARIO, VOCABULARY, columns, contents, write_result

from lodeflow.errors import OutputError, StorageError
from lodeflow.storage.held_folder import FolderMoved, held
from lodeflow.storage.result_folder import ResultFolder
from lodeflow.storage.verify import verify

CALLS = ("open", "write", "fsync", "replace", "mkdir", "unlink", "rmdir")


def rename(folder, away):
    folder.rename(away)


def delete(folder, away):
    del away
    shutil.rmtree(folder)


def swap(folder, away):
    """Another run has finished elsewhere, and its folder takes the place of this one."""
    write_result(folder.with_name("other"), ["event"], rows=5)
    folder.rename(away)
    folder.with_name("other").rename(folder)


def crowd(folder, away):
    """Another run begins under the same path."""
    folder.rename(away)
    write_result(folder, ["event"], rows=5)


def leave_a_link(folder, away):
    folder.rename(away)
    folder.symlink_to(folder.with_name("elsewhere"))
    folder.with_name("elsewhere").mkdir()


def leave_a_file(folder, away):
    folder.rename(away)
    folder.write_text("mine", encoding="utf-8")


def before_call(monkeypatch, nth, act):
    """Do something once, before the n-th call that changes the disk. Returns the numbers of calls that were made."""
    made, acting = itertools.count(1), []

    def watched(call):
        def watching(*args, **kwargs):
            if not acting and next(made) == nth:
                acting.append(True)
                act()
            return call(*args, **kwargs)

        return watching

    for name in CALLS:
        monkeypatch.setattr(os, name, watched(getattr(os, name)))
    return acting


@pytest.mark.parametrize("what", [rename, delete, swap, crowd, leave_a_link, leave_a_file])
def test_a_run_whose_folder_is_taken_away_stops_and_touches_nothing_that_stands_there_now(tmp_path, what):
    write_result(tmp_path / "good", ["event"], rows=3)
    good, stopped = contents(tmp_path / "good"), 0
    for nth in itertools.count(5, 4):
        place = tmp_path / str(nth)
        place.mkdir()
        folder, away = place / "result", place / "away"
        stands = {}

        def act(folder=folder, away=away, stands=stands):
            if folder.exists():
                what(folder, away)
                stands.update(contents(folder) if folder.is_dir() else {})
                stands["it"] = folder.lstat().st_ino if os.path.lexists(folder) else None

        with pytest.MonkeyPatch.context() as monkeypatch:
            acted = before_call(monkeypatch, nth, act)
            try:
                write_result(folder, ["event"], rows=3)
                error = None
            except OutputError as refused:
                error = refused
        if not acted:
            break
        assert (folder.lstat().st_ino if os.path.lexists(folder) else None) == stands.pop("it")
        assert (contents(folder) if folder.is_dir() else {}) == stands
        assert not (place / "elsewhere").exists() or list((place / "elsewhere").iterdir()) == []
        assert not (away / ".tmp").exists()
        if error is None:  # it had finished before
            assert contents(away) == good or what is delete
            continue
        stopped += 1
        assert (type(error), error.exit_code) == (FolderMoved, 73)
        assert str(error).startswith(f"{folder} was renamed, deleted or replaced")
        assert "\n" not in str(error)
        if away.exists():
            assert {n: d for n, d in contents(away).items() if not n.startswith(".work/")}.items() <= good.items()
            assert "manifest.json" not in contents(away)
            write_result(away, ["event"], rows=3)  # and whoever finds it can go on with it
            assert contents(away) == good
    print(stopped, "runs stopped")  # noqa: T201 - shown with -s
    assert stopped > 10


def test_a_folder_taken_away_while_numbers_are_computed_is_noticed_before_the_next_file(tmp_path):
    path, block = tmp_path / "result", {"event": columns("event", 5)}
    with ResultFolder(path, SCENARIO, PLAN) as mine:
        mine.write(0, block, VOCABULARY)
        path.rename(tmp_path / "away")
        with ResultFolder(path, SCENARIO, PLAN) as other:  # not held: it is another folder
            other.write(0, block, VOCABULARY)
            before = contents(path)
            for act in (lambda: mine.write(1, block, VOCABULARY), lambda: mine.finish("kernel", [])):
                with pytest.raises(FolderMoved):
                    act()
            assert contents(path) == before
            other.write(1, block, VOCABULARY)
            other.finish("kernel", ["trace"])
    assert verify(path) == []
    assert not (tmp_path / "away" / ".tmp").exists()


def test_a_manifest_is_not_withdrawn_from_a_folder_that_came_later(tmp_path):
    folder = tmp_path / "result"
    write_result(folder)
    with suppress(FolderMoved), ResultFolder(folder, SCENARIO, PLAN, resume=True) as result:
        folder.rename(tmp_path / "away")
        shutil.copytree(tmp_path / "away", folder)
        result.write(0, {"market": columns("market", 40)}, VOCABULARY)
    assert (folder / "manifest.json").exists()
    assert verify(tmp_path / "away") == []


def test_a_part_that_is_removed_while_the_run_is_at_work_is_not_vouched_for(tmp_path):
    with pytest.raises(StorageError, match="was removed or changed"):
        write_and_lose(tmp_path / "result")
    assert not (tmp_path / "result" / "manifest.json").exists()


def write_and_lose(path):
    """A run of which a part goes before it ends."""
    with ResultFolder(path, SCENARIO, PLAN) as folder:
        for number in range(2):
            folder.write(number, {"event": columns("event", 5)}, VOCABULARY)
        (path / "tables" / "event" / "part-00000.parquet").unlink()
        folder.finish("kernel", [])


def test_links_and_pipes_within_a_folder_are_neither_followed_nor_waited_for(tmp_path):
    (tmp_path / "folder" / "below").mkdir(parents=True)
    (tmp_path / "secret").write_text("mine")
    (tmp_path / "folder" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "folder" / "away").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "folder" / "pipe")
    with held(tmp_path / "folder") as folder:
        for name in ("link", "away/secret", "pipe", "below"):
            with pytest.raises(OSError):  # noqa: PT011 - ELOOP, ENOTDIR, EINVAL or EISDIR
                folder.read(name)
            assert folder.size(name) is None
        for name in ("link", "away/new"):
            with pytest.raises(OSError):  # noqa: PT011
                folder.write(name, b"")
    assert (tmp_path / "secret").read_text() == "mine"
    assert not (tmp_path / "new").exists()
