"""Lanes: connections from a seller to a buyer by one route, with their cost and transit time.

Lanes are sorted by buyer, then by seller, then by route, so that the lanes of one buyer are neighbours, and within them
the routes of one seller (a *nest*): sums run over neighbours, in an order that never changes.
"""

from typing import NamedTuple

import numpy as np

SHUT = -1e300  # ln weight of a closed route


class LaneParams(NamedTuple):
    """Parameters of the lanes; read-only, apart from the duties of the day. Partner: LaneState."""

    seller: np.ndarray
    """int64 (lanes,) [cell]: seller's cell."""
    buyer: np.ndarray
    """int64 (lanes,) [cell]: buyer's cell."""
    freight: np.ndarray
    """float64 (lanes,) [USD/t]: freight without surcharges."""
    export_tax: np.ndarray
    """float64 (lanes,) [-]: export tax of the day, share of the gate price."""
    tariff: np.ndarray
    """float64 (lanes,) [-]: tariff of the day, share of the dutiable value."""
    tariff_on_freight: np.ndarray
    """float64 (lanes,) [-]: 1 where the dutiable value includes freight (cif), 0 where not (fob), between where tariffs
    of both kinds add up.
    """
    transit_days: np.ndarray
    """float64 (lanes,) [d]: mean time from dispatch to the buyer's stock."""
    ln_base_cost: np.ndarray
    """float64 (lanes,) [ln USD/t]: landed cost in the base year."""
    ln_route_share: np.ndarray
    """float64 (lanes,) [-]: ln of the route's share within its nest in the base year; SHUT while closed."""
    direct: np.ndarray
    """int64 (lanes,) [lane]: legal lane whose duties a relabelled lane evades, -1 for all other lanes."""
    exported: np.ndarray
    """bool (lanes,) [flag]: whether it crosses a border under true papers: neither smuggled nor relabelled."""


class NestParams(NamedTuple):
    """Nests, the routes from one seller to one buyer; read-only. Partner: LaneState."""

    first: np.ndarray
    """int64 (nests + 1,) [lane]: first lane of each nest, then the number of lanes."""
    of_lane: np.ndarray
    """int64 (lanes,) [nest]: nest of each lane."""
    seller: np.ndarray
    """int64 (nests,) [cell]: seller's cell."""
    ln_base_share: np.ndarray
    """float64 (nests,) [-]: ln of the nest's share in its buyer's purchases in the base year."""
    substitution: np.ndarray
    """float64 (nests,) [-]: elasticity between origins over that between routes, sigma / sigma_g."""
    first_of_buyer: np.ndarray
    """int64 (cells + 1,) [nest]: first nest of each buyer, then the number of nests."""


class LaneState(NamedTuple):
    """Costs, shares, orders and flows of the lanes; written every market day. Partners: LaneParams, NestParams."""

    surcharge: np.ndarray
    """float64 (lanes,) [-]: freight surcharge while a chokepoint is closed, share of freight."""
    wedge: np.ndarray
    """float64 (lanes,) [-]: subsidy of a flooding state, share of the gate price."""
    fob: np.ndarray
    """float64 (lanes,) [USD/t]: price free on board."""
    levy: np.ndarray
    """float64 (lanes,) [USD/t]: levy of an alliance, as buyers expect to pay it."""
    alignment: np.ndarray
    """float64 (lanes,) [USD/t]: amount by which exporters raise their price because of a levy."""
    contract: np.ndarray
    """float64 (lanes,) [USD/t]: addition of price contracts to the price of the day, averaged over all shipments."""
    duty: np.ndarray
    """float64 (lanes,) [USD/t]: tariff, levy and alignment."""
    cost: np.ndarray
    """float64 (lanes,) [USD/t]: landed cost."""
    target: np.ndarray
    """float64 (lanes,) [-]: share of the buyer's orders under the nested logit."""
    share: np.ndarray
    """float64 (lanes,) [-]: share of the buyer's orders; moves towards ``target``."""
    order: np.ndarray
    """float64 (lanes,) [t/d]: orders of this tick."""
    backlog: np.ndarray
    """float64 (lanes,) [t]: orders not yet shipped."""
    shipped: np.ndarray
    """float64 (lanes,) [t]: dispatch of this tick."""
    afloat: np.ndarray
    """float64 (lanes,) [t]: goods in lots, between seller's and buyer's stock."""
    lead: np.ndarray
    """float64 (lanes,) [d]: expected time from order to use, licences apart."""
    seen: np.ndarray
    """float64 (lanes,) [d]: mean time from dispatch to use of arrived lots, licences apart; new ones count more."""
    known_t: np.ndarray
    """float64 (lanes,) [t]: weight of these lots, their tonnes, older ones counting less."""
    landed_t: np.ndarray
    """float64 (lanes,) [t]: arrivals since the last tick."""
    landed_t_days: np.ndarray
    """float64 (lanes,) [t d]: arrivals since the last tick times their time from dispatch to use."""
    paid: np.ndarray
    """float64 (lanes, 12) [USD]: costs of all lots that arrived or were seized since day 0, by the columns of Money."""
    sea_days: np.ndarray
    """float64 (lanes,) [d]: days at sea of lots dispatched today; the fraction is cut off."""
    permit: np.ndarray
    """float64 (lanes,) [-]: share of due shipments that an export control lets leave, 1 without control."""
    rent: np.ndarray
    """float64 (lanes,) [USD/t]: scarcity rent of an export licence, 0 without control."""
    wait: np.ndarray
    """float64 (lanes,) [d]: expected wait for an export licence, 0 without control."""
    released: np.ndarray
    """float64 (lanes,) [t]: releases from the licence queue since day 0, less shipments into it."""
    queued: np.ndarray
    """float64 (lanes,) [t]: goods in the licence queue."""
    usual: np.ndarray
    """float64 (lanes,) [t]: smoothed ``queued``."""
    left: np.ndarray
    """float64 (lanes,) [t]: goods licensed since the last tick."""
    leaving: np.ndarray
    """float64 (lanes,) [t/d]: smoothed exports under a control; without one, the backlog over the dispatch time."""
    arrived: np.ndarray
    """float64 (lanes,) [t]: arrivals since day 0."""
    recalled: np.ndarray
    """float64 (lanes,) [t]: returns to the seller since day 0, of cargoes that a control recalled."""
    access: np.ndarray
    """float64 (nests,) [-]: ln weight added to a nest's pull: 0, below while its buyers cannot use or do not know its
    goods.
    """
