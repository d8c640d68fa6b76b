"""Clocks: CPU time of this process, wall time of others, and the fastest of several turns.

The fastest turn is the one that the rest of the machine disturbed least; ratios come from turns of one run.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Child(NamedTuple):
    """What another process took: wall and CPU seconds, and its peak of memory in MB."""

    wall: float
    cpu: float
    megabytes: float


def fastest(work: Callable[[], object], turns: int) -> float:
    """Fewest CPU seconds that a piece of work took."""
    best = float("inf")
    for _ in range(turns):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def wall(work: Callable[[], object], turns: int) -> float:
    """Fewest seconds on the clock on the wall."""
    best = float("inf")
    for _ in range(turns):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def child(code: str, arguments: Sequence[str] = (), *, turns: int = 1) -> Child:
    """The fastest of several turns of another Python process. Raises RuntimeError with what it said if it fails."""
    runs = []
    for _ in range(turns):
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - this Python, our own words
            [sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        said = process.stderr.read().decode() if process.stderr else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments) or code}: {said.strip()}")
        runs.append(Child(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, _megabytes(usage)))
    return min(runs)


def _megabytes(usage: resource.struct_rusage) -> float:
    """Peak of resident memory; macOS counts bytes, Linux kilobytes."""
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
