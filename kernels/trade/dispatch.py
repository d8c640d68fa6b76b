"""Dispatch: sellers ship the orders that are due, as far as stock allows; each live lane gets one lot a tick.

Model.md 6 (dispatch, lots): a share of each backlog is due in a tick. Where stock is too small, the seller serves by
netback, and its buyers ask others (kernels/trade/rationing.py). Backlog far above normal is cancelled gradually.
"""

import numpy as np

from lodeflow.kernels.core.births import give_birth
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import LOADING
from lodeflow.kernels.core.moment import moment
from lodeflow.kernels.entities.cells import COLUMNS
from lodeflow.kernels.entities.lots import (
    ALIGNMENT,
    ARRIVED,
    CARRYING,
    CLEARED,
    CONTRACT,
    DEPARTED,
    EXPORT_TAX,
    FATE,
    FATE_AFLOAT,
    FATE_SEIZED,
    FINE,
    FREIGHT,
    LANDED,
    LANE,
    LEVY,
    LICENSED_ON,
    NO_DAY,
    ORDERED,
    PASSED,
    PREMIUM,
    RENT,
    SEA_DAYS,
    SUPPORT,
    TARIFF,
    TRIES,
    VALUE,
    WAITS_AT,
    take_slot,
)
from lodeflow.kernels.trade.rationing import serve_by_netback

LEAST_LOT = 1e-9  # t, a milligram: smaller shipments wait
ALL_BUT_DUST = 1.0 - 1e-14  # rounding never ships a stock to below zero


@jit
def settle_backlogs(
    rules, routes, sellers, buyers, trade, members_first_params, levies, smuggling, lane_status, rationing,
):  # fmt: skip
    """Dispatch of every lane in this tick and its remaining backlog, t, written to ``trade``."""
    left, due, part = rationing.left, rationing.asked, rationing.slope
    for i in range(len(left)):
        left[i] = sellers.stock[i] * min(rules.handled, ALL_BUT_DUST)
        due[i] = 0.0
    for s in range(len(trade.shipped)):
        trade.shipped[s] = trade.backlog[s] * rules.dispatched * trade.permit[s]
        due[routes.seller[s]] += trade.shipped[s]
    short = False
    for i in range(len(left)):
        part[i] = min(1.0, left[i] / due[i]) if due[i] > 0.0 else 0.0
        short = short or due[i] - left[i] > LEAST_LOT
    if short:
        serve_by_netback(
            rules, routes, sellers, buyers, trade, members_first_params, levies, smuggling, lane_status, rationing,
        )  # fmt: skip
    else:
        for s in range(len(trade.shipped)):
            trade.shipped[s] *= part[routes.seller[s]]
    for s in range(len(trade.shipped)):
        if trade.shipped[s] < LEAST_LOT:
            trade.shipped[s] = 0.0
        normal = buyers.forecast[routes.buyer[s]] * trade.share[s] * rules.dispatch_days
        waits = trade.backlog[s] - trade.shipped[s]
        stale = max(0.0, waits - rules.backlog_limit * normal) * rules.cancellation
        trade.backlog[s] = max(0.0, waits + trade.order[s] * rules.tick - stale)


@jit
def send_off(rules, routes, sellers, trade, smuggling_state, lots, births, day):
    """Create a lot on every lane that ships, with its share of the content of the seller's stock, and its costs, USD.

    The LOADING of each lot is a birth.
    """
    for s in range(len(trade.shipped)):
        tonnes = trade.shipped[s]
        if tonnes <= 0.0:
            continue
        slot = take_slot(lots)
        seller = routes.seller[s]
        portion = tonnes / sellers.stock[seller]
        lots.tonnes[slot] = tonnes
        for c in range(COLUMNS):
            contained = portion * sellers.content[seller, c]
            lots.content[slot, c] = contained
            sellers.content[seller, c] -= contained
        sellers.stock[seller] -= tonnes
        trade.afloat[s] += tonnes
        value = tonnes * sellers.price[seller]
        lots.money[slot, VALUE] = value
        lots.money[slot, SUPPORT] = -value * trade.wedge[s]
        lots.money[slot, EXPORT_TAX] = value * (1.0 - trade.wedge[s]) * routes.export_tax[s]
        lots.money[slot, FREIGHT] = tonnes * routes.freight[s] * (1.0 + trade.surcharge[s])
        lots.money[slot, TARIFF] = 0.0
        lots.money[slot, LEVY] = 0.0
        lots.money[slot, ALIGNMENT] = tonnes * trade.alignment[s]
        lots.money[slot, CONTRACT] = tonnes * trade.contract[s]
        on_the_way = routes.transit_days[s] + trade.wait[s]
        lots.money[slot, CARRYING] = tonnes * rules.interest * on_the_way * trade.fob[s]
        lots.money[slot, RENT] = tonnes * trade.rent[s]
        lots.fact[slot, LANE] = s
        lots.fact[slot, ORDERED] = day
        lots.fact[slot, PASSED] = 0
        lots.fact[slot, SEA_DAYS] = np.int64(trade.sea_days[s])
        lots.fact[slot, DEPARTED] = NO_DAY
        lots.fact[slot, LANDED] = NO_DAY
        lots.fact[slot, CLEARED] = NO_DAY
        lots.fact[slot, ARRIVED] = NO_DAY
        caught = smuggling_state.caught[s]
        lots.money[slot, PREMIUM] = tonnes * smuggling_state.premium[s]
        lots.money[slot, FINE] = caught * tonnes * smuggling_state.fine[s]
        lots.fact[slot, FATE] = FATE_SEIZED if caught > 0.0 else FATE_AFLOAT
        lots.fact[slot, WAITS_AT] = -1
        lots.fact[slot, LICENSED_ON] = NO_DAY
        lots.fact[slot, TRIES] = 0
        give_birth(births, moment(day, LOADING, slot))
