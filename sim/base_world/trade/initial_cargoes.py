"""Cargoes under way when the simulation begins: lots dispatched before day 0.

Every lane dispatched one lot per tick; lots that have not arrived before day 0 are afloat, each on its own leg.
Arrivals on day 0 itself are taken out of the buyers' stock, so that the first market finds the stock on target. Where
voyages vary, the lots afloat bring to each of the next markets what such voyages bring there on average
(``voyage_times``): with the mean voyage alone, lanes began with up to a tick of their flow too little under way.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, Whole, lane_columns
from lodeflow.base_world.rest_point import Rest, ends
from lodeflow.base_world.trade.voyage_times import voyage_times
from lodeflow.kernels.core.kinds import ARRIVAL, CLEARANCE, DEPARTURE, LANDFALL, LOADING, PASSAGE
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, moment
from lodeflow.kernels.entities.cells import BuyerState
from lodeflow.kernels.entities.lots import NO_DAY, Fact, Fate, Lots, Money, empty_lots
from lodeflow.kernels.trade.voyage import AT_SEA_DAYS, PASSAGES, VoyageParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


class Afloat(NamedTuple):
    """A lot that has not arrived by the last day before day 0."""

    lane: int
    """Index of its lane."""
    sent: int
    """Day of dispatch, negative."""
    sea_days: int
    """Days at sea."""
    share: float
    """Its tonnes as a share of what the lane dispatches in a tick."""


@reused
def initial_cargoes(
    scenario: Scenario, atlas: Atlas, rest: Rest, voyages: VoyageParams, growth: Floats, room: int
) -> Lots:
    """Lots afloat on day 0, each with its next moment.

    Args:
        scenario: tick and interest rate.
        atlas: lanes with their transit times.
        rest: flows, prices and duties of the base year, as ``moving`` gives them.
        voyages: legs of each lane.
        growth: float64 (lanes,) [1/tick], growth of what each lane sends.
        room: least number of lots the arrays must hold.

    """
    lanes, blank = lane_columns(atlas), _dated(atlas, voyages, scenario.tick_days, room)
    count = int(blank.counts[1])
    kept = ("fact", "counts")
    lots = Lots(**{name: column if name in kept else column.copy() for name, column in blank._asdict().items()})
    facts = blank.fact[:count]
    lane = facts[:, Fact.LANE]
    sellers = ends(atlas)[0]
    tonnes = rest.flow[lane] * scenario.tick_days * blank.tonnes[:count]
    if growth.any():
        ticks = facts[:, Fact.ORDERED] / float(scenario.tick_days)
        tonnes *= [float(exp(k * log(1.0 + g))) for k, g in zip(ticks.tolist(), growth[lane].tolist(), strict=True)]
    value = tonnes * rest.price[sellers[lane]]
    interest = scenario.market.interest / DAYS_PER_YEAR
    lots.tonnes[:count] = tonnes
    lots.content[:count] = tonnes[:, None] * rest.content[sellers[lane]]
    money = lots.money[:count]
    money[:, Money.VALUE] = value
    money[:, Money.EXPORT_TAX] = value * rest.tax[lane]
    money[:, Money.FREIGHT] = tonnes * lanes.freight[lane]
    premium = rest.fob / (rest.price[sellers] * (1.0 + rest.tax)) - 1.0
    money[:, Money.PREMIUM] = np.where(lanes.smuggled, premium, 0.0)[lane] * value
    money[:, Money.CARRYING] = tonnes * interest * lanes.transit[lane] * rest.fob[lane]
    money[:, Money.TARIFF] = np.where(facts[:, Fact.CLEARED] != NO_DAY, tonnes * rest.duty[lane], 0.0)
    return lots


@reused
def afloat_by_lane(atlas: Atlas, lots: Lots) -> Floats:
    """Tonnes of ``lots`` on each lane of ``atlas``, float64 (lanes,) [t]."""
    count = lots.counts[1]
    tonnes = np.zeros(len(atlas.lanes))
    np.add.at(tonnes, lots.fact[:count, Fact.LANE], lots.tonnes[:count])
    return tonnes


def afloat_at_first_market(atlas: Atlas, voyages: VoyageParams, lots: Lots) -> Floats:
    """Tonnes under way on each lane once the arrivals of day 0 are in, float64 (lanes,) [t].

    Args:
        atlas: lanes with their transit times.
        voyages: how much days at sea vary; where they do, no lot arrives on day 0.
        lots: lots afloat on day 0.

    """
    afloat: Floats = afloat_by_lane(atlas, lots).copy()
    _, lane, _, tonnes = _arrivals(atlas, voyages, lots)
    np.subtract.at(afloat, lane, tonnes)
    return afloat


def without_arrivals(buyers: BuyerState, atlas: Atlas, rest: Rest, voyages: VoyageParams, lots: Lots) -> BuyerState:
    """Buyers at rest less what arrives on day 0: its stock, content and book value.

    Args:
        buyers: buyers at rest.
        atlas: lanes with their transit times.
        rest: landed costs of the base year.
        voyages: how much days at sea vary; where they do, no lot arrives on day 0.
        lots: lots afloat on day 0.

    """
    slots, lane, buyer, tonnes = _arrivals(atlas, voyages, lots)
    stock, content, book = buyers.stock.copy(), buyers.content.copy(), buyers.book.copy()
    np.subtract.at(stock, buyer, tonnes)
    np.subtract.at(content, buyer, lots.content[slots])
    np.subtract.at(book, buyer, tonnes * rest.cost[lane])
    return buyers._replace(stock=stock, content=content, book=book)


@reused
def _arrivals(atlas: Atlas, voyages: VoyageParams, lots: Lots) -> tuple[Whole, Whole, Whole, Floats]:
    """Slot, lane, buyer and tonnes of every lot that arrives on day 0."""
    count = lots.counts[1]
    lane = lots.fact[:count, Fact.LANE]
    due = lots.fact[:count, Fact.ORDERED] + lane_columns(atlas).transit[lane] == 0
    slots = np.flatnonzero(due & (voyages.spread[lane] == 0.0))
    return slots, lane[slots], ends(atlas)[1][lane[slots]], lots.tonnes[slots]


@reused
def _dated(atlas: Atlas, voyages: VoyageParams, tick: int, room: int) -> Lots:
    """Lots that are afloat on day 0 with their dates alone, and their shares of a tick's dispatch instead of tonnes."""
    afloat = _afloat(atlas, voyages, tick)
    lots: Lots = empty_lots(max(room, len(afloat)))
    lots.counts[1] = len(afloat)
    for slot, lot in enumerate(afloat):
        legs = _legs(voyages, lot)
        lots.tonnes[slot] = lot.share
        lots.fact[slot] = _facts(lot, legs)
        lots.fact[slot, Fact.DUE] = _next_moment(legs, slot)
    return lots


def _afloat(atlas: Atlas, voyages: VoyageParams, tick: int) -> list[Afloat]:
    """Every lot that has not arrived by the last day before day 0, lane by lane, the last sent first."""
    found = []
    for s, lane in enumerate(atlas.lanes):
        if lane.tonnes <= 0.0:
            continue
        if voyages.spread[s] > 0.0:
            lots = voyage_times(voyages, s, tick).under_way()
            found += sorted((Afloat(s, -k * tick, sea, share) for k, sea, _, share in lots), key=lambda lot: -lot.sent)
        else:
            sea = int(voyages.days[s, AT_SEA_DAYS])
            found += [Afloat(s, -k * tick, sea, 1.0) for k in range(1, lane.transit // tick + 1)]
    return found


def _legs(voyages: VoyageParams, lot: Afloat) -> list[tuple[int, int]]:
    """Days and kinds of a voyage's moments, as the kernels would compute them."""
    lane, ordered, sea = lot.lane, lot.sent, lot.sea_days
    load, _, port, customs, inland = (int(d) for d in voyages.days[lane])
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


def _facts(lot: Afloat, legs: list[tuple[int, int]]) -> np.ndarray:
    """Integer columns, on day 0, of a lot dispatched on an earlier day."""
    fact = np.zeros(len(Fact), np.int64)
    fact[Fact.LANE], fact[Fact.ORDERED], fact[Fact.SEA_DAYS] = lot.lane, lot.sent, lot.sea_days
    fact[Fact.FATE], fact[Fact.WAITS_AT] = Fate.AFLOAT, -1
    for column, kind in ((Fact.DEPARTED, DEPARTURE), (Fact.LANDED, LANDFALL), (Fact.CLEARED, CLEARANCE)):
        done = [day for day, k in legs if k == kind and day < 0]
        fact[column] = done[0] if done else NO_DAY
    fact[Fact.ARRIVED] = NO_DAY
    fact[Fact.LICENSED] = NO_DAY
    fact[Fact.PASSED] = sum(1 for day, k in legs if k == PASSAGE and day < 0)
    return fact


def _next_moment(legs: list[tuple[int, int]], slot: int) -> int:
    """First moment of a lot that is due on day 0 or later."""
    day, kind = next((d, k) for d, k in legs if d >= 0)
    return int(moment(day, kind, slot))
