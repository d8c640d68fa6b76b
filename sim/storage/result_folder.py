"""Writer of result folders: complete, self-describing, and byte-identical on any machine.

    with ResultFolder(out, scenario_toml, {"seed": 1, "replications": 100, "blocks": 4}) as folder:
        for number, block in enumerate(blocks):
            folder.write(number, block, vocabulary)
            folder.done(number)
        folder.finish(kernel_hash, traces)

Nothing in the folder depends on time, host, path, number of workers or speed: parts are named by their block. A run
that stops before `finish` leaves whole parts, a receipt for each finished block, and no manifest. The same plan can be
run into the folder again, from the beginning or, with `resume`, from there.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from lodeflow.errors import StorageError
from lodeflow.storage.checked_file import CheckedFile
from lodeflow.storage.descriptions import data_package, views_sql
from lodeflow.storage.held_folder import HeldFolder, held, staging
from lodeflow.storage.identity import refuse_another_result
from lodeflow.storage.manifest import Part, canonical_json, manifest, sealed, sha256
from lodeflow.storage.open_folder import OpenFolder
from lodeflow.storage.ownership import (
    DATA_PACKAGE,
    MANIFEST,
    PLAN,
    SCENARIO,
    SHARD,
    VIEWS,
    WORK,
    FolderMismatch,
    part_name,
    refuse_what_is_not_ours,
)
from lodeflow.storage.parquet import Block, Vocabulary
from lodeflow.storage.receipts import (
    FAN,
    Paths,
    Receipt,
    complete,
    intact,
    label,
    paths_name,
    receipt_name,
    receipt_of,
    receipt_text,
    receipts_of_manifest,
)
from lodeflow.storage.shard_folder import ShardFolder
from lodeflow.storage.tables import TABLES

__all__ = ["Block", "FolderMismatch", "ResultFolder", "Vocabulary"]


class ResultFolder(OpenFolder):
    """Result folder that is being written; while it is open no other process may write into it.

    Opening raises HeldError if another process has the folder open, FolderMismatch if it holds another result,
    OutputError if it holds anything else or cannot be made.

    Args:
        path: the folder; made if it does not exist. It may hold an earlier run of the same plan, whose parts are then
            written anew.
        scenario_toml: canonical TOML of the scenario; its `start_date` dates the days.
        plan: seed, replications, blocks and all else that determines the result, in JSON values; `scenario_digest`, the
            SHA-256 of scenario.toml, is added.
        resume: keep finished blocks of an earlier run whose files are unchanged.
        inside: the held folder that this one is a part of, if any.

    """

    def __init__(
        self,
        path: Path | str,
        scenario_toml: str,
        plan: Mapping[str, Any],
        *,
        resume: bool = False,
        inside: HeldFolder | None = None,
    ) -> None:
        """Prepare without touching the disk. Raises ValueError if the plan has the digest of another scenario."""
        super().__init__(Path(path))
        self._resume, self._inside = resume, inside
        self._scenario = scenario_toml.encode()
        self._plan = {**plan, "scenario_digest": sha256(self._scenario)}
        if plan.get("scenario_digest", self._plan["scenario_digest"]) != self._plan["scenario_digest"]:
            raise ValueError("the scenario digest of the plan is not the sha256 of scenario.toml")
        self._plan_text = canonical_json(self._plan)
        self._plan_digest = sha256(self._plan_text)
        self._parts: dict[str, Part] = {}
        self._written: set[str] = set()

    def __enter__(self) -> Self:
        """Lock the folder, check what it holds, and write scenario.toml and plan.json."""
        first = {SCENARIO: self._scenario, PLAN: self._plan_text}
        with ExitStack() as stack:
            self._held = stack.enter_context(held(self.path, self._inside))
            refuse_what_is_not_ours(self._held, first)
            refuse_another_result(self._held, self._scenario, self._plan)
            stack.enter_context(staging(self._held))
            if not self._resume:
                self._withdraw_manifest()
                self._held.clear(WORK)
            with self._held.in_words(WORK):
                self._held.make(WORK)
            for name, data in first.items():
                self._write(name, data)
            for of, receipt in receipts_of_manifest(self._held, self._plan_digest).items():
                self._write_receipt(of, receipt)
            self._open = stack.pop_all()
        return self

    def write(self, number: int, block: Block, vocabulary: Vocabulary) -> None:
        """Write the parts of one block, one for each table; a table without rows gets a part too.

        Args:
            number: number of the block, from 0.
            block: columns by table.
            vocabulary: strings of the identifier columns.

        Raises:
            ValueError: a part that is written already, or rows that the registry of tables does not allow.
            StorageError: the disk is full or fails; parts written before stay.

        """
        self._withdraw_manifest()
        for name, columns in sorted(block.items()):
            file = part_name(name, number)
            if file in self._written:
                raise ValueError(f"block {number} of table {name} is already written")
            self._parts[file] = self._write_part(name, number, columns, vocabulary, self._start_date)
            self._written.add(file)

    def done(self, number: int, paths: bytes | None = None) -> CheckedFile | None:
        """Write the receipt of a finished block.

        ``number`` is the block; ``paths`` are the bytes of its replications' paths, None if no fan is made. Returns the
        file of the paths, or None.
        """
        if paths is not None:
            self._write(paths_name(number), paths)
        kept = Paths(len(paths), sha256(paths)) if paths is not None else None
        parts = tuple(part for part in self._parts.values() if part.number == number and part.table != FAN)
        self._write_receipt(label(number), Receipt(parts, kept))
        return CheckedFile(self.held, paths_name(number), *kept) if kept else None

    def keep(self, number: int, tables: Iterable[str]) -> bool:
        """Keep a block of an earlier run if all its parts are unchanged. Returns False if it must be run.

        ``number`` is the block, ``tables`` are the tables that it must have.
        """
        return self._resume and self._keep(label(number), tables)

    def adopt(self, number: int, tables: Iterable[str]) -> bool:
        """Adopt a block that another process has written for this run. Returns False if its files are not whole.

        ``number`` is the block, ``tables`` are the tables that it must have.
        """
        return self._keep(label(number), tables)

    def mark(self, number: int, of: int) -> None:
        """Mark the folder as share ``number``, from 1, of a run that is split into ``of`` shares."""
        self._write(SHARD, sealed({"number": number, "of": of}))

    def take(self, number: int, shard: ShardFolder, tables: Iterable[str]) -> None:
        """Copy a finished block from a shard, unless it was copied before.

        Args:
            number: number of the block.
            shard: the shard that holds it.
            tables: tables that the block must have.

        Raises:
            StorageError: the block has changed since it was looked at, or reading or writing failed.

        """
        changed = StorageError(f"block {number} of {shard.name} has changed since it was looked at; run it again")
        receipt = shard.receipt(number)
        if receipt is None or not complete(receipt, tables):
            raise changed
        if self.keep(number, tables) and (receipt.paths is None or self.paths(number) is not None):
            return
        self._withdraw_manifest()
        files = [(part.name, part.bytes, part.sha256) for part in receipt.parts]
        files += [(paths_name(number), *receipt.paths)] if receipt.paths else []
        for name, size, digest in files:
            data = CheckedFile(shard.folder, name, size, digest).all()
            if data is None:
                raise changed
            with self.held.in_words(name):
                self.held.make(name.rpartition("/")[0])
            self._write(name, data)
        self._write_receipt(label(number), receipt)

    def keep_fan(self) -> bool:
        """Keep the fan of an earlier run if it is unchanged. Returns False if it must be made."""
        return self._resume and self._keep(FAN, [FAN])

    def paths(self, number: int) -> CheckedFile | None:
        """File with the paths of block ``number``; None if it is missing or has changed since the block was done."""
        receipt, name = receipt_of(self.held, label(number), self._plan_digest), paths_name(number)
        if receipt is None or receipt.paths is None or not intact(self.held, name, *receipt.paths):
            return None
        return CheckedFile(self.held, name, *receipt.paths)

    def part(self, table: str, number: int) -> bytes | None:
        """Content of a part that is written or kept; None if the file has changed since.

        ``table`` is its table, ``number`` its block. Raises StorageError if it cannot be read.
        """
        part = self._parts[part_name(table, number)]
        return CheckedFile(self.held, part.name, part.bytes, part.sha256).all()

    def _keep(self, of: str, tables: Iterable[str]) -> bool:
        receipt = receipt_of(self.held, of, self._plan_digest)
        if receipt is None or not complete(receipt, tables):
            return False
        if not all(intact(self.held, part.name, part.bytes, part.sha256) for part in receipt.parts):
            return False
        self._parts |= {part.name: part for part in receipt.parts}
        return True

    def finish(self, kernel_hash: str, traces: Sequence[str]) -> None:
        """Write the descriptions of the tables and, last, the manifest, which makes the result complete.

        ``kernel_hash`` is the hash of the kernels that computed it, ``traces`` the digests of the replications in
        order.
        """
        self._remove_other_parts(list(self._parts.values()))
        parts = [self._parts[name] for name in sorted(self._parts)]
        paths = {table: [part.name for part in parts if part.table == table] for table in TABLES}
        present = {table: names for table, names in paths.items() if names}
        files = {
            SCENARIO: self._scenario,
            PLAN: self._plan_text,
            DATA_PACKAGE: data_package(present),
            VIEWS: views_sql(list(present)),
        }
        self._write(DATA_PACKAGE, files[DATA_PACKAGE])
        self._write(VIEWS, files[VIEWS])
        self._write(MANIFEST, manifest(files, parts, self._plan_digest, kernel_hash, traces))
        self.held.clear(WORK)

    def _write_receipt(self, of: str, receipt: Receipt) -> None:
        self._write(receipt_name(of), receipt_text(receipt, of, self._plan_digest))

    @cached_property
    def _start_date(self) -> date:
        day: date = tomllib.loads(self._scenario.decode())["start_date"]
        return day
