"""Seed and replication number: the first two parts of the address of every random draw (``kernels/core/draw.py``)."""

from typing import NamedTuple

import numpy as np


class Chance(NamedTuple):
    """Seed of the run and number of the replication; arrays, so that one compiled signature fits all."""

    seed: np.ndarray
    """int64 (1,) [-]: seed of the run, 0 to 2^63 - 1."""
    replication: np.ndarray
    """int64 (1,) [-]: number of the replication, 0 to 2^31 - 1."""
