"""Fan chart data: exact quantiles and means of prices and quantities over the replications, by day.

A sketch of quantiles would err, and the memory for all paths grows with the replications. So each block writes its
paths to a file beside its parts, 8 bytes per replication, recorded day, cell and quantity. At the end the files are
read again, some series at a time, and sorted; then they are removed. The bytes that are read are checked against the
digest of those that were written.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lodeflow.catalog.goods import region_index
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns
from lodeflow.rows.market import MARKET_COLUMNS
from lodeflow.rows.markets import by_column
from lodeflow.storage.checked_file import CheckedFile

QUANTITIES = (
    "origin_price_usd_per_t",
    "spot_price_usd_per_t",
    "transaction_price_usd_per_t",
    "production_t",
    "use_t",
    "unmet_t",
)
PERCENTS = (5, 25, 50, 75, 95)
PRICES = 3
"""The first so many quantities are prices."""
AT_ONCE = 1_000_000
"""Values sorted at a time: 8 MB."""

Floats = NDArray[np.float64]


class DamagedPaths(Exception):  # noqa: N818 - no failure: the blocks can be run again
    """Path files that are not as they were written; ``blocks`` are their places among those that were read."""

    def __init__(self, blocks: Sequence[int]) -> None:
        super().__init__(blocks)
        self.blocks = blocks


def paths_of(plan: Plan, r: Replication, shown: Floats | None = None) -> Floats:
    """Paths of one replication, float64 (series,): a value for each quantity, recorded day and cell in which it is
    defined.

    Args:
        plan: the plan of the replication.
        r: the finished replication.
        shown: its recorded markets, as ``by_column`` gives them, if they are at hand.

    """
    columns = by_column(plan, r.world) if shown is None else shown
    pairs = zip(QUANTITIES, _defined(plan), strict=True)
    return np.concatenate([columns[MARKET_COLUMNS[q]][:, defined] for q, defined in pairs], axis=None)


def paths_of_market(plan: Plan, part: bytes) -> Floats:
    """Paths of all replications of a block, float64 (replications, series), read from its part of the market table.

    Args:
        plan: the plan of the run.
        part: content of the part.

    """
    rows = pq.read_table(pa.BufferReader(part), columns=["replication", *QUANTITIES])
    first = rows["replication"][0].as_py()
    count = rows["replication"][rows.num_rows - 1].as_py() - first + 1
    shape = (count, -1, len(plan.atlas.shown))
    found = [rows[q].to_numpy().reshape(shape)[:, :, d] for q, d in zip(QUANTITIES, _defined(plan), strict=True)]
    return np.concatenate([values.reshape(count, -1) for values in found], axis=1)


def as_bytes(paths: Sequence[Floats]) -> bytes:
    """Content of a block's path file: ``paths`` of all replications, series after series, so that some can be read
    alone.
    """
    return np.ascontiguousarray(np.stack(paths, axis=1), dtype="<f8").tobytes()


def fan_rows(plan: Plan, days: NDArray[np.int32], files: Sequence[tuple[CheckedFile, int]]) -> Columns:
    """The ``fan`` table: one row per recorded day, cell and quantity that is defined there.

    Args:
        plan: the plan of the run.
        days: recorded days, int32 (days,).
        files: path file of each block, and the number of its replications.

    Raises:
        DamagedPaths: a file is not as it was written.
        StorageError: a file cannot be read.

    """
    cells = plan.atlas.cells
    quantity, cell, day = [], [], []
    for q, defined in enumerate(_defined(plan)):
        where = np.flatnonzero(defined)
        quantity.append(np.full(len(days) * len(where), q))
        cell.append(np.tile(where, len(days)))
        day.append(np.repeat(days, len(where)))
    which, who, when = (np.concatenate(parts) for parts in (quantity, cell, day))
    spread = _spread(files, len(which))
    columns: dict[str, Any] = {
        "scenario": np.zeros(len(which), np.int32),
        "day": when.astype(np.int32),
        "region": np.array([region_index(c[0]) for c in cells], np.int32)[who],
        "material": np.array([plan.atlas.goods.place(c[1]) for c in cells], np.int32)[who],
        "quantity": np.array([list(MARKET_COLUMNS).index(q) for q in QUANTITIES], np.int32)[which],
        "mean": spread[-1],
        "unit": np.where(which < PRICES, 0, 1).astype(np.int32),
    }
    return columns | {f"p{percent:02}": spread[n] for n, percent in enumerate(PERCENTS)}


def _spread(files: Sequence[tuple[CheckedFile, int]], series: int) -> Floats:
    """Quantiles and, in the last row, the mean of every series over all replications: (PERCENTS + 1, series)."""
    many = sum(replications for _, replications in files)
    found = np.empty((len(PERCENTS) + 1, series))
    step = max(1, AT_ONCE // many)
    for file, _ in files:
        file.rewind()
    for lo in range(0, series, step):
        hi = min(lo + step, series)
        values, at = np.empty((hi - lo, many)), 0
        for block, (file, replications) in enumerate(files):
            piece = file.next(8 * (hi - lo) * replications)
            if piece is None:
                raise DamagedPaths([block])
            values[:, at : at + replications] = np.frombuffer(piece, "<f8").reshape(hi - lo, replications)
            at += replications
        found[-1, lo:hi] = values.cumsum(axis=1)[:, -1] / many  # added one by one: the order is part of the result
        values.sort(axis=1)
        for n, percent in enumerate(PERCENTS):
            below, part = divmod(percent * (many - 1), 100)
            least, most = values[:, below], values[:, min(below + 1, many - 1)]
            found[n, lo:hi] = least + (part / 100.0) * (most - least)
    if damaged := [block for block, (file, _) in enumerate(files) if not file.as_recorded()]:
        raise DamagedPaths(damaged)
    return found


def _defined(plan: Plan) -> list[NDArray[np.bool_]]:
    """Cells in which each quantity is defined, one mask per quantity."""
    shown = plan.atlas.shown
    makes, buys = plan.template.market.cell_params.design_capacity[shown] > 0.0, plan.rest.landed[shown] > 0.0
    return [makes, buys, buys, makes, buys, buys]
