"""Decorators that compile kernels, and the options that all kernels share.

``error_model="numpy"`` lets loops vectorise: Python's check for division by zero forbids it. ``fastmath`` stays off, so
no multiply and add are fused and every processor gives the same bits. No kernel allocates, so none counts references:
with counting, the loop over a world of two hundred arrays took more than ten minutes to compile. With
NUMBA_DISABLE_JIT=1 the decorators return the function unchanged, for a debugger or a coverage tool.
"""

from numba.core import config

from lodeflow.kernels.core.kernel import Kernel

OPTIONS = {
    "nopython": True,
    "nogil": True,
    "error_model": "numpy",
    "fastmath": False,
    "boundscheck": None,
    "_nrt": False,
    "no_cfunc_wrapper": True,  # no kernel is called from C
    "no_cpython_wrapper": True,  # made when Python first calls a kernel
}


def jit(function):
    """Decorator: a kernel, compiled when it is first called or loaded from the store.

    ``function``: Python function with numba-compatible code. Returns a ``Kernel``, or ``function`` with numba disabled.
    """
    return function if config.DISABLE_JIT else Kernel(function, targetoptions=OPTIONS)


def inline(function):
    """Decorator: a small helper that LLVM compiles into the body of each caller, so that callers' loops vectorise.

    ``function``: Python function with numba-compatible code. Returns a ``Kernel``, or ``function`` with numba disabled.
    Numba's own inlining is not used: it types every copy anew.
    """
    return function if config.DISABLE_JIT else Kernel(function, targetoptions=OPTIONS | {"forceinline": True})
