"""Allocation in a shortage: sellers inside an alliance serve its members first, where that is agreed.

Model.md 6 (dispatch) and 8.5. Where a stock does not cover what is due, members' lanes, domestic ones included, are cut
only as far as it does not cover them; others share what is left. Within each group goods go by netback
(kernels/trade/rationing.py).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.agreement import MEMBER
from lodeflow.kernels.core.jit import jit


class MembersFirstParams(NamedTuple):
    """Lanes on which members are served first; read-only."""

    alliance: np.ndarray
    """int64 (lanes,) [alliance]: alliance that serves its members first on a lane between present or later members; -1
    for none.
    """
    origin: np.ndarray
    """int64 (lanes,) [region]: region of the seller."""
    home: np.ndarray
    """int64 (lanes,) [region]: region of the buyer."""
    agreed: np.ndarray
    """bool (1,) [flag]: whether any alliance serves its members first."""


@jit
def comes_first(members_first_params, levies, s):
    """True if lane ``s`` leads from a member to a member today."""
    p = members_first_params.alliance[s]
    if p < 0 or levies.in_force[p] == 0:
        return False
    return (
        levies.standing[p, members_first_params.origin[s]] == MEMBER
        and levies.standing[p, members_first_params.home[s]] == MEMBER
    )
