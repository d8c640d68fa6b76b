"""Receipts of finished blocks, from which a run that was killed can resume.

    DIR/.work/block-00000.json    receipt of a block: its parts, with their bytes, rows and digests
    DIR/.work/paths-00000.f64     the paths of its replications, for the fan over all of them
    DIR/.work/fan.json            receipt of the fan

A receipt is written after all files that it names. A resumed run trusts only receipts, and only for files that still
have the recorded digests. A complete folder has no receipts: its manifest holds the same facts, and they are taken from
it to repair damage.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.storage.content_digest import part_digest
from lodeflow.storage.manifest import Part, opened, sealed, sha256
from lodeflow.storage.ownership import MANIFEST, WORK
from lodeflow.storage.tables import TABLES

FAN = "fan"
_PART = re.compile(r'"name": "tables/(\w+)/part-(\d+)\.parquet",\s+"rows": \d+,\s+"sha256": "([0-9a-f]{64})"')


class Paths(NamedTuple):
    """File with the paths of a block."""

    bytes: int
    """Size in bytes."""
    sha256: str
    """SHA-256 of the file, in hexadecimal."""


class Receipt(NamedTuple):
    """Parts of a finished block, and its paths where a fan is to be made."""

    parts: tuple[Part, ...]
    """Parts, one for each table."""
    paths: Paths | None
    """File with the paths; None if no fan is made."""


def label(number: int) -> str:
    """Name of the receipt of block ``number``."""
    return f"block-{number:05}"


def receipt_name(of: str) -> str:
    """Path of a receipt within the folder; ``of`` is its name, by `label`, or FAN."""
    return f"{WORK}/{of}.json"


def paths_name(number: int) -> str:
    """Path within the folder of the paths of block ``number``."""
    return f"{WORK}/paths-{number:05}.f64"


def receipt_text(receipt: Receipt) -> bytes:
    """JSON text of ``receipt``, sealed with a digest of itself."""
    paths = receipt.paths._asdict() if receipt.paths else None
    return sealed({"parts": [asdict(part) for part in receipt.parts], "paths": paths})


def receipt_of(folder: Path, of: str) -> Receipt | None:
    """Receipt in a folder; None if it is missing or damaged.

    ``folder`` is the result folder; ``of`` is the name of the receipt.
    """
    try:
        content = opened((folder / receipt_name(of)).read_bytes())
        paths = content["paths"]
        return Receipt(tuple(Part(**part) for part in content["parts"]), Paths(**paths) if paths else None)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def intact(path: Path, size: int, digest: str) -> bool:
    """True if a file exists and has its recorded content.

    Args:
        path: the file.
        size: recorded size in bytes.
        digest: recorded SHA-256, in hexadecimal.

    """
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size != size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def receipts_of_manifest(folder: Path) -> dict[str, Receipt]:
    """Receipts by name, rebuilt from the manifest of ``folder``, which may itself be damaged.

    Only parts whose file still has the recorded digest count; their sizes and rows are read from the files.
    """
    try:
        text = (folder / MANIFEST).read_bytes().decode("utf-8", "replace")
    except OSError:
        return {}
    whole: dict[str, list[Part]] = {}
    for table, digits, digest in _PART.findall(text):
        part = _read_part(folder, table, int(digits), digest) if table in TABLES else None
        whole.setdefault(FAN if table == FAN else label(int(digits)), []).extend([part] if part else [])
    return {of: Receipt(tuple(parts), None) for of, parts in whole.items() if parts}


def same_plan(folder: Path, files: Mapping[str, bytes]) -> bool:
    """True if an intact manifest records just these contents: a file that differs from them is then damaged.

    ``folder`` is the result folder, ``files`` the expected content by name.
    """
    try:
        recorded = opened((folder / MANIFEST).read_bytes())["files"]
        return all(recorded[name]["sha256"] == sha256(data) for name, data in files.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def complete(receipt: Receipt, tables: Iterable[str]) -> bool:
    """True if ``receipt`` has a part of each of ``tables``."""
    return {part.table for part in receipt.parts} >= set(tables)


def _read_part(folder: Path, table: str, number: int, digest: str) -> Part | None:
    """Part with its size, rows and digests; None if the file does not have this digest."""
    part = Part(table, number, 0, 0, digest, "")
    try:
        data = (folder / part.name).read_bytes()
        if sha256(data) != digest:
            return None
        rows: Any = pq.read_table(pa.BufferReader(data))
    except (OSError, json.JSONDecodeError, pa.ArrowException):
        return None
    return Part(table, number, rows.num_rows, len(data), digest, part_digest(TABLES[table], rows))
