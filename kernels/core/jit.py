"""How every rule of the world is compiled.

``error_model="numpy"`` lets loops vectorise: Python's check for division by zero forbids it. ``fastmath`` stays off, so
no multiply and add are fused and every processor gives the same bits. No kernel allocates, so none counts references:
with counting, the loop over a world of two hundred arrays took more than ten minutes to compile. With
NUMBA_DISABLE_JIT=1 the decorators do nothing, and a debugger or a coverage tool sees plain Python.
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
    "no_cfunc_wrapper": True,  # nobody calls them from C
    "no_cpython_wrapper": True,  # who is called from Python gets one then
}


def jit(function):
    """Compile a kernel when it is first called, or take it from the store."""
    return function if config.DISABLE_JIT else Kernel(function, targetoptions=OPTIONS)


def inline(function):
    """Compile a tiny helper into the body of each of its callers, so that their loops can vectorise. LLVM does that;
    numba would type every copy anew.
    """
    return function if config.DISABLE_JIT else Kernel(function, targetoptions=OPTIONS | {"forceinline": True})
