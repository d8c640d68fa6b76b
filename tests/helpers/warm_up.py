"""Kernels are compiled before several workers ask for them at the same time, each for itself.

    python tests/helpers/warm_up.py compiled|simpy

What an engine calls is compiled in a process of its own, for it takes a gigabyte. Kernels that tests call themselves
are small, and most are called in one file only.
"""

import subprocess
import sys

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.kernels.core.code_store import FOLDER
from lodeflow.scenario.load import load

DONE = "engines-are-compiled"
ENGINES = {"compiled": compiled_engine.play, "simpy": simpy_engine.play}


def warm_up() -> None:
    """Compile what both engines call, beside one another, unless that was done for these kernels."""
    if FOLDER is None or DONE in FOLDER.names():
        return
    started = [subprocess.Popen([sys.executable, __file__, name]) for name in ENGINES]
    codes = [process.wait() for process in started]
    if not any(codes):  # a kernel that cannot be compiled is told by its tests
        FOLDER.write(DONE, b"")


if __name__ == "__main__":
    ENGINES[sys.argv[1]](plan(load("status-quo", ("days=90",))))
