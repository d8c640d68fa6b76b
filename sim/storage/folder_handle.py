"""Folder handle: files that are reached through an open descriptor of their folder, and disk errors as OSError.

A path may lead to another folder a moment later, because somebody renamed, deleted or replaced the one it led to. A
descriptor stays with its folder. Names are relative to it, with ``/`` between folders; no link is followed.
"""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

LONGEST = 1 << 28
"""Bytes of the longest file that is read as a whole: a manifest of half a million parts."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # a FIFO would wait for a writer


class FolderHandle:
    """Open folder; whoever opened the descriptor closes it.

    Args:
        descriptor: descriptor of the folder.
        path: path by which it was opened, for messages.

    """

    def __init__(self, descriptor: int, path: Path) -> None:
        self.descriptor, self.path = descriptor, path

    @contextmanager
    def folder(self, name: str) -> Iterator["FolderHandle"]:
        """Context manager that opens the folder ``name``. Raises OSError."""
        path = self.path
        descriptor = os.dup(self.descriptor)
        try:
            for step in name.split("/"):
                path /= step
                below = os.open(step, _FOLDER, dir_fd=descriptor)
                os.close(descriptor)
                descriptor = below
            yield FolderHandle(descriptor, path)
        finally:
            os.close(descriptor)

    def entries(self) -> list[os.DirEntry[str]]:
        """Entries of the folder, in the order of their names. Raises OSError."""
        with os.scandir(self.descriptor) as found:
            return sorted(found, key=lambda entry: entry.name)

    def size(self, name: str) -> int | None:
        """Size of the regular file ``name`` in bytes; None if there is none. Raises OSError."""
        with suppress(FileNotFoundError, NotADirectoryError), self._place(name) as (folder, last):
            found = os.stat(last, dir_fd=folder, follow_symlinks=False)
            return found.st_size if stat.S_ISREG(found.st_mode) else None
        return None

    def read(self, name: str, count: int = -1, offset: int = 0) -> bytes:
        """Content of the regular file ``name``: ``count`` bytes from ``offset``, or fewer at its end; -1 for all.

        Raises OSError, also where all of it is more than LONGEST bytes.
        """
        with self.file(name) as file:
            file.seek(offset)
            if count < 0 and os.fstat(file.fileno()).st_size > LONGEST:
                raise OSError(errno.EFBIG, f"it is larger than {LONGEST:,} bytes, which no run writes")
            return file.read(count)

    def digest(self, name: str) -> str:
        """SHA-256 of the regular file ``name``, in hexadecimal. Raises OSError."""
        with self.file(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def make(self, name: str) -> None:
        """Make the folder ``name`` and missing ones above it, so that they survive a power cut. Raises OSError."""
        above, _, last = name.rpartition("/")
        if above:
            self.make(above)
        with self._place(name) as (folder, _):
            with suppress(FileNotFoundError):
                os.stat(last, dir_fd=folder, follow_symlinks=False)
                return
            with suppress(FileExistsError):
                os.mkdir(last, dir_fd=folder)
            flush_folder(folder)

    def replace(self, source: str, name: str) -> None:
        """Rename the file ``source`` to ``name``, whose folder is then flushed. Raises OSError."""
        with self._place(source) as (old, first), self._place(name) as (new, last):
            os.replace(first, last, src_dir_fd=old, dst_dir_fd=new)
            flush_folder(new)

    def write(self, name: str, data: bytes) -> None:
        """Write ``data`` to the file ``name`` and flush it; a reader may see a part of it. Raises OSError."""
        with self._place(name) as (folder, last):
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            descriptor = os.open(last, flags, 0o666, dir_fd=folder)
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]  # a write may take only a part
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def remove(self, name: str) -> None:
        """Remove the file ``name``, if there is one, and flush its folder. Raises OSError."""
        with self._place(name) as (folder, last):
            try:
                os.unlink(last, dir_fd=folder)
            except FileNotFoundError:
                return
            flush_folder(folder)

    def remove_folder(self, name: str) -> None:
        """Remove the empty folder ``name``. Raises OSError."""
        with self._place(name) as (folder, last):
            os.rmdir(last, dir_fd=folder)

    def clear(self, name: str) -> None:
        """Remove the folder ``name`` with all it holds, as far as that can be done."""
        with suppress(OSError), self._place(name) as (folder, last):
            os.stat(last, dir_fd=folder, follow_symlinks=False)  # there is something to remove
            shutil.rmtree(last, ignore_errors=True, dir_fd=folder)

    @contextmanager
    def file(self, name: str) -> Iterator[BufferedReader]:
        """Context manager that opens the regular file ``name`` for reading. Raises OSError."""
        try:
            with self._place(name) as (folder, last):
                descriptor = os.open(last, _FILE, dir_fd=folder)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENXIO):  # a link; a socket
                raise OSError(errno.EINVAL, "it is not a regular file") from None
            raise
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "it is not a regular file")
            with open(descriptor, "rb", closefd=False) as file:
                yield file
        finally:
            os.close(descriptor)

    @contextmanager
    def _place(self, name: str) -> Iterator[tuple[int, str]]:
        """Descriptor of the folder of ``name``, and the last part of the name."""
        above, _, last = name.rpartition("/")
        if above:
            with self.folder(above) as place:
                yield place.descriptor, last
        else:
            yield self.descriptor, last


def flush_folder(descriptor: int) -> None:
    """Flush the names in the folder with this ``descriptor`` to the disk. Raises OSError."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems cannot flush a folder
            raise
