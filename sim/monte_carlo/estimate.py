"""How large a run would be, before anything is started: rows, bytes, minutes."""

from dataclasses import dataclass

from lodeflow.atlas.atlas import Atlas

MOST_ROWS = 10**9
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
MICROSECONDS_PER_EVENT = {"simpy": 8.0, "compiled": 0.05}  # on one core of 2026
QUANTITIES = 6
OUTCOMES_PER_CELL = 22
BYTES_PER_PATH = 6.0  # of a recorded cell, kept until the fan is made: 8 for most quantities, 0 where undefined


@dataclass(frozen=True)
class Estimate:
    """Rows by table, bytes on disk, and minutes on one core."""

    rows: dict[str, int]
    events: int
    engine: str = "compiled"
    paths: float = 0.0  # bytes kept only until the fan is made

    @property
    def total(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())

    @property
    def megabytes(self) -> float:
        """Megabytes on disk, from what earlier runs took per row."""
        return sum(n * BYTES_PER_ROW[t] for t, n in self.rows.items()) / 1e6

    @property
    def minutes(self) -> float:
        """Minutes of one core."""
        return self.events * MICROSECONDS_PER_EVENT[self.engine] / 60e6

    @property
    def bytes_at_work(self) -> float:
        """Bytes on disk while the run is at work."""
        return 1e6 * self.megabytes + self.paths

    def __str__(self) -> str:
        """One line."""
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
    """Rows and moments of a run of so many replications, days and recorded markets."""
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
