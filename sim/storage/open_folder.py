"""Folder that one process has locked and writes into, one whole file at a time, until it closes it."""

from collections.abc import Collection
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from types import TracebackType

from lodeflow.errors import StorageError
from lodeflow.storage.content_digest import part_digest
from lodeflow.storage.held_folder import HeldFolder
from lodeflow.storage.manifest import Part, sha256
from lodeflow.storage.ownership import MANIFEST, PART_TABLES, part_name
from lodeflow.storage.parquet import Columns, Vocabulary, arrow_table, encode
from lodeflow.storage.tables import TABLES


class OpenFolder:
    """Base class of result folders and comparisons; each defines how it opens.

    ``path`` is the folder.
    """

    def __init__(self, path: Path) -> None:
        """Prepare without touching the disk."""
        self.path = path
        self._held: HeldFolder | None = None
        self._open = ExitStack()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Unlock the folder; finished files stay, unfinished ones are removed."""
        self._held = None
        self._open.close()

    @property
    def held(self) -> HeldFolder:
        """The locked folder. Raises ValueError if it is not open."""
        if self._held is None:
            raise ValueError(f"{self.path} is not open")
        return self._held

    def _write(self, name: str, data: bytes) -> None:
        self.held.publish(name, data)

    def _write_part(self, name: str, number: int, columns: Columns, vocabulary: Vocabulary, start: date) -> Part:
        """Write part ``number`` of a table; a table without rows gets a part too."""
        table, file = TABLES[name], part_name(name, number)
        rows = arrow_table(table, columns, vocabulary, start)
        data = encode(table, rows)
        folder = f"{PART_TABLES}/{name}"
        with self.held.in_words(folder):
            self.held.make(folder)
        self._write(file, data)
        return Part(name, number, rows.num_rows, len(data), sha256(data), part_digest(table, rows))

    def _withdraw_manifest(self) -> None:
        """Remove the manifest before parts are rewritten: the folder is no longer complete."""
        with self.held.in_words(MANIFEST):
            if self.held.size(MANIFEST) is not None:
                self.held.check()
                self.held.remove(MANIFEST)

    def _remove_other_parts(self, kept: Collection[Part]) -> None:
        """Remove tables and parts of an earlier run that are not among those ``kept``: a view would count their rows.

        Raises StorageError if one of those kept is no longer there.
        """
        names = {part.name for part in kept}
        with self.held.in_words(PART_TABLES):
            self.held.check()
            with suppress(FileNotFoundError), self.held.folder(PART_TABLES) as tables:
                for table in tables.entries():
                    with tables.folder(table.name) as parts:
                        entries = [entry.name for entry in parts.entries()]
                        others = [e for e in entries if f"{PART_TABLES}/{table.name}/{e}" not in names]
                        for other in others:
                            parts.remove(other)
                    if len(others) == len(entries):
                        tables.remove_folder(table.name)
            gone = [part.name for part in kept if self.held.size(part.name) != part.bytes]
        if gone:
            self.held.check()
            raise StorageError(f"{self.path / gone[0]} was removed or changed while the run was at work; run it again")
