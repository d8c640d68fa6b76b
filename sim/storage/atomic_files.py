"""Files that are there whole or not at all, also after a power cut; and faults of the disk said in words.

From memory to a temporary file on the same file system, flushed to the disk, then renamed, then the folder
flushed: whoever looks sees the old file, the new one or none. It costs about a millisecond per file.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lodeflow.errors import OutputError, StorageError

UNFINISHED = ".unfinished"
"""Ends the name of a file that is still being written."""

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
    """Turn an OSError of the block into one line with the path and the cause.

    Raises OutputError where nothing may be created here, StorageError where the disk is full or fails.
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
    """Put data under the name `path` in one step; `staging` is a folder on the same file system.

    Raises OutputError, StorageError; there is then nothing new under that name, or all of it.
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
    """Make a folder and those above it that do not exist, so that they survive a power cut."""
    with faults_in_words(path):
        if not path.is_dir():
            make_folder(path.parent)
            with suppress(FileExistsError):
                path.mkdir()
            sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Flushes the names in a folder to the disk."""
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
