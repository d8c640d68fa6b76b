"""Plan of a stockpile's day: buy what is missing slowly and cheaply, release when users run short, sell at the end.

Model.md 8.9. A store buys its gap in ``filling`` days, at most a share of the region's use, while the spot price is not
above a ceiling over its long mean, nobody in the region is short, and the purse can pay. It releases where use has been
short for some time, or a stop of exports has brought a premium above a bound, at most the full store in ``release``
days and no more than a tick's use. Holders of stock reckon with the purchases from the announcement on.
"""

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.entities.cells import CHINESE, MEMBER_CONTENT, REST
from lodeflow.kernels.prices.dated_flows import ticks_to
from lodeflow.kernels.stockpiles.stores import ANY, MEMBERS

ALL_BUT_DUST = 1.0 - 1e-14  # rounding never takes a stock to below zero


@jit
def foresee_purchases(rules, forward_params, forward, stockpile_params, stockpile_state, buyers, day):
    """Purchases to come, discounted by every mode, USD, taken from ``forward.dated``.

    What is missing, and the purse can pay for, is bought at a rate that fades as it is bought: at most the cap, so M
    tonnes at b a tick count b / (rate + b / M).
    """
    for n in range(len(stockpile_params.cell)):
        p, j = stockpile_params.purse[n], stockpile_params.cell[n]
        missing = stockpile_params.target[n] - stockpile_state.stock[n]
        if day < stockpile_params.announced[p] or day >= stockpile_params.end[p] or missing <= 0.0:
            continue
        a_tick = _slowly(rules, stockpile_params, buyers, p, j, missing) * rules.tick
        missing *= payable(stockpile_params, stockpile_state, buyers, p, day)
        a_tick = min(a_tick, missing)
        if a_tick <= 0.0:
            continue
        ahead = ticks_to(stockpile_params.start[p], day, rules.tick)
        for i in range(len(forward.dated)):
            rate = forward_params.rate[i]
            worth = a_tick / (rate + a_tick / missing) * exp(-ahead * log(1.0 + rate))
            for c in range(len(forward.size)):
                forward.dated[i, c] -= forward_params.bought[j, c] * worth


@jit
def plan_stores(rules, stockpile_params, stockpile_state, forward, buyers, day):
    """Purchases, t/d, and releases, t, of every store on this day; buyers order for the purchases too."""
    state = stockpile_state
    for n in range(len(stockpile_params.cell)):
        p, j = stockpile_params.purse[n], stockpile_params.cell[n]
        state.buys[n], state.sells[n] = 0.0, 0.0
        state.waited[n] = state.waited[n] + rules.tick if 1.0 - buyers.filled[j] > stockpile_params.short[p] else 0.0
        state.rested[n] += rules.tick
        if day < stockpile_params.start[p]:
            state.usual[n] += stockpile_params.memory[p] * (buyers.spot[j] - state.usual[n])
            continue
        if day >= stockpile_params.end[p]:
            left = max(rules.tick, stockpile_params.selling[p] - (day - stockpile_params.end[p]))
            state.sells[n] = state.stock[n] * min(1.0, rules.tick / left)
            continue
        crisis = forward.lasting[j] > stockpile_params.crisis[p]
        if (crisis or state.waited[n] > stockpile_params.patience[p]) and state.stock[n] > 0.0:
            most = min(stockpile_params.target[n] / stockpile_params.release[p], buyers.forecast[j]) * rules.tick
            state.sells[n] = min(state.stock[n], most)
            state.rested[n] = 0.0
            continue
        state.usual[n] += stockpile_params.memory[p] * (buyers.spot[j] - state.usual[n])
        missing = stockpile_params.target[n] - state.stock[n]
        cheap = buyers.spot[j] <= stockpile_params.ceiling[p] * state.usual[n]
        ready = state.rested[n] >= stockpile_params.rest[p] and buyers.filled[j] >= 1.0 and not crisis
        if missing > 0.0 and cheap and ready:
            paid = missing * payable(stockpile_params, state, buyers, p, day)
            state.buys[n] = min(_slowly(rules, stockpile_params, buyers, p, j, missing), paid / rules.tick)
            buyers.rush[j] += state.buys[n] * rules.stock_adjustment  # an order of as much (kernels/demand/orders.py)


@inline
def _slowly(rules, stockpile_params, buyers, p, j, missing):
    """Tonnes a day that are bought of what is ``missing`` [t], by the time to fill and the share of use."""
    wished = missing / max(rules.tick, stockpile_params.filling[p])
    return min(wished, stockpile_params.cap[p] * buyers.forecast[j])


@jit
def payable(stockpile_params, stockpile_state, buyers, p, day):
    """Share of all that is missing in the stores of stockpile ``p`` (int64) that it can pay for at spot prices [-]."""
    needed = 0.0
    for n in range(len(stockpile_params.cell)):
        if stockpile_params.purse[n] == p:
            missing = max(0.0, stockpile_params.target[n] - stockpile_state.stock[n])
            needed += missing * buyers.spot[stockpile_params.cell[n]]
    needed *= own_part(stockpile_params, p)
    has = means(stockpile_params, stockpile_state, p, day)
    return 1.0 if needed <= has else has / needed


@inline
def own_part(stockpile_params, p):
    """Part of a purchase's price that stockpile ``p`` (int64) pays, after fees and advances of participants [-]."""
    return max(0.0, 1.0 - stockpile_params.fee[p] - stockpile_params.prepaid[p])


@inline
def means(stockpile_params, stockpile_state, p, day):
    """Money of stockpile ``p`` (int64), USD: cash and what it may still borrow, and capital that is not yet paid in."""
    room = max(0.0, largest_loan(stockpile_params, p, day) - stockpile_state.loan[p])
    own = stockpile_params.capital[p] if stockpile_state.capital[p] == 0.0 else 0.0
    return max(0.0, stockpile_state.cash[p] + room + own)


@inline
def largest_loan(stockpile_params, p, day):
    """Largest loan of stockpile ``p`` (int64) on a day, USD: whole at first, then falling to 0 in a straight line."""
    first, last = stockpile_params.repaid_from[p], stockpile_params.repaid_by[p]
    if day <= first:
        return stockpile_params.loan[p]
    if day >= last:
        return 0.0
    return stockpile_params.loan[p] * (float(last - day) / float(last - first))


@inline
def eligible(stockpile_params, buyers, p, j):
    """Share of the stock of buyer ``j`` (int64) that stockpile ``p`` (int64) may take by its rule of origin [-]."""
    rule, share = stockpile_params.origin[p], 1.0
    for e in range(REST + 1):
        whole = buyers.content[j, e]
        if whole <= 0.0:
            continue
        if rule != ANY:
            share = min(share, 1.0 - buyers.content[j, CHINESE + e] / whole)
        if rule == MEMBERS:
            share = min(share, buyers.content[j, MEMBER_CONTENT + e] / whole)
    return max(0.0, min(1.0, share)) * ALL_BUT_DUST
