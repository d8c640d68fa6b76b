"""Lanes as arrays: routes, nests, voyages, and the trade that is under way at rest."""

import math
from functools import lru_cache

import numpy as np

from lodeflow.arrays import frozen
from lodeflow.atlas import Atlas, strait_index
from lodeflow.build_duties import Tables
from lodeflow.calibration import Rest, effective_lead, ends, logs_or_zero, parts
from lodeflow.kernels.lanes import SHUT, Nests, Routes, Trade
from lodeflow.kernels.lots import Money
from lodeflow.kernels.maths import log
from lodeflow.kernels.voyage import AT_SEA_DAYS, PASSAGES, Voyages
from lodeflow.scenario import Scenario


def build_routes(atlas: Atlas, rest: Rest, duties: Tables) -> Routes:
    """What a lane is and costs, under the duties of day 0; base costs are those of the base year."""
    seller, buyer = ends(atlas)
    nest, first = _nests(atlas)
    within = np.zeros(len(atlas.lanes))
    for s in range(len(atlas.lanes)):
        total = sum(rest.flow[first[nest[s]] : first[nest[s] + 1]])
        within[s] = rest.flow[s] / total if total > 0.0 else 1.0
    weight = logs_or_zero(within)
    weight[[lane.relabelled for lane in atlas.lanes]] = SHUT
    return Routes(
        seller=frozen(seller, np.int64),
        buyer=frozen(buyer, np.int64),
        freight=frozen([lane.freight for lane in atlas.lanes]),
        export_tax=duties.export_tax[0].copy(),
        tariff=duties.tariff[0].copy(),
        tariff_on_freight=duties.tariff_on_freight[0].copy(),
        transit_days=frozen([lane.transit for lane in atlas.lanes]),
        ln_base_cost=frozen(logs_or_zero(rest.cost)),
        ln_route_share=weight,
        direct=frozen(atlas.direct, np.int64),
    )


def build_nests(scenario: Scenario, atlas: Atlas, rest: Rest) -> Nests:
    """A seller's routes to one buyer, neighbours in the list of lanes."""
    seller, buyer = ends(atlas)
    nest, first = _nests(atlas)
    routes = scenario.market.route_substitution
    starts = first[:-1]
    part = parts(atlas, rest.flow, rest.use)
    shares = [
        sum(rest.flow[a:b]) / rest.use[buyer[a]] if rest.use[buyer[a]] > 0.0 else part[a]
        for a, b in zip(starts, first[1:], strict=True)
    ]
    of_buyer = np.searchsorted(buyer[starts], range(len(atlas.cells) + 1))  # lanes stand in the order of their buyers
    return Nests(
        first=frozen(first, np.int64),
        of_lane=frozen(nest, np.int64),
        seller=frozen([seller[a] for a in starts], np.int64),
        ln_base_share=frozen(logs_or_zero(np.array(shares))),
        substitution=frozen([scenario.materials[atlas.lanes[a].material].substitution / routes for a in starts]),
        first_of_buyer=frozen(of_buyer, np.int64),
    )


@lru_cache(maxsize=8)
def _nests(atlas: Atlas) -> tuple[list[int], list[int]]:
    """Nest of every lane, and first lane of every nest with the end appended."""
    nest: list[int] = []
    first: list[int] = []
    before = None
    for s, lane in enumerate(atlas.lanes):
        pair = (lane.origin, lane.destination, lane.material, lane.tag)
        if pair != before:
            first.append(s)
            before = pair
        nest.append(len(first) - 1)
    return nest, [*first, len(atlas.lanes)]


def build_voyages(scenario: Scenario, atlas: Atlas) -> Voyages:
    """Legs, chokepoints and detours. A chokepoint stands at an even share of the way (assumption)."""
    lanes, spread = atlas.lanes, _spread(scenario.transit.variability)
    strait = np.full((len(lanes), PASSAGES), -1, np.int64)
    place = np.zeros((len(lanes), PASSAGES))
    detour = np.full((len(lanes), PASSAGES), -1, np.int64)
    for s, lane in enumerate(lanes):
        for k, name in enumerate(lane.chokepoints):
            strait[s, k] = strait_index(name)
            place[s, k] = (k + 1.0) / (len(lane.chokepoints) + 1.0)
            detour[s, k] = lane.detours[k]
    return Voyages(
        days=frozen([lane.days for lane in lanes], np.int64),
        chokepoint=frozen(strait, np.int64),
        place=frozen(place),
        detour=frozen(detour, np.int64),
        foreign=frozen([lane.foreign for lane in lanes], np.bool_),
        buyer=frozen(ends(atlas)[1], np.int64),
        name=atlas.addresses,
        at_sea=frozen([lane.days[AT_SEA_DAYS] for lane in lanes]),
        spread=frozen([spread if lane.foreign else 0.0 for lane in lanes]),
    )


def _spread(variation: float) -> float:
    """Standard deviation of the logarithm of a log-normal factor of mean 1 and this coefficient of variation."""
    return math.sqrt(float(log(1.0 + variation * variation)))


def build_trade(scenario: Scenario, atlas: Atlas, rest: Rest) -> Trade:
    """Backlogs, shares and leads at rest; cargoes are put afloat by the pipeline."""
    tick = float(scenario.tick_days)
    wait = max(scenario.market.dispatch_days, tick)
    seen = np.array([effective_lead(lane, scenario.tick_days) for lane in atlas.lanes])
    zero = np.zeros(len(atlas.lanes))
    share = parts(atlas, rest.flow, rest.use)
    return Trade(
        surcharge=zero.copy(),
        wedge=zero.copy(),
        fob=rest.fob.copy(),
        levy=zero.copy(),
        alignment=zero.copy(),
        contract=zero.copy(),
        duty=rest.duty.copy(),
        cost=rest.cost.copy(),
        target=share.copy(),
        share=share,
        order=rest.flow.copy(),
        backlog=rest.flow * wait,
        shipped=rest.flow * tick,
        afloat=zero.copy(),
        lead=wait + seen,
        seen=seen,
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
        leaving=rest.flow.copy(),
        arrived=zero.copy(),
        access=np.zeros(len(_nests(atlas)[1]) - 1),
    )
