"""Store of compiled kernels on disk, kept between runs.

A kernel holds copies of those it calls, so the folder is named by a hash of the sources of all kernels, of numba's
settings and of the interpreter and libraries that made the code, and a file by the function, the types of its arguments
and the processor. Loading a file runs what is in it: the folders are private (``private_folder.py``), and every file
carries a digest of its content. A file that is damaged, foreign or cannot be written is ignored and the kernel compiled
afresh, without a message. (Numba's own cache checks only the file that a kernel stands in, so it misses an edit of a
callee; it crashes on a truncated file and runs a corrupted one.)
"""

import hashlib
import os
import sys
import sysconfig
from contextlib import suppress
from functools import cache
from pathlib import Path
from pickle import loads

import llvmlite
import numba
from numba.core import config
from numba.core.serialize import dumps

from lodeflow.kernels.core.private_folder import PrivateFolder

SETTINGS_WITHOUT_EFFECT = ("NUMBA_CACHE_DIR", "NUMBA_NUM_THREADS")
SEAL = hashlib.sha256().digest_size
KERNELS = Path(__file__).parents[1]


def _hash_kernels():
    digest = hashlib.sha256(numba.__version__.encode())
    sources = {path.relative_to(KERNELS).as_posix(): path.read_bytes() for path in KERNELS.rglob("*.py")}
    for name, text in sorted(sources.items()):
        digest.update(f"\0{name}\0{len(text)}\0".encode() + text)
    return digest.hexdigest()


KERNEL_HASH: str = _hash_kernels()
"""SHA-256 of the sources of all kernels and of numba's version: identifies the code that was run."""


def _made_with():
    """Interpreter and libraries whose code and data stand in a stored form."""
    python = (sys.implementation.name, sys.version, sys.implementation.cache_tag, sysconfig.get_config_var("SOABI"))
    return (*python, numba.__version__, llvmlite.__version__)


def _folder_name():
    """Name of the folder for code from these sources, under numba's settings, by this interpreter."""
    settings = [
        f"{name}={value}"
        for name, value in sorted(os.environ.items())
        if name.startswith("NUMBA_") and name not in SETTINGS_WITHOUT_EFFECT
    ]
    return hashlib.sha256(f"{KERNEL_HASH} {settings} {_made_with()}".encode()).hexdigest()[:32]


def _open_folder():
    """Folder for the code, and an empty text; or None, and why code cannot be kept there."""
    try:
        root = config.CACHE_DIR or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return PrivateFolder(root, "lodeflow", _folder_name()), ""
    except (OSError, RuntimeError, ValueError) as refused:  # no home, no right, no room
        return None, str(refused)


FOLDER, WHY_NOT = (None, "") if config.DISABLE_JIT else _open_folder()
"""Private folder of the code; None where code cannot be kept, and why."""


@cache
def _hash_source(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class CodeStore:
    """Compiled forms of one function on disk. A function with a closure is never stored."""

    def __init__(self, function, processor):
        """``function`` is the Python function. ``processor`` is called at first use and returns the processor that code
        depends on.
        """
        self.function, self.processor = function, processor

    def load(self, kind, types):
        """Stored parts of a compiled function; None if there are none that can be trusted. Raises MemoryError.

        Args:
            kind: str, "body" or "entry", the file's suffix.
            types: tuple of numba types of the arguments.

        """
        try:
            stored = self._folder().read(self._file(kind, types))
            if hashlib.sha256(stored[SEAL:]).digest() == stored[:SEAL]:
                return loads(stored[SEAL:])  # noqa: S301 - only this user can write to the folder
        except MemoryError:
            raise  # to compile takes more of it, and minutes
        except Exception:  # noqa: BLE001, S110 - a missing folder or file, or a foreign pickle, raises nearly anything
            pass
        return None

    def save(self, kind, types, parts):
        """Store the parts of a compiled function; every failure (disk full, folder gone) is ignored.

        Args:
            kind: str, "body" or "entry", the file's suffix.
            types: tuple of numba types of the arguments.
            parts: tuple to be pickled, returned by ``load``.

        """
        with suppress(Exception):
            folder, code = self._folder(), dumps(parts)
            folder.write(self._file(kind, types), hashlib.sha256(code).digest() + code)

    def _folder(self):
        """Folder of the store. Raises FileNotFoundError where nothing is kept of this function."""
        if FOLDER is None or self.function.__closure__:
            raise FileNotFoundError
        return FOLDER

    def _file(self, kind, types):
        """Name of a stored form, from everything that decides the code."""
        source = self.function.__code__.co_filename
        name = f"{Path(source).stem}.{self.function.__qualname__}".replace("<locals>", "")
        told = f"{self.function.__code__.co_firstlineno} {_hash_source(source)} {types} {self.processor()}"
        return f"{name}-{hashlib.sha256(told.encode()).hexdigest()[:16]}.{kind}"
