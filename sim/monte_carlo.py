"""Many replications, in blocks, into a result folder. Serial, on the SimPy engine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
from lodeflow.fan import Fan
from lodeflow.kernels.jit import KERNEL_HASH
from lodeflow.replication import Replication
from lodeflow.scenario import to_toml
from lodeflow.simpy_engine import run
from lodeflow.store import ResultFolder

BLOCK = 16  # replications in a block, whatever the machine
QUARTER = 91  # days between recorded markets of a Monte Carlo, rounded up to whole ticks

Watcher = Callable[[Replication], None]


@dataclass(frozen=True)
class Recording:
    """What is written down. ``detail``: outcomes, market or ledger; ``step`` days between recorded markets."""

    detail: str = "market"
    step: int = 0
    events: bool = True

    @property
    def ledger(self) -> bool:
        """Whether flows, shipments and accounts are kept."""
        return self.detail == "ledger"


def quarterly(tick: int) -> int:
    """The multiple of the tick next to a quarter of a year, from above."""
    return -(-QUARTER // tick) * tick


def replications(plan: Plan, count: int, recording: Recording) -> Iterator[Replication]:
    """Run replications 0, 1, 2 … in order."""
    for number in range(count):
        yield run(plan, number, step=recording.step or plan.scenario.tick_days, keep_lots=recording.ledger)


def tables_of(plan: Plan, r: Replication, recording: Recording) -> dict[str, Columns]:
    """Every table that one replication fills."""
    tables = {"outcomes": outcome_rows(plan, r), "event": event_rows(plan, r)}
    if recording.detail != "outcomes":
        tables["market"] = market_rows(plan, r)
    if recording.ledger:
        tables |= {
            "flow": flow_rows(plan, r),
            "shipment": shipment_rows(plan, r),
            "account": account_rows(plan, r),
        }
    return tables


def write(
    plan: Plan, name: str, out: Path, count: int, recording: Recording, watch: Watcher, *, fan: bool
) -> list[Replication]:
    """Run ``count`` replications into the folder ``out`` and return the last of them in a list (the table shows it).

    Raises OutputError, StorageError or HeldError where the folder cannot be written.
    """
    words = vocabulary(plan, name)
    what = {
        "seed": plan.scenario.seed,
        "replications": count,
        "blocks": -(-count // BLOCK),
        "detail": recording.detail,
        "step_days": recording.step or plan.scenario.tick_days,
    }
    spread = Fan(plan)
    traces: list[str] = []
    last: list[Replication] = []
    with ResultFolder(out, to_toml(plan.scenario), what) as folder:
        block: list[dict[str, Columns]] = []
        for r in replications(plan, count, recording):
            block.append(tables_of(plan, r, recording))
            traces.append(f"{r.trace:016x}")
            if fan:
                spread.add(r)
            last = [r]
            watch(r)
            if len(block) == BLOCK or r.number == count - 1:
                folder.write(r.number // BLOCK, {t: together([b[t] for b in block]) for t in block[0]}, words)
                block = []
        if fan:
            folder.write(0, {"fan": spread.rows()}, words)
        folder.finish(KERNEL_HASH, traces)
    return last
