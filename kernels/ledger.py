"""Where every tonne of contained rare earth came from and went: mined, recycled, used, lost, residue, seized."""

from typing import NamedTuple

import numpy as np


class Ledger(NamedTuple):
    """Sums since day 0, float64 (3,) t of contained light, heavy and other rare-earth oxide.

    What stands in stocks and lots today is what stood there on day 0 + ``mined`` + ``recycled`` - ``used`` - ``lost``
    - ``residue`` - ``seized``.
    """

    mined: np.ndarray
    used: np.ndarray
    lost: np.ndarray
    residue: np.ndarray
    seized: np.ndarray
    recycled: np.ndarray


def empty_ledger():
    """Nothing has happened yet."""
    return Ledger(*(np.zeros(3) for _ in Ledger._fields))
