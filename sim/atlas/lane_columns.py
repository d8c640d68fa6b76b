"""Lanes as columns of numbers, and sums over lanes; computed once for all replications."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import DEFENCE, LEGAL, Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.catalog.goods import region_index

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


class LaneColumns(NamedTuple):
    """Attributes of lanes, one value per lane; read-only arrays."""

    origin: Whole
    """int64 (lanes,): region of the seller, index in the atlas's goods."""
    declared: Whole
    """int64 (lanes,): region that the papers name as origin, index in the atlas's goods."""
    destination: Whole
    """int64 (lanes,): region of the buyer, index in the atlas's goods."""
    material: Whole
    """int64 (lanes,): material, index in the atlas's goods."""
    tonnes: Floats
    """float64 (lanes,) [t/yr]: flow in the base table."""
    freight: Floats
    """float64 (lanes,) [USD/t]: freight."""
    transit: Whole
    """int64 (lanes,) [d]: mean time from dispatch to the buyer's stock."""
    foreign: Mask
    """bool (lanes,): crosses a border."""
    legal: Mask
    """bool (lanes,): neither smuggled nor relabelled."""
    smuggled: Mask
    """bool (lanes,): past the exporter's customs."""
    relabelled: Mask
    """bool (lanes,): under the papers of a hub."""
    defence: Mask
    """bool (lanes,): fills a stock of defence."""


@lru_cache(maxsize=8)
def lane_columns(atlas: Atlas) -> LaneColumns:
    """Columns of the lanes of ``atlas``; read-only and cached."""
    lanes = atlas.lanes
    return LaneColumns(
        frozen([region_index(k.origin) for k in lanes], np.int64),
        frozen([region_index(k.declared) for k in lanes], np.int64),
        frozen([region_index(k.destination) for k in lanes], np.int64),
        frozen([atlas.goods.place(k.material) for k in lanes], np.int64),
        frozen([k.tonnes for k in lanes]),
        frozen([k.freight for k in lanes]),
        frozen([k.transit for k in lanes], np.int64),
        frozen([k.foreign for k in lanes], np.bool_),
        frozen([k.route == LEGAL for k in lanes], np.bool_),
        frozen([k.smuggled for k in lanes], np.bool_),
        frozen([k.relabelled for k in lanes], np.bool_),
        frozen([k.tag == DEFENCE for k in lanes], np.bool_),
    )


def summed(values: Floats, at: Whole, count: int) -> Floats:
    """Group sums: rows added up by the group that each belongs to.

    Rows are added in their order, so that the sum has the same bits as that of a loop; ``np.sum`` would add in pairs.

    Args:
        values: float64 (rows, ...), the rows to add.
        at: int64 (rows,), group of each row.
        count: number of groups.

    Returns:
        float64 (count, ...), the sum of each group.

    """
    width = values.shape[1:]
    if width:
        at = at[:, None] * width[0] + np.arange(width[0])
    sums = np.bincount(at.ravel(), weights=values.ravel(), minlength=count * int(np.prod(width)))
    return sums.reshape(count, *width).astype(np.float64, copy=False)
