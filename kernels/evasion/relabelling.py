"""Relabelling and over-invoicing: levy and tariff evaded by false papers on origin or price.

Model.md 6 (two illegal routes) and 8.6. Relabelled goods reach a buyer under the papers of a hub. The exporter is
honest: export tax, licence rent and quota are those of the direct route. The importer cheats. The price that
relabellers ask grows with their volume over what is inconspicuous in the hub. A cargo that is found out is lost, so a
buyer multiplies the cost by 1 / (1 - share found out). Customs checks the more, the more there is to find, up to a
share of the price (as with smuggling: full checks at once would make a small levy stop the evasion that it pays for).
Without a gain nobody relabels: the route is shut, with a weight of exactly 0, unless the direct one is dearer.

Over-invoicing: affiliates declare the reference price, pay no levy and rebate the difference.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log, power
from lodeflow.kernels.core.purpose import INVOICE_AUDITED, RELABELLED_FOUND
from lodeflow.kernels.entities.lanes import SHUT
from lodeflow.kernels.entities.lots import (
    FATE,
    FATE_SEIZED,
    FINE,
    LANE,
    ORDERED,
)


class RelabellingParams(NamedTuple):
    """Relabelled lanes and how customs finds them; read-only. Partner: RelabellingState."""

    lane: np.ndarray
    """int64 (relabelled,) [lane]: relabelled lane."""
    weight: np.ndarray
    """float64 (relabelled,) [-]: ln of its share in the nest at base cost, once it is open; SHUT for never."""
    base_duty: np.ndarray
    """float64 (relabelled,) [-]: tariff of the base year on the direct lane less that on the hub's goods."""
    ordinary: np.ndarray
    """float64 (relabelled,) [t/d]: volume that is inconspicuous in the hub."""
    premium: np.ndarray
    """float64 (1,) [-]: what relabellers ask on top of the price at ordinary volume, as a share of it."""
    convexity: np.ndarray
    """float64 (1,) [-]: elasticity of what they ask to their volume above the ordinary one."""
    memory: np.ndarray
    """float64 (1,) [-]: share of the gap to today's flow that the smoothed volume closes in a tick."""
    found: np.ndarray
    """float64 (1,) [-]: share of cargoes that customs finds out where most is evaded."""
    worth: np.ndarray
    """float64 (1,) [-]: evaded amount, as a share of the price, from which customs checks in full."""
    penalty: np.ndarray
    """float64 (1,) [-]: fine for a cargo found out, in units of what it evades."""
    start: np.ndarray
    """float64 (1,) [day]: first day on which anybody relabels."""


class RelabellingState(NamedTuple):
    """Relabelled volume, its risk, and what evasion costs the state; written. Partner: RelabellingParams.

    Arrays over lanes are 0 where nothing is relabelled; ``lost`` and ``hidden`` count over-invoicing too.
    """

    volume: np.ndarray
    """float64 (relabelled,) [t/d]: smoothed volume."""
    risk: np.ndarray
    """float64 (lanes,) [-]: share of cargoes found out today."""
    evaded: np.ndarray
    """float64 (lanes,) [USD/t]: levy and duty that a cargo evades."""
    fine: np.ndarray
    """float64 (lanes,) [USD/t]: fine for a cargo found out."""
    lost: np.ndarray
    """float64 (lanes,) [USD]: levy and duty not paid on arrivals since day 0."""
    hidden: np.ndarray
    """float64 (lanes,) [t]: arrivals since day 0 under false papers or invoices."""


def no_relabelling(routes, lanes):
    """Initial ``RelabellingState`` for ``routes`` (int) relabelled lanes and ``lanes`` (int) lanes: no evasion yet."""
    return RelabellingState(np.zeros(routes), *(np.zeros(lanes) for _ in range(5)))


@jit
def price_relabelling(
    rules, routes, alliances, floors, levies, relabelling, relabelling_state, smuggling_state, trade, day,
):  # fmt: skip
    """Landed cost of the relabelled lanes [USD/t], and whether they are open. Equation 6.

    Buyers from an affiliate have an easier way, so only the others relabel, and they face the whole levy. The weight of
    an open lane is their share of the buyers times the effect of the whole levy on the direct route's cost.
    ``smuggling_state.premium`` holds what relabellers ask on top of the price too.
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
            others -= alliances.affiliated[floors.alliance[floors.of_lane[direct]]]
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
def evade_levy(routes, alliances, floors, relabelling_state, voyages, chance, lots, levy, slot):
    """Part of a cargo's levy that false papers or an affiliate's invoice keep from customs, unless they are found.

    The address of the draw is the lane and the day of dispatch. A cargo found with false papers is seized and fined; an
    audited invoice is fined, and its levy is taken in full.

    Args:
        levy: float [USD], levy that the law asks of the cargo.

    Returns:
        float [USD], the hidden part.
    """
    lane, tonnes = lots.fact[slot, LANE], lots.tonnes[slot]
    name, index = voyages.name[lane], np.int64(lots.fact[slot, ORDERED] + (1 << 20))
    if routes.direct[lane] >= 0:
        if relabelling_state.risk[lane] > 0.0 and relabelling_state.risk[lane] > uniform(
            chance.seed[0], chance.replication[0], RELABELLED_FOUND, name, index
        ):
            lots.fact[slot, FATE] = FATE_SEIZED
            lots.money[slot, FINE] = relabelling_state.fine[lane] * tonnes
        else:
            lots.evaded[slot, 0], lots.evaded[slot, 1] = relabelling_state.evaded[lane] * tonnes, tonnes
    elif levy > 0.0:
        p = floors.alliance[floors.of_lane[lane]]
        hidden = alliances.affiliated[p] * levy
        if hidden > 0.0:
            if alliances.audited[p] > uniform(chance.seed[0], chance.replication[0], INVOICE_AUDITED, name, index):
                lots.money[slot, FINE] = alliances.penalty[p] * hidden
            else:
                lots.evaded[slot, 0], lots.evaded[slot, 1] = hidden, alliances.affiliated[p] * tonnes
                return hidden
    return 0.0
