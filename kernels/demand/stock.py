"""Use of buyers' stock at average cost; stockholders earn or lose the spread to the transaction price.

Users pay the transaction price; the stock leaves the books at its mean cost; the difference is the stockholders' spread
(model.md 7.2), zero at rest. So outlay = cost of goods used + spread, and with lots entering the books at receipts +
export tax + freight + tariff + interest, every dollar has a payer and a payee.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.cells import COLUMNS


@jit
def serve_users(rules, user_params, buyers, users, ledger, drawn):
    """Deliveries to final users in this tick, t and content, in ``buyers.used`` and ``buyers.served``.

    ``drawn`` float64 (cells,) is scratch: desired use, t/d.
    """
    for j in range(len(drawn)):
        drawn[j] = 0.0
    for k in range(len(user_params.cell)):
        drawn[user_params.cell[k]] += users.wanted[k]
    for j in range(len(drawn)):
        if drawn[j] > 0.0 and buyers.stock[j] > 0.0:
            taken = drawn[j] * buyers.filled[j] * rules.tick
            buyers.used[j] += taken
            for c in range(COLUMNS):
                buyers.served[j, c] = taken * buyers.content[j, c] / buyers.stock[j]
                ledger.used[c] += buyers.served[j, c]
        elif drawn[j] > 0.0:
            for c in range(COLUMNS):
                buyers.served[j, c] = 0.0


@jit
def draw_stock(buyers):
    """Withdrawal of this tick's use from stock, content and books of every buyer; the spread, USD, is recorded."""
    for j in range(len(buyers.stock)):
        buyers.spread[j] = 0.0
        if buyers.used[j] <= 0.0:
            continue
        portion = min(1.0, buyers.used[j] / buyers.stock[j])
        cost = portion * buyers.book[j]
        buyers.spread[j] = buyers.paid[j] * buyers.used[j] - cost
        buyers.book[j] -= cost
        buyers.stock[j] = max(0.0, buyers.stock[j] - buyers.used[j])  # the last of it, but for a rounding error
        for c in range(COLUMNS):
            buyers.content[j, c] -= portion * buyers.content[j, c]
