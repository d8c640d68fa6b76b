"""The cargoes that are on their way when the simulation begins: real lots, dispatched before day 0.

Every lane sent off one lot a tick in the past, with the mean days at sea; those that have not arrived before day 0
are afloat, each at its own leg. What arrives on day 0 itself is taken out of the buyers' stock, so that the first
market finds the stock on target.
"""

import numpy as np

from lodeflow.atlas import Atlas
from lodeflow.calibration import DAYS_PER_YEAR, Rest
from lodeflow.kernels.cells import Buyers
from lodeflow.kernels.kinds import ARRIVAL, CLEARANCE, DEPARTURE, LANDFALL, LOADING, PASSAGE
from lodeflow.kernels.lanes import Trade
from lodeflow.kernels.lots import NO_DAY, Fact, Fate, Lots, Money, empty_lots
from lodeflow.kernels.moment import moment
from lodeflow.kernels.voyage import PASSAGES, Voyages
from lodeflow.scenario import Scenario


def fill_pipeline(
    scenario: Scenario, atlas: Atlas, rest: Rest, buyers: Buyers, trade: Trade, voyages: Voyages, room: int
) -> tuple[Lots, list[int]]:
    """Lots afloat on day 0 and their next moments; takes day-0 arrivals out of ``buyers``, fills ``trade.afloat``."""
    tick = scenario.tick_days
    afloat = [(s, -k * tick) for s, lane in enumerate(atlas.lanes) for k in range(1, lane.transit // tick + 1)]
    lots = empty_lots(max(room, len(afloat)))
    moments = []
    interest = scenario.market.interest / DAYS_PER_YEAR
    for slot, (s, ordered) in enumerate(afloat):
        lane = atlas.lanes[s]
        tonnes = rest.flow[s] * tick
        seller = voyages_seller(atlas, s)
        value = tonnes * rest.price[seller]
        lots.tonnes[slot] = tonnes
        lots.content[slot] = tonnes * rest.content[seller]
        lots.money[slot, Money.VALUE] = value
        lots.money[slot, Money.EXPORT_TAX] = value * rest.tax[s]
        lots.money[slot, Money.FREIGHT] = tonnes * lane.freight
        lots.money[slot, Money.CARRYING] = tonnes * interest * lane.transit * rest.fob[s]
        lots.fact[slot] = _facts(voyages, s, ordered)
        due = _next_moment(voyages, lots, s, slot)
        lots.fact[slot, Fact.DUE] = due
        if lots.fact[slot, Fact.CLEARED] != NO_DAY:
            lots.money[slot, Money.TARIFF] = tonnes * rest.duty[s]
        moments.append(due)
        trade.afloat[s] += tonnes
        if ordered + lane.transit == 0:
            buyer = voyages.buyer[s]
            buyers.stock[buyer] -= tonnes
            buyers.content[buyer] -= lots.content[slot]
            buyers.book[buyer] -= tonnes * rest.cost[s]
    lots.counts[1] = len(afloat)
    return lots, moments


def voyages_seller(atlas: Atlas, lane: int) -> int:
    """Seller cell of a lane."""
    return atlas.cell(atlas.lanes[lane].origin, atlas.lanes[lane].material)


def _legs(voyages: Voyages, lane: int, ordered: int) -> list[tuple[int, int]]:
    """Days and kinds of a voyage with the mean days at sea, as the kernels would make it."""
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


def _facts(voyages: Voyages, lane: int, ordered: int) -> np.ndarray:
    """What is known on day 0 of a lot dispatched on a day before it."""
    fact = np.zeros(len(Fact), np.int64)
    legs = _legs(voyages, lane, ordered)
    fact[Fact.LANE], fact[Fact.ORDERED], fact[Fact.SEA_DAYS] = lane, ordered, voyages.days[lane, 1]
    fact[Fact.FATE], fact[Fact.WAITS_AT] = Fate.AFLOAT, -1
    for column, kind in ((Fact.DEPARTED, DEPARTURE), (Fact.LANDED, LANDFALL), (Fact.CLEARED, CLEARANCE)):
        done = [day for day, k in legs if k == kind and day < 0]
        fact[column] = done[0] if done else NO_DAY
    fact[Fact.ARRIVED] = NO_DAY
    fact[Fact.PASSED] = sum(1 for day, k in legs if k == PASSAGE and day < 0)
    return fact


def _next_moment(voyages: Voyages, lots: Lots, lane: int, slot: int) -> int:
    """The first leg that is not behind it."""
    ordered = int(lots.fact[slot, Fact.ORDERED])
    day, kind = next((d, k) for d, k in _legs(voyages, lane, ordered) if d >= 0)
    return int(moment(day, kind, slot))
