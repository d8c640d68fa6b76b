"""Checked file: a file of recorded size and digest that is checked by the very bytes that are read from it."""

import hashlib
from contextlib import suppress

from lodeflow.storage.atomic_files import faults_in_words
from lodeflow.storage.folder_handle import FolderHandle


class CheckedFile:
    """File that is read once, from its start to its end, in pieces of any size.

    It is open only while a piece is read, so that there may be more of them than a process may hold open.

    Args:
        folder: folder that holds it.
        name: its name.
        size: recorded size in bytes.
        digest: recorded SHA-256, in hexadecimal.

    """

    def __init__(self, folder: FolderHandle, name: str, size: int, digest: str) -> None:
        self.path = folder.path / name
        self._folder, self._name, self._size, self._digest = folder, name, size, digest
        self._at = 0
        self._read = hashlib.sha256()

    def rewind(self) -> None:
        """Begin again at the start."""
        self._at = 0
        self._read = hashlib.sha256()

    def next(self, count: int) -> bytes | None:
        """The next ``count`` bytes; None if the file is missing or too short. Raises StorageError."""
        data = b""
        with faults_in_words(self.path), suppress(FileNotFoundError, NotADirectoryError):
            data = self._folder.read(self._name, count, self._at)
        self._at += len(data)
        self._read.update(data)
        return data if len(data) == count else None

    def as_recorded(self) -> bool:
        """True if all that was read is all that was recorded, and nothing follows it. Raises StorageError."""
        with faults_in_words(self.path):
            same_size = self._folder.size(self._name) == self._size == self._at
        return same_size and self._read.hexdigest() == self._digest

    def all(self) -> bytes | None:
        """The whole content; None if it is not as recorded. Raises StorageError."""
        self.rewind()
        data = self.next(self._size)
        return data if self.as_recorded() else None
