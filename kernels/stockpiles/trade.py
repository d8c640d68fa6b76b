"""Trade of stockpiles with the stockholders of their region: goods, content, books and money, tick by tick.

Every dollar has two sides: what a stockpile pays is the stockholders' receipt, its books hold stock at cost, and

    cash + stock at cost = loan + capital + advances + fees + sales above cost + support - interest - storage

Participants may pay a part of the cost in advance; they get it back off the price of a release. Cash pays first, then
the loan. What neither can pay is paid by the treasury: interest and storage never go unpaid, and purchases are cut to
what there is. Receipts repay the loan.
"""

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.entities.cells import CHINESE, COLUMNS, MEMBER_CONTENT
from lodeflow.kernels.stockpiles.plan import eligible, largest_loan, means, own_part
from lodeflow.kernels.stockpiles.stores import ANY, AT_COST, MEMBERS


@jit
def trade_for_stores(rules, stockpile_params, stockpile_state, buyers, day):
    """Purchases and releases of every store, then interest, storage and loan of every purse."""
    for p in range(len(stockpile_params.start)):
        if stockpile_params.start[p] <= day and stockpile_state.capital[p] == 0.0:
            stockpile_state.capital[p] = stockpile_params.capital[p]
            stockpile_state.cash[p] += stockpile_params.capital[p]
    for n in range(len(stockpile_params.cell)):
        p, j = stockpile_params.purse[n], stockpile_params.cell[n]
        if stockpile_state.sells[n] > 0.0:
            _release(stockpile_params, stockpile_state, buyers, n, p, j)
        elif stockpile_state.buys[n] > 0.0:
            _buy(rules, stockpile_params, stockpile_state, buyers, n, p, j, day)
    for p in range(len(stockpile_params.start)):
        if day >= stockpile_params.start[p]:
            _settle(stockpile_params, stockpile_state, buyers, p, day)


@jit
def _buy(rules, stockpile_params, stockpile_state, buyers, n, p, j, day):
    """Purchase of store ``n`` (int64) of stockpile ``p`` (int64) from stockholders in cell ``j`` (int64) at spot."""
    state = stockpile_state
    price = buyers.spot[j]
    able, own = means(stockpile_params, state, p, day), price * own_part(stockpile_params, p)
    tonnes = min(state.buys[n] * rules.tick, eligible(stockpile_params, buyers, p, j) * buyers.stock[j])
    if own * tonnes > able:
        tonnes = able / own
    if price <= 0.0:
        tonnes = 0.0
    state.buys[n] = tonnes / rules.tick
    if tonnes <= 0.0:
        return
    portion, usd = tonnes / buyers.stock[j], tonnes * price
    cost = portion * buyers.book[j]
    buyers.stock[j] -= tonnes
    buyers.book[j] -= cost
    buyers.spread[j] += usd - cost
    _move_in(stockpile_params, state, buyers, n, p, j, portion)
    state.stock[n] += tonnes
    state.book[n] += usd
    state.bought[n] += tonnes
    state.paid[n] += usd
    fee, advance = stockpile_params.fee[p] * usd, stockpile_params.prepaid[p] * usd
    state.fees[p] += fee
    state.advanced[n] += advance
    state.cash[p] += fee + advance - usd
    if state.cash[p] < 0.0:
        state.loan[p] -= state.cash[p]
        state.cash[p] = 0.0


@inline
def _move_in(stockpile_params, state, buyers, n, p, j, portion):
    """Content of a purchase: a ``portion`` [-] of the buyers' stock, of the origins that the stockpile takes."""
    rule = stockpile_params.origin[p]
    for c in range(COLUMNS):
        moved = portion * buyers.content[j, c]
        if rule != ANY and c >= CHINESE:
            e = (c - CHINESE) % CHINESE
            whole, chinese = portion * buyers.content[j, e] / (1.0 - portion), buyers.content[j, CHINESE + e]
            if c < MEMBER_CONTENT:
                moved = 0.0
            elif rule == MEMBERS:
                moved = min(whole, buyers.content[j, c])
            else:
                outside = buyers.content[j, e] + whole - chinese
                moved = whole * min(1.0, buyers.content[j, c] / outside) if outside > 0.0 else 0.0
        moved = min(moved, buyers.content[j, c])  # rounding takes no more than there is
        buyers.content[j, c] -= moved
        state.content[n, c] += moved


@jit
def _release(stockpile_params, stockpile_state, buyers, n, p, j):
    """Release of store ``n`` (int64) to stockholders in cell ``j`` (int64), at cost or at spot; sales at the end at
    spot.
    """
    state = stockpile_state
    tonnes = min(state.sells[n], state.stock[n])
    portion = min(1.0, tonnes / state.stock[n])
    cost = portion * state.book[n]
    usd = cost if stockpile_params.price[p] == AT_COST and state.rested[n] == 0.0 else tonnes * buyers.spot[j]
    buyers.stock[j] += tonnes
    buyers.book[j] += usd
    for c in range(COLUMNS):
        moved = portion * state.content[n, c]
        state.content[n, c] -= moved
        buyers.content[j, c] += moved
    state.stock[n] = max(0.0, state.stock[n] - tonnes)
    state.book[n] -= cost
    state.released[n] += tonnes
    state.received[n] += usd
    back = portion * (state.advanced[n] - state.refunded[n])
    state.refunded[n] += back
    state.cash[p] += usd - back
    state.sells[n] = tonnes


@jit
def _settle(stockpile_params, stockpile_state, buyers, p, day):
    """Interest and storage of a tick of stockpile ``p`` (int64), and its loan: repaid from cash, drawn where cash does
    not suffice, and as far as it may be.
    """
    state = stockpile_state
    value = 0.0
    for n in range(len(stockpile_params.cell)):
        if stockpile_params.purse[n] == p:
            value += state.stock[n] * buyers.spot[stockpile_params.cell[n]]
    interest, storage = stockpile_params.interest[p] * state.loan[p], stockpile_params.storage[p] * value
    state.interest[p] += interest
    state.storage[p] += storage
    carried = stockpile_params.carry[p] * (interest + storage)
    state.fees[p] += carried
    state.cash[p] += carried - (interest + storage)
    if state.cash[p] < 0.0:
        state.loan[p] -= state.cash[p]
        state.cash[p] = 0.0
    repaid = min(state.cash[p], state.loan[p])
    state.cash[p] -= repaid
    state.loan[p] -= repaid
    beyond = max(0.0, state.loan[p] - largest_loan(stockpile_params, p, day))
    state.support[p] += beyond
    state.loan[p] -= beyond
