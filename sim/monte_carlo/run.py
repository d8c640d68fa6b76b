"""Monte Carlo runs: blocks of replications on all cores, written to a result folder, byte-identical for any core count.

An interrupted run can be resumed from its finished blocks. A complete folder that was damaged is repaired by running
only the damaged blocks again.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq

from lodeflow.base_world.rest_point import Floats
from lodeflow.errors import StorageError
from lodeflow.kernels.core.code_store import KERNEL_HASH
from lodeflow.monte_carlo.estimate import estimate
from lodeflow.monte_carlo.fan import as_bytes, fan_rows, paths_of_market
from lodeflow.monte_carlo.stopping import Running, Until
from lodeflow.monte_carlo.workers import Block, Recording, Workers
from lodeflow.plans import Plan
from lodeflow.rows.market import recorded_days
from lodeflow.rows.vocabulary import vocabulary
from lodeflow.scenario.load import to_toml
from lodeflow.storage.atomic_files import faults_in_words
from lodeflow.storage.manifest import versions
from lodeflow.storage.result_folder import ResultFolder


class Told(NamedTuple):
    """Report on one finished block, for the watcher of a run."""

    replications: int
    """Replications in the block."""
    outcomes: list[Floats]
    """float64 (outcomes,) for each replication."""
    traces: list[str]
    """Trace digest of each replication, 16 hexadecimal digits."""
    events: int
    """Moments of all its replications."""
    kept: bool
    """True if the block was kept from an earlier run."""


Watcher = Callable[[Told], None]


def simulate(plan: Plan, count: int, recording: Recording, *, first: int = 0) -> Iterator[Block]:
    """Blocks of finished replications, in order; nothing is written.

    Args:
        plan: the plan of the run.
        count: number of replications.
        recording: what to record, and on which engine.
        first: number of the first replication.

    """
    return Workers(plan, recording, first + count, first=first).blocks()


def write(
    plan: Plan,
    out: Path,
    count: int,
    recording: Recording,
    watch: Watcher,
    *,
    until: Until | None = None,
    resume: bool = False,
    first: int = 0,
) -> int:
    """Run replications and write them to a result folder.

    Args:
        plan: the plan of the run.
        out: the folder.
        count: number of replications; with ``until``, at most.
        recording: what to record, and on which engine.
        watch: called with a report on every block that is written or kept.
        until: stopping rule, looked at after every block.
        resume: keep finished blocks of an earlier run in the same folder.
        first: number of the first replication.

    Returns:
        the number of replications in the folder.

    Raises:
        OutputError: the folder cannot be created, or holds something else.
        FolderMismatch: the folder holds another result.
        HeldError: another process is writing to the folder.
        StorageError: the disk is full, or reading or writing failed.

    """
    workers = Workers(plan, recording, first + count, first=first)
    refuse_too_large(plan, out, count, recording)
    with ResultFolder(out, to_toml(plan.scenario), _what(workers, count, until), resume=resume) as folder:
        fan = recording.fan and not folder.keep_fan()
        traces, files = _blocks(workers, folder, watch, until, fan=fan)
        if fan:
            days = recorded_days(plan.scenario, recording.step)
            folder.write(0, {"fan": fan_rows(plan, days, files)}, vocabulary(plan))
        folder.finish(KERNEL_HASH, traces)
    return len(traces)


def refuse_too_large(plan: Plan, out: Path, count: int, recording: Recording) -> None:
    """Check that the disk has room for a run, before anything is computed.

    Args:
        plan: the plan of the run.
        out: the folder; files that it holds already count as room.
        count: number of replications.
        recording: what to record.

    Raises:
        StorageError: there is not enough room, or the folder cannot be read.

    """
    s = plan.scenario
    size = estimate(plan.atlas, s.days, s.tick_days, count, recording.detail, recording.step, fan=recording.fan)
    with faults_in_words(out):
        place = next(p for p in (out.absolute(), *out.absolute().parents) if p.exists())
        there = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())  # kept or overwritten
        free = shutil.disk_usage(place).free
    if size.bytes_at_work > there + free:
        raise StorageError(
            f"{out} cannot be written: needed about {size.bytes_at_work / 1e6:,.0f} MB, free {free / 1e6:,.0f} MB; "
            "use --detail outcomes, a longer --every, or fewer replications"
        )


def _what(workers: Workers, count: int, until: Until | None) -> dict[str, Any]:
    """Identity of the result: everything that decides its content, apart from the scenario."""
    rule = [*until.outcome, until.bound, until.relative] if until else None
    return {
        "seed": workers.plan.scenario.seed,
        "first_replication": workers.first,
        "replications": count,
        "until": rule,
        "blocks": workers.count,
        "replications_in_block": workers.size,
        "detail": workers.recording.detail,
        "step_days": workers.recording.step,
        "kernel_hash": KERNEL_HASH,
        "versions": versions(),
    }


def _blocks(
    workers: Workers, folder: ResultFolder, watch: Watcher, until: Until | None, *, fan: bool
) -> tuple[list[str], list[tuple[Path, int]]]:
    """Keep or run, and write, every block in order, until the stopping rule is met.

    Returns the traces of all replications and, if a fan is to be made, the path file of each block with the number of
    its replications.
    """
    words = vocabulary(workers.plan)
    tables = workers.recording.tables
    kept = {n: _paths(workers, folder, n) if fan else None for n in range(workers.count) if folder.keep(n, tables)}
    if fan:  # looked at once only: a file that is unreadable for a moment must not drop out of the fan
        kept = {n: path for n, path in kept.items() if path}
    run = workers.blocks(n for n in range(workers.count) if n not in kept)
    traces: list[str] = []
    files: list[tuple[Path, int]] = []
    running = Running()
    place = workers.outcomes.place[until.outcome] if until else 0
    try:
        for number in range(workers.count):
            if number in kept:
                told, path = _told(folder, number), kept[number]
            else:
                block = next(run)
                folder.write(number, block.tables, words)
                path = folder.done(number, block.paths if fan else None)
                told = Told(len(block.traces), block.outcomes, block.traces, block.events, kept=False)
            traces += told.traces
            files += [(path, told.replications)] if path else []
            watch(told)
            for values in told.outcomes:
                running.add(float(values[place]))
            if until and until.reached(running):
                break
    finally:
        run.close()
    return traces, files


def _paths(workers: Workers, folder: ResultFolder, number: int) -> Path | None:
    """Path file of a kept block, made from its part of the market if need be; None if it cannot be made."""
    path = folder.paths(number)
    if path is None and "market" in workers.recording.tables:
        paths = paths_of_market(workers.plan, folder.part("market", number))
        path = folder.done(number, as_bytes(list(paths)))
    return path


def _told(folder: ResultFolder, number: int) -> Told:
    """Report on a block that was finished in an earlier run."""
    told = folder.part("replication", number)
    with faults_in_words(told):
        rows = pq.read_table(told)
    part = folder.part("outcomes", number)
    with faults_in_words(part):
        values = pq.read_table(part, columns=["value"])["value"]
    traces = [str(trace) for trace in rows["trace"].to_pylist()]
    outcomes = np.asarray(values.to_numpy(), np.float64).reshape(len(traces), -1)
    return Told(len(traces), list(outcomes), traces, sum(rows["moments"].to_pylist()), kept=True)
