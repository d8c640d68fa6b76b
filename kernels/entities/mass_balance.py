"""Where every tonne of contained rare earth came from and went: mined, recycled, used, lost, residue, seized.

And every Chinese tonne of it, and every tonne mined in a member, as the columns of content say.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.entities.cells import COLUMNS


class MassBalance(NamedTuple):
    """Sums since day 0, float64 (COLUMNS,) t of contained light, heavy and other rare-earth oxide.

    What stands in stocks and lots today is what stood there on day 0 + ``mined`` + ``recycled`` - ``used`` - ``lost``
    - ``residue`` - ``seized`` + ``turned``: what China processes is Chinese from then on, 0 in all other columns.
    """

    mined: np.ndarray
    used: np.ndarray
    lost: np.ndarray
    residue: np.ndarray
    seized: np.ndarray
    recycled: np.ndarray
    turned: np.ndarray


def empty_ledger():
    """Nothing has happened yet."""
    return MassBalance(*(np.zeros(COLUMNS) for _ in MassBalance._fields))
