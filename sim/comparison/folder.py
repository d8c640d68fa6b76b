"""Comparison folder: a result folder for every arm, and tables of their differences.

``comparison.json`` is written first: the arms, and what they have in common. Each arm is an ordinary result folder,
``arms/NAME``; ``tables`` has ``difference``, ``who_pays`` and ``risk``; ``datapackage.json`` and ``views.sql`` describe
the columns of these tables and of the arms' tables. ``manifest.json`` is written last and covers the manifests of the
arms.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Self

from lodeflow.kernels.core.code_store import KERNEL_HASH
from lodeflow.storage.descriptions import data_package, views_sql
from lodeflow.storage.finished_result import FinishedResult, finished
from lodeflow.storage.held_folder import held, staging
from lodeflow.storage.identity import refuse_another_comparison
from lodeflow.storage.manifest import canonical_json, manifest, sha256
from lodeflow.storage.open_folder import OpenFolder
from lodeflow.storage.ownership import (
    ARMS,
    COMPARISON,
    DATA_PACKAGE,
    MANIFEST,
    VIEWS,
    refuse_what_is_not_ours,
)
from lodeflow.storage.parquet import Block, Vocabulary

TABLES_OF_ITS_OWN = ("difference", "who_pays", "risk")


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
            self._held = stack.enter_context(held(self.path))
            refuse_another_comparison(self._held, self._what)
            refuse_what_is_not_ours(self._held, (COMPARISON,), self.arms)
            stack.enter_context(staging(self._held))
            self._withdraw_manifest()
            self._write(COMPARISON, self._what)
            self._open = stack.pop_all()
        return self

    def arm(self, name: str) -> Path:
        """Folder of the arm called ``name``."""
        return self.path / ARMS / name

    @contextmanager
    def results(self) -> Iterator[dict[str, FinishedResult]]:
        """Context manager that opens the finished results of all arms, by name, locked against other processes.

        Raises DamagedResult, HeldError.
        """
        with ExitStack() as stack:
            yield {arm: stack.enter_context(finished(self.arm(arm), self.held)) for arm in self.arms}

    def finish(self, results: Mapping[str, FinishedResult], tables: Block, vocabulary: Vocabulary, start: date) -> None:
        """Write the tables, their descriptions and, last, the manifest, which makes the comparison complete.

        Args:
            results: results of the arms that were compared, by name.
            tables: columns of each table.
            vocabulary: words of the coded columns.
            start: date of day 0.

        Raises:
            StorageError: the disk is full, or reading or writing failed.

        """
        own = [name for name in TABLES_OF_ITS_OWN if name in tables]
        parts = [self._write_part(name, 0, tables[name], vocabulary, start) for name in own]
        vouched = {f"{ARMS}/{arm}/{MANIFEST}": result.manifest for arm, result in results.items()}
        paths = {part.table: [part.name] for part in parts}
        of_arms: dict[str, list[str]] = {}
        for arm, result in results.items():
            for name in result.parts:
                of_arms.setdefault(name.split("/")[1], []).append(f"{ARMS}/{arm}/{name}")
        files = {
            COMPARISON: self._what,
            DATA_PACKAGE: data_package(paths | of_arms),
            VIEWS: views_sql(list(paths), list(of_arms)),
        }
        self._write(DATA_PACKAGE, files[DATA_PACKAGE])
        self._write(VIEWS, files[VIEWS])
        self._remove_other_parts(parts)
        digests = [sha256(data) for data in vouched.values()]
        self._write(MANIFEST, manifest(files | vouched, parts, sha256(self._what), KERNEL_HASH, digests))
