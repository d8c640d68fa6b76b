"""Calls of a kernel from Python whose slices are given once: a call passes the day and the actor, and no array.

A call from Python unpacks every array that it hands over, which takes 0.2 µs each: with ninety arrays fifty times as
long as the kernel runs. Here the arrays' addresses and lengths stand in a table, made once, from which machine code
reads them. A table is valid as long as its arrays are: whoever replaces an array makes a new one.
"""

from functools import partial

import numpy as np

from lodeflow.kernels.core.kernel import Kernel


def bind(kernel, slices, rest):
    """Function that calls a kernel with its slices and is given only what comes after them.

    It keeps the slices alive. With numba disabled it is a plain call of the Python function, to step through.

    Args:
        kernel: the kernel.
        slices: tuple of slices, the first arguments of the kernel.
        rest: int [-], number of its other arguments, all of them int.

    """
    if not isinstance(kernel, Kernel):
        return partial(kernel, *slices)
    table = table_of(slices)
    call = partial(kernel.entry_by_table(slices, rest), table.ctypes.data)
    call.table, call.slices = table, slices  # kept alive, or the addresses would dangle
    return call


def table_of(slices):
    """Table (int64) of all parts of ``slices``, in the order in which numba hands them to a function.

    A part is a number, or of an array: two references that only Python's own arrays have, its values, the bytes of a
    value, the address, then its shape and its strides. A float stands there by its bits.
    """
    return np.array([*_parts(slices)], np.int64)


def _parts(part):
    if isinstance(part, tuple):
        for each in part:
            yield from _parts(each)
    elif isinstance(part, np.ndarray):
        yield from (0, 0, part.size, part.itemsize, part.__array_interface__["data"][0], *part.shape, *part.strides)
    elif isinstance(part, float):
        yield int(np.float64(part).view(np.int64))
    else:
        yield int(part)
