"""Delivered prices: a spot price that rises as the buyers' stock runs low, and contracts that follow slowly.

The spot price is the mean landed cost of today's orders times a response to cover (model.md 7.2). In a crisis most
tonnes move near the old price while a thin quote multiplies, so both are kept: ``spot`` and the transaction price
``paid``, a mix of contracts and spot. Cover is smoothed over weeks: a weekly cargo that docks a day after the market
day instead of a day before it is no scarcity. Contract feed of plants follows the same 90-day mean as that of final
users.
"""

from lodeflow.kernels.core.jit import jit


@jit
def quote_delivered(rules, routes, cell_params, buyers, trade):
    """Landed, spot, contract, transaction and felt price of every buyer, USD/t. Equation 7.2.

    Civil and defence buyers of one place share one scarcity, that of both stocks together. Written to ``buyers``.
    """
    for j in range(len(buyers.spot)):
        buyers.landed[j] = 0.0
        buyers.untaxed[j] = 0.0
    for s in range(len(trade.cost)):
        j = routes.buyer[s]
        buyers.landed[j] += trade.share[s] * trade.cost[s]
        buyers.untaxed[j] += trade.share[s] * (trade.cost[s] - trade.duty[s])
    for j in range(len(buyers.spot)):
        buyers.level[j] += rules.level * (buyers.stock[j] - buyers.level[j])
        buyers.spot[j] = buyers.landed[j]
    for j in range(len(buyers.spot)):
        buyers.contract[j] += rules.contract * (buyers.landed[j] - buyers.contract[j])
        on_contract = cell_params.contract_share[j]
        buyers.paid[j] = on_contract * buyers.contract[j] + (1.0 - on_contract) * buyers.spot[j]
        buyers.felt[j] += rules.felt * (buyers.paid[j] - buyers.felt[j])
