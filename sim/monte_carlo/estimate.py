"""Estimated size of a run before it starts: rows, bytes on disk, computing time."""

from dataclasses import dataclass

from lodeflow.atlas.atlas import Atlas

MOST_ROWS = 10**9
"""Largest number of rows that a run may write."""
BYTES_PER_ROW = {
    "outcomes": 6,
    "parameters": 9,
    "replication": 60,
    "market": 60,
    "welfare": 70,
    "flow": 20,
    "shipment": 30,
    "fan": 30,
    "event": 6,
    "project": 30,
    "share": 25,
    "account": 12,
}
"""Bytes on disk of a row of each table, measured on earlier runs."""
MICROSECONDS_PER_EVENT = {"simpy": 8.0, "compiled": 0.05}
"""Computing time of a moment by engine, on one core of 2026."""
QUANTITIES = 6
"""Quantities of the fan."""
OUTCOMES_PER_CELL = 22
BYTES_PER_PATH = 6.0
"""Bytes of a recorded cell that are kept until the fan is made: 8 for most quantities, 0 where undefined."""


@dataclass(frozen=True)
class Estimate:
    """Estimated size of a run."""

    rows: dict[str, int]
    """Rows by table."""
    events: int
    """Moments of all replications."""
    engine: str = "compiled"
    """Engine that runs them: simpy or compiled."""
    paths: float = 0.0
    """Bytes that are kept only until the fan is made."""

    @property
    def total(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())

    @property
    def megabytes(self) -> float:
        """Megabytes on disk, from bytes per row of earlier runs."""
        return sum(n * BYTES_PER_ROW[t] for t, n in self.rows.items()) / 1e6

    @property
    def minutes(self) -> float:
        """Computing time on one core, minutes."""
        return self.events * MICROSECONDS_PER_EVENT[self.engine] / 60e6

    @property
    def bytes_at_work(self) -> float:
        """Bytes on disk while the run is at work, paths for the fan included."""
        return 1e6 * self.megabytes + self.paths

    def __str__(self) -> str:
        """Rows, megabytes and time on one line."""
        time = f"{self.minutes:,.0f} minutes" if self.minutes > 1.5 else f"{60.0 * self.minutes:,.0f} seconds"
        return f"{self.total:,} rows, about {self.megabytes:,.0f} MB, about {time} on one core"


def estimate(
    atlas: Atlas,
    days: int,
    tick: int,
    replications: int,
    detail: str,
    step: int,
    *,
    fan: bool,
    engine: str = "compiled",
) -> Estimate:
    """Estimated rows and moments of a run.

    Args:
        atlas: cells and lanes.
        days: days to simulate.
        tick: days between markets.
        replications: number of replications.
        detail: outcomes, market or ledger.
        step: days between recorded markets.
        fan: True if the run writes the fan of percentiles.
        engine: simpy or compiled.

    """
    ticks, recorded = -(-days // tick), -(-days // step)
    cells, lanes = len(atlas.cells), len(atlas.lanes)
    legs = sum((5 if lane.foreign else 3) + len(lane.chokepoints) for lane in atlas.lanes)
    rows = {"outcomes": replications * cells * OUTCOMES_PER_CELL, "event": replications * 64}
    rows |= {"project": replications * 40, "parameters": replications * 32, "replication": replications}
    rows["share"] = replications * (days // 365 + 1) * 2 * len({lane.destination for lane in atlas.lanes})
    if detail != "outcomes":
        rows["market"] = replications * recorded * cells
        rows["welfare"] = replications * -(-days // 364) * cells
    if detail == "ledger":
        rows["flow"] = replications * recorded * lanes
        rows["shipment"] = replications * ticks * lanes
        rows["account"] = replications * recorded * lanes * 6
    if fan:
        rows["fan"] = recorded * cells * QUANTITIES
    paths = replications * recorded * cells * QUANTITIES * BYTES_PER_PATH if fan else 0.0
    return Estimate(rows, replications * ticks * (legs + 1), engine, paths)
