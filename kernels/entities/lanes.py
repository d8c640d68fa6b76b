"""Lanes: who can ship what to whom, by which route, at what cost and in how many days.

Lanes are sorted by buyer, then by seller, then by route, so that the lanes of one buyer stand together, and within
them the routes of one seller (a *nest*): sums run over neighbours, in an order that never changes.
"""

from typing import NamedTuple

import numpy as np

SHUT = -1e300  # ln weight of a route that nobody would go


class LaneParams(NamedTuple):
    """What a lane is; read-only, apart from the duties of the day. Arrays (lanes,) unless said; cells are (region,
    material) pairs.

    ``seller``, ``buyer`` int64 cell; ``freight`` USD/t; ``export_tax`` share of the price at the gate; ``tariff`` share
    of the dutiable value; ``tariff_on_freight`` 1 where that value includes freight (cif), 0 where it does not (fob),
    between where tariffs of both kinds add up; ``transit_days`` mean days from dispatch to the buyer's stock;
    ``ln_base_cost`` ln USD/t and ``ln_route_share`` ln of the route's share within its nest, in the base year; SHUT
    while nobody would go that way. ``direct`` int64 legal lane whose duties it evades under false papers, -1 for all
    others.
    """

    seller: np.ndarray
    buyer: np.ndarray
    freight: np.ndarray
    export_tax: np.ndarray
    tariff: np.ndarray
    tariff_on_freight: np.ndarray
    transit_days: np.ndarray
    ln_base_cost: np.ndarray
    ln_route_share: np.ndarray
    direct: np.ndarray


class NestParams(NamedTuple):
    """One seller's routes to one buyer; read-only.

    ``first`` int64 (nests + 1,) first lane of each; ``of_lane`` int64 (lanes,) nest of each lane; ``seller`` int64
    (nests,) cell; ``ln_base_share`` and ``substitution``, the buyer's sigma over sigma_g, float64 (nests,);
    ``first_of_buyer`` int64 (cells + 1,) first nest of each buyer.
    """

    first: np.ndarray
    of_lane: np.ndarray
    seller: np.ndarray
    ln_base_share: np.ndarray
    substitution: np.ndarray
    first_of_buyer: np.ndarray


class LaneState(NamedTuple):
    """What moves on the lanes; arrays float64 (lanes,).

    ``surcharge`` share of freight added while a chokepoint is closed; ``wedge`` share of the price that a state pays;
    ``fob`` USD/t free on board; ``levy`` USD/t of an alliance and ``alignment`` USD/t that exporters add because of
    it, as buyers reckon with them; ``contract`` USD/t that steady contracts add to the price of the day, over all that
    is sent; ``duty`` USD/t tariff, levy and alignment: what policy adds; ``cost`` USD/t landed;
    ``target`` and ``share`` of the buyer's orders; ``order`` t/d; ``backlog`` t; ``shipped`` t in this tick;
    ``afloat`` t on the way; ``lead`` d a buyer expects from order to use; ``seen`` d of the last landed lots;
    ``landed_t`` t and ``landed_t_days`` t d since the last tick; ``paid`` (lanes, Money) USD for lots that have
    arrived since day 0; ``sea_days`` d at sea of what is sent off today, of which whole days count. Export controls:
    ``permit`` share of what is due that may leave, ``rent`` USD/t of a licence, ``wait`` d for one; 1, 0 and 0 where
    there is none. ``released`` t since day 0 that left later than they were shipped, less what was shipped into the
    queue of a licence office; ``queued`` t in it; ``usual`` t of late; ``left`` t licensed since the last tick;
    ``leaving`` t/d of it; ``arrived`` t since day 0. ``access`` (nests,) ln weight added to a seller's pull on a
    buyer: 0, or far below while the plant it is to feed does not exist.
    """

    surcharge: np.ndarray
    wedge: np.ndarray
    fob: np.ndarray
    levy: np.ndarray
    alignment: np.ndarray
    contract: np.ndarray
    duty: np.ndarray
    cost: np.ndarray
    target: np.ndarray
    share: np.ndarray
    order: np.ndarray
    backlog: np.ndarray
    shipped: np.ndarray
    afloat: np.ndarray
    lead: np.ndarray
    seen: np.ndarray
    landed_t: np.ndarray
    landed_t_days: np.ndarray
    paid: np.ndarray
    sea_days: np.ndarray
    permit: np.ndarray
    rent: np.ndarray
    wait: np.ndarray
    released: np.ndarray
    queued: np.ndarray
    usual: np.ndarray
    left: np.ndarray
    leaving: np.ndarray
    arrived: np.ndarray
    access: np.ndarray
