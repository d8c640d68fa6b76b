"""Atomic file writes that survive a power cut, and disk errors in plain words.

Data go to a temporary file on the same file system, which is flushed and renamed; then the folder is flushed. A reader
sees the old file, the new one or none. The cost is about a millisecond per file.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lodeflow.errors import LodeflowError, OutputError, StorageError
from lodeflow.storage.folder_handle import FolderHandle, flush_folder

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


def write_whole(folder: FolderHandle, name: str, data: bytes, staging: str, check: Callable[[], None]) -> None:
    """Write a file in one step: afterwards it is the new one, or as it was.

    Args:
        folder: folder that the names are relative to.
        name: name of the file.
        data: its content.
        staging: how the name of the temporary file begins: a folder on the same file system, with its slash.
        check: called before the file gets its name; what it raises stops the writing.

    Raises:
        OSError: the file may not be created, or the disk is full or fails.

    """
    unfinished = f"{staging}{name.rpartition('/')[2]}{UNFINISHED}"
    try:
        folder.write(unfinished, data)
        check()
        folder.replace(unfinished, name)
    except (OSError, LodeflowError):
        with suppress(OSError):
            folder.remove(unfinished)
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
            descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                flush_folder(descriptor)
            finally:
                os.close(descriptor)


def _room(path: Path, needed: int) -> str:
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return ""
    return f" (needed {needed / 1e6:.1f} MB, free {free / 1e6:.1f} MB)"
