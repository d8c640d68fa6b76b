"""Ownership of a result folder: a lock for one process, and a check that it holds nothing but the same plan's result.

    DIR/scenario.toml, plan.json             written first: what is computed
    DIR/tables/<table>/part-00000.parquet    complete Parquet files only
    DIR/datapackage.json, views.sql          what the columns mean
    DIR/manifest.json                        written last: the result is complete
    DIR/.tmp/                                unfinished files, only while a run is at work
    DIR/.work/                               what it takes to go on, until the result is complete

The lock is on the folder itself, not on a file in it: it ends with the process, also if that is killed, and leaves
nothing behind. Processes forked from the holder share it; they must not outlive the holder.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lodeflow.errors import HeldError, OutputError, first_few
from lodeflow.storage.atomic_files import UNFINISHED, faults_in_words, make_folder
from lodeflow.storage.tables import TABLES

SCENARIO, PLAN, MANIFEST = "scenario.toml", "plan.json", "manifest.json"
DATA_PACKAGE, VIEWS = "datapackage.json", "views.sql"
PART_TABLES, STAGING, WORK = "tables", ".tmp", ".work"
COMPARISON, ARMS = "comparison.json", "arms"

_FILES = {SCENARIO, PLAN, MANIFEST, DATA_PACKAGE, VIEWS}
_OTHER_SCENARIO = "another scenario.toml"
_PART = re.compile(r"part-\d{5,}\.parquet")
_OF_WORK = re.compile(r"(block-\d{5,}|fan)\.json|paths-\d{5,}\.f64")


class FolderMismatch(OutputError):  # noqa: N818 - named for what the user finds
    """Folder that holds the result of another scenario, seed or plan."""

    exit_code = 65


def part_name(table: str, number: int) -> str:
    """Path of a part within the folder; ``table`` is its table, ``number`` its block of replications, from 0."""
    return f"{PART_TABLES}/{table}/part-{number:05}.parquet"


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Context manager that makes the folder ``path`` if need be and locks it against other processes.

    Raises HeldError if another process holds it, OutputError if it cannot be made or locked.
    """
    if "\0" in str(path):
        raise OutputError("the name of a folder cannot hold a NUL character")
    with faults_in_words(path):
        if path.exists() and not path.is_dir():
            raise OutputError(f"{path} is a file, but a result needs a folder")
        make_folder(path)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(descriptor, path)
        yield
    finally:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # forked processes may still have it open
        os.close(descriptor)


@contextmanager
def staging(path: Path) -> Iterator[Path]:
    """Context manager that makes and finally removes the folder for unfinished files, on the file system of the tables.

    ``path`` is the result folder.
    """
    place = path / STAGING
    shutil.rmtree(place, ignore_errors=True)  # left by a run that was killed
    make_folder(place)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def is_leftover(name: str) -> bool:
    """True for a file that only a killed run leaves behind; the next run removes it.

    ``name`` is the path within the result folder.
    """
    place, _, file = name.partition("/")
    return (place == STAGING and file.endswith(UNFINISHED)) or (place == WORK and _OF_WORK.fullmatch(file) is not None)


def refuse_what_is_not_ours(path: Path) -> None:
    """Check that all entries of the folder ``path`` belong to a result. Raises OutputError with the names of the
    others.
    """
    with faults_in_words(path):
        foreign = sorted(_foreign(path))
        begun = any((path / name).exists() for name in (SCENARIO, PLAN))
        if not begun:
            foreign = sorted({*foreign, *(entry.name for entry in path.iterdir() if entry.name not in (STAGING, WORK))})
    if foreign:
        raise OutputError(
            f"{path} already holds something that is not a lodeflow result: {first_few(foreign, 3)}; "
            "choose another folder or an empty one"
        )


def differences(path: Path, scenario: bytes, plan: Mapping[str, Any]) -> list[str]:
    """Differences between the result begun in a folder and the one planned, one line each.

    Args:
        path: the result folder.
        scenario: content of scenario.toml as planned.
        plan: content of plan.json as planned.

    Raises:
        OutputError: the plan in the folder is damaged.

    """
    with faults_in_words(path):
        if not (path / PLAN).exists():
            begun = path / SCENARIO
            return [_OTHER_SCENARIO] if begun.exists() and begun.read_bytes() != scenario else []
        text = (path / PLAN).read_bytes()
    try:
        there = json.loads(text)
        keys = sorted(there.keys() | plan.keys())
    except (ValueError, AttributeError, RecursionError):
        raise OutputError(f"{path / PLAN} is damaged; choose another folder or an empty one") from None
    return [_difference(key, there.get(key), plan.get(key)) for key in keys if there.get(key) != plan.get(key)]


def _difference(key: str, there: Any, here: Any) -> str:
    if key == "scenario_digest":
        return _OTHER_SCENARIO
    if key in ("versions", "kernel_hash"):
        return "computed by another version"
    if isinstance(there, list | dict) or isinstance(here, list | dict):
        return f"{key} differ"
    return f"{key} {there} there, {here} here"


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HeldError(f"{path} is held by another process; wait for it or choose another folder") from None
    except OSError as error:
        raise OutputError(
            f"{path} cannot be locked ({error.strerror}): not every network file system has locks; "
            "choose a folder on another one"
        ) from error


def _foreign(path: Path) -> Iterator[str]:
    for entry in path.iterdir():
        if entry.name in (PART_TABLES, STAGING, WORK) and entry.is_dir() and not entry.is_symlink():
            yield from _foreign_within(entry)
        elif entry.name not in _FILES or not _is_plain(entry):
            yield entry.name


def _foreign_within(place: Path) -> Iterator[str]:
    for entry in place.iterdir():
        name = f"{place.name}/{entry.name}"
        if place.name in (STAGING, WORK):
            if not (is_leftover(name) and _is_plain(entry)):
                yield name
        elif entry.name not in TABLES or entry.is_symlink() or not entry.is_dir():
            yield name
        else:
            yield from (
                f"{name}/{part.name}"
                for part in entry.iterdir()
                if not (_PART.fullmatch(part.name) and _is_plain(part))
            )


def _is_plain(entry: Path) -> bool:
    """True for a file that is no link; a link could lead out of the folder."""
    return entry.is_file() and not entry.is_symlink()
