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

from lodeflow.content_digest import table_digest
from lodeflow.folder import MANIFEST, part_name
from lodeflow.tables import SCHEMA_VERSION, TABLES

_SELF = "manifest_sha256"


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


def manifest(
    files: Mapping[str, bytes],
    parts: Sequence[Part],
    kernel_hash: str,
    trace_digest: str | Sequence[str],
) -> bytes:
    """Write manifest.json; `trace_digest` is one for all replications or one for each, in order."""
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "versions": _versions(),
        "kernel_hash": kernel_hash,
        "trace_digest": trace_digest if isinstance(trace_digest, str) else list(trace_digest),
        "files": {name: {"bytes": len(data), "sha256": sha256(data)} for name, data in files.items()},
        "tables": {name: _table(name, parts) for name in {part.table for part in parts}},
    }
    content[_SELF] = sha256(canonical_json(content))
    return canonical_json(content)


def recorded_files(folder: Path) -> dict[str, Recorded]:
    """Read what the manifest of a folder says of each file but itself.

    Raises ManifestError if there is no manifest, or if a single bit of it is not as it was written.
    """
    try:
        data = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise ManifestError(
            f"{MANIFEST} is missing: the run that writes this folder has not finished"
        ) from None
    except OSError as error:
        raise ManifestError(f"{MANIFEST} cannot be read: {error.strerror or error}") from None
    try:
        content = json.loads(data)
        intact = canonical_json(content) == data
        intact &= content.pop(_SELF) == sha256(canonical_json(content))
        recorded = dict(_recorded(content)) if intact else {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        intact, recorded = False, {}
    if not intact:
        raise ManifestError(f"{MANIFEST} is damaged: it is not as it was written")
    return recorded


def _table(name: str, parts: Sequence[Part]) -> dict[str, Any]:
    own = sorted((part for part in parts if part.table == name), key=lambda part: part.number)
    rows = sum(part.rows for part in own)
    return {
        "rows": rows,
        "content_digest": table_digest(TABLES[name], rows, (part.content_digest for part in own)),
        "parts": [
            {"name": part.name}
            | {key: value for key, value in asdict(part).items() if key not in ("table", "number")}
            for part in own
        ],
    }


def _recorded(content: Mapping[str, Any]) -> Iterable[tuple[str, Recorded]]:
    for name, file in content["files"].items():
        yield name, Recorded(file["bytes"], file["sha256"], None)
    for table in content["tables"].values():
        for part in table["parts"]:
            yield part["name"], Recorded(part["bytes"], part["sha256"], part["rows"])


def _versions() -> dict[str, str]:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"python": python} | {name: version(name) for name in ("lodeflow", "numba", "numpy", "pyarrow")}
