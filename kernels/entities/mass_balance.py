"""Mass balance of contained rare-earth oxide: mined, recycled, used, lost, residue, seized.

The columns of content (``kernels/entities/cells.py``) also balance the Chinese part, and the part mined in members.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.entities.cells import COLUMNS


class MassBalance(NamedTuple):
    """Sums since day 0, t of contained oxide by column of content; written by every kernel that makes or ends content.

    Content of stocks and lots today = that of day 0 + ``mined`` + ``recycled`` - ``used`` - ``lost`` - ``residue`` -
    ``seized`` + ``turned``.
    """

    mined: np.ndarray
    """float64 (9,) [t]: Total over mines: content of their output."""
    used: np.ndarray
    """float64 (9,) [t]: Total over final users: content delivered to them."""
    lost: np.ndarray
    """float64 (9,) [t]: Total over plants: content of feed that they do not recover."""
    residue: np.ndarray
    """float64 (9,) [t]: Total over sellers: content sent to the residue pile."""
    seized: np.ndarray
    """float64 (9,) [t]: Total over seized cargoes: content."""
    recycled: np.ndarray
    """float64 (9,) [t]: Total over scrapyards: content returned by recycling."""
    turned: np.ndarray
    """float64 (9,) [t]: Total over plants in China: content that processing made Chinese, 0 in other columns."""


def empty_ledger():
    """Mass balance of day 0: all sums 0."""
    return MassBalance(*(np.zeros(COLUMNS) for _ in MassBalance._fields))
