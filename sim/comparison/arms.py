"""Outcomes and welfare tables of the arms of a comparison, read from their result folders."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lodeflow.catalog.goods import RARE_EARTHS, Goods
from lodeflow.comparison.who_pays import COLUMNS, Books
from lodeflow.outcomes.names import Name
from lodeflow.storage.finished_result import FinishedResult

Floats = NDArray[np.float64]

AMOUNTS = ("t", "t/yr", "USD", "weeks")
"""Units of amounts, which are 0 in an arm without the outcome."""


class Found(NamedTuple):
    """Outcomes of an arm."""

    units: dict[Name, str]
    """Unit of each outcome, in the order of the columns of ``values``."""
    values: Floats
    """float64 (replications, outcomes), NaN where not defined."""

    def of(self, units: Mapping[Name, str]) -> Floats:
        """Values of the outcomes in ``units``, float64 (replications, outcomes).

        An outcome that this arm lacks is 0 if it is an amount (no lane for relabelling, no relabelled tonnes), and NaN
        if it is a price or a share.
        """
        place = {name: k for k, name in enumerate(self.units)}
        found = np.full((len(self.values), len(units)), np.nan)
        for k, (name, unit) in enumerate(units.items()):
            if name in place:
                found[:, k] = self.values[:, place[name]]
            elif unit in AMOUNTS:
                found[:, k] = 0.0
        return found


def outcomes_in(result: FinishedResult) -> Found:
    """Outcomes in a ``result``, in the order of its replications. Raises StorageError."""
    units: dict[Name, str] = {}
    values = []
    for part in result.parts_of("outcomes"):
        rows = pq.read_table(pa.BufferReader(part))
        if not units:
            first = rows.slice(0, _rows_of_one(rows)).to_pydict()
            names = zip(*(first[key] for key in Name._fields), strict=True)
            units = dict(zip((Name(*name) for name in names), first["unit"], strict=True))
        values.append(np.asarray(rows["value"].to_numpy(), np.float64).reshape(-1, len(units)))
    return Found(units, np.concatenate(values))


def books_in(result: FinishedResult, goods: Goods = RARE_EARTHS) -> Iterator[Books]:
    """Welfare tables in a ``result``, one per replication, in order; none if it has no such table.

    They have every cell that any arm may have in the world of ``goods``: projects of one arm may sell where another has
    no cell. Raises StorageError.
    """
    regions, materials = goods.regions, goods.materials
    region = np.repeat(np.arange(len(regions)), len(materials)).astype(np.int32)
    material = np.tile(np.arange(len(materials)), len(regions)).astype(np.int32)
    for part in result.parts_of("welfare"):
        rows = pq.read_table(pa.BufferReader(part), columns=["replication", "day", "region", "material", *COLUMNS])
        count, one = rows.num_rows, _rows_of_one(rows)
        first = rows.slice(0, one)
        days = first["day"].to_numpy()
        cells = int(np.count_nonzero(days == days[0]))
        places = [_codes(first.slice(0, cells), *of) for of in (("region", regions), ("material", materials))]
        cell = places[0] * len(materials) + places[1]
        shape = (count // one, one // cells, cells)
        columns = {name: np.zeros((*shape[:2], len(region))) for name in COLUMNS}
        for name, values in columns.items():
            values[:, :, cell] = rows[name].to_numpy().reshape(shape)
        for k in range(count // one):
            yield Books(days[::cells], region, material, {name: values[k] for name, values in columns.items()})


def _rows_of_one(rows: Any) -> int:
    """Rows of the first replication; all have the same number."""
    replications = rows["replication"].to_numpy()
    return int(np.count_nonzero(replications == replications[0]))


def _codes(rows: Any, name: str, words: tuple[str, ...]) -> NDArray[np.int32]:
    return np.array([words.index(word) for word in rows[name].to_pylist()], np.int32)
