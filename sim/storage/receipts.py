"""What a run keeps beside its tables until it is complete, so that one that was killed goes on where it stood.

    DIR/.work/block-00000.json    receipt of a block: its parts, with their bytes, rows and digests
    DIR/.work/paths-00000.f64     the paths of its replications, for the fan over all of them
    DIR/.work/fan.json            receipt of the fan

A receipt is written when everything that it names is on the disk; who goes on believes nothing but receipts, and those
only as far as the files still have the digests that they name. A complete folder has no receipts: its manifest says
the same, and they are taken from it when damage is to be mended.
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
    """The file that keeps the paths of a block: its bytes and their digest."""

    bytes: int
    sha256: str


class Receipt(NamedTuple):
    """The parts of a block, and its paths where a fan is to be made."""

    parts: tuple[Part, ...]
    paths: Paths | None


def label(number: int) -> str:
    """Name of the receipt of a block."""
    return f"block-{number:05}"


def receipt_name(of: str) -> str:
    """Path of a receipt within the folder."""
    return f"{WORK}/{of}.json"


def paths_name(number: int) -> str:
    """Path of the kept paths of a block within the folder."""
    return f"{WORK}/paths-{number:05}.f64"


def receipt_text(receipt: Receipt) -> bytes:
    """Write a receipt down, sealed with a digest of its own text."""
    paths = receipt.paths._asdict() if receipt.paths else None
    return sealed({"parts": [asdict(part) for part in receipt.parts], "paths": paths})


def receipt_of(folder: Path, of: str) -> Receipt | None:
    """Read a receipt; None if there is none or if it is damaged."""
    try:
        content = opened((folder / receipt_name(of)).read_bytes())
        paths = content["paths"]
        return Receipt(tuple(Part(**part) for part in content["parts"]), Paths(**paths) if paths else None)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def intact(path: Path, size: int, digest: str) -> bool:
    """Whether a file is there and is what it was."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size != size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def receipts_of_manifest(folder: Path) -> dict[str, Receipt]:
    """The receipts that a complete folder would have had, from what its manifest, whole or damaged, says of the parts.

    Only parts whose file still has the digest named count; what else is to be known of them is read from the files.
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
    """Whether an intact manifest vouches for just these files: then one of them that differs is damaged."""
    try:
        recorded = opened((folder / MANIFEST).read_bytes())["files"]
        return all(recorded[name]["sha256"] == sha256(data) for name, data in files.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def complete(receipt: Receipt, tables: Iterable[str]) -> bool:
    """Whether a receipt names a part of each of these tables."""
    return {part.table for part in receipt.parts} >= set(tables)


def _read_part(folder: Path, table: str, number: int, digest: str) -> Part | None:
    """What is to be known of a part; None if the file is not the one with this digest."""
    part = Part(table, number, 0, 0, digest, "")
    try:
        data = (folder / part.name).read_bytes()
        if sha256(data) != digest:
            return None
        rows: Any = pq.read_table(pa.BufferReader(data))
    except (OSError, json.JSONDecodeError, pa.ArrowException):
        return None
    return Part(table, number, rows.num_rows, len(data), digest, part_digest(TABLES[table], rows))
