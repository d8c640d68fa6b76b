"""Lanes by column, and sums over them: what the map alone says, worked out once for all replications."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import DEFENCE, LEGAL, Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.catalog.names import MATERIALS, REGIONS

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


class LaneColumns(NamedTuple):
    """One value per lane; read-only."""

    origin: Whole  # in REGIONS
    declared: Whole  # what customs takes for it
    destination: Whole
    material: Whole  # in MATERIALS
    tonnes: Floats  # a year in the base table
    freight: Floats  # USD/t
    transit: Whole  # days
    foreign: Mask
    legal: Mask
    smuggled: Mask
    relabelled: Mask
    defence: Mask


@lru_cache(maxsize=8)
def lane_columns(atlas: Atlas) -> LaneColumns:
    """The lanes of an atlas by column."""
    lanes = atlas.lanes
    return LaneColumns(
        frozen([REGIONS.index(k.origin) for k in lanes], np.int64),
        frozen([REGIONS.index(k.declared) for k in lanes], np.int64),
        frozen([REGIONS.index(k.destination) for k in lanes], np.int64),
        frozen([MATERIALS.index(k.material) for k in lanes], np.int64),
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
    """Rows added up by the place that each belongs to, of ``count`` places.

    In the order of the rows, so that the bits are those of a loop; ``np.sum`` would add in pairs.
    """
    width = values.shape[1:]
    if width:
        at = at[:, None] * width[0] + np.arange(width[0])
    sums = np.bincount(at.ravel(), weights=values.ravel(), minlength=count * int(np.prod(width)))
    return sums.reshape(count, *width).astype(np.float64, copy=False)
