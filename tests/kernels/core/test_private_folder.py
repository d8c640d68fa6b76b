"""Compiled kernels are loaded from nowhere but a folder into which only this user can put them."""

import hashlib
import os
import pickle
from pathlib import Path

import pytest

from lodeflow.kernels.core import code_store
from lodeflow.kernels.core.code_store import CodeStore
from lodeflow.kernels.core.private_folder import PrivateFolder

PARTS = ("lodeflow", "named-by-a-hash")
LEVELS = pytest.mark.parametrize("level", range(3), ids=["root", "lodeflow", "innermost"])


def paths(tmp_path):
    """Folders of a cache, the root first."""
    root = tmp_path / "cache"
    return [root, root / PARTS[0], root.joinpath(*PARTS)]


@pytest.fixture
def folders(tmp_path):
    found = paths(tmp_path)
    for folder in found:
        folder.mkdir(mode=0o700)
    return found


def opened(tmp_path):
    return PrivateFolder(tmp_path / "cache", *PARTS)


def test_missing_folders_are_made_for_this_user_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        folder = opened(tmp_path)
        folder.write("a", b"code")
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in paths(tmp_path)] == [0o700] * 3
    assert (folder.path / "a").stat().st_mode & 0o777 == 0o600
    assert folder.read("a") == b"code"
    assert folder.names() == ["a"]


@LEVELS
@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777], ids=oct)
def test_a_folder_that_others_can_write_to_is_refused_at_every_level(tmp_path, folders, level, mode):
    folders[level].chmod(mode)
    with pytest.raises(PermissionError, match=f"{folders[level].name} can be written by other users"):
        opened(tmp_path)


@LEVELS
def test_a_folder_of_another_user_is_refused_at_every_level(tmp_path, folders, level, monkeypatch):
    foreign, real = folders[level].stat().st_ino, os.fstat

    def fstat(handle):
        found = real(handle)
        return os.stat_result((*found[:4], found.st_uid + (found.st_ino == foreign), *found[5:]))

    monkeypatch.setattr(os, "fstat", fstat)
    with pytest.raises(PermissionError, match=f"{folders[level].name} belongs to another user"):
        opened(tmp_path)


@pytest.mark.parametrize("level", [1, 2])
def test_a_link_below_the_root_is_refused_even_to_a_folder_of_ones_own(tmp_path, folders, level):
    elsewhere = tmp_path / "elsewhere"
    folders[level].rename(elsewhere)
    folders[level].symlink_to(elsewhere)
    with pytest.raises(PermissionError, match=f"{folders[level].name} is a link, or no folder"):
        opened(tmp_path)


def test_the_root_may_be_a_link_of_ones_own_but_not_of_another_user(tmp_path, folders, monkeypatch):
    elsewhere = tmp_path / "other-disk"
    folders[0].rename(elsewhere)
    folders[0].symlink_to(elsewhere)
    opened(tmp_path).write("a", b"code")
    assert elsewhere.joinpath(*PARTS, "a").read_bytes() == b"code"
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "lstat", lambda _: os.stat_result((0o120777, 0, 0, 1, 4711, 0, 0, 0, 0, 0)))
        with pytest.raises(PermissionError, match="is a link that belongs to another user"):
            opened(tmp_path)


@LEVELS
def test_a_file_in_place_of_a_folder_is_refused(tmp_path, folders, level):
    for folder in reversed(folders[level:]):
        folder.rmdir()
    folders[level].write_text("")
    with pytest.raises(OSError, match=folders[level].name):
        opened(tmp_path)


@LEVELS
def test_a_folder_exchanged_after_it_was_opened_is_never_looked_into(tmp_path, level):
    folder = opened(tmp_path)
    folder.write("a", b"mine")
    paths(tmp_path)[level].rename(tmp_path / "away")
    innermost = paths(tmp_path)[2]
    innermost.mkdir(parents=True)
    (innermost / "a").write_bytes(b"planted")
    assert folder.read("a") == b"mine"
    folder.write("b", b"mine too")
    assert [path.name for path in innermost.iterdir()] == ["a"]


def link(file, planted):
    file.symlink_to(planted)


def hand_over(file, planted):
    planted.rename(file)
    file.chmod(0o666)


def pipe(file, planted):
    os.mkfifo(file)


@pytest.mark.parametrize("plant", [link, hand_over, pipe])
def test_planted_code_is_not_run(tmp_path, monkeypatch, plant):
    """Its digest is right: whoever plants it can count."""

    class Harm:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "harm"),)

    folder, code = opened(tmp_path), pickle.dumps(Harm())
    planted = tmp_path / "planted"
    planted.write_bytes(hashlib.sha256(code).digest() + code)
    monkeypatch.setattr(code_store, "FOLDER", folder)
    store = CodeStore(plant, lambda: "processor")
    plant(folder.path / store._file("entry", ()), planted)
    assert store.load("entry", ()) is None
    assert not (tmp_path / "harm").exists()


def test_a_full_disk_leaves_no_half_file(tmp_path, monkeypatch):
    folder = opened(tmp_path)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(OSError, match="No space left"):
        folder.write("a", b"code")
    assert folder.names() == []


@pytest.mark.parametrize(
    ("owner", "name"),
    [("sys", "version"), ("sys.implementation", "name"), ("sys.implementation", "cache_tag"),
     ("numba", "__version__"), ("llvmlite", "__version__")],
)  # fmt: skip
def test_another_interpreter_or_library_has_a_folder_of_its_own(monkeypatch, owner, name):
    before = code_store._folder_name()
    monkeypatch.setattr(f"lodeflow.kernels.core.code_store.{owner}.{name}", "another")
    assert code_store._folder_name() != before


def test_another_abi_has_a_folder_of_its_own(monkeypatch):
    before = code_store._folder_name()
    monkeypatch.setattr("sysconfig.get_config_var", lambda _: "cpython-311t-x86_64-linux-gnu")
    assert code_store._folder_name() != before


def test_another_processor_has_a_file_of_its_own():
    names = {
        CodeStore(link, lambda p=p: ("x86_64", *p))._file("entry", ()) for p in (("a", "+avx"), ("a", ""), ("b", ""))
    }
    assert len(names) == 3


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "NUMBA_CACHE_DIR"])
def test_whoever_names_a_cache_that_others_can_write_to_keeps_no_code(tmp_path, monkeypatch, variable):
    monkeypatch.setattr(code_store.config, "CACHE_DIR", str(tmp_path) if variable == "NUMBA_CACHE_DIR" else "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder, why = code_store._open_folder()
    assert (folder.path.parent.parent, why) == (tmp_path, "")
    tmp_path.chmod(0o777)
    folder, why = code_store._open_folder()
    assert folder is None
    assert why == f"{tmp_path} can be written by other users"


def test_a_system_whose_folders_have_no_handles_keeps_no_code(monkeypatch):
    monkeypatch.setattr("lodeflow.kernels.core.private_folder.HANDLES", False)
    assert code_store._open_folder() == (None, "this system opens no folder by a handle")
