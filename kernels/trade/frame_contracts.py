"""Frame contracts: a part of what buyers use, at a price and in a volume that stay fixed for a year, by cohort.

Contracts of a buyer are signed one cohort after the other, evenly over their length. A cohort takes its part of the
contract share of the use that is expected on the day, at the day's landed cost, and keeps both until it is renewed: the
premium of goods at hand is for goods at hand. What users pay is the mean over contracts and the rest at spot, and use
answers that mean; where use falls below what is bound, stockholders sell the surplus on. Contracts with a seller end on
the day on which an export control closes its lane or bars the buyer, and who can order nowhere signs none. The party to
a contract is the stockholder in the buyer's place: his spread is what users pay less what his goods cost
(kernels/demand/stock.py).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.export_controls.lane_status import CLOSED, CLOSED_LANES, LISTINGS

COHORTS = 52  # a cohort a week in contracts of a year


class FrameContractParams(NamedTuple):
    """Length of the frame contracts; read-only. Partner: FrameContractState."""

    days: np.ndarray
    """int64 (1,) [d]: time for which a contract holds."""
    cohorts: np.ndarray
    """int64 (1,) [-]: cohorts in use, at most one a tick."""


class FrameContractState(NamedTuple):
    """Frame contracts as they stand; written. Partner: FrameContractParams."""

    price: np.ndarray
    """float64 (cells, 52) [USD/t]: delivered price of each cohort."""
    tonnes: np.ndarray
    """float64 (cells, 52) [t/d]: volume of each cohort."""
    part: np.ndarray
    """float64 (cells,) [-]: share of expected use that is on contract."""
    bought: np.ndarray
    """float64 (cells,) [-]: Scratch: share of its needs that a buyer can order."""
    ended: np.ndarray
    """float64 (cells,) [-]: Scratch: share of its contracts that end with lanes that closed since the last market."""


def signed_at_rest(contract_share, use, price, cohorts):
    """Initial ``FrameContractState``: all cohorts at the prices and use of the base year.

    Args:
        contract_share: float64 (cells,) [-], share of use that is on contract.
        use: float64 (cells,) [t/d], use in the base year.
        price: float64 (cells,) [USD/t], price that users pay then.
        cohorts: int, cohorts in use.

    """
    volume = np.zeros((len(use), COHORTS))
    volume[:, :cohorts] = (contract_share * use / cohorts)[:, None]
    none = [np.zeros(len(use)) for _ in range(2)]
    return FrameContractState(np.repeat(price[:, None], COHORTS, axis=1), volume, contract_share.copy(), *none)


@jit
def sign_frame_contracts(
    rules, routes, cell_params, frame_params, frame, lane_status, buyers, trade, day,
):  # fmt: skip
    """Renewal of the cohorts whose time is over by ``day``, and every buyer's mean contract price, ``buyers.contract``
    [USD/t], and share of expected use on contract, ``frame.part``.
    """
    cohorts, days = frame_params.cohorts[0], frame_params.days[0]
    if lane_status.count[CLOSED_LANES] > 0 or lane_status.count[LISTINGS] > 0:
        _end_with_lanes(rules, routes, frame, lane_status, day)
    for j in range(len(frame.bought)):
        frame.bought[j] = 0.0
    for s in range(len(trade.share)):
        frame.bought[routes.buyer[s]] += trade.share[s]
    last, before = day * cohorts // days, (day - np.int64(rules.tick)) * cohorts // days
    for n in range(max(before, last - cohorts) + 1, last + 1):
        c = n % cohorts
        for j in range(len(buyers.landed)):
            frame.price[j, c] = buyers.landed[j]
            wanted = cell_params.contract_share[j] * buyers.forecast[j]
            frame.tonnes[j, c] = wanted * min(1.0, frame.bought[j]) / cohorts
    for j in range(len(buyers.landed)):
        bound, owed = 0.0, 0.0
        for c in range(cohorts):
            bound += frame.tonnes[j, c]
            owed += frame.tonnes[j, c] * frame.price[j, c]
        buyers.contract[j] = owed / bound if bound > 0.0 else buyers.landed[j]
        frame.part[j] = min(1.0, bound / buyers.forecast[j]) if buyers.forecast[j] > 0.0 else 0.0


@jit
def _end_with_lanes(rules, routes, frame, lane_status, day):
    """End of contracts with sellers whose lanes a control has closed, or a listing, since the last market."""
    for j in range(len(frame.ended)):
        frame.ended[j] = 0.0
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == CLOSED and lane_status.since[s] > day - rules.tick:
            frame.ended[routes.buyer[s]] += lane_status.lost[s]
        elif lane_status.count[LISTINGS] > 0 and lane_status.rule[s] != CLOSED:
            frame.ended[routes.buyer[s]] += lane_status.cut[s]
    for j in range(len(frame.ended)):
        if frame.ended[j] > 0.0:
            for c in range(frame.tonnes.shape[1]):
                frame.tonnes[j, c] *= max(0.0, 1.0 - frame.ended[j])
