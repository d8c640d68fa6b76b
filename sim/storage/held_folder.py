"""Held folder: a folder that one process has locked, and that it writes one whole file at a time.

The lock is on the folder itself, not on a file in it: it ends with the process, also if that is killed, and leaves
nothing behind. Processes forked from the holder share it; they must not outlive the holder.

A folder may be renamed or deleted while it is held, and another run may make a new one under its path. The holder goes
on with the folder it has, never with the path, and stops before it publishes anything if the path leads elsewhere.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

from lodeflow.errors import HeldError, MachineError, OutputError, StorageError
from lodeflow.storage.atomic_files import faults_in_words, make_folder, write_whole
from lodeflow.storage.folder_handle import FolderHandle

STAGING = ".tmp"
"""Folder for unfinished files, on the file system of the finished ones."""


class FolderMoved(OutputError):  # noqa: N818 - named for what happened
    """Folder that was renamed, deleted or replaced while a run was writing it."""


class HeldFolder(FolderHandle):
    """Folder locked by this process, or by another one for which this one works.

    ``mark`` is part of the names of unfinished files: it tells the files of several writers apart.
    """

    mark = ""

    def check(self) -> None:
        """Check that the path still leads to this folder. Raises FolderMoved."""
        with faults_in_words(self.path):
            try:
                there = self.path.stat()
            except (FileNotFoundError, NotADirectoryError):
                there = None
            own = os.fstat(self.descriptor)
        if there is None or (there.st_dev, there.st_ino) != (own.st_dev, own.st_ino):
            raise FolderMoved(
                f"{self.path} was renamed, deleted or replaced while it was being written; the run has stopped and has "
                "not touched what stands there now; a renamed folder can be gone on with under its new name"
            ) from None

    @contextmanager
    def in_words(self, name: str = "", needed: int = 0) -> Iterator[None]:
        """Context manager that turns an OSError into one line with the path and the cause.

        Args:
            name: file that is read or written.
            needed: bytes to write, for the message about a full disk.

        Raises:
            FolderMoved: the path leads elsewhere, which explains any other error.
            OutputError: nothing may be created there.
            StorageError: the disk is full or fails.

        """
        try:
            with faults_in_words(self.path / name, needed):
                yield
        except (OutputError, StorageError):
            self.check()
            raise

    def publish(self, name: str, data: bytes) -> None:
        """Write a file in one step: a reader sees the old file, the new one or none.

        Args:
            name: name of the file.
            data: its content.

        Raises:
            FolderMoved: the path leads elsewhere; nothing was published.
            OutputError: the file may not be created; nothing is left under its name.
            StorageError: the disk is full or fails; the file is then the old one, the new one or missing.

        """
        with self.in_words(name, len(data)):
            write_whole(self, name, data, f"{STAGING}/{self.mark}", self.check)


@contextmanager
def held(path: Path, inside: HeldFolder | None = None) -> Iterator[HeldFolder]:
    """Context manager that makes the folder ``path`` if need be and locks it against other processes.

    The folder ``inside`` is one above it that is already held; it is then reached through that one.

    Raises HeldError if another process holds it, OutputError if it cannot be made or locked, MachineError on a system
    without locks.
    """
    if fcntl is None:
        raise MachineError("result folders need locks, which this system does not have (Python's module fcntl)")
    descriptor = _opened(path) if inside is None else _opened_inside(path, inside)
    try:
        _lock(descriptor, path)
        folder = HeldFolder(descriptor, path)
        folder.check()
        yield folder
    finally:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # forked processes may still have it open
        os.close(descriptor)


@contextmanager
def staging(folder: HeldFolder) -> Iterator[None]:
    """Context manager that makes and finally removes the place for unfinished files in a ``folder``."""
    folder.clear(STAGING)  # left by a run that was killed
    with folder.in_words(STAGING):
        folder.make(STAGING)
    try:
        yield
    finally:
        folder.clear(STAGING)


def _opened(path: Path) -> int:
    if "\0" in str(path):
        raise OutputError("the name of a folder cannot hold a NUL character")
    with faults_in_words(path):
        if path.exists() and not path.is_dir():
            raise OutputError(f"{path} is a file, but a result needs a folder")
        make_folder(path)
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY)


def _opened_inside(path: Path, inside: HeldFolder) -> int:
    name = path.relative_to(inside.path).as_posix()
    with inside.in_words(name):
        inside.check()
        inside.make(name)
        with inside.folder(name) as folder:
            return os.dup(folder.descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HeldError(f"{path} is held by another process; wait for it or choose another folder") from None
    except OSError as error:
        raise OutputError(
            f"{path} cannot be locked ({error.strerror}): not every network file system has locks; "
            "choose a folder on another one"
        ) from error
