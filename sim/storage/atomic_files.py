"""Atomic file writes that survive a power cut, and disk errors in plain words.

Data go to a temporary file on the same file system, which is flushed and renamed; then the folder is flushed. A reader
sees the old file, the new one or none. The cost is about a millisecond per file.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lodeflow.errors import OutputError, StorageError

UNFINISHED = ".unfinished"
"""Suffix of a file that is still being written."""

_NOT_CREATABLE = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.EEXIST,
        errno.ELOOP,
        errno.ENAMETOOLONG,
    }
)


@contextmanager
def faults_in_words(path: Path, needed: int = 0) -> Iterator[None]:
    """Context manager that turns an OSError into one line with the path and the cause.

    Args:
        path: file or folder that is written.
        needed: bytes to write, for the message about a full disk.

    Raises:
        OutputError: nothing may be created at the path.
        StorageError: the disk is full or fails.

    """
    try:
        yield
    except OSError as error:
        cause = error.strerror or str(error)
        if error.errno in _NOT_CREATABLE:
            raise OutputError(f"{path} cannot be created: {cause}") from error
        if error.errno == errno.ENOSPC:
            cause += _room(path, needed)
        raise StorageError(f"{path} cannot be written: {cause}") from error


def write_whole(path: Path, data: bytes, staging: Path) -> None:
    """Write a file in one step.

    Args:
        path: name of the file.
        data: its content.
        staging: folder on the same file system for the temporary file.

    Raises:
        OutputError: the file may not be created; nothing is left under its name.
        StorageError: the disk is full or fails; the file is then the old one, the new one or missing.

    """
    unfinished = staging / (path.name + UNFINISHED)
    with faults_in_words(path, len(data)):
        try:
            _write_through(unfinished, data)
            os.replace(unfinished, path)  # noqa: PTH105 - os calls throughout, so that each can be made to fail
            sync_folder(path.parent)
        except OSError:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise


def make_folder(path: Path) -> None:
    """Make the folder ``path`` and missing ones above it, so that they survive a power cut.

    Raises OutputError, StorageError.
    """
    with faults_in_words(path):
        if not path.is_dir():
            make_folder(path.parent)
            with suppress(FileExistsError):
                path.mkdir()
            sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Flush the names in the folder ``path`` to the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems cannot flush a folder
            raise
    finally:
        os.close(descriptor)


def _write_through(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]  # a write may take only a part
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _room(path: Path, needed: int) -> str:
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return ""
    return f" (needed {needed / 1e6:.1f} MB, free {free / 1e6:.1f} MB)"
