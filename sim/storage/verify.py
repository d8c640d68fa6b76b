"""Integrity check of a result folder: every file is compared with the manifest.

A flipped bit in a Parquet file passes every reader that does not ask for checksums, and a flipped digit in a scenario
reproduces another result. Whatever the state of the folder, the check returns plain lines and does not raise. Files
that a killed run left beside a complete result do not count; the next run removes them.
"""

import hashlib
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.errors import printable
from lodeflow.storage.manifest import ManifestError, Recorded, recorded_files
from lodeflow.storage.ownership import ARMS, COMPARISON, MANIFEST, PLAN, SCENARIO, is_leftover


def verify(path: Path | str) -> list[str]:
    """Problems of a result folder, or of a comparison with all its arms, one line each; an empty list if it is intact.

    ``path`` is the folder. Control characters of names are escaped.
    """
    return sorted(map(printable, _problems(Path(path))))


def _problems(folder: Path) -> list[str]:
    try:
        if not folder.is_dir():
            return [f"{folder} is not a folder" if folder.exists() else f"{folder} does not exist"]
        recorded = recorded_files(folder)
        found = {name for name in _entries(folder) if name != MANIFEST and not is_leftover(name)}
        arms = {name.split("/")[1] for name in recorded if name.startswith(f"{ARMS}/")}
        found -= {name for name in found - recorded.keys() if name.startswith(tuple(f"{ARMS}/{arm}/" for arm in arms))}
    except ManifestError as problem:
        return [str(problem)]
    except (OSError, ValueError) as error:
        return [f"{folder} cannot be read: {error}"]
    problems = [f"{name} is missing" for name in recorded.keys() - found]
    problems += [f"{name} is not in the manifest" for name in found - recorded.keys()]
    for name in found & recorded.keys():
        problems += _problems_of_file(folder / name, name, recorded[name])
    problems += [f"{ARMS}/{arm}: {problem}" for arm in arms for problem in _problems(folder / ARMS / arm)]
    if COMPARISON in recorded:
        return problems
    if not {SCENARIO, PLAN} <= recorded.keys():
        problems.append(f"{MANIFEST} does not list {SCENARIO} and {PLAN}")
    if not problems:
        problems += _problems_of_plan(folder)
    return problems


def _entries(folder: Path) -> set[str]:
    """All files and links in the folder. A folder in the place of a file therefore counts as missing."""
    found: set[str] = set()

    def stop(error: OSError) -> None:
        raise error

    for place, folders, files in os.walk(folder, onerror=stop):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        found |= {(Path(place) / name).relative_to(folder).as_posix() for name in [*files, *links]}
    return found


def _problems_of_file(path: Path, name: str, recorded: Recorded) -> list[str]:
    if path.is_symlink() or not path.is_file():
        return [f"{name} is not a regular file"]
    try:
        size = path.stat().st_size
        if size != recorded.bytes:
            return [f"{name} has {size} bytes, but {recorded.bytes} were written"]
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != recorded.sha256:
                return [f"{name} is damaged: its sha256 is not the one in the manifest"]
        if recorded.rows is not None:
            rows = pq.read_metadata(path).num_rows
            if rows != recorded.rows:
                return [f"{name} has {rows} rows, but the manifest says {recorded.rows}"]
    except (OSError, pa.ArrowException) as error:
        return [f"{name} cannot be read: {' '.join(str(error).split())}"]
    return []


def _problems_of_plan(folder: Path) -> list[str]:
    try:
        planned = json.loads((folder / PLAN).read_bytes())["scenario_digest"]
        scenario = hashlib.sha256((folder / SCENARIO).read_bytes()).hexdigest()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return [f"{PLAN} does not name the scenario: {error}"]
    return [] if planned == scenario else [f"{PLAN} was made for another {SCENARIO}"]
