"""Folder that one process has locked and writes into, one whole file at a time, until it closes it."""

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType

from lodeflow.storage.atomic_files import faults_in_words, make_folder, sync_folder, write_whole
from lodeflow.storage.content_digest import part_digest
from lodeflow.storage.manifest import Part, sha256
from lodeflow.storage.ownership import MANIFEST, part_name
from lodeflow.storage.parquet import Columns, Vocabulary, arrow_table, encode
from lodeflow.storage.tables import TABLES


class OpenFolder:
    """Base class of result folders and comparisons; each defines how it opens.

    ``path`` is the folder.
    """

    def __init__(self, path: Path) -> None:
        """Prepare without touching the disk."""
        self.path = path
        self._staging = path
        self._open = ExitStack()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Unlock the folder; finished files stay, unfinished ones are removed."""
        self._open.close()

    def _write(self, name: str, data: bytes) -> None:
        write_whole(self.path / name, data, self._staging)

    def _write_part(self, name: str, number: int, columns: Columns, vocabulary: Vocabulary, start: date) -> Part:
        """Write part ``number`` of a table; a table without rows gets a part too."""
        table, file = TABLES[name], part_name(name, number)
        rows = arrow_table(table, columns, vocabulary, start)
        data = encode(table, rows)
        make_folder((self.path / file).parent)
        self._write(file, data)
        return Part(name, number, rows.num_rows, len(data), sha256(data), part_digest(table, rows))

    def _withdraw_manifest(self) -> None:
        """Remove the manifest before parts are rewritten: the folder is no longer complete."""
        if not (self.path / MANIFEST).exists():
            return
        with faults_in_words(self.path / MANIFEST):
            (self.path / MANIFEST).unlink(missing_ok=True)
            sync_folder(self.path)
