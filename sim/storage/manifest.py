"""Manifest of a result folder, its last file: size and digest of every other file, and the versions that computed it.

A manifest vouches for every other file and, by a digest of its own text, for itself. Each entry of a part has a seal,
which binds the part to the plan that it was computed for. The manifest names no time, host, path or
number of workers. Of Python it names only the minor version: a patch release changes no result, and equal results must
give equal folders. numba, numpy and pyarrow determine bits and bytes and are named in full.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from lodeflow.storage.content_digest import table_digest
from lodeflow.storage.ownership import MANIFEST, PARTS_OF, part_name
from lodeflow.storage.tables import SCHEMA_VERSION, TABLES

_SELF = "own_sha256"
_PART = re.compile(r"tables/(\w+)/part-(\d{5,})\.parquet")


@dataclass(frozen=True)
class Part:
    """Finished part of a table."""

    table: str
    """Name of the table."""
    number: int
    """Block of replications, from 0."""
    rows: int
    """Number of rows."""
    bytes: int
    """Size of the file in bytes."""
    sha256: str
    """SHA-256 of the file, in hexadecimal."""
    content_digest: str
    """Content digest of the rows, in hexadecimal."""

    @property
    def name(self) -> str:
        """Path within the folder."""
        return part_name(self.table, self.number)


@dataclass(frozen=True)
class Recorded:
    """Entry of the manifest for one file."""

    bytes: int
    """Size in bytes."""
    sha256: str
    """SHA-256, in hexadecimal."""
    rows: int | None
    """Number of rows; None for a file that is no table."""


class ManifestError(ValueError):
    """Manifest that is missing or damaged; the message is one line."""


def canonical_json(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON of ``content``: sorted keys, two spaces, UTF-8, a newline at the end; equal content gives equal
    bytes.
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
    return text.encode() + b"\n"


def sha256(data: bytes) -> str:
    """SHA-256 of ``data``, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sealed(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON of ``content`` with a digest of its own text."""
    return canonical_json({**content, _SELF: sha256(canonical_json(content))})


def opened(data: bytes) -> dict[str, Any]:
    """Content of ``data``, bytes written by ``sealed``. Raises ValueError if a bit has changed."""
    try:
        content: dict[str, Any] = json.loads(data)
        intact = canonical_json(content) == data
        intact &= content.pop(_SELF) == sha256(canonical_json(content))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not sealed") from error
    if not intact:
        raise ValueError("the seal is broken")
    return content


def manifest(
    files: Mapping[str, bytes],
    parts: Sequence[Part],
    plan: str,
    kernel_hash: str,
    traces: Sequence[str],
) -> bytes:
    """Text of manifest.json.

    Args:
        files: content of the other files, by name.
        parts: parts of all tables.
        plan: SHA-256 of the file that says what was computed.
        kernel_hash: hash of the kernels that computed the result.
        traces: trace of each replication, in order; one digest stands for all.

    """
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
        "kernel_hash": kernel_hash,
        "replications": len(traces),
        "trace_digest": sha256("\n".join(traces).encode()),
        "files": {name: {"bytes": len(data), "sha256": sha256(data)} for name, data in files.items()},
        "tables": {name: _table(name, parts, plan) for name in {part.table for part in parts}},
    }
    return sealed(content)


def recorded_in(data: bytes) -> dict[str, Recorded]:
    """Entries of a manifest for all files but itself, by name; ``data`` is its text.

    Raises ManifestError if a bit of it has changed, or if it is none that a run writes: names lead to files within the
    folder, of an arm to its manifest only.
    """
    try:
        return dict(_checked(*entry) for entry in _recorded(opened(data)))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ManifestError(f"{MANIFEST} is damaged: it is not as it was written") from None


def unsealed(data: bytes, plan: str) -> list[str]:
    """Names of parts in an intact manifest that were sealed for another plan.

    ``data`` is its text; ``plan`` is the SHA-256 of the file that says what was computed.
    """
    entries = [each for table in opened(data)["tables"].values() for each in table["parts"]]
    return [each["name"] for each in entries if "seal" in each and part_of(each, plan) is None]


def entry_of(part: Part, plan: str) -> dict[str, Any]:
    """Entry of a ``part`` in a manifest or receipt: name, size, rows, digests, and the seal.

    ``plan`` is the SHA-256 of the file that says what was computed.
    """
    facts = {"name": part.name} | {key: value for key, value in asdict(part).items() if key not in ("table", "number")}
    return facts | {"seal": _seal(facts, plan)}


def part_of(entry: Mapping[str, Any], plan: str) -> Part | None:
    """Part of an entry; None if the entry is damaged or belongs to another plan.

    ``entry`` is what `entry_of` has returned, read back; ``plan`` is the SHA-256 of the file that says what was
    computed.
    """
    facts = {key: value for key, value in entry.items() if key != "seal"}
    named = _PART.fullmatch(str(facts.pop("name", "")))
    try:
        if named is None or named[1] not in TABLES or entry.get("seal") != _seal({"name": named[0], **facts}, plan):
            return None
        return Part(table=named[1], number=int(named[2]), **facts)
    except (TypeError, ValueError, RecursionError):
        return None


def _seal(facts: Mapping[str, Any], plan: str) -> str:
    return sha256(canonical_json({**facts, "plan": plan}))


def _table(name: str, parts: Sequence[Part], plan: str) -> dict[str, Any]:
    own = sorted((part for part in parts if part.table == name), key=lambda part: part.number)
    rows = sum(part.rows for part in own)
    return {
        "rows": rows,
        "content_digest": table_digest(TABLES[name], rows, (part.content_digest for part in own)),
        "parts": [entry_of(part, plan) for part in own],
    }


def _checked(name: Any, recorded: Recorded) -> tuple[str, Recorded]:
    """Entry of a manifest as it is. Raises ValueError if no run writes it."""
    counts = (recorded.bytes, *(() if recorded.rows is None else (recorded.rows,)))
    plain = isinstance(recorded.sha256, str) and all(type(count) is int and count >= 0 for count in counts)
    if not (plain and isinstance(name, str) and _is_inside(name.split("/"))):
        raise ValueError("an entry that no run writes")
    return name, recorded


def _is_inside(steps: Sequence[str]) -> bool:
    """True for the steps of a name that lead to a file within the folder, of an arm to its manifest only."""
    if steps[0] in PARTS_OF.values() and not (len(steps) == 3 and steps[2] == MANIFEST):
        return False
    return not any(step in ("", ".", "..") or "\0" in step for step in steps)


def _recorded(content: Mapping[str, Any]) -> Iterable[tuple[str, Recorded]]:
    for name, file in content["files"].items():
        yield name, Recorded(file["bytes"], file["sha256"], None)
    for table in content["tables"].values():
        for part in table["parts"]:
            yield part["name"], Recorded(part["bytes"], part["sha256"], part["rows"])


def versions() -> dict[str, str]:
    """Versions of the packages that determine bits and bytes, and the minor version of Python."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"python": python} | {name: version(name) for name in ("lodeflow", "numba", "numpy", "pyarrow")}
