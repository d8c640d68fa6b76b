"""Frame contracts: a part of what buyers use, at a price and in a volume that stay fixed for a year, by cohort.

Contracts of a buyer are signed one cohort after the other, evenly over their length. A cohort takes its part of the
contract share of the use that is expected on the day, at the day's spot price, and keeps both until it is renewed. What
users pay is the mean over contracts and the rest at spot, and use answers that mean; where use falls below what is
bound, the surplus is sold on at spot at the stockholders' risk. The party to a contract is the stockholder in the
buyer's place: his spread is what users pay less what his goods cost (kernels/demand/stock.py), so no dollar is lost.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit

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
    return FrameContractState(np.repeat(price[:, None], COHORTS, axis=1), volume, contract_share.copy())


@jit
def sign_frame_contracts(rules, cell_params, frame_params, frame, buyers, day):
    """Renewal of the cohorts whose time is over by ``day``, and every buyer's mean contract price, ``buyers.contract``
    [USD/t], and share of expected use on contract, ``frame.part``.
    """
    cohorts, days = frame_params.cohorts[0], frame_params.days[0]
    last, before = day * cohorts // days, (day - np.int64(rules.tick)) * cohorts // days
    for n in range(max(before, last - cohorts) + 1, last + 1):
        c = n % cohorts
        for j in range(len(buyers.spot)):
            frame.price[j, c] = buyers.spot[j]
            frame.tonnes[j, c] = cell_params.contract_share[j] * buyers.forecast[j] / cohorts
    for j in range(len(buyers.spot)):
        bound, owed = 0.0, 0.0
        for c in range(cohorts):
            bound += frame.tonnes[j, c]
            owed += frame.tonnes[j, c] * frame.price[j, c]
        buyers.contract[j] = owed / bound if bound > 0.0 else buyers.spot[j]
        frame.part[j] = min(1.0, bound / buyers.forecast[j]) if buyers.forecast[j] > 0.0 else 0.0
