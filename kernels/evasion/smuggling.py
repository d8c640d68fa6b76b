"""Goods leave past the exporter's controls: dearer the more go that way, and some are seized at the border.

Model.md 6 (two illegal routes). Smugglers buy at the gate price and pay no export tax, licence rent or quota; the
importer's duties are those of the true origin. What they ask grows with their volume over the ordinary one. A cargo
that is seized is lost, so a buyer reckons with 1 / (1 - share seized). The model has the border watch with its whole
strength as soon as a dollar is evaded; then a small rent made smuggling fall. Here it watches the more, the more is
evaded, up to a share of the price.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.core.purpose import SMUGGLERS_CAUGHT
from lodeflow.kernels.export_controls.lane_status import CLOSED
from lodeflow.kernels.prices.origin_price import TINY


class SmugglingParams(NamedTuple):
    """The smuggled lanes; read-only, (routes,) unless said.

    ``lane`` int64, and ``legal`` int64 the lane they evade; ``base_tax`` export tax of the base year, ``ordinary`` t/d;
    float64 (1,): ``premium``, ``convexity``, ``memory`` smoothing share a tick, ``seized`` share, ``worth`` share of
    the gate price, ``penalty`` in units of what is evaded.
    """

    lane: np.ndarray
    legal: np.ndarray
    base_tax: np.ndarray
    ordinary: np.ndarray
    premium: np.ndarray
    convexity: np.ndarray
    memory: np.ndarray
    seized: np.ndarray
    worth: np.ndarray
    penalty: np.ndarray


class SmugglingState(NamedTuple):
    """Arrays float64. ``volume`` (routes,) t/d, smoothed; ``risk`` (routes,) share of cargoes seized today; (lanes,):
    ``premium`` USD/t, of relabellers too, ``fine`` USD/t, ``caught`` 1 where today's cargo will be, ``seized`` t since
    day 0, here or at the buyer's customs, ``most`` share of the buyer's orders that the lane can carry, 1 for others.
    """

    volume: np.ndarray
    risk: np.ndarray
    premium: np.ndarray
    fine: np.ndarray
    caught: np.ndarray
    seized: np.ndarray
    most: np.ndarray


@jit
def price_smuggling(rules, routes, lane_status, smuggling, smuggling_state, sellers, trade):
    """Landed cost of the smuggled lanes, USD/t, in place of what a legal one would cost. Equation 6."""
    for k in range(len(smuggling.lane)):
        s, legal = smuggling.lane[k], smuggling.legal[k]
        price = sellers.price[routes.seller[s]]
        smuggling_state.volume[k] += smuggling.memory[0] * (trade.shipped[s] / rules.tick - smuggling_state.volume[k])
        strain = power(max(1.0, smuggling_state.volume[k] / smuggling.ordinary[k]), smuggling.convexity[0])
        asked = price * (1.0 + smuggling.premium[0]) * strain
        evaded = max(0.0, price * (routes.export_tax[legal] - smuggling.base_tax[k])) + trade.rent[legal]
        if lane_status.rule[legal] == CLOSED:
            evaded = price
        risk = smuggling.seized[0] * min(1.0, evaded / (smuggling.worth[0] * price))
        freight = routes.freight[s] * (1.0 + trade.surcharge[s])
        duty = routes.tariff[s] * (asked + routes.tariff_on_freight[s] * freight) + trade.levy[s]
        fine = smuggling.penalty[0] * evaded
        smuggling_state.risk[k] = risk
        smuggling_state.premium[s] = asked - price
        smuggling_state.fine[s] = fine
        trade.fob[s] = asked
        trade.duty[s] = duty
        trade.cost[s] = (asked + freight + duty + risk * fine) / (1.0 - risk)
        trade.cost[s] += rules.interest * routes.transit_days[s] * asked


@jit
def offer_smuggling(routes, smuggling, smuggling_state, sellers, buyers):
    """What smugglers can carry at most: the volume at which what they ask reaches the buyer's spot price. Without it a
    buyer with no other lane would send them all orders, at a price beyond all measure.
    """
    for k in range(len(smuggling.lane)):
        s = smuggling.lane[k]
        j, asked = routes.buyer[s], sellers.price[routes.seller[s]] * (1.0 + smuggling.premium[0])
        volume = smuggling.ordinary[k]
        if smuggling.convexity[0] > 0.0:
            volume *= power(max(1.0, buyers.spot[j] / asked), 1.0 / smuggling.convexity[0])
        smuggling_state.most[s] = min(1.0, volume / max(buyers.forecast[j], TINY))


@jit
def watch_the_border(voyages, smuggling, smuggling_state, chance, day):
    """Which of the cargoes that smugglers send off today will be caught. A draw's address is the lane and the day."""
    for k in range(len(smuggling.lane)):
        s = smuggling.lane[k]
        luck = uniform(chance.seed[0], chance.replication[0], SMUGGLERS_CAUGHT, voyages.name[s], np.int64(day))
        smuggling_state.caught[s] = 1.0 if luck < smuggling_state.risk[k] else 0.0
