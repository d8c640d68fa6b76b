"""Landed cost of a tonne in the buyer's port, cleared: gate price, export tax, licence rent, freight, tariff, interest.

Equation 6 of model.md (landed cost). The tariff falls on the price free on board where ``tariff_on_freight`` is 0 (the
United States) and on price and freight where it is 1; an alliance's levy (8.2) is added. A state that floods the market
pays a share of the price, the wedge.
"""

from lodeflow.kernels.core.jit import jit


@jit
def land_costs(rules, routes, sellers, trade):
    """Price free on board, duty and landed cost of every lane, USD/t, written to ``trade``."""
    for s in range(len(trade.cost)):
        fob = sellers.price[routes.seller[s]] * (1.0 - trade.wedge[s]) * (1.0 + routes.export_tax[s])
        fob += trade.rent[s] + trade.alignment[s]
        freight = routes.freight[s] * (1.0 + trade.surcharge[s])
        duty = routes.tariff[s] * (fob + routes.tariff_on_freight[s] * freight) + trade.levy[s]
        trade.fob[s] = fob
        trade.duty[s] = duty + trade.alignment[s]
        trade.cost[s] = fob + freight + duty + rules.interest * (routes.transit_days[s] + trade.wait[s]) * fob
