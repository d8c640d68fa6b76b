"""Smuggling: goods leave past export controls, at a price that grows with volume and a risk of seizure.

Model.md 6 (two illegal routes). Smugglers buy at the gate price and pay no export tax, licence rent or quota; the
importer's duties are those of the true origin. The price they ask grows with their volume over the ordinary one, and
without bound as that comes near the most that they can carry; while the legal lane bears a rent, no further than what
legal goods cost with it. A cargo that is seized is lost, so a buyer multiplies the cost by 1 / (1 - share seized). In
the model border checks are in full from the first dollar evaded; then a small rent made smuggling fall. Here they grow
with what is evaded, up to a share of the price.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import uniform
from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, power
from lodeflow.kernels.core.purpose import SMUGGLERS_CAUGHT
from lodeflow.kernels.export_controls.lane_status import CLOSED, OPEN
from lodeflow.kernels.prices.origin_price import TINY

NO_CEILING = 1e300  # t/d
LEAST_ROOM = 0.01  # share of the ceiling below which the price rises no more; then nobody buys


class SmugglingParams(NamedTuple):
    """Smuggled lanes and the risk on them; read-only. Partner: SmugglingState."""

    lane: np.ndarray
    """int64 (smuggled,) [lane]: smuggled lane."""
    legal: np.ndarray
    """int64 (smuggled,) [lane]: legal lane that it evades."""
    base_tax: np.ndarray
    """float64 (smuggled,) [-]: export tax on the legal lane in the base year, as a share of the gate price."""
    ordinary: np.ndarray
    """float64 (smuggled,) [t/d]: volume of the base year, or a least share of the legal flow if that is more."""
    ceiling: np.ndarray
    """float64 (smuggled,) [t/d]: most that can be carried, above ``ordinary``; NO_CEILING for no limit."""
    premium: np.ndarray
    """float64 (1,) [-]: what smugglers ask on top of the gate price at ordinary volume, as a share of it."""
    convexity: np.ndarray
    """float64 (1,) [-]: elasticity of what they ask to their volume above the ordinary one."""
    memory: np.ndarray
    """float64 (1,) [-]: share of the gap to today's flow that the smoothed volume closes in a tick."""
    seized: np.ndarray
    """float64 (1,) [-]: share of cargoes seized where most is evaded."""
    worth: np.ndarray
    """float64 (1,) [-]: evaded amount, as a share of the gate price, from which the border is watched in full."""
    penalty: np.ndarray
    """float64 (1,) [-]: fine for a seized cargo, in units of what it evades."""


class SmugglingState(NamedTuple):
    """Smuggled volume, its price and risk; written. Partner: SmugglingParams."""

    volume: np.ndarray
    """float64 (smuggled,) [t/d]: smoothed volume."""
    size: np.ndarray
    """float64 (smuggled,) [-]: ordinary volume and ceiling over those of the base year: they grow with expected use."""
    risk: np.ndarray
    """float64 (smuggled,) [-]: share of cargoes seized today."""
    premium: np.ndarray
    """float64 (lanes,) [USD/t]: what smugglers, and relabellers, ask on top of the price; 0 on other lanes."""
    fine: np.ndarray
    """float64 (lanes,) [USD/t]: fine for a seized cargo; 0 on other lanes."""
    caught: np.ndarray
    """float64 (lanes,) [flag]: 1 where today's cargo will be seized."""
    seized: np.ndarray
    """float64 (lanes,) [t]: seized since day 0, at the exporter's border or at the buyer's customs."""
    most: np.ndarray
    """float64 (lanes,) [-]: largest share of the buyer's orders that the lane can carry; 1 on other lanes."""


@jit
def price_smuggling(
    rules, routes, lane_status, smuggling, smuggling_state, sellers, trade, forward_params, forward,
):  # fmt: skip
    """Landed cost of the smuggled lanes [USD/t], in place of that of a legal one. Equation 6."""
    for k in range(len(smuggling.lane)):
        s, legal = smuggling.lane[k], smuggling.legal[k]
        price = sellers.price[routes.seller[s]]
        grows = 1.0 + forward.expected[forward_params.material[routes.seller[s]]]
        smuggling_state.size[k] *= grows
        smuggling_state.volume[k] *= grows
        smuggling_state.volume[k] += smuggling.memory[0] * (trade.shipped[s] / rules.tick - smuggling_state.volume[k])
        volume = smuggling_state.volume[k] / smuggling_state.size[k]
        strain = power(_crowding(smuggling, volume, k), smuggling.convexity[0])
        asked = price * (1.0 + smuggling.premium[0]) * strain
        evaded = max(0.0, price * (routes.export_tax[legal] - smuggling.base_tax[k])) + trade.rent[legal]
        if lane_status.rule[legal] == CLOSED:
            evaded = price
        risk = smuggling.seized[0] * min(1.0, evaded / (smuggling.worth[0] * price))
        freight = routes.freight[s] * (1.0 + trade.surcharge[s])
        fine = smuggling.penalty[0] * evaded
        if trade.rent[legal] > 0.0 and strain > 1.0:
            asked = min(asked, _most_asked(rules, routes, smuggling, trade, k, price, risk, fine))
        duty = routes.tariff[s] * (asked + routes.tariff_on_freight[s] * freight) + trade.levy[s]
        smuggling_state.risk[k] = risk
        smuggling_state.premium[s] = asked - price
        smuggling_state.fine[s] = fine
        trade.fob[s] = asked
        trade.duty[s] = duty
        trade.cost[s] = (asked + freight + duty + risk * fine) / (1.0 - risk)
        trade.cost[s] += rules.interest * routes.transit_days[s] * asked


@inline
def _most_asked(rules, routes, smuggling, trade, k, price, risk, fine):
    """Price [USD/t] at which the goods of smuggled lane ``k`` are as much dearer than legal ones with their rent as in
    the base year: more nobody pays, however many goods smugglers would rather not carry.
    """
    s, legal = smuggling.lane[k], smuggling.legal[k]
    cost = trade.cost[legal] * exp(routes.ln_base_cost[s] - routes.ln_base_cost[legal])
    freight = routes.freight[s] * (1.0 + trade.surcharge[s])
    fixed = freight * (1.0 + routes.tariff[s] * routes.tariff_on_freight[s]) + trade.levy[s] + risk * fine
    each = (1.0 + routes.tariff[s]) / (1.0 - risk) + rules.interest * routes.transit_days[s]
    return max(price * (1.0 + smuggling.premium[0]), (cost - fixed / (1.0 - risk)) / each)


@jit
def turn_from_smugglers(rules, routes, lane_status, smuggling, smuggling_state, sellers, buyers, trade):
    """Orders beyond what smugglers carry at the most that anybody pays them go to the legal lane, at once.

    Buyers turn to smugglers and away by the inertia of all switching; while exports pay a rent that would leave them
    with smugglers who are overrun, at a price beyond all measure.
    """
    for k in range(len(smuggling.lane)):
        s, legal = smuggling.lane[k], smuggling.legal[k]
        if trade.rent[legal] <= 0.0 or lane_status.rule[legal] == CLOSED:
            continue
        price, fine = sellers.price[routes.seller[s]], smuggling_state.fine[s]
        highest = _most_asked(rules, routes, smuggling, trade, k, price, smuggling_state.risk[k], fine)
        volume = _carried(smuggling, k, highest / (price * (1.0 + smuggling.premium[0]))) * smuggling_state.size[k]
        beyond = trade.share[s] - volume / max(buyers.forecast[routes.buyer[s]], TINY)
        if beyond > 0.0:
            trade.share[s] -= beyond
            trade.share[legal] += beyond


@inline
def _carried(smuggling, k, dearer):
    """Volume [t/d], at the size of the base year, that smugglers carry at a price so many times the ordinary one."""
    volume = smuggling.ordinary[k]
    if smuggling.convexity[0] > 0.0:
        more = power(max(1.0, dearer), 1.0 / smuggling.convexity[0])
        volume *= more / (1.0 + (more - 1.0) * smuggling.ordinary[k] / smuggling.ceiling[k])
    return volume


@jit
def leave_dear_smugglers(routes, lane_status, smuggling, trade, forward):
    """Orders of buyers who leave smugglers that ask more than the same goods cost legally, with the premium of a stop.

    The goods are of the same seller: they need no approval and stand in no contract. So buyers go at once to the legal
    lane with what they would not choose to send for past the control; they come as slowly as they change suppliers.
    Were they as slow to leave, they would pay whatever a week of crowding makes smugglers ask. Listed firms have no
    such way back. Without a control nothing crowds, and prices would swing for ever by a hundred thousandth.
    """
    for k in range(len(smuggling.lane)):
        s, legal = smuggling.lane[k], smuggling.legal[k]
        rule = lane_status.rule[legal]
        barred = rule == CLOSED or lane_status.free[legal] < 1.0
        if rule == OPEN or barred or trade.share[s] <= trade.target[s]:
            continue
        if trade.cost[s] > trade.cost[legal] * exp(forward.missing[routes.buyer[s]]):
            trade.share[legal] += trade.share[s] - trade.target[s]
            trade.share[s] = trade.target[s]


@jit
def offer_smuggling(routes, smuggling, smuggling_state, sellers, buyers):
    """Largest share of a buyer's orders that smugglers can carry [-], ``smuggling_state.most``.

    It is reached at the volume at which their price equals the buyer's spot price. Without it a buyer with no other
    lane would send them all orders, at a price without bound.
    """
    for k in range(len(smuggling.lane)):
        s = smuggling.lane[k]
        j, asked = routes.buyer[s], sellers.price[routes.seller[s]] * (1.0 + smuggling.premium[0])
        volume = _carried(smuggling, k, buyers.spot[j] / asked) * smuggling_state.size[k]
        smuggling_state.most[s] = min(1.0, volume / max(buyers.forecast[j], TINY))


@jit
def keep_ceiling(rules, smuggling, smuggling_state, trade):
    """Share of due shipments that smugglers can carry [-], ``trade.permit``: no more than their ceiling in a tick."""
    for k in range(len(smuggling.lane)):
        s = smuggling.lane[k]
        due = trade.backlog[s] * rules.dispatched
        most = smuggling.ceiling[k] * smuggling_state.size[k] * rules.tick
        trade.permit[s] = most / due if due > most else 1.0


@inline
def _crowding(smuggling, volume, k):
    """Smuggled volume, at the size of the base year, over the ordinary one, over the share of the ceiling that is free;
    1 at the ordinary volume.
    """
    ordinary, ceiling = smuggling.ordinary[k], smuggling.ceiling[k]
    if volume <= ordinary:
        return 1.0
    usual = 1.0 - ordinary / ceiling
    return volume / ordinary * usual / max(LEAST_ROOM * usual, 1.0 - volume / ceiling)


@jit
def draw_seizures(voyages, smuggling, smuggling_state, chance, day):
    """Seizure of the cargoes that smugglers dispatch today. The address of a draw is the lane and the day."""
    for k in range(len(smuggling.lane)):
        s = smuggling.lane[k]
        luck = uniform(chance.seed[0], chance.replication[0], SMUGGLERS_CAUGHT, voyages.name[s], np.int64(day))
        smuggling_state.caught[s] = 1.0 if luck < smuggling_state.risk[k] else 0.0
