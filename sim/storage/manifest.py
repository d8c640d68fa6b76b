"""The last file of a result folder: what is in it, to the byte, and what computed it.

A manifest vouches for every other file and, by a digest of its own text, for itself. It names no time, host,
path or number of workers. Of Python it names only the minor version: a patch release changes no result, and
equal results must give equal folders; numba, numpy and pyarrow decide about bits and bytes and are named in
full.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lodeflow.storage.content_digest import table_digest
from lodeflow.storage.ownership import MANIFEST, part_name
from lodeflow.storage.tables import SCHEMA_VERSION, TABLES

_SELF = "own_sha256"


@dataclass(frozen=True)
class Part:
    """A finished part of a table: `bytes` and `sha256` are of the file, `content_digest` of its rows."""

    table: str
    number: int
    rows: int
    bytes: int
    sha256: str
    content_digest: str

    @property
    def name(self) -> str:
        """Path within the folder."""
        return part_name(self.table, self.number)


@dataclass(frozen=True)
class Recorded:
    """What the manifest says of one file; `rows` is None for a file that is not a table."""

    bytes: int
    sha256: str
    rows: int | None


class ManifestError(ValueError):
    """The manifest is missing or damaged: one line why."""


def canonical_json(content: Mapping[str, Any]) -> bytes:
    """Spell JSON in one way for one content: sorted keys, two spaces, UTF-8, a newline at the end."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
    return text.encode() + b"\n"


def sha256(data: bytes) -> str:
    """Fingerprint the bytes of a file, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sealed(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON that vouches for itself by a digest of its own text."""
    return canonical_json({**content, _SELF: sha256(canonical_json(content))})


def opened(data: bytes) -> dict[str, Any]:
    """Read what ``sealed`` has written. Raises ValueError if a single bit of it is not as it was."""
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
    kernel_hash: str,
    traces: Sequence[str],
) -> bytes:
    """Write manifest.json; `traces` are those of the replications, in order: one digest stands for all of them."""
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
        "kernel_hash": kernel_hash,
        "replications": len(traces),
        "trace_digest": sha256("\n".join(traces).encode()),
        "files": {name: {"bytes": len(data), "sha256": sha256(data)} for name, data in files.items()},
        "tables": {name: _table(name, parts) for name in {part.table for part in parts}},
    }
    return sealed(content)


def recorded_files(folder: Path) -> dict[str, Recorded]:
    """Read what the manifest of a folder says of each file but itself.

    Raises ManifestError if there is no manifest, or if a single bit of it is not as it was written.
    """
    try:
        data = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise ManifestError(f"{MANIFEST} is missing: the run that writes this folder has not finished") from None
    except OSError as error:
        raise ManifestError(f"{MANIFEST} cannot be read: {error.strerror or error}") from None
    try:
        recorded = dict(_recorded(opened(data)))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ManifestError(f"{MANIFEST} is damaged: it is not as it was written") from None
    return recorded


def _table(name: str, parts: Sequence[Part]) -> dict[str, Any]:
    own = sorted((part for part in parts if part.table == name), key=lambda part: part.number)
    rows = sum(part.rows for part in own)
    return {
        "rows": rows,
        "content_digest": table_digest(TABLES[name], rows, (part.content_digest for part in own)),
        "parts": [
            {"name": part.name} | {key: value for key, value in asdict(part).items() if key not in ("table", "number")}
            for part in own
        ],
    }


def _recorded(content: Mapping[str, Any]) -> Iterable[tuple[str, Recorded]]:
    for name, file in content["files"].items():
        yield name, Recorded(file["bytes"], file["sha256"], None)
    for table in content["tables"].values():
        for part in table["parts"]:
            yield part["name"], Recorded(part["bytes"], part["sha256"], part["rows"])


def versions() -> dict[str, str]:
    """What decides about bits and bytes."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"python": python} | {name: version(name) for name in ("lodeflow", "numba", "numpy", "pyarrow")}
