"""Timing and memory measurement: CPU time of this process, wall time of others, fastest of several turns, peak memory.

The fastest turn is the one least disturbed by other work on the machine; ratios come from turns of one run.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path


def fastest(work: Callable[[], object], turns: int, clock: Callable[[], float] = time.process_time) -> float:
    """Shortest time of several turns, in seconds.

    Args:
        work: the function to time.
        turns: number of turns.
        clock: the clock; CPU time by default.

    """
    best = float("inf")
    for _ in range(turns):
        start = clock()
        work()
        best = min(best, clock() - start)
    return best


def child(code: str, arguments: Sequence[str] = (), *, turns: int = 1, **environment: str) -> float:
    """Shortest wall time of another Python process, in seconds.

    Args:
        code: the program.
        arguments: its arguments.
        turns: number of turns.
        environment: variables of its environment that differ from those of this process.

    Raises:
        RuntimeError: the process failed; the message has its stderr.

    """
    command = [sys.executable, "-c", code, *arguments]

    def once() -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)  # noqa: S603 - this Python, our words
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments) or code}: {done.stderr.strip()}")

    return fastest(once, turns, time.perf_counter)


def peak_megabytes() -> float:
    """Peak resident memory of this process in MB, read from within.

    The figure that a parent gets for a child includes the parent's own memory at the fork.
    """
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) / 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)
