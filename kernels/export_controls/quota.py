"""Export quotas: tonnes that may leave, and the rent of licences where more is wanted.

Model.md 7.3. Quotas are granted on the market day out of a bucket that fills evenly and holds so many days, to all
lanes of a pool in proportion to what is due. A quota may count by periods: then all of a period's may be saved up to
its end, when what is unused is forfeited, but for a share that is carried over. The rent is per tonne, so it adds the
same USD/t to every material of the pool; exporters earn it. Of a quota it is what goods are dearer outside than inside
(kernels/export_controls/rents.py). Under licensing it follows a proportional-integral
controller of the ratio of wanted to granted tonnes; granted are those that the office has signed of late.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.export_controls.lane_status import LICENSED, RATIONED
from lodeflow.kernels.prices.forward_position import FARTHEST
from lodeflow.kernels.prices.origin_price import TINY


class QuotaParams(NamedTuple):
    """Quota and rent under each control; read-only. Partner: QuotaState."""

    pool: np.ndarray
    """int64 (entries, materials) [pool]: pool in which its tonnes count under a quota, by material."""
    shared: np.ndarray
    """int64 (entries,) [pool]: pool in which its tonnes count under licensing."""
    part: np.ndarray
    """float64 (pools,) [-]: share of the quota that the pool may use: 1, or less where each material has its own."""
    tonnes_a_day: np.ndarray
    """float64 (entries,) [t/d]: quota; 0 where there is none."""
    ending: np.ndarray
    """float64 (entries,) [1/d]: rate at which a quota ends that nobody dates, as holders of stock believe."""
    ends: np.ndarray
    """int64 (entries,) [day]: day on which the control ends; FAR_DAY for none."""
    told: np.ndarray
    """int64 (entries,) [day]: day from which everybody knows it."""
    response: np.ndarray
    """float64 (entries,) [-]: response of the rent, as ln of the price with it over without, to ln scarcity, psi_mu."""
    days: np.ndarray
    """float64 (entries,) [d]: integration time of the rent, T_mu; under a quota of what unused licences teach."""
    experience: np.ndarray
    """float64 (entries,) [d]: time in which the price abroad under a quota learns from what is wanted."""
    saved_days: np.ndarray
    """float64 (entries,) [d]: unused quota that may be saved up, in days of quota."""
    period: np.ndarray
    """int64 (entries,) [d]: time after which unused quota is forfeited; 0 for never."""
    gone: np.ndarray
    """int64 (entries,) [d]: time for which the control has been in force before day 0."""
    carried_over: np.ndarray
    """float64 (entries,) [-]: share of it that is not forfeited."""
    overdue_days: np.ndarray
    """float64 (entries,) [d]: time in which an overdue backlog is wanted."""
    learning: np.ndarray
    """float64 (entries,) [-]: share of a gap that the means of wanted and granted tonnes close in a tick."""
    scarcity_limit: np.ndarray
    """float64 (entries,) [-]: ln of wanted over granted tonnes, either way, beyond which nobody learns more."""
    drive_limit: np.ndarray
    """float64 (entries,) [-]: highest integral part of the rent controller, as ln of the price with rent over without.
    """
    base_flow: np.ndarray
    """float64 (lanes,) [t/d]: flow in the base year."""


class QuotaState(NamedTuple):
    """Pools of controls that count tonnes together; written. Partner: QuotaParams."""

    entry: np.ndarray
    """int64 (pools,) [entry]: control in force; -1 for none."""
    office: np.ndarray
    """int64 (pools,) [heading]: heading whose office signs under licensing; -1 under a quota."""
    drive: np.ndarray
    """float64 (pools,) [-]: integral part of the rent controller, nu; under a quota ln of the price abroad that
    experience adds.
    """
    rent: np.ndarray
    """float64 (pools,) [USD/t]: rent, mu."""
    bucket: np.ndarray
    """float64 (pools,) [t]: unused quota."""
    opened: np.ndarray
    """int64 (pools,) [day]: day from which its periods are counted; it may lie before day 0."""
    forfeited: np.ndarray
    """float64 (pools,) [t]: quota forfeited since day 0."""
    wanted: np.ndarray
    """float64 (pools,) [t/d]: wanted tonnes, running mean; below 0 before the first market."""
    granted: np.ndarray
    """float64 (pools,) [t/d]: granted tonnes, running mean; below 0 before the first market."""
    due: np.ndarray
    """float64 (pools,) [t]: Scratch: tonnes due, or wanted in t/d."""
    price: np.ndarray
    """float64 (pools,) [USD/d]: Scratch: gate price times base flow, summed."""
    weight: np.ndarray
    """float64 (pools,) [t/d]: Scratch: base flow, summed."""


def empty_pools(count):
    """Initial ``QuotaState`` for ``count`` (int) pools: none is in force."""
    none = [np.full(count, -1, np.int64) for _ in range(2)]
    drive, rent, bucket, forfeited, *rest = [np.zeros(count) for _ in range(9)]
    return QuotaState(*none, drive, rent, bucket, np.zeros(count, np.int64), forfeited, *rest)


@jit
def open_pool(quotas, pools, pool, entry, office, day):
    """Start of ``pool`` (int64 [pool]) under a new control, or its end: bucket, rent and means start afresh.

    ``entry`` int64 [entry] is the control, -1 for none; ``office`` int64 [heading] the office that signs, -1 for none.
    """
    pools.entry[pool], pools.office[pool] = entry, office
    pools.drive[pool], pools.rent[pool], pools.bucket[pool] = 0.0, 0.0, 0.0
    pools.wanted[pool], pools.granted[pool] = -1.0, -1.0
    pools.opened[pool] = day - quotas.gone[entry] if entry >= 0 and day == 0 else day


@jit
def grant_quota(rules, quotas, trade, lane_status, pools, day):
    """Share of what is due that may leave on every rationed lane, ``trade.permit`` [-]: the same for all lanes of a
    pool.
    """
    for u in range(len(pools.entry)):
        pools.due[u] = 0.0
        if pools.entry[u] >= 0:
            _fill(rules, quotas, pools, u, day)
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == RATIONED:
            pools.due[lane_status.pool[s]] += trade.backlog[s] * rules.dispatched
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == RATIONED:
            u = lane_status.pool[s]
            trade.permit[s] = min(1.0, pools.bucket[u] / pools.due[u]) if pools.due[u] > 0.0 else 1.0


@jit
def _fill(rules, quotas, pools, u, day):
    """Quota of the tick that begins, added to what is unused. At the end of a period the unused part is forfeited.

    The end may lie between two market days. What is left in the bucket then was granted last, because old quota is used
    first; so as much of it as the days since the end have brought belongs to the new period.
    """
    entry = pools.entry[u]
    rate = quotas.tonnes_a_day[entry] * quotas.part[u]
    if quotas.period[entry] <= 0:
        filled = pools.bucket[u] + rate * rules.tick
        pools.bucket[u] = min(filled, rate * max(quotas.saved_days[entry], rules.tick))
        return
    since = (day - pools.opened[u]) % quotas.period[entry]  # days of the new period that have passed
    if since < rules.tick and day - pools.opened[u] >= quotas.period[entry]:
        new = min(pools.bucket[u], rate * since)
        lost = (pools.bucket[u] - new) * (1.0 - quotas.carried_over[entry])
        pools.forfeited[u] += lost
        pools.bucket[u] -= lost
    pools.bucket[u] += rate * rules.tick


@jit
def draw_quota(trade, lane_status, pools):
    """Shipments on rationed lanes are taken from the bucket of their pool [t]."""
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == RATIONED:
            pools.bucket[lane_status.pool[s]] = max(0.0, pools.bucket[lane_status.pool[s]] - trade.shipped[s])


@jit
def price_licences(
    rules, quotas, licence_state, routes, sellers, buyers, trade, lane_status, pools, day,
):  # fmt: skip
    """Rent of every pool under licensing, and of its lanes [USD/t]; of quotas, what is learnt. Equation 7.3."""
    for u in range(len(pools.entry)):
        pools.due[u], pools.price[u], pools.weight[u] = 0.0, 0.0, 0.0
    for s in range(len(lane_status.rule)):
        u = lane_status.pool[s]
        if u >= 0:
            expected = buyers.forecast[routes.buyer[s]] * trade.share[s]
            entry = lane_status.entry[s]
            overdue = max(0.0, trade.backlog[s] - expected * rules.dispatch_days)
            mended = quotas.overdue_days[entry] if lane_status.rule[s] == LICENSED else quotas.experience[entry]
            pools.due[u] += expected + overdue / mended
            pools.price[u] += quotas.base_flow[s] * sellers.price[routes.seller[s]]
            pools.weight[u] += quotas.base_flow[s]
    for u in range(len(pools.entry)):
        if pools.entry[u] >= 0 and pools.weight[u] > 0.0:
            _learn_scarcity(rules, quotas, licence_state, pools, u)
            if pools.office[u] >= 0:
                pools.rent[u] = _rent(rules, quotas, licence_state, pools, u, day)
            else:
                _learn_price_abroad(rules, quotas, pools, u)
    for office in range(len(licence_state.signed_t)):
        licence_state.signed_t[office] = 0.0
    for s in range(len(lane_status.rule)):
        if lane_status.pool[s] >= 0:
            trade.rent[s] = pools.rent[lane_status.pool[s]]


@jit
def _learn_scarcity(rules, quotas, licence_state, pools, u):
    """Wanted and granted tonnes [t/d], as running means. Before a licence was needed, what was wanted left."""
    if pools.wanted[u] < 0.0:
        pools.wanted[u], pools.granted[u] = pools.due[u], pools.due[u]
    learning = quotas.learning[pools.entry[u]]
    pools.wanted[u] += learning * (pools.due[u] - pools.wanted[u])
    if pools.office[u] >= 0:
        signed = licence_state.signed_t[pools.office[u]] / rules.tick
        pools.granted[u] += learning * (signed - pools.granted[u])
    else:
        pools.granted[u] = quotas.tonnes_a_day[pools.entry[u]] * quotas.part[u]


@jit
def _learn_price_abroad(rules, quotas, pools, u):
    """Ln of the price abroad that experience adds: up while buyers would use more than is granted, down while less.

    What buyers would use they find out as slowly as they turn to others and save; that licences are left over their
    holders see at once, and undercut each other. Licences without a price that nobody needs teach nothing.
    """
    entry = pools.entry[u]
    scarcity = log((pools.wanted[u] + TINY) / (pools.granted[u] + TINY))
    scarcity = max(-quotas.scarcity_limit[entry], min(quotas.scarcity_limit[entry], scarcity))
    days = quotas.experience[entry] if scarcity > 0.0 else max(rules.tick, quotas.days[entry])
    learnt = pools.drive[u] + quotas.response[entry] * scarcity * rules.tick / days
    if pools.rent[u] <= 0.0 and scarcity < 0.0:
        learnt = max(learnt, min(0.0, pools.drive[u]))
    most = quotas.drive_limit[entry]
    pools.drive[u] = max(-most, min(most, learnt))


@jit
def _rent(rules, quotas, licence_state, pools, u, day):
    """Rent of a pool [USD/t]: one step of the controller. It decays while an office signs all it gets."""
    response, days = quotas.response[pools.entry[u]], max(rules.tick, quotas.days[pools.entry[u]])
    scarcity = log((pools.wanted[u] + TINY) / (pools.granted[u] + TINY))
    limit = quotas.scarcity_limit[pools.entry[u]]
    scarcity = max(-limit, min(limit, scarcity))
    if abs(scarcity) < limit:
        pools.drive[u] += response / days * scarcity * rules.tick
    if pools.office[u] >= 0 and licence_state.busy_until[pools.office[u]] <= day:
        pools.drive[u] *= 1.0 - rules.tick / days
    pools.drive[u] = max(0.0, min(quotas.drive_limit[pools.entry[u]], pools.drive[u]))
    markup = exp(max(0.0, min(FARTHEST, pools.drive[u] + response * scarcity))) - 1.0
    return pools.price[u] / pools.weight[u] * markup
