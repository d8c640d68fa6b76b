"""Comparison folder: a result folder for every arm, and tables of their differences.

``comparison.json`` is written first: the arms, and what they have in common. Each arm is an ordinary result folder,
``arms/NAME``; ``tables`` has ``difference``, ``who_pays`` and ``risk``; ``datapackage.json`` and ``views.sql`` describe
the columns of these tables and of the arms' tables. ``manifest.json`` is written last and covers the manifests of the
arms.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import Any, Self

from lodeflow.errors import OutputError, first_few
from lodeflow.kernels.core.code_store import KERNEL_HASH
from lodeflow.storage.atomic_files import faults_in_words
from lodeflow.storage.descriptions import data_package, views_sql
from lodeflow.storage.manifest import canonical_json, manifest, recorded_files, sha256
from lodeflow.storage.open_folder import OpenFolder
from lodeflow.storage.ownership import (
    ARMS,
    COMPARISON,
    DATA_PACKAGE,
    MANIFEST,
    PART_TABLES,
    STAGING,
    VIEWS,
    FolderMismatch,
    held,
    part_name,
    staging,
)
from lodeflow.storage.parquet import Block, Vocabulary

TABLES_OF_ITS_OWN = ("difference", "who_pays", "risk")
_ENTRIES = {COMPARISON, ARMS, PART_TABLES, DATA_PACKAGE, VIEWS, MANIFEST, STAGING}


class ComparisonFolder(OpenFolder):
    """Comparison folder open for writing, locked against other processes.

    Args:
        path: the folder; made if it does not exist. It may hold an earlier run of the same comparison.
        what: identity of the comparison, in JSON values.
        arms: names of the arms.

    Raises:
        HeldError: on opening, if another process is writing to the folder.
        FolderMismatch: on opening, if it holds another comparison.
        OutputError: on opening, if it holds anything else or cannot be made.

    """

    def __init__(self, path: Path, what: Mapping[str, Any], arms: Sequence[str]) -> None:
        """Note what will be written; the disk is first touched on opening."""
        super().__init__(path)
        self.arms = tuple(arms)
        self._what = canonical_json(what)

    def __enter__(self) -> Self:
        """Lock the folder and write the identity of the comparison."""
        with ExitStack() as stack:
            stack.enter_context(held(self.path))
            self._refuse_what_is_not_ours()
            self._staging = stack.enter_context(staging(self.path))
            self._withdraw_manifest()
            self._write(COMPARISON, self._what)
            self._open = stack.pop_all()
        return self

    def arm(self, name: str) -> Path:
        """Folder of the arm called ``name``."""
        return self.path / ARMS / name

    def finish(self, tables: Block, vocabulary: Vocabulary, start: date) -> None:
        """Write the tables, their descriptions and, last, the manifest, which makes the comparison complete.

        Args:
            tables: columns of each table.
            vocabulary: words of the coded columns.
            start: date of day 0.

        Raises:
            StorageError: the disk is full, or reading or writing failed.

        """
        own = [name for name in TABLES_OF_ITS_OWN if name in tables]
        parts = [self._write_part(name, 0, tables[name], vocabulary, start) for name in own]
        vouched = {f"{ARMS}/{arm}/{MANIFEST}": self._of_arm(arm) for arm in self.arms}
        paths = {part.table: [part.name] for part in parts}
        of_arms: dict[str, list[str]] = {}
        for arm in self.arms:
            for name in recorded_files(self.arm(arm)):
                if name.startswith(f"{PART_TABLES}/"):
                    of_arms.setdefault(name.split("/")[1], []).append(f"{ARMS}/{arm}/{name}")
        files = {
            COMPARISON: self._what,
            DATA_PACKAGE: data_package(paths | of_arms),
            VIEWS: views_sql(list(paths), list(of_arms)),
        }
        self._write(DATA_PACKAGE, files[DATA_PACKAGE])
        self._write(VIEWS, files[VIEWS])
        self._remove_other_tables(paths)
        digests = [sha256(data) for data in vouched.values()]
        self._write(MANIFEST, manifest(files | vouched, parts, KERNEL_HASH, digests))

    def _of_arm(self, arm: str) -> bytes:
        place = self.arm(arm) / MANIFEST
        with faults_in_words(place):
            return place.read_bytes()

    def _remove_other_tables(self, kept: Iterable[str]) -> None:
        """Remove tables that an earlier run wrote and this one does not have."""
        for name in set(TABLES_OF_ITS_OWN) - set(kept):
            place = self.path / PART_TABLES / name
            with faults_in_words(place):
                (self.path / part_name(name, 0)).unlink(missing_ok=True)
                with suppress(FileNotFoundError):
                    place.rmdir()

    def _refuse_what_is_not_ours(self) -> None:
        """Refuse a folder with anything but an earlier run of the same comparison."""
        with faults_in_words(self.path):
            there = {entry.name for entry in self.path.iterdir()} - {STAGING}
            begun = (self.path / COMPARISON).is_file() and not (self.path / COMPARISON).is_symlink()
            arms = self.path / ARMS
            foreign = sorted(there - _ENTRIES if begun else there)
            if begun and arms.is_dir():
                foreign += sorted(f"{ARMS}/{entry.name}" for entry in arms.iterdir() if entry.name not in self.arms)
            other = begun and (self.path / COMPARISON).read_bytes() != self._what
        if other:
            raise FolderMismatch(
                f"{self.path} holds another comparison (other arms, seed, replications, or another version); "
                "choose another folder"
            )
        if foreign:
            raise OutputError(
                f"{self.path} already holds something that is not this comparison: {first_few(foreign, 3)}; "
                "choose another folder or an empty one"
            )
