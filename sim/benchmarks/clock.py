"""Clocks: CPU time of this process, wall time of others, and the fastest of several turns.

The fastest turn is the one that the rest of the machine disturbed least; ratios come from turns of one run.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path


def fastest(work: Callable[[], object], turns: int, clock: Callable[[], float] = time.process_time) -> float:
    """Fewest seconds that a piece of work took: of CPU, or on another clock."""
    best = float("inf")
    for _ in range(turns):
        start = clock()
        work()
        best = min(best, clock() - start)
    return best


def child(code: str, arguments: Sequence[str] = (), *, turns: int = 1) -> float:
    """Fewest wall seconds that another Python process took. Raises RuntimeError with what it said if it fails."""
    command = [sys.executable, "-c", code, *arguments]

    def once() -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this Python, our words
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments) or code}: {done.stderr.strip()}")

    return fastest(once, turns, time.perf_counter)


def peak_megabytes() -> float:
    """Peak of this process's resident memory, MB, read from within: what a parent is told of its child includes the
    parent's own memory at the moment of the birth.
    """
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) / 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)
