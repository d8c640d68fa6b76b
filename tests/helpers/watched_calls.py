"""Runs of both engines with the compiler off, in which every call of a kernel is watched for arrays handed over twice.

A kernel is called through a check: if two of its arguments share memory, that memory is compared before and after.
"""

import sys
from collections import Counter
from functools import wraps

import numpy as np

import lodeflow.kernels.core.jit as compiler

calls: Counter[str] = Counter()
twice: set[str] = set()
known: dict[int, tuple[object, list[np.ndarray]]] = {}  # slices live as long as their id stands here


def arrays_of(part):
    """Arrays of an argument."""
    if isinstance(part, np.ndarray):
        return [part] if part.size else []
    if not isinstance(part, tuple):
        return []
    if id(part) not in known:
        known[id(part)] = part, [array for each in part for array in arrays_of(each)]
    return known[id(part)][1]


def watched(function):
    """The function, with a check around it."""

    @wraps(function)
    def call(*arguments):
        calls[f"{function.__module__}.{function.__name__}"] += 1
        placed = []
        for which, argument in enumerate(arguments):
            for array in arrays_of(argument):
                low = array.__array_interface__["data"][0]
                placed.append((low, low + array.nbytes, which, array))
        placed.sort(key=lambda at: at[0])
        common, top = [], placed[0] if placed else None
        for each in placed[1:]:
            if each[0] < top[1] and each[2] != top[2]:
                common += [(each[3], each[3].copy()), (top[3], top[3].copy())]
            top = max(top, each, key=lambda at: at[1])
        found = function(*arguments)
        if any(not np.array_equal(array, before, equal_nan=array.dtype.kind == "f") for array, before in common):
            twice.add(f"{function.__module__}.{function.__name__}")
        return found

    return call


def main(scenario, days):
    """Print the number of calls, of kernels, and a line for each kernel that wrote an array it was handed twice."""
    compiler.jit = compiler.inline = watched  # before any kernel is imported
    from lodeflow.assembly import plan  # noqa: PLC0415
    from lodeflow.engines import compiled_engine, simpy_engine  # noqa: PLC0415
    from lodeflow.scenario.load import load  # noqa: PLC0415

    world = plan(load(scenario, (f"days={days}",)))
    simpy_engine.play(world)
    compiled_engine.play(world)
    sys.stdout.write("\n".join([str(calls.total()), str(len(calls)), *sorted(twice)]))
