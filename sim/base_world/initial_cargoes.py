"""Cargoes under way when the simulation begins: lots dispatched before day 0.

Every lane dispatched one lot per tick, with the mean days at sea; lots that have not arrived before day 0 are afloat,
each on its own leg. Arrivals on day 0 itself are taken out of the buyers' stock, so that the first market finds the
stock on target.
"""

from functools import lru_cache

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import lane_columns
from lodeflow.base_world.rest_point import Rest, ends
from lodeflow.kernels.core.kinds import ARRIVAL, CLEARANCE, DEPARTURE, LANDFALL, LOADING, PASSAGE
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, moment
from lodeflow.kernels.entities.cells import BuyerState
from lodeflow.kernels.entities.lanes import LaneState
from lodeflow.kernels.entities.lots import NO_DAY, Fact, Fate, Lots, Money, empty_lots
from lodeflow.kernels.trade.voyage import PASSAGES, VoyageParams
from lodeflow.scenario.load import Scenario


def fill_initial_cargoes(
    scenario: Scenario,
    atlas: Atlas,
    rest: Rest,
    buyers: BuyerState,
    trade: LaneState,
    voyages: VoyageParams,
    room: int,
    before: Lots | None = None,
) -> Lots:
    """Lots afloat on day 0, each with its next moment; takes day-0 arrivals out of ``buyers``, fills ``trade.afloat``.

    Args:
        scenario: tick and interest rate.
        atlas: lanes with their transit times.
        rest: flows, prices and duties of the base year.
        buyers: buyers at rest; stock, content and book value of day-0 arrivals are taken out.
        trade: lanes at rest; tonnes afloat are added.
        voyages: legs of each lane.
        room: least number of lots the arrays must hold.
        before: lots of another scenario with the same map and tick, to copy dates from.

    """
    tick = scenario.tick_days
    lanes, afloat = lane_columns(atlas), _afloat(atlas, tick)
    count = len(afloat)
    lots: Lots = empty_lots(max(room, count))
    lots.counts[1] = count
    if before is None:
        for slot, (s, sent) in enumerate(afloat):
            lots.fact[slot] = _facts(voyages, s, sent)
            lots.fact[slot, Fact.DUE] = _next_moment(voyages, lots, s, slot)
    else:
        lots.fact[:count] = before.fact[:count]
    lane, ordered = lots.fact[:count, Fact.LANE], lots.fact[:count, Fact.ORDERED]
    seller, buyer = (side[lane] for side in ends(atlas))
    transit = lanes.transit[lane]
    tonnes = rest.flow[lane] * tick
    value = tonnes * rest.price[seller]
    interest = scenario.market.interest / DAYS_PER_YEAR
    lots.tonnes[:count] = tonnes
    lots.content[:count] = tonnes[:, None] * rest.content[seller]
    money = lots.money[:count]
    money[:, Money.VALUE] = value
    money[:, Money.EXPORT_TAX] = value * rest.tax[lane]
    money[:, Money.FREIGHT] = tonnes * lanes.freight[lane]
    premium = rest.fob / (rest.price[ends(atlas)[0]] * (1.0 + rest.tax)) - 1.0
    money[:, Money.PREMIUM] = np.where(lanes.smuggled, premium, 0.0)[lane] * value
    money[:, Money.CARRYING] = tonnes * interest * transit * rest.fob[lane]
    money[:, Money.TARIFF] = np.where(lots.fact[:count, Fact.CLEARED] != NO_DAY, tonnes * rest.duty[lane], 0.0)
    np.add.at(trade.afloat, lane, tonnes)
    today = ordered + transit == 0
    np.subtract.at(buyers.stock, buyer[today], tonnes[today])
    np.subtract.at(buyers.content, buyer[today], lots.content[:count][today])
    np.subtract.at(buyers.book, buyer[today], tonnes[today] * rest.cost[lane][today])
    return lots


@lru_cache(maxsize=8)
def _afloat(atlas: Atlas, tick: int) -> tuple[tuple[int, int], ...]:
    """Lane and dispatch day of every lot that has not arrived by the last day before day 0."""
    live = [(s, lane) for s, lane in enumerate(atlas.lanes) if lane.tonnes > 0.0]
    return tuple((s, -k * tick) for s, lane in live for k in range(1, lane.transit // tick + 1))


def _legs(voyages: VoyageParams, lane: int, ordered: int) -> list[tuple[int, int]]:
    """Days and kinds of a voyage's moments with the mean days at sea, as the kernels would compute them."""
    load, sea, port, customs, inland = (int(d) for d in voyages.days[lane])
    departs = ordered + load
    legs = [(ordered, LOADING), (departs, DEPARTURE)]
    if voyages.foreign[lane]:
        day, here = departs, 0
        for leg in range(PASSAGES):
            if voyages.chokepoint[lane, leg] >= 0:
                ahead = int(voyages.place[lane, leg] * sea)
                day, here = day + max(1, ahead - here), ahead
                legs.append((day, PASSAGE))
        landfall = day + max(1, sea - here)
        legs += [
            (landfall, LANDFALL),
            (landfall + port + customs, CLEARANCE),
            (landfall + port + customs + inland, ARRIVAL),
        ]
    else:
        legs.append((departs + sea + inland, ARRIVAL))
    return legs


def _facts(voyages: VoyageParams, lane: int, ordered: int) -> np.ndarray:
    """Integer columns, on day 0, of a lot dispatched on an earlier day."""
    fact = np.zeros(len(Fact), np.int64)
    legs = _legs(voyages, lane, ordered)
    fact[Fact.LANE], fact[Fact.ORDERED], fact[Fact.SEA_DAYS] = lane, ordered, voyages.days[lane, 1]
    fact[Fact.FATE], fact[Fact.WAITS_AT] = Fate.AFLOAT, -1
    for column, kind in ((Fact.DEPARTED, DEPARTURE), (Fact.LANDED, LANDFALL), (Fact.CLEARED, CLEARANCE)):
        done = [day for day, k in legs if k == kind and day < 0]
        fact[column] = done[0] if done else NO_DAY
    fact[Fact.ARRIVED] = NO_DAY
    fact[Fact.LICENSED] = NO_DAY
    fact[Fact.PASSED] = sum(1 for day, k in legs if k == PASSAGE and day < 0)
    return fact


def _next_moment(voyages: VoyageParams, lots: Lots, lane: int, slot: int) -> int:
    """First moment of a lot that is due on day 0 or later."""
    ordered = int(lots.fact[slot, Fact.ORDERED])
    day, kind = next((d, k) for d, k in _legs(voyages, lane, ordered) if d >= 0)
    return int(moment(day, kind, slot))
