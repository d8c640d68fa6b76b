"""Integrity check of a result folder: every file is compared with the manifest.

A flipped bit in a Parquet file passes every reader that does not ask for checksums, and a flipped digit in a scenario
reproduces another result. Files that a killed run left beside a complete result do not count; the next run removes
them.

The folder may come from somebody else. Whatever it holds, the check returns plain lines, does not raise, follows no
link, waits for no FIFO, and reads nothing outside the folder.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.errors import printable
from lodeflow.storage.folder_handle import FolderHandle
from lodeflow.storage.manifest import ManifestError, Recorded, recorded_in, unsealed
from lodeflow.storage.ownership import MANIFEST, PARTS_OF, PLAN, SCENARIO, is_leftover

DEEPEST = 6
"""Folders below each other that are looked into; a comparison needs four."""
BYTES_PER_FILE = 2_000
"""Most bytes of a manifest for each file in the folder; an entry needs 400."""


def verify(path: Path | str) -> list[str]:
    """Problems of a result folder, or of a comparison or design with all its results, one line each; none if intact.

    ``path`` is the folder. Control characters of names are escaped.
    """
    folder = Path(path)
    try:
        if not folder.is_dir():
            found = [f"{folder} is not a folder" if folder.exists() else f"{folder} does not exist"]
        else:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                found = _problems(FolderHandle(descriptor, folder))
            finally:
                os.close(descriptor)
    except (OSError, ValueError) as error:
        found = [f"{folder} cannot be read: {error}"]
    return sorted(map(printable, found))


def _problems(folder: FolderHandle, *, is_arm: bool = False) -> list[str]:
    """Problems of a folder. Raises OSError where it cannot be read."""
    found = {name for name in _entries(folder) if not is_leftover(name)}
    try:
        manifest = _manifest(folder, 1_000_000 + BYTES_PER_FILE * len(found))
        recorded = recorded_in(manifest)
    except ManifestError as problem:
        return [str(problem)]
    if is_arm and not recorded.keys().isdisjoint(PARTS_OF):
        return ["is a comparison or a design, and no part of one"]
    found.discard(MANIFEST)
    inner = [name.rpartition("/")[0] for name in recorded if name.split("/")[0] in PARTS_OF.values()]
    found -= {name for name in found - recorded.keys() if name.startswith(tuple(f"{each}/" for each in inner))}
    problems = [f"{name} is missing" for name in recorded.keys() - found]
    problems += [f"{name} is not in the manifest" for name in found - recorded.keys()]
    for name in found & recorded.keys():
        problems += _problems_of_file(folder, name, recorded[name])
    for each in inner:
        if f"{each}/{MANIFEST}" in found:
            with folder.folder(each) as place:
                problems += [f"{each}: {problem}" for problem in _problems(place, is_arm=True)]
    return problems + _problems_of_plan(folder, manifest, recorded, is_sound=not problems)


def _entries(folder: FolderHandle) -> Iterator[str]:
    """Names of all files and links in the folder, and of folders too deep to be looked into.

    A folder in the place of a file therefore counts as missing. Raises OSError.
    """
    left = [""]
    while left:
        above = left.pop()
        with folder.folder(above.rstrip("/")) if above else nullcontext(folder) as place:
            for entry in place.entries():
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder and above.count("/") < DEEPEST:
                    left.append(f"{above}{entry.name}/")
                else:
                    yield f"{above}{entry.name}"


def _manifest(folder: FolderHandle, most: int) -> bytes:
    """Text of the manifest. Raises ManifestError if it is missing or longer than ``most`` bytes."""
    try:
        text = folder.read(MANIFEST, most + 1)
    except FileNotFoundError:
        raise ManifestError(f"{MANIFEST} is missing: the run that writes this folder has not finished") from None
    except OSError as error:
        raise ManifestError(f"{MANIFEST} cannot be read: {error.strerror or error}") from None
    if len(text) > most:
        raise ManifestError(f"{MANIFEST} is longer than one of so few files can be")
    return text


def _problems_of_file(folder: FolderHandle, name: str, recorded: Recorded) -> list[str]:
    try:
        size = folder.size(name)
        if size is None:
            return [f"{name} is not a regular file"]
        if size != recorded.bytes:
            return [f"{name} has {size} bytes, but {recorded.bytes} were written"]
        with folder.file(name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != recorded.sha256:
                return [f"{name} is damaged: its sha256 is not the one in the manifest"]
            if recorded.rows is not None:
                file.seek(0)
                rows = pq.read_metadata(file).num_rows
                if rows != recorded.rows:
                    return [f"{name} has {rows} rows, but the manifest says {recorded.rows}"]
    except (OSError, pa.ArrowException) as error:
        return [f"{name} cannot be read: {' '.join(str(error).split())}"]
    return []


def _problems_of_plan(
    folder: FolderHandle, manifest: bytes, recorded: Mapping[str, Recorded], *, is_sound: bool
) -> list[str]:
    """Problems of what the folder says that it is; the plan is looked into only if all files are sound."""
    for name in PARTS_OF.keys() & recorded.keys():
        return _problems_of_seals(manifest, recorded[name].sha256) if is_sound else []
    if not {SCENARIO, PLAN} <= recorded.keys():
        return [f"{MANIFEST} does not list {SCENARIO} and {PLAN}"]
    if not is_sound:
        return []
    try:
        planned = json.loads(folder.read(PLAN))["scenario_digest"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return [f"{PLAN} does not name the scenario: {error}"]
    other = [] if planned == recorded[SCENARIO].sha256 else [f"{PLAN} was made for another {SCENARIO}"]
    return other + _problems_of_seals(manifest, recorded[PLAN].sha256)


def _problems_of_seals(manifest: bytes, plan: str) -> list[str]:
    """Parts that belong to another plan than the one with this SHA-256."""
    return [f"{name} belongs to another plan" for name in unsealed(manifest, plan)]
