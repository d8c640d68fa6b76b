"""Monte Carlo runs: blocks of replications on all cores, written to a result folder, byte-identical for any core count.

An interrupted run can be resumed from its finished blocks. A complete folder that was damaged is repaired by running
only the damaged blocks again.
"""

import os
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.base_world.rest_point import Floats
from lodeflow.catalog.names import chain_digest
from lodeflow.errors import MachineError, StorageError, first_few
from lodeflow.kernels.core.code_store import KERNEL_HASH
from lodeflow.monte_carlo.estimate import estimate
from lodeflow.monte_carlo.fan import DamagedPaths, as_bytes, fan_rows, paths_of_market
from lodeflow.monte_carlo.share import Share
from lodeflow.monte_carlo.stopping import Running, Until
from lodeflow.monte_carlo.workers import Block, Recording, Workers
from lodeflow.plans import Plan
from lodeflow.rows.columns import Columns
from lodeflow.rows.market import recorded_days
from lodeflow.rows.vocabulary import vocabulary
from lodeflow.scenario.load import to_toml
from lodeflow.storage.atomic_files import faults_in_words
from lodeflow.storage.checked_file import CheckedFile
from lodeflow.storage.held_folder import HeldFolder
from lodeflow.storage.manifest import versions
from lodeflow.storage.result_folder import ResultFolder
from lodeflow.storage.tables import SCHEMA_VERSION

ATTEMPTS = 3
"""Most attempts to read back what a run has just written."""


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


class Ended(NamedTuple):
    """End of a block that another process has run."""

    number: int
    """Number of the block."""
    fault: str
    """Cause, if it could not be run; else empty."""


Watcher = Callable[[Told], None]
Elsewhere = Callable[[Path, Sequence[int]], Iterator[Ended]]
"""Runner of blocks in other processes: it takes the result folder and numbers of blocks, and writes these there."""


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
    inside: HeldFolder | None = None,
    share: Share | None = None,
    elsewhere: Elsewhere | None = None,
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
        inside: the held folder that the folder is a part of, if any.
        share: the blocks to run, if other jobs run the rest; the folder is then a shard, without a manifest, and
            `lodeflow.monte_carlo.merge` makes one result of all shards.
        elsewhere: runner of the blocks in other processes, such as a cluster; without one, threads run them here.

    Returns:
        the number of replications in the folder.

    Raises:
        OutputError: the folder cannot be created, holds something else, or was moved away while it was written.
        FolderMismatch: the folder holds another result.
        HeldError: another process is writing to the folder.
        StorageError: the disk is full, or reading or writing failed.
        MachineError: blocks could not be run elsewhere; they are named, and the rest is finished.
        ValueError: a share of a run with a stopping rule, which looks at all blocks before.

    """
    if share and until:
        raise ValueError("a run with a stopping rule cannot be split: the rule looks at all blocks before")
    workers = Workers(plan, recording, first + count, first=first)
    refuse_too_large([plan], out, share.replications(count, workers.size) if share else count, recording)
    what = _what(workers, count, until)
    with ResultFolder(out, to_toml(plan.scenario), what, resume=resume, inside=inside) as folder:
        if share:
            folder.mark(*share)
            own = share.blocks(workers.count)
            traces, _ = _blocks(workers, folder, watch, own, None, elsewhere, fan=recording.fan)
            return len(traces)
        fan = recording.fan and not folder.keep_fan()
        traces, files = _blocks(workers, folder, watch, range(workers.count), until, elsewhere, fan=fan)
        if fan:
            folder.write(0, {"fan": _fan(workers, folder, files)}, vocabulary(plan))
        folder.finish(KERNEL_HASH, traces)
    return len(traces)


def refuse_too_large(plans: Sequence[Plan], out: Path, count: int, recording: Recording) -> None:
    """Check that the disk has room for a run, before anything is computed.

    Args:
        plans: the plan of the run, or those of the arms of a comparison, which are run one after the other.
        out: the folder; files that it holds already count as room.
        count: number of replications of each.
        recording: what to record.

    Raises:
        StorageError: there is not enough room, or the folder cannot be read.

    """
    sizes = []
    for plan in plans:
        s, what = plan.scenario, recording
        sizes.append(estimate(plan.atlas, s.days, s.tick_days, count, what.detail, what.step, fan=what.fan))
    needed = 1e6 * sum(size.megabytes for size in sizes) + max(size.paths for size in sizes)
    with faults_in_words(out):
        place = next(p for p in (out.absolute(), *out.absolute().parents) if p.exists())
        there = _bytes_in(out)  # kept or overwritten
        free = shutil.disk_usage(place).free
    if needed > there + free:
        raise StorageError(
            f"{out} cannot be written: needed about {needed / 1e6:,.0f} MB, free {free / 1e6:,.0f} MB; "
            "use --detail outcomes, a longer --every, or fewer replications"
        )


def _bytes_in(folder: Path) -> int:
    """Size of all files below a folder; 0 for a file that is being removed. Raises OSError."""
    total, left = 0, [folder]
    while left:
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(left.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    left.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    with suppress(FileNotFoundError):
                        total += entry.stat(follow_symlinks=False).st_size
    return total


def identity_of(plan: Plan, recording: Recording, count: int, *, first: int = 0) -> dict[str, Any]:
    """Content of plan.json, apart from the digest of the scenario, of a run without a stopping rule.

    Args:
        plan: the plan of the run.
        recording: what to record.
        count: number of replications.
        first: number of the first replication.

    """
    return _what(Workers(plan, recording, first + count, first=first), count, None)


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
        "fan": workers.recording.fan,
        "kernel_hash": KERNEL_HASH,
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
        **_chain(workers.plan),
    }


def _chain(plan: Plan) -> dict[str, Any]:
    """Digest of the chain's folder that ``plan`` plays, whose tables stand in no scenario.toml."""
    digest = chain_digest(plan.scenario.base_table)
    return {"chain_sha256": digest} if digest else {}


def _blocks(
    workers: Workers,
    folder: ResultFolder,
    watch: Watcher,
    numbers: range,
    until: Until | None,
    elsewhere: Elsewhere | None,
    *,
    fan: bool,
) -> tuple[list[str], list[tuple[CheckedFile, int]]]:
    """Keep or run, and write, the blocks ``numbers`` in order, until the stopping rule is met.

    Returns the traces of all replications and, if a fan is to be made, the path file of each block with the number of
    its replications.
    """
    tables = workers.recording.tables
    kept = {n: _paths(workers, folder, n) if fan else None for n in numbers if folder.keep(n, tables)}
    if fan:  # looked at once only: a file that is unreadable for a moment must not drop out of the fan
        kept = {n: path for n, path in kept.items() if path}
    left = [n for n in numbers if n not in kept]
    run = _from_elsewhere(workers, folder, left, elsewhere, fan=fan) if elsewhere else None
    here = workers.blocks(left) if run is None else workers.blocks([])
    traces: list[str] = []
    files: list[tuple[CheckedFile, int]] = []
    running = Running()
    place = workers.outcomes.place[until.outcome] if until else 0
    try:
        for number in numbers:
            told, path = _told(folder, number) if number in kept else None, kept.get(number)
            if told is None and run is not None and number not in kept:
                path, told = next(run)
            elif told is None:  # not kept, or changed since a moment ago
                block = workers.block(number) if number in kept else next(here)
                path, told = _write(workers, folder, block, fan=fan)
            traces += told.traces
            files += [(path, told.replications)] if path else []
            watch(told)
            for values in told.outcomes:
                running.add(float(values[place]))
            if until and until.reached(running):
                break
    finally:
        here.close()
        if run is not None:
            run.close()
    return traces, files


def _from_elsewhere(
    workers: Workers, folder: ResultFolder, numbers: Sequence[int], elsewhere: Elsewhere, *, fan: bool
) -> Generator[tuple[CheckedFile | None, Told], None, None]:
    """Blocks that other processes run and write, in the order of ``numbers``.

    Raises MachineError, after all others have ended, if a block could not be run.
    """
    ends, ended = elsewhere(folder.path, numbers), {}
    for number in numbers:
        while number not in ended:
            end = next(ends)
            ended[end.number] = end.fault
        kept = not ended[number] and folder.adopt(number, workers.recording.tables)
        told = _told(folder, number) if kept else None
        if told is None:
            ended |= {end.number: end.fault for end in ends}
            bad = [n for n, fault in ended.items() if fault or not folder.adopt(n, workers.recording.tables)]
            lost = {n: ended[n] or "its files are not whole" for n in bad}
            raise MachineError(_lost(workers, lost))
        yield folder.paths(number) if fan else None, told._replace(kept=False)


def _lost(workers: Workers, lost: Mapping[int, str]) -> str:
    """Message about blocks that could not be run: their replications and causes."""
    said = []
    for number, fault in sorted(lost.items()):
        first = workers.first + number * workers.size
        said.append(f"replications {first}-{min(workers.last, first + workers.size) - 1}: {fault}")
    return f"{len(said)} of {workers.count} blocks could not be run, the rest is finished ({first_few(said, 3)})"


def _write(workers: Workers, folder: ResultFolder, block: Block, *, fan: bool) -> tuple[CheckedFile | None, Told]:
    """Write a block that was run. Returns the file of its paths, if a fan is to be made, and the report."""
    folder.write(block.number, block.tables, vocabulary(workers.plan))
    path = folder.done(block.number, block.paths if fan else None)
    return path, Told(len(block.traces), block.outcomes, block.traces, block.events, kept=False)


def _fan(workers: Workers, folder: ResultFolder, files: list[tuple[CheckedFile, int]]) -> Columns:
    """The fan of all blocks; a block whose paths were damaged meanwhile is run again."""
    plan, recording = workers.plan, workers.recording
    days = recorded_days(plan.scenario, recording.step)
    for _ in range(ATTEMPTS):
        try:
            return fan_rows(plan, days, files)
        except DamagedPaths as damaged:
            for number in damaged.blocks:
                again = Workers(plan, recording, workers.last, first=workers.first).block(number)
                path = folder.done(number, again.paths)
                files[number] = path or files[number][0], files[number][1]
    raise StorageError(f"{folder.path} cannot be read back as it was written, {ATTEMPTS} times; is the disk sound?")


def _paths(workers: Workers, folder: ResultFolder, number: int) -> CheckedFile | None:
    """Path file of a kept block, made from its part of the market if need be; None if it cannot be made."""
    path = folder.paths(number)
    if path is None and "market" in workers.recording.tables:
        market = folder.part("market", number)
        path = folder.done(number, as_bytes(list(paths_of_market(workers.plan, market)))) if market else None
    return path


def _told(folder: ResultFolder, number: int) -> Told | None:
    """Report on a block that was finished in an earlier run; None if a part has changed since it was looked at."""
    parts = [folder.part(table, number) for table in ("replication", "outcomes")]
    if None in parts:
        return None
    rows, values = (pq.read_table(pa.BufferReader(part)) for part in parts)
    traces = [str(trace) for trace in rows["trace"].to_pylist()]
    outcomes = np.asarray(values["value"].to_numpy(), np.float64).reshape(len(traces), -1)
    return Told(len(traces), list(outcomes), traces, sum(rows["moments"].to_pylist()), kept=True)
