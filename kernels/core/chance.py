"""Whose dice are thrown: the seed of the run and the replication, the first two parts of every draw's address."""

from typing import NamedTuple

import numpy as np


class Chance(NamedTuple):
    """``seed`` and ``replication`` int64 (1,)."""

    seed: np.ndarray
    replication: np.ndarray
