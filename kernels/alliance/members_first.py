"""In a shortage a seller inside an alliance serves its members before everybody else, if that is agreed.

Model.md 6 (dispatch) and 8.5. Where a stock does not reach for what is due, the members' lanes, at home too, are cut
only as far as it does not reach for them; what they leave goes to the others, pro rata on either side.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.pact import MEMBER
from lodeflow.kernels.core.jit import jit


class MembersFirstParams(NamedTuple):
    """Who comes first; read-only. (lanes,) int64: ``pact`` that serves its members first, on lanes between regions that
    are, or may become, members, -1 for none; ``origin`` and ``home`` region. ``agreed`` bool (1,): whether any does.
    """

    pact: np.ndarray
    origin: np.ndarray
    home: np.ndarray
    agreed: np.ndarray


class MembersFirstState(NamedTuple):
    """What waits at each seller, t of this tick, (cells,): ``first`` of members, ``rest`` of others. Scratch."""

    first: np.ndarray
    rest: np.ndarray


@jit
def serve_members_first(members_first_params, queue, levies, routes, trade, scale):
    """What is due on every lane, t, so weighed that the seller's one ``scale`` (cells,) serves members first."""
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
    """Whether a lane leads from a member to a member today."""
    p = members_first_params.pact[s]
    if p < 0 or levies.in_force[p] == 0:
        return False
    return (
        levies.standing[p, members_first_params.origin[s]] == MEMBER
        and levies.standing[p, members_first_params.home[s]] == MEMBER
    )
