"""Private folder, held open: a folder in which nobody but this user can put a file.

Every folder from a root down is opened by the handle of the one above, so that none can be exchanged on the way, and
must belong to this user, be writable by nobody else and be no symbolic link. Files are opened by the handle of the last
one and checked alike. Systems whose folders have no handles have no private folders.
"""

import os
import secrets
from contextlib import suppress
from errno import ELOOP, ENOTDIR
from pathlib import Path
from stat import S_ISDIR, S_ISREG, S_IWGRP, S_IWOTH

HANDLES = os.name == "posix" and {os.open, os.mkdir, os.rename, os.unlink} <= os.supports_dir_fd
OPENED = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class PrivateFolder:
    """Folder that only this user can write to. Its files are reached by a handle, whatever becomes of its path.

    Args:
        root: the first folder that is checked; it is made if it is missing.
        parts: names of the folders below it, each in the one before; they are made if they are missing.

    Raises:
        OSError: a folder cannot be opened or made, or somebody else could put a file there; its text says which.

    """

    def __init__(self, root, *parts):
        if not HANDLES:
            raise OSError("this system opens no folder by a handle")
        self.path = Path(root, *parts).absolute()
        Path(root).mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_link(Path(root))
        above = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _check(os.fstat(above), Path(root), S_ISDIR)
            for depth, part in enumerate(parts, 1):
                with suppress(FileExistsError):
                    os.mkdir(part, 0o700, dir_fd=above)
                below = _open_below(above, part, Path(root, *parts[:depth]))
                os.close(above)
                above = below
                _check(os.fstat(below), Path(root, *parts[:depth]), S_ISDIR)
        except BaseException:
            os.close(above)
            raise
        self.handle = above

    def names(self):
        """Names of all files in it, list of str. Raises OSError where they cannot be listed."""
        return os.listdir(self.handle)  # noqa: PTH208 - a Path has no handle

    def read(self, name):
        """Content of the file ``name``, bytes. Raises OSError where it is missing, or may be somebody else's."""
        handle = os.open(name, OPENED | os.O_NONBLOCK, dir_fd=self.handle)  # a pipe would wait for a writer
        with os.fdopen(handle, "rb") as file:
            _check(os.fstat(handle), self.path / name, S_ISREG)
            return file.read()

    def write(self, name, content):
        """Put ``content``, bytes, into the file ``name``, whole or not at all. Raises OSError."""
        half = f"half-{secrets.token_hex(8)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with os.fdopen(os.open(half, flags, 0o600, dir_fd=self.handle), "wb") as file:
                file.write(content)
            os.rename(half, name, src_dir_fd=self.handle, dst_dir_fd=self.handle)
        except BaseException:
            with suppress(OSError):
                os.unlink(half, dir_fd=self.handle)
            raise


def _open_below(above, part, path):
    """Handle of the folder ``part`` in the one that the handle ``above`` holds open; ``path`` is its path."""
    try:
        return os.open(part, OPENED | os.O_DIRECTORY, dir_fd=above)
    except OSError as fault:
        if fault.errno in (ELOOP, ENOTDIR):
            raise PermissionError(f"{path} is a link, or no folder") from None
        raise


def _check_link(root):
    """Refuse a ``root`` that is somebody else's link; this user's own, to another disk, is common."""
    found = root.lstat()
    if not S_ISDIR(found.st_mode) and found.st_uid not in (0, os.geteuid()):
        raise PermissionError(f"{root} is a link that belongs to another user")


def _check(found, path, is_right):
    """Refuse what ``is_right`` says is no folder or file, or what others can write to; ``found`` is its ``stat``."""
    if not is_right(found.st_mode):
        raise PermissionError(f"{path} is of another type than expected")
    if found.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user")
    if found.st_mode & (S_IWGRP | S_IWOTH):
        raise PermissionError(f"{path} can be written by other users")
