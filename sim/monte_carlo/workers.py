"""Worker threads that run blocks of replications, each with its own engine, and hand them over in order.

Kernels release Python's lock, so threads suffice. World, agenda and tape of each worker are allocated once. The reader
may stop at any block: the workers then stop within a slice of moments and drop their unread blocks.
"""

import gc
import threading
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import NamedTuple

from lodeflow.base_world.rest_point import Floats
from lodeflow.engines import simpy_engine
from lodeflow.engines.compiled_engine import Engine
from lodeflow.machine import processors
from lodeflow.monte_carlo.estimate import estimate
from lodeflow.monte_carlo.fan import as_bytes, paths_of
from lodeflow.outcomes.measure import Outcomes
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.accounts import account_rows
from lodeflow.rows.columns import Columns, together
from lodeflow.rows.events import event_codes, event_rows
from lodeflow.rows.flow import flow_rows, shipment_rows
from lodeflow.rows.market import market_rows
from lodeflow.rows.markets import by_column
from lodeflow.rows.outcomes import outcome_rows, parameter_rows, replication_rows
from lodeflow.rows.projects import project_rows
from lodeflow.rows.shares import share_rows
from lodeflow.rows.stockpile import stockpile_rows
from lodeflow.rows.welfare import welfare_rows
from lodeflow.variants import Variants

MOST = 16
"""Most replications in a block."""
ROWS = 2_000_000
"""Most rows in a block, all tables together, so that blocks fit into memory."""
AHEAD = 2
"""Finished blocks that may wait to be read, in addition to one per worker."""
GRACE = 1.0
"""Seconds that a worker gets to stop."""


@dataclass(frozen=True)
class Recording:
    """Choice of tables, recording step, engine and threads of a run."""

    detail: str
    """Tables to write: outcomes, market or ledger."""
    step: int
    """Days between recorded markets."""
    engine: str = "compiled"
    """simpy or compiled."""
    workers: int = 0
    """Threads; 0 for one per processor that the process may use."""
    fan: bool = True
    """True if percentiles over the replications are written."""
    watch: bool = False
    """True if stocks, prices, shares and books are checked after every moment."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that every block fills."""
        market = ("market", "welfare") if self.detail != "outcomes" else ()
        ledger = ("flow", "shipment", "account") if self.detail == "ledger" else ()
        return ("outcomes", "parameters", "replication", "event", "project", "share", *market, *ledger)


class Block(NamedTuple):
    """Finished block of replications."""

    number: int
    """Number of the block, from 0."""
    first: int
    """Number of its first replication."""
    tables: dict[str, Columns]
    """Columns of each table."""
    traces: list[str]
    """Trace digest of each replication, 16 hexadecimal digits."""
    outcomes: list[Floats]
    """float64 (outcomes,) for each replication."""
    events: int
    """Moments of all its replications."""
    paths: bytes | None
    """Content of its path file; None without a fan."""


def block_size(plan: Plan, recording: Recording) -> int:
    """Replications in a block, which depends on ``plan`` and ``recording`` but not on the machine."""
    s = plan.scenario
    one = estimate(plan.atlas, s.days, s.tick_days, 1, recording.detail, recording.step, fan=False)
    return max(1, min(MOST, ROWS // one.total))


class Workers:
    """Runner of replications in blocks.

    Args:
        plan: the plan of the run.
        recording: what to record, and on which engine.
        last: number after the last replication.
        first: number of the first replication.

    """

    def __init__(self, plan: Plan, recording: Recording, last: int, *, first: int = 0) -> None:
        self.plan, self.recording, self.first, self.last = plan, recording, first, last
        self.size = block_size(plan, recording)
        self.outcomes = Outcomes(plan)
        self.variants = Variants(plan)
        self.events = event_codes(plan)
        self.own = threading.local()
        self.stop = threading.Event()

    @property
    def count(self) -> int:
        """Number of blocks."""
        return -(-(self.last - self.first) // self.size)

    def blocks(self, numbers: Iterable[int] | None = None) -> Generator[Block, None, None]:
        """Finished blocks in the order of ``numbers``, or all blocks. All threads end when the reader stops, for any
        reason.
        """
        threads = 1 if self.recording.engine == "simpy" else self.recording.workers or processors()
        waiting: deque[Future[Block]] = deque()
        pool = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        gc.freeze()  # garbage collection of the many objects that stay would stop all threads again and again
        try:
            for number in range(self.count) if numbers is None else numbers:
                waiting.append(pool.submit(self.block, number))
                if len(waiting) >= threads + AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            gc.unfreeze()
            self.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            wait([each for each in waiting if not each.cancelled()], GRACE)  # a cancelled block never ends

    def block(self, number: int) -> Block:
        """Run the replications of block ``number``. Raises Stopped if the reader has stopped."""
        tables: list[dict[str, Columns]] = []
        paths: list[Floats] = []
        first = self.first + number * self.size
        block = Block(number, first, {}, [], [], 0, None)
        events = 0
        for k in range(first, min(self.last, first + self.size)):
            plan, drawn = self.variants.of(k)
            done = self._run(plan, k)
            block.outcomes.append(self.outcomes.values(plan, done.world))
            block.traces.append(f"{done.trace:016x}")
            shown = by_column(plan, done.world)
            tables.append(self._tables(plan, done, block.outcomes[-1], drawn, shown))
            if self.recording.fan:
                paths.append(paths_of(plan, done, shown))
            events += done.events
        whole = {name: together([t[name] for t in tables]) for name in tables[0]}
        return block._replace(tables=whole, events=events, paths=as_bytes(paths) if paths else None)

    def _run(self, plan: Plan, replication: int) -> Replication:
        """Run one replication on the chosen engine. Raises Stopped, or BrokenInvariantError under a watch."""
        step, lots, stop = self.recording.step, self.recording.detail == "ledger", self.stop.is_set
        watch = self.recording.watch
        if self.recording.engine == "simpy":
            return simpy_engine.play(plan, replication, step=step, keep_lots=lots, stop=stop, watch=watch)
        if not hasattr(self.own, "engine"):
            self.own.engine = Engine(plan, step=step, keep_lots=lots, watch=watch)
        engine: Engine = self.own.engine
        return engine.play(replication, plan, stop=stop)

    def _tables(self, plan: Plan, r: Replication, values: Floats, drawn: Floats, shown: Floats) -> dict[str, Columns]:
        """Tables of one replication; ``shown`` are its recorded markets, column by column."""
        rows = {
            "outcomes": outcome_rows(self.outcomes.goods, r, self.outcomes.names, values),
            "parameters": parameter_rows(r, self.variants.parameters, drawn),
            "replication": replication_rows(r),
            "event": event_rows(self.events, r),
            "project": project_rows(plan, r),
            "share": share_rows(plan, r),
        }
        if "market" in self.recording.tables:
            rows |= {"market": market_rows(plan, r, shown), "welfare": welfare_rows(plan, r, shown=shown)}
            if len(plan.template.market.stockpile_params.cell):
                rows |= {"stockpile": stockpile_rows(plan, r)}
        if "flow" in self.recording.tables:
            rows |= {"flow": flow_rows(plan, r), "shipment": shipment_rows(plan, r), "account": account_rows(plan, r)}
        return rows
