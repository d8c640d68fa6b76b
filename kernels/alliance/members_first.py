"""Allocation in a shortage: sellers inside an alliance serve its members first, where that is agreed.

Model.md 6 (dispatch) and 8.5. Where a stock does not cover what is due, members' lanes, domestic ones included, are cut
only as far as it does not cover them; others share what is left. Cuts are pro rata within each group.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.agreement import MEMBER
from lodeflow.kernels.core.jit import jit


class MembersFirstParams(NamedTuple):
    """Lanes on which members are served first; read-only. Partner: MembersFirstState."""

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


class MembersFirstState(NamedTuple):
    """Backlog due at each seller; scratch, written at every market. Partner: MembersFirstParams."""

    first: np.ndarray
    """float64 (cells,) [t]: due to members in this tick."""
    rest: np.ndarray
    """float64 (cells,) [t]: due to others in this tick."""


@jit
def serve_members_first(members_first_params, queue, levies, routes, trade, scale):
    """Weighting of what is due on every lane [t], so that one scale per seller serves members first.

    ``scale`` float64 (cells,) [-] is the share of what is due that the seller's stock covers.
    """
    for i in range(len(scale)):
        queue.first[i], queue.rest[i] = 0.0, 0.0
    for s in range(len(trade.shipped)):
        i = routes.seller[s]
        if scale[i] < 1.0:
            if comes_first(members_first_params, levies, s):
                queue.first[i] += trade.shipped[s]
            else:
                queue.rest[i] += trade.shipped[s]
    for s in range(len(trade.shipped)):
        i = routes.seller[s]
        if 0.0 < scale[i] < 1.0 and queue.first[i] > 0.0 and queue.rest[i] > 0.0:
            there = scale[i] * (queue.first[i] + queue.rest[i])
            served = min(there, queue.first[i])
            if comes_first(members_first_params, levies, s):
                trade.shipped[s] *= served / queue.first[i] / scale[i]
            else:
                trade.shipped[s] *= (there - served) / queue.rest[i] / scale[i]


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
