"""Price contracts: members of an alliance buy part of their supply from each other at a delivered price within a band.

Model.md 8.5 and 6 (contracts). The contract price is clip(index, F, ceiling x F), with the lane's mean landed cost of
the last 90 days as the index and F the reference price. A contract also fixes a least share of the buyer's purchases.
Price and share hold until it expires, even if the alliance lapses. While buyers turn away from a lane its contract is
still served, unless an export control closes the lane. The seller gets the contract price less the day's freight, duty,
levy and interest, so the contract adds to the price of the day, or takes from it. Marginal decisions use the price of
the day; what buyers pay and sellers earn on average includes the contract.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.agreement import MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.least_shares import keep_least_shares
from lodeflow.kernels.export_controls.lane_status import CLOSED


class PriceContractParams(NamedTuple):
    """Terms of price contracts by alliance; read-only. Partner: PriceContractState."""

    share: np.ndarray
    """float64 (alliances,) [-]: share of a lane's purchases that is on contract."""
    ceiling: np.ndarray
    """float64 (alliances,) [-]: highest contract price, in units of the reference price, which is the lowest."""
    days: np.ndarray
    """int64 (alliances,) [d]: time for which a contract holds."""


class PriceContractState(NamedTuple):
    """Price contracts as they stand; written, ``lane`` apart. Partner: PriceContractParams."""

    lane: np.ndarray
    """int64 (contracts,) [lane]: legal lane between regions that are, or may become, members; read-only."""
    index: np.ndarray
    """float64 (contracts,) [USD/t]: mean landed cost of the lane over the last 90 days."""
    price: np.ndarray
    """float64 (contracts,) [USD/t]: delivered price."""
    least: np.ndarray
    """float64 (contracts,) [-]: least share of the buyer's purchases."""
    until: np.ndarray
    """int64 (contracts,) [day]: first day on which the contract no longer holds; 0 before the first one."""
    day_cost: np.ndarray
    """float64 (contracts,) [USD/t]: landed cost of the lane today, without contract."""
    day_duty: np.ndarray
    """float64 (contracts,) [USD/t]: its duty today, without contract."""
    least_share: np.ndarray
    """float64 (lanes,) [-]: Scratch: least share by lane."""
    short: np.ndarray
    """float64 (cells,) [-]: Scratch: sum of what a buyer's lanes are below their least shares."""
    spare: np.ndarray
    """float64 (cells,) [-]: Scratch: sum of what they are above them."""


def no_contracts(lane, cost, cells):
    """Initial ``PriceContractState``: no contract is signed.

    Args:
        lane: int64 (contracts,) [lane], lanes on which contracts may be signed.
        cost: float64 (lanes,) [USD/t], landed cost in the base year.
        cells: int, number of cells.

    """
    count = len(lane)
    return PriceContractState(
        lane=lane,
        index=cost[lane],
        price=np.zeros(count),
        least=np.zeros(count),
        until=np.zeros(count, np.int64),
        day_cost=np.zeros(count),
        day_duty=np.zeros(count),
        least_share=np.zeros(len(cost)),
        short=np.zeros(cells),
        spare=np.zeros(cells),
    )


@jit
def sign_contracts(alliances, floors, levies, contract_params, contracts, trade, day, p):
    """Signing of contracts by members of alliance ``p`` (int64). Equation 8.5.

    Contracts are renewed at the last fixing before they expire.
    """
    for n in range(len(contracts.lane)):
        s = contracts.lane[n]
        k = floors.of_lane[s]
        if floors.alliance[k] != p or levies.in_force[p] == 0 or not floors.levied[k]:
            continue
        inside = levies.standing[p, floors.home[s]] == MEMBER and levies.standing[p, floors.origin[s]] == MEMBER
        if (
            inside
            and contracts.until[n] < day + alliances.refix[p]
            and trade.share[s] > 0.0
            and levies.reference[k] > 0.0
        ):
            reference = levies.reference[k]
            contracts.price[n] = max(reference, min(contracts.index[n], contract_params.ceiling[p] * reference))
            contracts.least[n] = contract_params.share[p] * trade.share[s]
            contracts.until[n] = day + contract_params.days[p]


@jit
def apply_price_contracts(rules, routes, contracts, lane_status, sellers, buyers, trade, sold, day):
    """Least shares are kept, and contracts enter the mean landed cost of lanes and the revenue of sellers.

    ``sold`` float64 (cells,) [t/d] is scratch. ``price_at_the_margin`` undoes the costs after prices have been quoted.
    """
    broken = False
    for n in range(len(contracts.lane)):
        s = contracts.lane[n]
        contracts.index[n] += rules.contract * (trade.cost[s] - contracts.index[n])
        contracts.day_cost[n], contracts.day_duty[n] = trade.cost[s], trade.duty[s]
        trade.contract[s] = 0.0
        broken = broken or (_holds(contracts, lane_status, n, s, day) and trade.share[s] < contracts.least[n])
    if broken:
        _keep_shares(routes, contracts, lane_status, trade, day)
    for i in range(len(sold)):
        sold[i] = 0.0
        sellers.premium[i] = 0.0
    for s in range(len(trade.share)):
        sold[routes.seller[s]] += trade.share[s] * buyers.forecast[routes.buyer[s]]
    for n in range(len(contracts.lane)):
        s = contracts.lane[n]
        if not _holds(contracts, lane_status, n, s, day) or trade.share[s] <= 0.0:
            continue
        part = min(1.0, contracts.least[n] / trade.share[s])
        more = (contracts.price[n] - trade.cost[s]) / (1.0 + routes.tariff[s])  # a higher price is dutiable
        trade.contract[s] = part * max(-sellers.price[routes.seller[s]], more)
        trade.cost[s] += trade.contract[s] * (1.0 + routes.tariff[s])
        trade.duty[s] += trade.contract[s] * (1.0 + routes.tariff[s])  # counted as duty: a contract causes no panic
        tonnes = trade.share[s] * buyers.forecast[routes.buyer[s]]
        if tonnes > 0.0:
            sellers.premium[routes.seller[s]] += trade.contract[s] * tonnes / sold[routes.seller[s]]


@jit
def price_at_the_margin(contracts, trade):
    """Landed cost and duty of the lanes without contract again: what one more tonne costs today [USD/t]."""
    for n in range(len(contracts.lane)):
        s = contracts.lane[n]
        trade.cost[s], trade.duty[s] = contracts.day_cost[n], contracts.day_duty[n]


@jit
def _holds(contracts, lane_status, n, s, day):
    """True if contract ``n`` is served today."""
    return day < contracts.until[n] and lane_status.rule[s] != CLOSED


@jit
def _keep_shares(routes, contracts, lane_status, trade, day):
    """Lanes below their least share are lifted to it; the buyer's others give way in proportion to their surplus."""
    for s in range(len(trade.share)):
        contracts.least_share[s] = 0.0
    for n in range(len(contracts.lane)):
        if _holds(contracts, lane_status, n, contracts.lane[n], day):
            contracts.least_share[contracts.lane[n]] = contracts.least[n]
    keep_least_shares(routes, trade, contracts.least_share, contracts.short, contracts.spare)
