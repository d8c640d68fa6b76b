"""How every rule of the world is compiled, and where the compiled code is kept between runs.

``error_model="numpy"`` lets loops vectorise: Python's check for division by zero forbids it. ``fastmath``
stays off, so no multiply and add are fused and every processor gives the same bits. With NUMBA_DISABLE_JIT=1
the decorators do nothing, and a debugger or a coverage tool sees plain Python.

Numba's own cache looks only at the file a kernel stands in and misses an edit of what it calls; it dies of a
truncated file and runs a corrupted one. Here the folder is named by the sources of all kernels, what is
stored is sealed with a digest, and what is damaged, foreign or cannot be written is compiled afresh without a
word.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from pickle import loads
from stat import S_IWGRP, S_IWOTH

import numba
from numba.core import config
from numba.core.caching import CompileResultCacheImpl, FunctionCache, InTreeCacheLocator
from numba.core.serialize import dumps
from numba.core.sigutils import normalize_signature

SETTINGS_WITHOUT_EFFECT = ("NUMBA_CACHE_DIR", "NUMBA_NUM_THREADS")


def _hash_kernels():
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        text = source.read_bytes()
        digest.update(f"\0{source.name}\0{len(text)}\0".encode() + text)
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


_FOLDER = None if config.DISABLE_JIT else _open_folder()


class _Place(InTreeCacheLocator):
    """Puts kernels into their folder; what else numba compiles and the user's settings stay as they are."""

    def __init__(self, py_func, py_file):
        super().__init__(py_func, py_file)
        self._cache_path = str(_FOLDER / self.get_suitable_cache_subpath(py_file))


class _Sealed(CompileResultCacheImpl):
    """Stores compiled code with the processor it is for, under a digest of both."""

    _locator_classes = (_Place,)

    def reduce(self, data):
        code = dumps((data.codegen.magic_tuple(), super().reduce(data)))
        return hashlib.sha256(code).digest(), code

    def rebuild(self, target_context, reduced_data):
        seal, code = reduced_data
        if hashlib.sha256(code).digest() != seal:
            raise ValueError("a bit has flipped")
        processor, compiled = loads(code)  # noqa: S301 - the folder is ours alone
        if processor != target_context.codegen().magic_tuple():
            raise ValueError("two processes gave one name to code for two processors")
        return super().rebuild(target_context, compiled)


class _Cache(FunctionCache):
    """Takes what cannot be read for absent, and does without what cannot be written."""

    _impl_class = _Sealed

    def load_overload(self, sig, target_context):
        try:
            found = super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001 - a damaged pickle raises nearly anything
            self._forget()
            return None
        if found is not None and tuple(found.signature.args) != tuple(normalize_signature(sig)[0]):
            return None  # two processes gave one name to two signatures
        return found

    def save_overload(self, sig, data):
        try:
            super().save_overload(sig, data)
        except Exception:  # noqa: BLE001 - a full disk, a folder taken away
            self._forget()

    def _forget(self):
        with suppress(OSError):
            self.flush()


def _compile(function, inline):
    if config.DISABLE_JIT:
        return function
    # No kernel allocates, so none counts references: with counting, the loop over a world of two hundred arrays took
    # more than ten minutes to compile. Nobody calls them from C: wrappers for that cost a twelfth of the time.
    compiler = numba.njit(
        nogil=True,
        error_model="numpy",
        fastmath=False,
        boundscheck=None,
        inline=inline,
        _nrt=False,
        no_cfunc_wrapper=True,
    )
    kernel = compiler(function)
    if _FOLDER is not None:
        with suppress(OSError, RuntimeError):  # the folder cannot be written, or the source is not a file
            kernel._cache = _Cache(function)  # noqa: SLF001 - what cache=True does, with our cache
    return kernel


def jit(function):
    """Compile a kernel when it is first called, or take it from the cache."""
    return _compile(function, "never")


def inline(function):
    """Compile a tiny helper into the body of each of its callers, so that their loops can vectorise."""
    return _compile(function, "always")
