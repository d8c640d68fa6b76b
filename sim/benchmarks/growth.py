"""Scaling of computing time with problem size: exponents fitted on a double logarithmic scale.

An exponent of 1 means time in proportion to size; fixed costs lower it. Lanes and materials grow together, as copies of
the world beside each other (``copies.py``).
"""

from collections.abc import Callable, Sequence
from math import log

from lodeflow.benchmarks.clock import fastest
from lodeflow.benchmarks.copies import copies
from lodeflow.benchmarks.engines import first_plan
from lodeflow.engines.compiled_engine import Engine

TIMES = (1, 2, 4, 8)
"""Sizes, as multiples of the smallest."""


def measure_growth(scenario: str, *, days: int, turns: int) -> dict[str, float]:
    """Exponents of CPU time in lanes and materials, years and replications.

    Args:
        scenario: name of a shipped scenario.
        days: days of the smallest run.
        turns: turns of each size, of which the fastest counts.

    """
    world = first_plan(scenario, days)

    def sizes(size: int) -> Callable[[], object]:
        engine = Engine(copies(world, size), step=91, keep_lots=False)
        return lambda: engine.play(0)

    def years(size: int) -> Callable[[], object]:
        engine = Engine(first_plan(scenario, days * size), step=91, keep_lots=False)
        return lambda: engine.play(0)

    def replications(size: int) -> Callable[[], object]:
        engine = Engine(world, step=91, keep_lots=False)
        return lambda: [engine.play(k) for k in range(8 * size)]

    return {
        "lanes and materials": _exponent(sizes, turns),
        "years": _exponent(years, turns),
        "replications": _exponent(replications, turns),
    }


def _exponent(work_of: Callable[[int], Callable[[], object]], turns: int) -> float:
    """Slope of log time over log size."""
    seconds = []
    for size in TIMES:
        work = work_of(size)
        work()
        seconds.append(fastest(work, turns))
    return slope([log(size) for size in TIMES], [log(s) for s in seconds])


def slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Least-squares slope of ``y`` over ``x``."""
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    products = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return products / sum((a - mean_x) ** 2 for a in x)
