"""Files of a result folder by name, and a check that a folder holds nothing else.

DIR/scenario.toml, plan.json             written first: what is computed
DIR/tables/<table>/part-00000.parquet    complete Parquet files only
DIR/datapackage.json, views.sql          what the columns mean
DIR/manifest.json                        written last: the result is complete
DIR/.tmp/                                unfinished files, only while a run is at work
DIR/.work/                               what it takes to go on, until the result is complete; in a shard, its share
"""

import os
import re
from collections.abc import Collection, Iterator

from lodeflow.errors import OutputError, first_few
from lodeflow.storage.atomic_files import UNFINISHED
from lodeflow.storage.folder_handle import FolderHandle
from lodeflow.storage.held_folder import STAGING, HeldFolder
from lodeflow.storage.tables import TABLES

SCENARIO, PLAN, MANIFEST = "scenario.toml", "plan.json", "manifest.json"
DATA_PACKAGE, VIEWS = "datapackage.json", "views.sql"
PART_TABLES, WORK = "tables", ".work"
COMPARISON, ARMS = "comparison.json", "arms"
DESIGN, POINTS = "design.json", "points"
PARTS_OF = {COMPARISON: ARMS, DESIGN: POINTS}
"""Folder of the results that a comparison or a design consists of."""
SHARD = f"{WORK}/shard.json"

_PART = re.compile(r"part-\d{5,}\.parquet")
_OF_WORK = re.compile(r"(block-\d{5,}|fan|shard)\.json|paths-\d{5,}\.f64")


class FolderMismatch(OutputError):  # noqa: N818 - named for what the user finds
    """Folder that holds the result of another scenario, seed or plan."""

    exit_code = 65


def part_name(table: str, number: int) -> str:
    """Path of a part within the folder; ``table`` is its table, ``number`` its block of replications, from 0."""
    return f"{PART_TABLES}/{table}/part-{number:05}.parquet"


def point_name(number: int) -> str:
    """Name of the folder of point ``number`` of a design, as of a partition."""
    return f"point={number}"


def is_leftover(name: str) -> bool:
    """True for a file that only a killed run leaves behind; the next run removes it.

    ``name`` is the path within the result folder.
    """
    place, _, file = name.partition("/")
    return (place == STAGING and file.endswith(UNFINISHED)) or (place == WORK and _OF_WORK.fullmatch(file) is not None)


def refuse_what_is_not_ours(folder: HeldFolder, first: Collection[str], arms: Collection[str] = ()) -> None:
    """Check that all entries of a folder belong to a result, a comparison or a design.

    Args:
        folder: the folder.
        first: names of the files that are written first; without any of them nothing was begun.
        arms: names of the arms of a comparison, or of the folders of the points of a design; none for a result.

    Raises:
        OutputError: something does not belong; the message has its name.

    """
    files = {*first, MANIFEST, DATA_PACKAGE, VIEWS}
    inner = next((PARTS_OF[name] for name in first if name in PARTS_OF), "")
    with folder.in_words():
        entries = folder.entries()
        if any(_is_plain(entry) for entry in entries if entry.name in first):
            foreign = [name for entry in entries for name in _foreign(folder, entry, files, inner, arms)]
        else:
            foreign = [e.name for e in entries if e.name not in (STAGING, WORK)]
            foreign += [
                n for e in entries if e.name in (STAGING, WORK) for n in _foreign(folder, e, files, inner, arms)
            ]
    if foreign:
        kind = {ARMS: "comparison of these arms", POINTS: "design of these points"}.get(inner, "result")
        raise OutputError(
            f"{folder.path} already holds something that is not a lodeflow {kind}: {first_few(sorted(foreign), 3)}; "
            "choose another folder or an empty one"
        )


def _foreign(
    folder: FolderHandle, entry: os.DirEntry[str], files: Collection[str], inner: str, arms: Collection[str]
) -> Iterator[str]:
    """Names of what does not belong, of one entry and what it holds."""
    folders = (PART_TABLES, STAGING, inner or WORK)
    if entry.name not in folders or not entry.is_dir(follow_symlinks=False):
        if entry.name not in files or not _is_plain(entry):
            yield entry.name
        return
    with folder.folder(entry.name) as place:
        for below in place.entries():
            name, is_folder = f"{entry.name}/{below.name}", below.is_dir(follow_symlinks=False)
            if entry.name == PART_TABLES and below.name in TABLES and is_folder:
                with place.folder(below.name) as parts:
                    yield from (f"{name}/{part.name}" for part in parts.entries() if not _is_part(part))
            elif entry.name == inner and below.name in arms and is_folder:
                continue  # looked at when it is opened
            elif not (is_leftover(name) and _is_plain(below)):
                yield name


def _is_part(entry: os.DirEntry[str]) -> bool:
    return _PART.fullmatch(entry.name) is not None and _is_plain(entry)


def _is_plain(entry: os.DirEntry[str]) -> bool:
    """True for a file that is no link; a link could lead out of the folder."""
    return entry.is_file(follow_symlinks=False)
