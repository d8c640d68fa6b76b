"""Goods reach a buyer under the papers of a hub: no levy or tariff on their true origin, until customs finds out.

Model.md 6 (two illegal routes) and 8.6. The exporter is honest: export tax, licence rent and quota are those of the
direct route. The importer cheats. What relabellers ask grows with their volume over what is inconspicuous in the hub.
A cargo that is found out is lost, so a buyer reckons with 1 / (1 - share found out); customs looks the harder, the more
there is to find, up to a share of the price (as with smuggling: all at once would make a small levy stop what it pays
for). Nobody forges papers to pay more: the route is shut, with a weight of exactly 0, unless the direct one is dearer.

Over-invoicing is the other lie: affiliates declare the reference price, pay no levy and rebate the difference.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.levy import levy_on
from lodeflow.kernels.core.draw import uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log, power
from lodeflow.kernels.core.purpose import INVOICE_AUDITED, RELABELLED_FOUND
from lodeflow.kernels.entities.lanes import SHUT
from lodeflow.kernels.entities.lots import (
    DEPARTED,
    FATE,
    FATE_SEIZED,
    FINE,
    LANE,
    LEVY,
    ORDERED,
)


class RelabellingParams(NamedTuple):
    """The relabelled lanes; read-only, (routes,) unless said.

    ``lane`` int64; ``weight`` ln of its share in the nest at base cost, once it is open; ``base_duty`` tariff of the
    base year on the direct lane less that on the hub's goods, share; ``ordinary`` t/d that nobody notices; (1,):
    ``premium``, ``convexity``, ``memory`` smoothing share a tick, ``found`` share of cargoes, ``worth`` share of the
    price, ``penalty`` in units of what is evaded, ``start`` first day.
    """

    lane: np.ndarray
    weight: np.ndarray
    base_duty: np.ndarray
    ordinary: np.ndarray
    premium: np.ndarray
    convexity: np.ndarray
    memory: np.ndarray
    found: np.ndarray
    worth: np.ndarray
    penalty: np.ndarray
    start: np.ndarray


class RelabellingState(NamedTuple):
    """How it goes; float64. ``volume`` (routes,) t/d, smoothed; (lanes,), 0 on those that are not relabelled: ``risk``
    share of cargoes found out today, ``evaded`` and ``fine`` USD/t. Sums since day 0 of what has arrived, (lanes,):
    ``lost`` USD of levy and duty not paid, ``hidden`` t under false papers or invoices.
    """

    volume: np.ndarray
    risk: np.ndarray
    evaded: np.ndarray
    fine: np.ndarray
    lost: np.ndarray
    hidden: np.ndarray


def no_leaks(routes, lanes):
    """Nobody has lied yet."""
    return RelabellingState(np.zeros(routes), *(np.zeros(lanes) for _ in range(5)))


@jit
def price_relabelling(
    rules, routes, alliances, floors, levies, relabelling, relabelling_state, smuggling_state, trade, day,
):  # fmt: skip
    """Landed cost of the relabelled lanes, USD/t, and whether they are open. Equation 6.

    Whoever buys from an affiliate has an easier way, so the others are those who relabel, and they look at the whole
    levy: their part of the buyers times what that makes of the direct route's cost is the weight of an open lane.
    ``smuggling_state.premium`` is what whoever carries a cargo past the law asks on top of its price, here too.
    """
    for k in range(len(relabelling.lane)):
        s = relabelling.lane[k]
        direct = routes.direct[s]
        price = trade.fob[s]
        relabelling_state.volume[k] += relabelling.memory[0] * (
            trade.shipped[s] / rules.tick - relabelling_state.volume[k]
        )
        freight = routes.freight[s] * (1.0 + trade.surcharge[s])
        interest = rules.interest * (routes.transit_days[s] + trade.wait[s])
        more_duty = routes.tariff[direct] - routes.tariff[s] - relabelling.base_duty[k]
        true_freight = routes.freight[direct] * (1.0 + trade.surcharge[direct])
        dutiable = trade.fob[direct] + routes.tariff_on_freight[direct] * true_freight
        others, levy = 1.0, trade.levy[direct]
        if levies.rate[direct] > 0.0:
            others -= alliances.affiliated[floors.pact[floors.of_lane[direct]]]
            levy = levies.rate[direct]
        honest = trade.cost[direct] + levy - trade.levy[direct]
        evaded = max(0.0, more_duty * dutiable + levy - trade.levy[s])

        asked = price * (1.0 + relabelling.premium[0])
        duty = routes.tariff[s] * (asked + routes.tariff_on_freight[s] * freight) + trade.levy[s]
        routes.ln_route_share[s] = SHUT
        pays = evaded > 0.0 and asked + freight + duty + interest * asked < honest
        if pays and others > 0.0 and day >= relabelling.start[0]:
            dearer = rules.route_substitution * log(honest / trade.cost[direct])
            routes.ln_route_share[s] = relabelling.weight[k] + log(others) + dearer

        asked *= power(max(1.0, relabelling_state.volume[k] / relabelling.ordinary[k]), relabelling.convexity[0])
        duty = routes.tariff[s] * (asked + routes.tariff_on_freight[s] * freight) + trade.levy[s]
        risk = relabelling.found[0] * min(1.0, evaded / (relabelling.worth[0] * price))
        relabelling_state.risk[s] = risk
        relabelling_state.evaded[s] = evaded
        relabelling_state.fine[s] = relabelling.penalty[0] * evaded
        smuggling_state.premium[s] = asked - price
        trade.fob[s] = asked
        trade.duty[s] = duty
        trade.cost[s] = (asked + freight + duty + risk * relabelling_state.fine[s]) / (1.0 - risk) + interest * asked


@jit
def take_levy(routes, alliances, floors, levies, relabelling_state, voyages, chance, lots, slot):
    """Customs takes the levy of the day, USD, from a cargo, less what an affiliate's invoice hides; finds out, or does
    not, that its papers or its invoice lie. A draw's address is the lane and the day of dispatch.
    """
    lane, tonnes = lots.fact[slot, LANE], lots.tonnes[slot]
    name, index = voyages.name[lane], np.int64(lots.fact[slot, ORDERED] + (1 << 20))
    levy = levy_on(alliances, floors, levies, lots.fact[slot, DEPARTED], lane) * tonnes
    if routes.direct[lane] >= 0:
        if relabelling_state.risk[lane] > 0.0 and relabelling_state.risk[lane] > uniform(
            chance.seed[0], chance.replication[0], RELABELLED_FOUND, name, index
        ):
            lots.fact[slot, FATE] = FATE_SEIZED
            lots.money[slot, FINE] = relabelling_state.fine[lane] * tonnes
        else:
            lots.evaded[slot, 0], lots.evaded[slot, 1] = relabelling_state.evaded[lane] * tonnes, tonnes
    elif levy > 0.0:
        p = floors.pact[floors.of_lane[lane]]
        hidden = alliances.affiliated[p] * levy
        if hidden > 0.0:
            if alliances.audited[p] > uniform(chance.seed[0], chance.replication[0], INVOICE_AUDITED, name, index):
                lots.money[slot, FINE] = alliances.penalty[p] * hidden
            else:
                levy -= hidden
                lots.evaded[slot, 0], lots.evaded[slot, 1] = hidden, alliances.affiliated[p] * tonnes
    lots.money[slot, LEVY] = levy
