"""The spread of prices and quantities over the replications, day by day: quantiles and means.

Exact: every path is kept until the end, 8 bytes per replication, recorded day, cell and quantity.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.blocks import MARKET_COLUMNS, Columns
from lodeflow.build import Plan
from lodeflow.facts import MATERIALS, REGIONS
from lodeflow.kernels.record import MARKETS
from lodeflow.replication import Replication

QUANTITIES = (
    "origin_price_usd_per_t",
    "spot_price_usd_per_t",
    "transaction_price_usd_per_t",
    "production_t",
    "use_t",
    "unmet_t",
)
PERCENTS = (5, 25, 50, 75, 95)
PRICES = 3  # the first so many quantities are prices


class Paths(NamedTuple):
    """Recorded days, and the values on them: (quantities, days, cells)."""

    days: NDArray[np.int64]
    values: NDArray[np.float64]


def paths(r: Replication) -> Paths:
    """Copy the paths of one replication off its tape."""
    tape = r.world.tape
    count = int(tape.used[MARKETS])
    columns = [MARKET_COLUMNS[q] for q in QUANTITIES]
    return Paths(tape.day[:count].copy(), np.stack([tape.market[:count, :, c] for c in columns]))


class Fan:
    """Paths of all replications, kept by quantity."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.days: NDArray[np.int64] = np.zeros(0, np.int64)
        self.paths: list[NDArray[np.float64]] = []

    def add(self, path: Paths) -> None:
        """Keep the paths of one replication."""
        self.days = path.days
        self.paths.append(path.values)

    def rows(self) -> Columns:
        """The ``fan`` table: one row per day, cell and quantity that is defined there."""
        paths = np.stack(self.paths)  # (replications, quantities, days, cells)
        spread = np.quantile(paths, [p / 100.0 for p in PERCENTS], axis=0)
        mean = paths[0].copy()
        for path in paths[1:]:
            mean += path
        mean /= len(paths)
        keep = np.broadcast_to(self._defined()[:, None, :], mean.shape)
        quantity, day, cell = np.nonzero(keep)
        cells = self.plan.atlas.cells
        columns: dict[str, Any] = {
            "scenario": np.zeros(len(cell), np.int32),
            "day": self.days[day].astype(np.int32),
            "region": np.array([REGIONS.index(c[0]) for c in cells], np.int32)[cell],
            "material": np.array([MATERIALS.index(c[1]) for c in cells], np.int32)[cell],
            "quantity": np.array([list(MARKET_COLUMNS).index(q) for q in QUANTITIES], np.int32)[quantity],
            "mean": mean[keep],
            "unit": np.where(quantity < PRICES, 0, 1).astype(np.int32),
        }
        for n, percent in enumerate(PERCENTS):
            columns[f"p{percent:02}"] = spread[n][keep]
        return columns

    def _defined(self) -> NDArray[np.bool_]:
        """Which quantities mean something in which cell: (quantities, cells)."""
        makes, buys = self.plan.rest.output > 0.0, self.plan.rest.use > 0.0
        return np.stack([makes, buys, buys, makes, buys, buys])
