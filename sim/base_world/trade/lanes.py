"""Lanes as arrays: routes, nests of routes, voyages, and trade at rest."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas, strait_index
from lodeflow.atlas.lane_columns import Whole, lane_columns, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.duty_tables import Tables
from lodeflow.base_world.rest_point import Floats, Rest, ends, logs_or_zero, parts, smoothing
from lodeflow.base_world.trade.voyage_times import effective_leads
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.entities.lanes import SHUT, LaneParams, LaneState, NestParams
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.trade.voyage import AT_SEA_DAYS, PASSAGES, VoyageParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


def build_routes(atlas: Atlas, rest: Rest, duties: Tables) -> LaneParams:
    """Lane parameters: ends, freight, duties of day 0, transit time, base cost and route share.

    Args:
        atlas: the lanes.
        rest: flows and landed costs of the base year.
        duties: duties of the scenario, of which the first period counts.

    """
    return _fixed_routes(atlas, rest, duties)._replace(ln_base_cost=_logs(rest.cost))


@reused
def _logs(values: Floats) -> Floats:
    """Logarithms of ``values``, 0 where they are not positive."""
    return frozen(logs_or_zero(values))


@reused
def _fixed_routes(atlas: Atlas, rest: Rest, duties: Tables) -> LaneParams:
    """Lane parameters without base costs."""
    seller, buyer = ends(atlas)
    lanes, (nest, first) = lane_columns(atlas), _nests(atlas)
    total = summed(rest.flow, nest, len(first) - 1)[nest]
    weight = logs_or_zero(np.divide(rest.flow, total, out=np.ones(len(total)), where=total > 0.0))
    weight[lanes.relabelled] = SHUT
    return LaneParams(
        seller=seller,
        buyer=buyer,
        freight=lanes.freight,
        export_tax=duties.export_tax[0].copy(),
        tariff=duties.tariff[0].copy(),
        tariff_on_freight=duties.tariff_on_freight[0].copy(),
        transit_days=frozen(lanes.transit),
        ln_base_cost=frozen([]),
        ln_route_share=weight,
        direct=frozen(atlas.direct, np.int64),
        exported=frozen(lanes.foreign & lanes.legal, np.bool_),
    )


def build_nests(scenario: Scenario, atlas: Atlas, rest: Rest) -> NestParams:
    """Nests: a seller's routes to one buyer, neighbours in the list of lanes.

    Args:
        scenario: substitution between sellers and between routes.
        atlas: the lanes, sorted by buyer.
        rest: flows of the base year, for base shares; even shares where nothing is bought yet.

    """
    substitution = np.array([terms.substitution for terms in scenario.materials.values()])
    of_nest = _materials_of_nests(atlas)
    return _fixed_nests(atlas, rest)._replace(
        substitution=frozen(substitution[of_nest] / scenario.market.route_substitution)
    )


@lru_cache(maxsize=8)
def _materials_of_nests(atlas: Atlas) -> Whole:
    """Material of each nest, index in the goods of the atlas."""
    return frozen(lane_columns(atlas).material[_nests(atlas)[1][:-1]], np.int64)


@reused
def _fixed_nests(atlas: Atlas, rest: Rest) -> NestParams:
    """Nests without their substitution."""
    seller, buyer = ends(atlas)
    nest, first = _nests(atlas)
    starts = first[:-1]
    use = rest.use[buyer[starts]]
    shares = parts(atlas, rest.flow, rest.use)[starts]  # where nothing is bought yet
    np.divide(summed(rest.flow, nest, len(starts)), use, out=shares, where=use > 0.0)
    # Lanes stand in the order of their buyers.
    of_buyer = np.searchsorted(buyer[starts], np.arange(len(atlas.cells) + 1))
    return NestParams(
        first=first,
        of_lane=nest,
        seller=frozen(seller[starts], np.int64),
        ln_base_share=frozen(logs_or_zero(shares)),
        substitution=frozen([]),
        first_of_buyer=frozen(of_buyer, np.int64),
    )


@lru_cache(maxsize=8)
def _nests(atlas: Atlas) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Nest of every lane, and first lane of every nest with the end appended; read-only."""
    nest: list[int] = []
    first: list[int] = []
    before = None
    for s, lane in enumerate(atlas.lanes):
        pair = (lane.origin, lane.destination, lane.material, lane.tag)
        if pair != before:
            first.append(s)
            before = pair
        nest.append(len(first) - 1)
    return frozen(nest, np.int64), frozen([*first, len(atlas.lanes)], np.int64)


@reused
def build_voyages(scenario: Scenario, atlas: Atlas) -> VoyageParams:
    """Voyage parameters: days of each leg, chokepoints, detours, and the spread of days at sea on foreign lanes.

    The spread follows the transit variability of ``scenario``; all else stands in ``atlas``.
    """
    found = _voyages(atlas)
    return found._replace(spread=frozen(np.where(found.foreign, _spread(scenario.transit.variability), 0.0)))


@lru_cache(maxsize=8)
def _voyages(atlas: Atlas) -> VoyageParams:
    """Voyages without variability. Chokepoints divide the time at sea evenly (assumption)."""
    lanes = atlas.lanes
    strait = np.full((len(lanes), PASSAGES), -1, np.int64)
    place = np.zeros((len(lanes), PASSAGES))
    detour = np.full((len(lanes), PASSAGES), -1, np.int64)
    for s, lane in enumerate(lanes):
        for k, name in enumerate(lane.chokepoints):
            strait[s, k] = strait_index(name)
            place[s, k] = (k + 1.0) / (len(lane.chokepoints) + 1.0)
            detour[s, k] = lane.detours[k]
    return VoyageParams(
        days=frozen([lane.days for lane in lanes], np.int64),
        chokepoint=frozen(strait, np.int64),
        place=frozen(place),
        detour=frozen(detour, np.int64),
        foreign=lane_columns(atlas).foreign,
        buyer=ends(atlas)[1],
        name=atlas.addresses,
        at_sea=frozen([lane.days[AT_SEA_DAYS] for lane in lanes]),
        spread=frozen(np.zeros(len(lanes))),
    )


def _spread(variation: float) -> float:
    """Standard deviation of the logarithm of a log-normal factor of mean 1 and this coefficient of variation."""
    return math.sqrt(float(log(1.0 + variation * variation)))


def build_trade(scenario: Scenario, atlas: Atlas, rest: Rest, flow: Floats, orders: Floats, grows: Floats) -> LaneState:
    """Lane state at rest: costs, shares, backlogs and lead times; ``initial_cargoes`` adds the lots afloat.

    Args:
        scenario: tick and dispatch time.
        atlas: the lanes.
        rest: flows and costs of the base year.
        flow: float64 (lanes,) [t/d], what each lane sends on the path of growth.
        orders: float64 (lanes,) [t/d], orders.
        grows: float64 (lanes,) [-], growth over a tick, 1 for none.

    """
    return _flowing(scenario, atlas, rest, flow, orders, grows)._replace(
        fob=rest.fob.copy(), duty=rest.duty.copy(), cost=rest.cost.copy()
    )


@reused
def _flowing(scenario: Scenario, atlas: Atlas, rest: Rest, flow: Floats, orders: Floats, grows: Floats) -> LaneState:
    """Lane state at rest without prices and costs."""
    tick = float(scenario.tick_days)
    wait = max(scenario.market.dispatch_days, tick)
    seen = effective_leads(atlas, build_voyages(scenario, atlas), scenario.tick_days)
    zero = np.zeros(len(atlas.lanes))
    share = parts(atlas, rest.flow, rest.use)
    return LaneState(
        surcharge=zero.copy(),
        wedge=zero.copy(),
        fob=zero,
        levy=zero.copy(),
        alignment=zero.copy(),
        contract=zero.copy(),
        duty=zero,
        cost=zero,
        target=share.copy(),
        share=share,
        order=orders.copy(),
        backlog=flow * wait,
        shipped=flow * tick / grows,
        afloat=zero.copy(),
        lead=wait * grows + seen,  # a backlog that grows waits so much longer, as ``learn_leads`` sees it
        seen=seen,
        known_t=flow * tick / smoothing(tick, scenario.market.lead_memory_days),  # as it would be after years
        landed_t=zero.copy(),
        landed_t_days=zero.copy(),
        paid=np.zeros((len(atlas.lanes), len(Money))),
        sea_days=zero.copy(),
        permit=np.ones(len(atlas.lanes)),
        rent=zero.copy(),
        wait=zero.copy(),
        released=zero.copy(),
        queued=zero.copy(),
        usual=zero.copy(),
        left=zero.copy(),
        leaving=flow.copy(),
        arrived=zero.copy(),
        recalled=zero.copy(),
        access=np.zeros(len(_nests(atlas)[1]) - 1),
    )
