"""Members of an alliance buy a part of what they buy from each other on contracts of a steady price.

Model.md 8.5 and 6 (contracts). A contract names a delivered price, clip(index, F, ceiling x F) with the lane's mean
landed cost of the last 90 days as the index and F the reference price, and a share of the buyer's purchases. Both hold
until it expires. The share is a least share: while buyers turn away from a lane, its contract is still served, as long
as no government closes the lane. The seller gets the contract price less the day's freight, duty, levy and interest, so
the contract adds to the price of the day, or takes from it. At the margin everybody buys and compares at that price of
the day; what buyers pay and sellers earn on average has the contract in it. A contract outlives its pact.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.pact import MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.export_controls.lane_status import CLOSED


class PriceContractParams(NamedTuple):
    """What is agreed about contracts; read-only.

    (pacts,): ``share`` of a lane's purchases [-]; ``ceiling`` in units of the reference; ``days`` int64.
    """

    share: np.ndarray
    ceiling: np.ndarray
    days: np.ndarray


class PriceContractState(NamedTuple):
    """How they stand, (contracts,): ``lane`` int64, read-only, between regions that are, or may become, members of a
    pact that wants contracts; ``index`` USD/t mean landed cost of late; ``price`` USD/t delivered; ``least`` share of
    the buyer's purchases; ``until`` int64 first day on which it holds no more; ``day_cost`` and ``day_duty`` USD/t of
    the lane without it. ``least_share`` (lanes,), ``short`` and ``spare`` (cells,) are scratch.
    """

    lane: np.ndarray
    index: np.ndarray
    price: np.ndarray
    least: np.ndarray
    until: np.ndarray
    day_cost: np.ndarray
    day_duty: np.ndarray
    least_share: np.ndarray
    short: np.ndarray
    spare: np.ndarray


def no_contracts(lane, cost, cells):
    """Nothing has been signed on any ``lane``; ``cost`` (lanes,) USD/t landed in the base year."""
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
    """Contracts of a pact's members are signed, and renewed at the last fixing before they expire. Equation 8.5."""
    for n in range(len(contracts.lane)):
        s = contracts.lane[n]
        k = floors.of_lane[s]
        if floors.pact[k] != p or levies.in_force[p] == 0 or not floors.levied[k]:
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
def honour_contracts(rules, routes, contracts, lane_status, sellers, buyers, trade, sold, day):
    """Shares are kept, and what every lane costs, and every seller earns, on average has its contract in it.

    ``sold`` float64 (cells,) is scratch. Undone by ``reckon_at_the_margin`` when prices have been quoted.
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
        more = (contracts.price[n] - trade.cost[s]) / (1.0 + routes.tariff[s])  # what the seller gets more is dutiable
        trade.contract[s] = part * max(-sellers.price[routes.seller[s]], more)
        trade.cost[s] += trade.contract[s] * (1.0 + routes.tariff[s])
        trade.duty[s] += trade.contract[s] * (1.0 + routes.tariff[s])  # no scarcity: it frightens nobody
        tonnes = trade.share[s] * buyers.forecast[routes.buyer[s]]
        if tonnes > 0.0:
            sellers.premium[routes.seller[s]] += trade.contract[s] * tonnes / sold[routes.seller[s]]


@jit
def reckon_at_the_margin(contracts, trade):
    """The lanes cost again what one more tonne costs today, without contract."""
    for n in range(len(contracts.lane)):
        s = contracts.lane[n]
        trade.cost[s], trade.duty[s] = contracts.day_cost[n], contracts.day_duty[n]


@jit
def _holds(contracts, lane_status, n, s, day):
    """Whether a contract is served today."""
    return day < contracts.until[n] and lane_status.rule[s] != CLOSED


@jit
def _keep_shares(routes, contracts, lane_status, trade, day):
    """Lanes below their contracted share are lifted to it, and the others of that buyer give in proportion to what they
    have beyond theirs.
    """
    for s in range(len(trade.share)):
        contracts.least_share[s] = 0.0
    for n in range(len(contracts.lane)):
        if _holds(contracts, lane_status, n, contracts.lane[n], day):
            contracts.least_share[contracts.lane[n]] = contracts.least[n]
    for j in range(len(contracts.short)):
        contracts.short[j], contracts.spare[j] = 0.0, 0.0
    for s in range(len(trade.share)):
        beyond = trade.share[s] - contracts.least_share[s]
        contracts.short[routes.buyer[s]] += max(0.0, -beyond)
        contracts.spare[routes.buyer[s]] += max(0.0, beyond)
    for s in range(len(trade.share)):
        short, spare = contracts.short[routes.buyer[s]], contracts.spare[routes.buyer[s]]
        if short > 0.0 and spare > 0.0:
            beyond = trade.share[s] - contracts.least_share[s]
            given = short / spare if beyond > 0.0 else spare / short
            trade.share[s] -= beyond * min(1.0, given)
