"""Delivered prices: what a tonne costs to land, and what users pay, on contract and on the spot.

The landed cost is the mean of today's orders. The spot price is that cost with the premiums of the place
(kernels/trade/premiums.py). In a crisis most tonnes move near the old price while a thin quote multiplies, so both are
kept: ``spot`` and the transaction price ``paid``, a mix of contracts and spot (model.md 7.2). Contract feed of plants
follows the same 90-day mean as that of final users.
"""

from lodeflow.kernels.core.jit import jit


@jit
def land_goods(rules, routes, buyers, trade, forward_params, forward):
    """Mean landed cost of every buyer, USD/t, with and without duties, and its smoothed stock, t."""
    for j in range(len(buyers.spot)):
        buyers.landed[j] = 0.0
        buyers.untaxed[j] = 0.0
    for s in range(len(trade.cost)):
        j = routes.buyer[s]
        buyers.landed[j] += trade.share[s] * trade.cost[s]
        buyers.untaxed[j] += trade.share[s] * (trade.cost[s] - trade.duty[s])
    for j in range(len(buyers.spot)):
        buyers.level[j] *= 1.0 + forward.expected[forward_params.material[j]]
        buyers.level[j] += rules.level * (buyers.stock[j] - buyers.level[j])
        buyers.spot[j] = buyers.landed[j]


@jit
def quote_delivered(rules, cell_params, buyers):
    """Contract, transaction and felt price of every buyer, USD/t, from its landed cost and spot price. Equation 7.2."""
    for j in range(len(buyers.spot)):
        buyers.contract[j] += rules.contract * (buyers.landed[j] - buyers.contract[j])
        on_contract = cell_params.contract_share[j]
        buyers.paid[j] = on_contract * buyers.contract[j] + (1.0 - on_contract) * buyers.spot[j]
        buyers.felt[j] += rules.felt * (buyers.paid[j] - buyers.felt[j])
