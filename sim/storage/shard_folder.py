"""Shard folder: a result folder in which one job of an array has finished its share of the blocks of a run.

It holds scenario.toml and plan.json of the whole run, parts and receipts of its own blocks, and no manifest. The mark
``.work/shard.json`` names the share. Nothing is written here; ``take`` of a result folder copies blocks from it.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lodeflow.errors import OutputError
from lodeflow.storage.atomic_files import faults_in_words
from lodeflow.storage.folder_handle import FolderHandle
from lodeflow.storage.identity import differences
from lodeflow.storage.manifest import opened, sha256
from lodeflow.storage.ownership import MANIFEST, PLAN, SCENARIO, SHARD
from lodeflow.storage.receipts import Receipt, intact, label, paths_name, receipt_of


class ShardFolder:
    """Shard that is open for reading.

    Args:
        folder: the folder.

    Raises:
        OutputError: it is no shard, or its plan is damaged.
        StorageError: it cannot be read.

    """

    def __init__(self, folder: FolderHandle) -> None:
        self.folder = folder
        with faults_in_words(folder.path):
            whole = folder.size(MANIFEST) is not None
            texts = [folder.read(name) if folder.size(name) is not None else None for name in (SHARD, PLAN, SCENARIO)]
        mark, plan, scenario = texts
        if mark is None or plan is None or scenario is None:
            raise OutputError(
                f"{folder.path} is {'a whole result, not a shard' if whole else 'not a shard'}; "
                "lodeflow mc writes shards with --shard I/N"
            )
        self.scenario: bytes = scenario
        try:
            marked = opened(mark)
            self.number, self.of = int(marked["number"]), int(marked["of"])
            self.plan: dict[str, Any] = dict(json.loads(plan))
            self.blocks = range(self.number - 1, int(self.plan["blocks"]), self.of)
            same = self.plan["scenario_digest"] == sha256(scenario)
        except (ValueError, KeyError, TypeError, RecursionError):
            same = False
        if not same:
            raise OutputError(f"{folder.path} is damaged: {SHARD}, {PLAN} and {SCENARIO} do not agree; run it again")
        self._plan_digest = sha256(plan)

    @property
    def name(self) -> str:
        """Share and path, for messages."""
        return f"shard {self.number}/{self.of} in {self.folder.path}"

    def unlike(self, first: "ShardFolder") -> list[str]:
        """Differences between its run and that of the ``first`` shard, one line each; none if both are one run."""
        split = [f"a split into {self.of} there, {first.of} here"] if self.of != first.of else []
        return [*differences(self.plan, first.plan), *split]

    def receipt(self, block: int) -> Receipt | None:
        """Receipt of a finished ``block``; None if it is missing, or if a file that it names is missing or changed."""
        receipt = receipt_of(self.folder, label(block), self._plan_digest)
        if receipt is None or not all(intact(self.folder, p.name, p.bytes, p.sha256) for p in receipt.parts):
            return None
        paths = receipt.paths
        sound = paths is None or intact(self.folder, paths_name(block), paths.bytes, paths.sha256)
        return receipt if sound else None


@contextmanager
def shard_folder(path: Path) -> Iterator[ShardFolder]:
    """Context manager that opens the shard in the folder ``path``. Raises OutputError and StorageError."""
    with faults_in_words(path):
        if not path.is_dir():
            raise OutputError(f"{path} is not a folder" if path.exists() else f"{path} does not exist")
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield ShardFolder(FolderHandle(descriptor, path))
    finally:
        os.close(descriptor)
