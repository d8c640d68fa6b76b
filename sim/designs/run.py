"""Runs of a design: every point with the same seed and the same replications, each an ordinary result folder.

Every draw has an address, so points share all draws that they have in common, and the difference between two points
within a replication is the effect of their values. Points run beside each other where a single one has too few blocks
for all threads; no byte depends on it.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lodeflow.assembly import plan as plan_of
from lodeflow.catalog.names import chain_digest
from lodeflow.designs.folder import DesignFolder
from lodeflow.designs.points import Point
from lodeflow.errors import DataError, ScenarioError
from lodeflow.kernels.core.code_store import KERNEL_HASH
from lodeflow.language.keys import dotted
from lodeflow.language.toml_places import leading_key
from lodeflow.machine import processors
from lodeflow.monte_carlo.run import Elsewhere, Told, Watcher, refuse_too_large, write
from lodeflow.monte_carlo.workers import Recording, block_size
from lodeflow.plans import Plan
from lodeflow.rows.columns import Columns, codes
from lodeflow.scenario.fields import meaning
from lodeflow.scenario.load import Scenario, load, to_toml
from lodeflow.storage.manifest import sha256, versions
from lodeflow.storage.parquet import Vocabulary
from lodeflow.storage.tables import SCHEMA_VERSION
from lodeflow.terms.walk import leaves


class Stopped(Exception):  # noqa: N818 - another point has failed, this one has not
    """End of a point that stops because another one has failed."""


class Placed(NamedTuple):
    """Point of a design with its scenario."""

    point: Point
    """The point."""
    scenario: Scenario
    """Its scenario."""


def placed(scenario: str, points: Sequence[Point], settings: Sequence[str] = ()) -> list[Placed]:
    """Points with their scenarios.

    Args:
        scenario: name or path of the scenario.
        points: the points.
        settings: values that all points share, as ``--set`` takes them; those of a point come after them.

    Raises:
        ScenarioError: keys or values that do not exist or are out of bounds, of all points together.

    """
    found, problems = [], []
    for point in points:
        try:
            found.append(Placed(point, load(scenario, (*settings, *point.settings))))
        except ScenarioError as wrong:
            problems += [each for each in wrong.problems if each not in problems]
    if problems:
        raise ScenarioError(problems)
    return found


def run_design(
    of: Sequence[Placed],
    out: Path,
    count: int,
    recording: Recording,
    watch: Watcher = lambda _: None,
    *,
    resume: bool = False,
    elsewhere: Elsewhere | None = None,
) -> None:
    """Run every point of a design and write the design folder.

    Args:
        of: the points with their scenarios.
        out: the design folder; point n becomes the result folder ``out``/points/point=n.
        count: replications of each point.
        recording: what to record, and on which engine.
        watch: called with a report on every block that is written or kept.
        resume: keep finished blocks of an earlier run in the same folder.
        elsewhere: runner of the blocks in other processes, such as a cluster; points then run one after the other.

    Raises:
        DataError: the values of a point contradict the base table; the point is named.
        OutputError: the folder cannot be created, or holds something else.
        FolderMismatch: the folder holds another design.
        HeldError: another process is writing to the folder.
        StorageError: the disk is full, or reading or writing failed.

    """
    first = _plan(of[0])
    refuse_too_large([first] * len(of), out, count, recording)
    threads = recording.workers or processors()
    beside = 1 if elsewhere or recording.engine == "simpy" else _beside(first, recording, count, threads)
    each = replace(recording, workers=max(1, threads // beside))
    with DesignFolder(out, _what(of, count, recording), len(of)) as folder:

        def run(one: Placed, told: Watcher) -> None:
            plan = first if one is of[0] else _plan(one)
            more: Any = {"resume": resume, "inside": folder.held, "elsewhere": elsewhere}
            write(plan, folder.point(one.point.number), count, each, told, **more)

        _all(of, run, watch, beside)
        folder.finish(*table_of(of), of[0].scenario.start_date)


def _beside(plan: Plan, recording: Recording, count: int, threads: int) -> int:
    """Points that run at a time, so that all threads have a block."""
    blocks = -(-count // block_size(plan, recording))
    return max(1, threads // blocks)


def _all(of: Sequence[Placed], run: Callable[[Placed, Watcher], None], watch: Watcher, beside: int) -> None:
    """Run all points, ``beside`` at a time. If one fails, the others end after their blocks; its error is raised."""
    if beside == 1:
        for one in of:
            run(one, watch)
        return
    lock, stop = threading.Lock(), threading.Event()

    def told(block: Told) -> None:
        if stop.is_set():
            raise Stopped
        with lock:
            watch(block)

    def task(one: Placed) -> None:
        if not stop.is_set():
            run(one, told)

    with ThreadPoolExecutor(beside, thread_name_prefix="point") as pool:
        tasks = [pool.submit(task, one) for one in of]
        try:
            done, _ = wait(tasks, return_when=FIRST_EXCEPTION)
            failed = [each.exception() for each in done if each.exception() is not None]
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
    for error in failed:
        if error is not None and not isinstance(error, Stopped):
            raise error


def _plan(one: Placed) -> Plan:
    """Plan of a point. Raises DataError if its values contradict the base table."""
    try:
        return plan_of(one.scenario)
    except ValueError as contradiction:
        where = f"{one.scenario.name}, point {one.point.number} ({one.point.label})"
        raise DataError(f"{where} on {one.scenario.base_table}: {contradiction}") from None


def table_of(of: Sequence[Placed]) -> tuple[Columns, Vocabulary]:
    """Columns of the table ``design`` and the words of its codes.

    Args:
        of: the points with their scenarios.

    """
    rows = [(one, key, text) for one in of for key, text in one.point.values]
    names = [one.point.name or None for one, _, _ in rows]
    keys, texts = [key for _, key, _ in rows], [text for _, _, text in rows]
    numbers = {id(one): {dotted(p): v for p, v in leaves(one.scenario.__dict__)} for one in of}
    values = [numbers[id(one)].get(_plain(key)) for one, key, _ in rows]
    units = [_unit(key) for key in keys]
    words = {
        "scenario": [of[0].scenario.name],
        "point_name": list(dict.fromkeys(name for name in names if name)),
        "key": list(dict.fromkeys(keys)),
        "setting": list(dict.fromkeys(texts)),
        "unit": list(dict.fromkeys(units)),
    }
    return {
        "scenario": np.zeros(len(rows), np.int32),
        "point": np.array([one.point.number for one, _, _ in rows], np.int32),
        "point_name": codes(words["point_name"], names),
        "key": codes(words["key"], keys),
        "setting": codes(words["setting"], texts),
        "value": np.array([_number(value) for value in values], np.float64),
        "unit": codes(words["unit"], units),
    }, words


def _plain(key: str) -> str:
    """Key as the scenario's own walk writes it."""
    return dotted(leading_key(f"{key}=")[0])


def _unit(key: str) -> str:
    known = meaning(leading_key(f"{key}=")[0])
    return known.unit if known is not None else ""


def _number(value: Any) -> float:
    """A number, NaN for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")


def _what(of: Sequence[Placed], count: int, recording: Recording) -> dict[str, Any]:
    """Identity of the design: everything that decides its content."""
    first = of[0].scenario
    chain = chain_digest(first.base_table)
    return {
        "points": [
            {
                "name": one.point.name,
                "settings": list(one.point.settings),
                "scenario_digest": sha256(to_toml(one.scenario).encode()),
            }
            for one in of
        ],
        "scenario": first.name,
        "seed": first.seed,
        "replications": count,
        "detail": recording.detail,
        "step_days": recording.step,
        "fan": recording.fan,
        "kernel_hash": KERNEL_HASH,
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
        **({"chain_sha256": chain} if chain else {}),
    }
