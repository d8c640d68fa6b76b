"""An export quota lets so many tonnes leave; where more is wanted a licence to export has a price.

Model.md 7.3. Quotas are granted on the market day out of a bucket that fills evenly and holds a month, to all lanes of
the pool in proportion to what is due. The rent counts tonnes, so it adds the same USD/t to every material of the pool;
exporters earn it. It is a proportional-integral controller of the ratio of wanted to granted tonnes. Under licensing,
what is granted is what the office has signed lately.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.export_controls.lane_status import LICENSED, RATIONED
from lodeflow.kernels.prices.origin_price import TINY

BUCKET_DAYS = 30.0  # of quota that may be saved up
OVERDUE_DAYS = 60.0  # in which an overdue backlog is wanted
FARTHEST = 1.5  # ln: scarcity beyond which nobody learns more
HIGHEST = 3.5  # ln of the price with rent over the price without


class QuotaParams(NamedTuple):
    """What each control says of its pool; read-only, (entries,) unless said.

    ``pool`` int64; ``tonnes_a_day`` t/d, 0 where there is no quota; ``response`` psi_mu [-] and ``days`` T_mu d of the
    rent: float64; ``month`` float64 (1,) share of a gap that a 30-day mean closes in a tick; ``base_flow`` float64
    (lanes,) t/d in the base year.
    """

    pool: np.ndarray
    tonnes_a_day: np.ndarray
    response: np.ndarray
    days: np.ndarray
    month: np.ndarray
    base_flow: np.ndarray


class QuotaState(NamedTuple):
    """Controls that count tonnes together; float64 (pools,) unless said.

    ``entry`` int64 control in force, -1 for none; ``office`` int64 heading that signs under licensing, -1 under a
    quota; ``drive`` nu ln; ``rent`` mu USD/t; ``bucket`` t of quota saved; ``wanted`` and ``granted`` t/d, 30-day
    means, below 0 before the first market; ``due``, ``price``, ``weight`` scratch.
    """

    entry: np.ndarray
    office: np.ndarray
    drive: np.ndarray
    rent: np.ndarray
    bucket: np.ndarray
    wanted: np.ndarray
    granted: np.ndarray
    due: np.ndarray
    price: np.ndarray
    weight: np.ndarray


def idle_pools(count):
    """Pools of which none is in force."""
    none = [np.full(count, -1, np.int64) for _ in range(2)]
    return QuotaState(*none, *(np.zeros(count) for _ in range(8)))


@jit
def open_pool(pools, pool, entry, office):
    """A control comes into force over a pool, or no control any more (entry -1): nothing is owed to the past."""
    pools.entry[pool], pools.office[pool] = entry, office
    pools.drive[pool], pools.rent[pool], pools.bucket[pool] = 0.0, 0.0, 0.0
    pools.wanted[pool], pools.granted[pool] = -1.0, -1.0


@jit
def grant_quota(rules, quotas, trade, lane_status, pools):
    """Share of what is due that may leave on every rationed lane [-]: one for all lanes of a pool."""
    for u in range(len(pools.entry)):
        pools.due[u] = 0.0
        if pools.entry[u] >= 0:
            filled = pools.bucket[u] + quotas.tonnes_a_day[pools.entry[u]] * rules.tick
            pools.bucket[u] = min(filled, quotas.tonnes_a_day[pools.entry[u]] * max(BUCKET_DAYS, rules.tick))
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == RATIONED:
            pools.due[lane_status.pool[s]] += trade.backlog[s] * rules.dispatched
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == RATIONED:
            u = lane_status.pool[s]
            trade.permit[s] = min(1.0, pools.bucket[u] / pools.due[u]) if pools.due[u] > 0.0 else 1.0


@jit
def draw_quota(trade, lane_status, pools):
    """What has left is taken from the bucket."""
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == RATIONED:
            pools.bucket[lane_status.pool[s]] = max(0.0, pools.bucket[lane_status.pool[s]] - trade.shipped[s])


@jit
def price_licences(
    rules, quotas, licence_state, routes, sellers, buyers, trade, lane_status, pools, day,
):  # fmt: skip
    """The rent of every pool, USD/t, and of its lanes. Equation 7.3."""
    for u in range(len(pools.entry)):
        pools.due[u], pools.price[u], pools.weight[u] = 0.0, 0.0, 0.0
    for s in range(len(lane_status.rule)):
        u = lane_status.pool[s]
        if u >= 0:
            expected = buyers.forecast[routes.buyer[s]] * trade.share[s]
            pools.due[u] += expected if lane_status.rule[s] == LICENSED else trade.order[s]
            pools.due[u] += max(0.0, trade.backlog[s] - expected * rules.dispatch_days) / OVERDUE_DAYS
            pools.price[u] += quotas.base_flow[s] * sellers.price[routes.seller[s]]
            pools.weight[u] += quotas.base_flow[s]
    for u in range(len(pools.entry)):
        if pools.entry[u] >= 0 and pools.weight[u] > 0.0:
            _learn_scarcity(rules, quotas, licence_state, pools, u)
            pools.rent[u] = _rent(rules, quotas, licence_state, pools, u, day)
    for office in range(len(licence_state.signed_t)):
        licence_state.signed_t[office] = 0.0
    for s in range(len(lane_status.rule)):
        if lane_status.pool[s] >= 0:
            trade.rent[s] = pools.rent[lane_status.pool[s]]


@jit
def _learn_scarcity(rules, quotas, licence_state, pools, u):
    """What is wanted and what is granted, t/d, month by month. Before a licence was needed, what was wanted left."""
    if pools.wanted[u] < 0.0:
        pools.wanted[u], pools.granted[u] = pools.due[u], pools.due[u]
    pools.wanted[u] += quotas.month[0] * (pools.due[u] - pools.wanted[u])
    if pools.office[u] >= 0:
        signed = licence_state.signed_t[pools.office[u]] / rules.tick
        pools.granted[u] += quotas.month[0] * (signed - pools.granted[u])
    else:
        pools.granted[u] = quotas.tonnes_a_day[pools.entry[u]]


@jit
def _rent(rules, quotas, licence_state, pools, u, day):
    """One step of the controller. An office that can sign all it gets has no scarcity to sell: its rent is let go."""
    response, days = quotas.response[pools.entry[u]], max(rules.tick, quotas.days[pools.entry[u]])
    scarcity = log((pools.wanted[u] + TINY) / (pools.granted[u] + TINY))
    scarcity = max(-FARTHEST, min(FARTHEST, scarcity))
    if abs(scarcity) < FARTHEST:
        pools.drive[u] += response / days * scarcity * rules.tick
    if pools.office[u] >= 0 and licence_state.busy_until[pools.office[u]] <= day:
        pools.drive[u] *= 1.0 - rules.tick / days
    pools.drive[u] = max(0.0, min(HIGHEST, pools.drive[u]))
    markup = exp(max(0.0, pools.drive[u] + response * scarcity)) - 1.0
    return pools.price[u] / pools.weight[u] * markup
