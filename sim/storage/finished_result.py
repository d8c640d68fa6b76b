"""Finished result: a complete result folder, open for reading; every part is checked as it is read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lodeflow.errors import StorageError
from lodeflow.storage.atomic_files import faults_in_words
from lodeflow.storage.checked_file import CheckedFile
from lodeflow.storage.folder_handle import FolderHandle
from lodeflow.storage.held_folder import HeldFolder, held
from lodeflow.storage.manifest import ManifestError, recorded_in
from lodeflow.storage.ownership import MANIFEST, PART_TABLES


class DamagedResult(StorageError):  # noqa: N818 - named for what was found
    """Result that is not as it was written."""


class FinishedResult:
    """Complete result folder.

    Args:
        folder: the folder.

    Raises:
        DamagedResult: its manifest is missing or damaged.
        StorageError: it cannot be read.

    """

    def __init__(self, folder: FolderHandle) -> None:
        self._folder = folder
        with faults_in_words(folder.path / MANIFEST):
            missing = folder.size(MANIFEST) is None
            self.manifest = b"" if missing else folder.read(MANIFEST)
        try:
            self._recorded = recorded_in(self.manifest)
        except ManifestError:
            raise DamagedResult(f"{folder.path / MANIFEST} is {'missing' if missing else 'damaged'}") from None

    @property
    def parts(self) -> list[str]:
        """Names of all parts."""
        return sorted(name for name in self._recorded if name.startswith(f"{PART_TABLES}/"))

    def parts_of(self, table: str) -> Iterator[bytes]:
        """Content of each part of ``table``, in order; none if there is no such table.

        Raises:
            DamagedResult: a part is not as it was written.
            StorageError: a part cannot be read.

        """
        for name in self.parts:
            if name.startswith(f"{PART_TABLES}/{table}/"):
                recorded = self._recorded[name]
                content = CheckedFile(self._folder, name, recorded.bytes, recorded.sha256).all()
                if content is None:
                    raise DamagedResult(f"{self._folder.path / name} is not as it was written")
                yield content


@contextmanager
def finished(path: Path, inside: HeldFolder | None = None) -> Iterator[FinishedResult]:
    """Context manager that opens a finished result.

    Args:
        path: the result folder.
        inside: the held folder that it is a part of; it is then reached through that one, and locked, so that no other
            process writes into it.

    Raises:
        HeldError: another process holds it.
        DamagedResult: its manifest is missing or damaged.
        StorageError: it cannot be read.

    """
    if inside is not None:
        with held(path, inside) as folder:
            yield FinishedResult(folder)
        return
    with faults_in_words(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield FinishedResult(FolderHandle(descriptor, path))
    finally:
        os.close(descriptor)
