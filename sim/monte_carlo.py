"""Many replications, in blocks, into a result folder: on all cores, the same bytes on any number of them.

Workers are threads over kernels that need no interpreter lock. A block is a fixed run of replications; blocks are
handed over in their order, whoever finished first, and only a few wait, so memory does not grow with their number
(the fan apart, which keeps every path).
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lodeflow import simpy_engine
from lodeflow.blocks import (
    Columns,
    account_rows,
    event_rows,
    flow_rows,
    market_rows,
    outcome_rows,
    shipment_rows,
    together,
    vocabulary,
)
from lodeflow.build import Plan
from lodeflow.compiled_engine import Engine
from lodeflow.fan import Fan, Paths, paths
from lodeflow.kernels.jit import KERNEL_HASH
from lodeflow.outcomes import Outcome, outcomes
from lodeflow.replication import Replication
from lodeflow.scenario import to_toml
from lodeflow.store import ResultFolder

BLOCK = 16  # replications in a block, whatever the machine
WAITING = 2  # finished blocks that may wait for their turn, beside one per worker

Watcher = Callable[["Block"], None]


@dataclass(frozen=True)
class Recording:
    """What is written down, and who runs it. ``detail``: outcomes, market or ledger; ``step`` days between recorded
    markets; ``engine`` simpy or compiled; ``workers`` threads, 0 for one per core; ``fan`` spreads over replications.
    """

    detail: str
    step: int
    engine: str = "compiled"
    workers: int = 0
    fan: bool = True

    @property
    def ledger(self) -> bool:
        """Whether flows, shipments and accounts are kept."""
        return self.detail == "ledger"


class Block(NamedTuple):
    """What a run of replications left: its tables, traces and outcomes, the paths for the fan, how many moments."""

    number: int
    tables: dict[str, Columns]
    traces: list[str]
    outcomes: list[list[Outcome]]
    paths: list[Paths]
    events: int


class Stopped(Exception):  # noqa: N818 - nothing broke: somebody asked
    """A worker was asked to stop between two replications."""


class Workers:
    """Threads that run blocks, each with an engine of its own."""

    def __init__(self, plan: Plan, count: int, recording: Recording) -> None:
        """``count`` replications in all."""
        self.plan, self.count, self.recording = plan, count, recording
        self.own = threading.local()
        self.stop = threading.Event()

    def blocks(self) -> Iterator[Block]:
        """Every block, in order. Whatever happens to the reader, no thread goes on."""
        numbers = iter(range(-(-self.count // BLOCK)))
        threads = 1 if self.recording.engine == "simpy" else self.recording.workers or os.cpu_count() or 1
        waiting: deque[Future[Block]] = deque()
        with ThreadPoolExecutor(threads) as pool:
            try:
                for number in numbers:
                    waiting.append(pool.submit(self._block, number))
                    if len(waiting) >= threads + WAITING:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                self.stop.set()
                for future in waiting:
                    future.cancel()

    def _block(self, number: int) -> Block:
        """Run the replications of one block."""
        tables: list[dict[str, Columns]] = []
        block = Block(number, {}, [], [], [], 0)
        events = 0
        for k in range(number * BLOCK, min(self.count, (number + 1) * BLOCK)):
            if self.stop.is_set():
                raise Stopped
            done = self._run(k)
            found = outcomes(self.plan, done.world)
            tables.append(tables_of(self.plan, done, found, self.recording))
            block.outcomes.append(found)
            block.traces.append(f"{done.trace:016x}")
            if self.recording.fan:
                block.paths.append(paths(done))
            events += done.events
        whole = {name: together([t[name] for t in tables]) for name in tables[0]}
        return block._replace(tables=whole, events=events)

    def _run(self, replication: int) -> Replication:
        """Run one replication on the engine that was asked for."""
        step, lots = self.recording.step, self.recording.ledger
        if self.recording.engine == "simpy":
            return simpy_engine.run(self.plan, replication, step=step, keep_lots=lots)
        if not hasattr(self.own, "engine"):
            self.own.engine = Engine(self.plan, step=step, keep_lots=lots)
        engine: Engine = self.own.engine
        return engine.run(replication)


def tables_of(plan: Plan, r: Replication, found: list[Outcome], recording: Recording) -> dict[str, Columns]:
    """Every table that one replication fills."""
    tables = {"outcomes": outcome_rows(r, found), "event": event_rows(plan, r)}
    if recording.detail != "outcomes":
        tables["market"] = market_rows(plan, r)
    if recording.ledger:
        tables |= {"flow": flow_rows(plan, r), "shipment": shipment_rows(plan, r), "account": account_rows(plan, r)}
    return tables


def simulate(plan: Plan, count: int, recording: Recording) -> Iterator[Block]:
    """Run ``count`` replications and yield their blocks, in order."""
    return Workers(plan, count, recording).blocks()


def write(plan: Plan, out: Path, count: int, recording: Recording, watch: Watcher) -> None:
    """Run ``count`` replications into the folder ``out``; ``watch`` sees every block that is written.

    Raises OutputError, StorageError or HeldError where the folder cannot be written.
    """
    words = vocabulary(plan)
    what = {
        "seed": plan.scenario.seed,
        "replications": count,
        "blocks": -(-count // BLOCK),
        "detail": recording.detail,
        "step_days": recording.step,
    }
    spread = Fan(plan)
    traces: list[str] = []
    with ResultFolder(out, to_toml(plan.scenario), what) as folder:
        for block in simulate(plan, count, recording):
            folder.write(block.number, block.tables, words)
            traces += block.traces
            for path in block.paths:
                spread.add(path)
            watch(block)
        if recording.fan:
            folder.write(0, {"fan": spread.rows()}, words)
        folder.finish(KERNEL_HASH, traces)
