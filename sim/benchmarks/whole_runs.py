"""Whole Monte Carlo runs into a folder: speed-up by threads, cost of output, start-up time and memory."""

import os
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lodeflow.assembly import plan
from lodeflow.benchmarks.clock import child, fastest
from lodeflow.engines.compiled_engine import Engine
from lodeflow.evaluation.evaluator import Evaluator
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.plans import Plan
from lodeflow.scenario.load import load
from lodeflow.variants import Variants

LODEFLOW = "from lodeflow.cli import main; main()"
PEAK = f"""
import sys
from pathlib import Path
from lodeflow.benchmarks.clock import peak_megabytes
place = Path(sys.argv.pop())
try:
    {LODEFLOW}
finally:
    place.write_text(str(peak_megabytes()), encoding="utf-8")
"""
QUARTER = 91
"""Days between recorded markets, before they are rounded down to whole ticks."""


class StartUp(NamedTuple):
    """Wall time of short commands."""

    python: float
    """Seconds of an empty Python program."""
    click: float
    """Seconds of ``import click``."""
    help: float
    """Seconds of ``lodeflow --help``."""
    numba: float
    """Seconds of ``import numba``."""
    run: float
    """Seconds of a week of the base year."""


def whole_plan(scenario: str, days: int | None = None) -> Plan:
    """Plan of a scenario with its uncertain numbers.

    Args:
        scenario: name of a shipped scenario.
        days: days to simulate; None for those of the scenario.

    """
    return plan(load(scenario, () if days is None else (f"days={days}",)))


def measure_threads(world: Plan, count: int, most: int, turns: int) -> dict[int, float]:
    """Wall seconds of a run with the least output, by number of threads: 1, 2, 4 and so on.

    Args:
        world: plan of the run.
        count: number of replications.
        most: most threads.
        turns: turns, of which the fastest counts.

    """
    step = QUARTER // world.scenario.tick_days * world.scenario.tick_days
    found, threads = {}, 1
    while threads <= most:
        recording = Recording("outcomes", step, workers=threads)
        _into_a_folder(world, threads, recording)
        once = partial(_into_a_folder, world, count, recording)
        found[threads] = fastest(once, turns, time.perf_counter)
        threads *= 2
    return found


def measure_output(world: Plan, count: int, turns: int) -> dict[str, float]:
    """CPU seconds of a replication without output ("nothing") and with the output of each detail.

    Args:
        world: plan of the run.
        count: number of replications.
        turns: turns, of which the fastest counts.

    """
    step = QUARTER // world.scenario.tick_days * world.scenario.tick_days
    variants = Variants(world)
    engine = Engine(world, step=step, keep_lots=False)

    def alone() -> None:
        for k in range(count):
            engine.play(k, variants.of(k)[0])

    alone()
    seconds = {"nothing": fastest(alone, turns) / count}
    for detail in ("outcomes", "market", "ledger"):
        recording = Recording(detail, step, workers=1)
        few = count if detail != "ledger" else max(1, count // 4)
        whole, half = (fastest(partial(_into_a_folder, world, n, recording), turns) for n in (2 * few, few))
        seconds[detail] = (whole - half) / few  # what a run does once is no cost of a replication
    return seconds


def measure_plan(world: Plan, turns: int) -> float:
    """CPU seconds of the plan of a further replication: its draws, and all that follows from them.

    Args:
        world: plan of the run.
        turns: turns of eight replications, of which the fastest counts.

    """
    variants = Variants(world)
    return fastest(lambda: [variants.of(k) for k in range(8)], 1 + turns) / 8


def measure_point(world: Plan, turns: int) -> float:
    """CPU seconds of a point of ``lodeflow.evaluate`` beside its simulation: values, draws, plan and outcomes.

    Args:
        world: plan of the scenario.
        turns: turns of eight points, of which the fastest counts.

    """
    evaluator = Evaluator(world, ("mean_spot_price light_oxide CHN", "peak_spot_price heavy_oxide JPN"), workers=1)
    points = {"materials.light_oxide.substitution": [5.0 + 0.5 * k for k in range(8)]}
    engine = Engine(world, step=QUARTER // world.scenario.tick_days * world.scenario.tick_days, keep_lots=False)
    whole = fastest(lambda: evaluator(points), 1 + turns)
    return (whole - fastest(lambda: [engine.play(0, world) for _ in range(8)], 1 + turns)) / 8


def measure_first_run() -> float:
    """Wall seconds of a short run that finds no compiled kernels and leaves none; takes a minute or two."""
    with tempfile.TemporaryDirectory() as place:
        return child(
            LODEFLOW, ("run", "base-year", "--days", "7", "--engine", "compiled"), NUMBA_CACHE_DIR=os.fspath(place)
        )


def measure_start_up(turns: int) -> StartUp:
    """Wall seconds of short commands with kernels in the cache; the fastest of ``turns`` turns."""
    once = ("run", "base-year", "--days", "7", "--engine", "compiled")
    child(LODEFLOW, once)
    return StartUp(
        python=child("pass", turns=turns),
        click=child("import click", turns=turns),
        help=child(LODEFLOW, ("--help",), turns=turns),
        numba=child("import numba", turns=turns),
        run=child(LODEFLOW, once, turns=turns),
    )


def measure_memory(scenario: str, counts: tuple[int, ...], days: int) -> dict[int, float]:
    """Peak memory of whole ``lodeflow mc`` processes in MB, by number of replications.

    Args:
        scenario: name of a shipped scenario.
        counts: numbers of replications.
        days: days to simulate.

    """
    found = {}
    for count in counts:
        with tempfile.TemporaryDirectory() as place:
            words = ("mc", scenario, "--reps", str(count), "--days", str(days), "--progress", "none")
            peak = Path(place, "peak")
            child(PEAK, (*words, "--out", str(Path(place, "out")), str(peak)))
            found[count] = float(peak.read_text(encoding="utf-8"))
    return found


def _into_a_folder(world: Plan, count: int, recording: Recording) -> None:
    with tempfile.TemporaryDirectory() as place:
        write(world, Path(place, "out"), count, recording, lambda _: None)
