"""Receipts of finished blocks, from which a run that was killed can resume.

    DIR/.work/block-00000.json    receipt of a block: its parts, with their bytes, rows and digests
    DIR/.work/paths-00000.f64     the paths of its replications, for the fan over all of them
    DIR/.work/fan.json            receipt of the fan

A receipt is written after all files that it names, and says for which plan. A resumed run trusts only receipts of its
own plan, and only for files that still have the recorded digests. A complete folder has no receipts: its manifest holds
the same facts, and they are taken from it to repair damage.
"""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from lodeflow.storage.folder_handle import FolderHandle
from lodeflow.storage.held_folder import HeldFolder
from lodeflow.storage.manifest import Part, entry_of, opened, part_of, sealed
from lodeflow.storage.ownership import MANIFEST, WORK

FAN = "fan"
_ENTRY = re.compile(r"\{[^{}]*\}")


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


def receipt_text(receipt: Receipt, of: str, plan: str) -> bytes:
    """JSON text of a receipt, with a digest of itself.

    Args:
        receipt: the receipt.
        of: its name, by `label`, or FAN.
        plan: SHA-256 of plan.json.

    """
    paths = receipt.paths._asdict() if receipt.paths else None
    return sealed({"of": of, "plan": plan, "parts": [entry_of(part, plan) for part in receipt.parts], "paths": paths})


def receipt_of(folder: FolderHandle, of: str, plan: str) -> Receipt | None:
    """Receipt in a folder; None if it is missing, damaged, or of another block or plan.

    Args:
        folder: the result folder.
        of: name of the receipt.
        plan: SHA-256 of plan.json.

    """
    try:
        content = opened(folder.read(receipt_name(of)))
        if (content["of"], content["plan"]) != (of, plan):
            return None
        parts, paths = [part_of(each, plan) for each in content["parts"]], content["paths"]
        return Receipt(tuple(part for part in parts if part), Paths(**paths) if paths else None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def intact(folder: FolderHandle, name: str, size: int, digest: str) -> bool:
    """True if a file exists and has its recorded content.

    Args:
        folder: the folder that holds it.
        name: the file.
        size: recorded size in bytes.
        digest: recorded SHA-256, in hexadecimal.

    """
    try:
        return folder.size(name) == size and folder.digest(name) == digest
    except OSError:
        return False


def receipts_of_manifest(folder: HeldFolder, plan: str) -> dict[str, Receipt]:
    """Receipts by name, from those entries of a manifest that are undamaged and belong to a plan.

    The manifest may itself be damaged: each entry has a seal of its own.

    Args:
        folder: the result folder.
        plan: SHA-256 of plan.json.

    Raises:
        StorageError: the manifest cannot be read.

    """
    with folder.in_words(MANIFEST):
        text = folder.read(MANIFEST).decode("utf-8", "replace") if folder.size(MANIFEST) is not None else ""
    found: dict[str, list[Part]] = {}
    for part in (_part_in(match[0], plan) for match in _ENTRY.finditer(text)):
        if part is not None:
            found.setdefault(FAN if part.table == FAN else label(part.number), []).append(part)
    return {of: Receipt(tuple(parts), None) for of, parts in found.items()}


def complete(receipt: Receipt, tables: Iterable[str]) -> bool:
    """True if ``receipt`` has a part of each of ``tables``."""
    return {part.table for part in receipt.parts} >= set(tables)


def _part_in(text: str, plan: str) -> Part | None:
    """Part of an entry of a manifest; None if it is damaged or belongs to another plan."""
    try:
        return part_of(json.loads(text), plan)
    except (ValueError, RecursionError):
        return None
