"""Rent of an export quota: what goods are dearer outside than inside, per tonne.

Model.md 7.3. Where more would leave than the quota lets, prices part along the border (kernels/prices/two_sides.py):
dearer outside, cheaper inside. Buyers abroad pay the price inside and the rent, the same USD/t for all goods of the
pool, because exporters trade their licences, and the flow of each follows. Sellers outside ask what goods are worth
there. What buyers pay beyond that is learnt slowly from what they would use (kernels/export_controls/quota.py), until
the quota is just used up.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.export_controls.decree import QUOTA
from lodeflow.kernels.export_controls.lane_status import RATIONED
from lodeflow.kernels.prices.border import count_stocks, measure_sides
from lodeflow.kernels.prices.border_flows import count_mines, count_plants, count_uses
from lodeflow.kernels.prices.forward_position import FARTHEST
from lodeflow.kernels.prices.lasting_rents import NO_RENT
from lodeflow.kernels.prices.two_sides import INSIDE, LEARNT, OUTSIDE, USUAL, find_rent, flow_at, side_price


@jit
def part_prices(
    rules, routes, border_params, border, forward_params, forward, user_params, users, mine_params, mines, sites,
    plant_params, plants, stoppage_state, sellers, buyers, trade, control_params, quotas, lane_status, pools, day,
):  # fmt: skip
    """Rent of every quota in force, and ln of sellers' prices on both sides over those without it, ``border.shift``."""
    for u in range(len(pools.entry)):
        if pools.entry[u] >= 0 and pools.office[u] < 0:
            _value_goods(routes, border_params, border, forward_params, quotas, sellers, u)
    for i in range(len(border.shift)):
        border.shift[i] = 0.0
    forward.rent_ends[0] = NO_RENT
    for u in range(len(pools.entry)):
        for m in range(len(border_params.spare)):
            border.counted[u, m] = False  # a quota that has ended splits nothing
        entry = pools.entry[u]
        if entry < 0 or pools.office[u] >= 0:
            continue
        ends, left = _end_of(rules, control_params, quotas, entry, day)
        measure_sides(rules, border_params, border, forward_params.fading, u, ends, left)
        count_stocks(border_params, border, forward_params, forward, routes, sellers, buyers, trade, u)
        count_uses(border_params, border, forward_params, forward, user_params, users, u, day)
        count_mines(border_params, border, forward_params, mine_params, mines, sites, stoppage_state, u, day)
        count_plants(border_params, border, forward_params, plant_params, plants, stoppage_state, u, day)
        pools.rent[u] = _rent_of(border_params, border, routes, forward_params, lane_status, quotas, pools, u)
        if pools.rent[u] > 0.0:
            lasts = 1.0 / max(left, 1.0) if left >= 0.0 else ends
            forward.rent_ends[0] = lasts if forward.rent_ends[0] < 0.0 else min(lasts, forward.rent_ends[0])
            _shift_prices(border_params, border, forward_params, quotas.drive_limit[entry], u)
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == RATIONED:
            trade.rent[s] = pools.rent[lane_status.pool[s]]


@jit
def _value_goods(routes, border_params, border, forward_params, quotas, sellers, u):
    """Exporters' price of every good of a quota, as it was without yesterday's border: mean by base flow."""
    for m in range(len(border_params.spare)):
        border.worth[u, m] = 0.0
    for s in range(len(quotas.base_flow)):
        if border_params.crosses[u, s]:
            i = routes.seller[s]
            m = forward_params.material[i]
            if border_params.goods[u, m]:
                price = sellers.price[i] * exp(-border.shift[i])
                border.worth[u, m] += price * quotas.base_flow[s] / border_params.usual[u, m]


@jit
def _end_of(rules, control_params, quotas, entry, day):
    """Believed rate [1/tick] at which a quota ends, and the time [tick] to a day that is told; below 0 for none."""
    if quotas.told[entry] <= day < quotas.ends[entry]:
        return 0.0, (quotas.ends[entry] - day) / rules.tick
    if control_params.drawn[entry]:
        return rules.tick / control_params.mean_days[QUOTA], -1.0
    return rules.tick * quotas.ending[entry], -1.0


@jit
def _rent_of(border_params, border, routes, forward_params, lane_status, quotas, pools, u):
    """Rent of a pool [USD/t]."""
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == RATIONED and lane_status.pool[s] == u:
            m = forward_params.material[routes.seller[s]]
            border.counted[u, m] = border_params.goods[u, m]
    for m in range(len(border_params.spare)):
        border.flow[u, m] = 0.0
        if border.counted[u, m]:
            sides, good = border.sides[u, m], border.goods[u, m]
            good[LEARNT] = pools.drive[u]
            border.free[u, m], _ = flow_at(sides, good, 0.0, 0.0)
            border.common[u, m], _ = side_price(sides[INSIDE], good[USUAL] - border.free[u, m])
            border.outside[u, m], _ = side_price(sides[OUTSIDE], border.free[u, m] - good[USUAL])
    quota = quotas.tonnes_a_day[pools.entry[u]] * quotas.part[u]
    rent = find_rent(
        border.sides[u], border.goods[u], border.worth[u], border.common[u], border.free[u], quota, border.counted[u],
        border.flow[u],
    )  # fmt: skip
    dearest = 0.0
    for m in range(len(border_params.spare)):
        dearest = max(dearest, border.worth[u, m] if border.counted[u, m] else 0.0)
    return min(rent, dearest * (exp(min(FARTHEST, quotas.drive_limit[pools.entry[u]])) - 1.0))


@jit
def _shift_prices(border_params, border, forward_params, most, u):
    """Ln of the prices on both sides of a binding quota over the one that both would have without it."""
    for i in range(len(border.shift)):
        k, m = border_params.side[u, i] - 1, forward_params.material[i]
        if k >= 0 and border.counted[u, m]:
            gain = border.flow[u, m] - border.goods[u, m, USUAL]
            price, _ = side_price(border.sides[u, m, k], gain if k == OUTSIDE else -gain)
            parted = price - (border.outside[u, m] if k == OUTSIDE else border.common[u, m])
            border.shift[i] += max(-most, min(most, parted))
