"""Memory that a command needs, checked before it starts: it is refused, or takes fewer workers, with a sentence.

Measured on x86-64 Linux with Python 3.11. Libraries and threads reserve more address space than they use memory; that
counts where the address space of a process is limited (``ulimit -v``).
"""

import json
from typing import TYPE_CHECKING

from lodeflow.cli.say import say
from lodeflow.errors import MachineError
from lodeflow.machine import free_memory, processors, shortage

if TYPE_CHECKING:
    from lodeflow.plans import Plan

READING = 170e6, 480e6
"""Bytes of memory, and of address space, that it takes to read a scenario."""
RUNNING = 150e6, 420e6
"""Bytes that libraries, a plan and one worker take on top."""
COMPILING = 1000e6, 1000e6
"""Bytes that it takes to compile the kernels on top."""
WORKER = 35e6
"""Bytes of a worker's world and agenda, and of its thread."""
ROW = 170
"""Bytes of a row of a block, in Python, in Arrow and in Parquet."""


def need(bytes_: tuple[float, float]) -> None:
    """Refuse to go on where memory is missing.

    Args:
        bytes_: bytes of memory and of address space, such as READING.

    Raises:
        MachineError: there is less.

    """
    if words := shortage(*bytes_):
        raise MachineError(words)


def affordable(plan: "Plan", detail: str, step: int, wanted: int, progress: str) -> int:
    """Number of workers that find memory, at most as many as wanted; a sentence on stderr if they are fewer.

    Args:
        plan: the plan.
        detail: outcomes, market or ledger.
        step: days between recorded markets.
        wanted: value of ``--workers``; 0 for one per processor.
        progress: how progress is shown; json makes JSON of the sentence.

    Raises:
        MachineError: there is not enough memory for one.

    """
    from lodeflow.monte_carlo.estimate import estimate
    from lodeflow.monte_carlo.workers import Recording, block_size

    size, s = block_size(plan, Recording(detail, step)), plan.scenario
    rows = estimate(plan.atlas, s.days, s.tick_days, size, detail, step, fan=False).total
    each, count, free = WORKER + ROW * rows, wanted or processors(), free_memory()
    if free is None:
        return count
    if free.space < each:
        need((each, each))
    most = max(1, int(free.space // each))
    if most < count:
        words = f"{most} workers instead of {count}: each needs about {each / 1e6:,.0f} MB, and {free.limit}"
        say(json.dumps({"warning": words}) if progress == "json" else words, err=True)
    return min(most, count)
