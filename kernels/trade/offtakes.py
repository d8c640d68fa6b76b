"""Offtakes: a buyer is bound to take, and a seller to sell, so many tonnes a year at the price of the day.

While an offtake holds, the seller's lane has at least the share of the buyer's orders that makes up its tonnes. It
binds neither to more than the buyer needs nor to more than the seller's proven capacity, and it rests while an export
control closes the lane.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.least_shares import keep_least_shares
from lodeflow.kernels.export_controls.lane_status import CLOSED


class OfftakeParams(NamedTuple):
    """Offtakes of a scenario; read-only. Partner: OfftakeState."""

    lane: np.ndarray
    """int64 (offtakes,) [lane]: legal lane from the seller to the buyer's civil stock."""
    tonnes_a_day: np.ndarray
    """float64 (offtakes,) [t/d]: what is to be taken."""
    start: np.ndarray
    """int64 (offtakes,) [day]: first day on which it holds."""
    end: np.ndarray
    """int64 (offtakes,) [day]: first day on which it holds no more."""


class OfftakeState(NamedTuple):
    """Scratch of the offtakes; written. Partner: OfftakeParams."""

    least_share: np.ndarray
    """float64 (lanes,) [-]: Scratch: least share of each lane in its buyer's orders."""
    short: np.ndarray
    """float64 (cells,) [-]: Scratch: sum of what a buyer's lanes are below their least shares."""
    spare: np.ndarray
    """float64 (cells,) [-]: Scratch: sum of what they are above them."""


@jit
def keep_offtakes(routes, cell_params, offtake_params, offtake_state, lane_status, sellers, buyers, trade, day):
    """Lift the shares of lanes with an offtake to what it asks for on this day, once lanes are closed; least share =
    min(1, min(tonnes, proven capacity) / use that the buyer expects).
    """
    least = offtake_state.least_share
    bound = False
    for s in range(len(least)):
        least[s] = 0.0
    for n in range(len(offtake_params.lane)):
        s = offtake_params.lane[n]
        need = buyers.forecast[routes.buyer[s]]
        holds = offtake_params.start[n] <= day < offtake_params.end[n] and lane_status.rule[s] != CLOSED
        if holds and need > 0.0:
            i = routes.seller[s]
            tonnes = min(offtake_params.tonnes_a_day[n], sellers.qualified[i] * cell_params.design_capacity[i])
            least[s] = min(1.0, least[s] + tonnes / need)
            bound = bound or trade.share[s] < least[s]
    if bound:
        keep_least_shares(routes, trade, least, offtake_state.short, offtake_state.spare)
