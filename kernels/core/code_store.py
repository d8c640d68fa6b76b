"""Where compiled code is kept between runs.

A kernel holds copies of those it calls, so the folder is named by the sources of all kernels, and by numba's settings;
a file by the function, the types of its arguments and the processor. What is stored is sealed with a digest, and what
is damaged, foreign or cannot be written is compiled afresh without a word. (Numba's own cache looks only at the file
that a kernel stands in and misses an edit of what it calls; it dies of a truncated file and runs a corrupted one.)
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from pickle import loads
from stat import S_IWGRP, S_IWOTH

import numba
from numba.core import config
from numba.core.serialize import dumps

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
"""SHA-256 of the sources of all kernels and of numba's version: what was run."""


def _open_folder():
    """Where code from these sources under numba's settings is kept; None if it cannot be kept safely."""
    settings = [
        f"{name}={value}"
        for name, value in sorted(os.environ.items())
        if name.startswith("NUMBA_") and name not in SETTINGS_WITHOUT_EFFECT
    ]
    name = hashlib.sha256(f"{KERNEL_HASH} {settings}".encode()).hexdigest()[:32]
    try:
        parent = config.CACHE_DIR or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(parent, "lodeflow", name).absolute()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except (OSError, RuntimeError):  # no home, no right, no room
        return None
    if os.name == "posix" and (found.st_uid != os.geteuid() or found.st_mode & (S_IWGRP | S_IWOTH)):
        return None  # somebody else could put code there
    return folder


FOLDER = None if config.DISABLE_JIT else _open_folder()


@cache
def _hash_source(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class CodeStore:
    """Keeps what one function was compiled to; a function that looks into another's variables is not kept."""

    def __init__(self, function, processor):
        """``processor`` returns what the code depends on beside its source, when it is first asked for."""
        self.function, self.processor = function, processor

    def load(self, kind, types):
        """What was saved under this kind for these types; None if there is nothing that could be trusted."""
        try:
            stored = self._file(kind, types).read_bytes()
            if hashlib.sha256(stored[SEAL:]).digest() == stored[:SEAL]:
                return loads(stored[SEAL:])  # noqa: S301 - the folder is ours alone
        except Exception:  # noqa: BLE001, S110 - no folder, no file, or a pickle from another world: nearly anything
            pass
        return None

    def save(self, kind, types, parts):
        """Keep it if that is possible: the disk may be full, the folder taken away."""
        with suppress(Exception):
            file = self._file(kind, types)
            code = dumps(parts)
            with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as half:
                half.write(hashlib.sha256(code).digest() + code)
            Path(half.name).replace(file)

    def _file(self, kind, types):
        """Named by all that decides what the code is."""
        if FOLDER is None or self.function.__closure__:
            raise FileNotFoundError
        source = self.function.__code__.co_filename
        name = f"{Path(source).stem}.{self.function.__qualname__}".replace("<locals>", "")
        told = f"{self.function.__code__.co_firstlineno} {_hash_source(source)} {types} {self.processor()}"
        return FOLDER / f"{name}-{hashlib.sha256(told.encode()).hexdigest()[:16]}.{kind}"
