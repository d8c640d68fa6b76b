"""Recording of market days, flows, finished shipments and events. It changes nothing in the world.

The tape is a set of preallocated columns. Python makes it longer, or empties it, before it is full; its length never
shows in a result. Flows are sums over the step between two recorded days.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.lots import Fact, Money
from lodeflow.kernels.record.named_prices import name_references_in_force, price_exports


class MarketColumn(IntEnum):
    """Columns of ``Tape.market``; prices [USD/t], stocks [t], flows [t in the step], capacity [t/d]."""

    GATE = 0
    SPOT = 1
    PAID = 2
    LANDED = 3
    MADE = 4
    RESIDUE = 5
    USED = 6
    DESIRED = 7
    UNMET = 8
    SELLER_STOCK = 9
    BUYER_STOCK = 10
    AFLOAT = 11
    CAPACITY = 12
    OUTLAY = 13  # USD that users paid in the step
    SPREAD = 14  # USD stockholders earned in the step
    BOOK = 15  # USD the buyers' stock has cost
    SCRAP = 16  # USD paid for recycled oxide in the step
    RENT = 17  # USD/t, highest rent of an export licence on what leaves the region
    SERVED = 18  # t that final users took in the step
    SERVED_OUTLAY = 19  # USD they paid
    CASH_COST = 20  # USD that mines and plants spent in the step, feed apart
    VALUE_LOST = 21  # USD of value added that a shortage destroyed in the step
    FOB_PRICE = 22  # mean price free on board of exports; 0 where nothing is exported
    CONTRACT = 23
    REFERENCE = 24  # reference price in force; 0 for none
    LICENCE_QUEUE = 25  # t that wait here for an export licence
    RECYCLED = 26  # t recovered from worn goods in the step
    BOUGHT_SPOT = 27  # t that buyers got from spare stock elsewhere in the step
    RESOLD = 28  # t that buyers sold on in the step
    SOLD_SPOT = 29  # t of spare stock that sellers sold in the step
    SPOT_OUTLAY = 30  # USD paid by those who bought it
    RESALE = 31  # USD got by buyers who sold on
    SPOT_SALES = 32  # USD got by sellers
    SPOT_FREIGHT = 33  # USD paid for transport and deal
    SPOT_DUTIES = 34  # USD of duties


class FlowColumn(IntEnum):
    """Columns of ``Tape.flow``: tonnes [t in the step], prices [USD/t], then USD paid in the step by ``Money``."""

    SHIPPED = 0
    FOB = 1
    TARIFF = 2
    FREIGHT = 3
    LEVY = 4
    ARRIVED = 5
    SEIZED = 6  # t lost to customs in the step
    RECALLED = 7  # t that came back to the seller in the step
    PAID = 8  # first of the Money columns


class Tape(NamedTuple):
    """Recorded rows since the tape was last emptied, and sums of the step that is not recorded yet; written.

    The first axis of the recorded arrays is longer than what is ``used``.
    """

    day: np.ndarray
    """int64 (markets,) [day]: recorded market days."""
    market: np.ndarray
    """float64 (markets, cells, 35) [USD/t, t, t/d, USD]: values by ``MarketColumn``."""
    flow: np.ndarray
    """float64 (markets, lanes, 20) [t, USD/t, USD]: values by ``FlowColumn``, the last 12 by ``Money``."""
    lot_fact: np.ndarray
    """int64 (finished_lots, 13) [-]: finished lots by ``Fact``."""
    lot_amount: np.ndarray
    """float64 (finished_lots, 13) [t, USD]: tonnes of the finished lot, then values by ``Money``."""
    event: np.ndarray
    """float64 (events, 4) [day, code, -, -]: day, kind, who, and an amount that depends on the kind."""
    used: np.ndarray
    """int64 (3,) [-]: rows used, of MARKETS, FINISHED lots and EVENTS."""
    step: np.ndarray
    """int64 (2,) [d, day]: time between recorded market days; last market day of the run."""
    since_cell: np.ndarray
    """float64 (cells, 17) [t, USD]: sums since the last recorded day: made, residue, used, desired, unmet, outlay,
    spread, scrap, recycled, then those of ``ResaleState.day``.
    """
    since_lane: np.ndarray
    """float64 (lanes,) [t]: shipped since the last recorded day."""
    paid_before: np.ndarray
    """float64 (lanes, 12) [USD]: ``trade.paid`` on the last recorded day, by ``Money``."""
    released_before: np.ndarray
    """float64 (lanes,) [t]: ``trade.released`` on the last recorded day."""
    welfare: np.ndarray
    """float64 (cells, 4) [t, USD]: sums since the last recorded day by kernels/record/welfare.py."""
    arrived_before: np.ndarray
    """float64 (lanes,) [t]: ``trade.arrived`` on the last recorded day."""
    seized_before: np.ndarray
    """float64 (lanes,) [t]: ``smuggling_state.seized`` on the last recorded day."""
    recalled_before: np.ndarray
    """float64 (lanes,) [t]: ``trade.recalled`` on the last recorded day."""
    stores: np.ndarray
    """float64 (markets, stores, 15) [t, USD]: values by ``StoreColumn`` of kernels/record/stockpiles.py."""
    public: np.ndarray
    """float64 (markets, supports, 10) [USD]: of each guarantee, then of each programme of public money, by column of
    kernels/record/public_money.py.
    """


MARKETS, FINISHED, EVENTS = range(3)
GATE, SPOT, PAID, LANDED, MADE, RESIDUE, USED, DESIRED, UNMET = (int(c) for c in list(MarketColumn)[:9])
SELLER_STOCK, BUYER_STOCK, AFLOAT, CAPACITY, OUTLAY, SPREAD, BOOK, SCRAP, RENT = (
    int(c) for c in list(MarketColumn)[9:18]
)
FOB_PRICE, CONTRACT, REFERENCE, LICENCE_QUEUE, RECYCLED, BOUGHT_SPOT = (int(c) for c in list(MarketColumn)[22:28])
STORE_COLUMNS = 15
PUBLIC_COLUMNS = 10
OWN_SUMS = 9  # columns of Tape.since_cell before those of resale
RESALE_SUMS = int(MarketColumn.SPOT_DUTIES) - BOUGHT_SPOT + 1  # those of resale
SUMS = OWN_SUMS + RESALE_SUMS
FIRST_WORTH, FIRST_MONEY = int(MarketColumn.SERVED), int(FlowColumn.PAID)


def empty_tape(cells, lanes, stores, supports, markets, finished, events, step, last):
    """Empty tape with room for at least one row of each kind.

    Args:
        cells: int, number of cells.
        lanes: int, number of lanes; 0 records no flows.
        stores: int, number of stores of stockpiles.
        supports: int, number of price guarantees and programmes of public money.
        markets: int, recorded market days that find room.
        finished: int, finished lots that find room.
        events: int, events that find room.
        step: int [d], time between recorded market days.
        last: int [day], last market day of the run.

    """
    return Tape(
        day=np.zeros(max(1, markets), np.int64),
        market=np.zeros((max(1, markets), cells, len(MarketColumn))),
        flow=np.zeros((max(1, markets), lanes, FIRST_MONEY + len(Money))),
        lot_fact=np.zeros((max(1, finished), len(Fact)), np.int64),
        lot_amount=np.zeros((max(1, finished), 1 + len(Money))),
        event=np.zeros((max(1, events), 4)),
        used=np.zeros(3, np.int64),
        step=np.array([step, last], np.int64),
        since_cell=np.zeros((cells, SUMS)),
        since_lane=np.zeros(lanes),
        paid_before=np.zeros((lanes, len(Money))),
        released_before=np.zeros(lanes),
        welfare=np.zeros((cells, 4)),
        arrived_before=np.zeros(lanes),
        seized_before=np.zeros(lanes),
        recalled_before=np.zeros(lanes),
        stores=np.zeros((max(1, markets), stores, STORE_COLUMNS)),
        public=np.zeros((max(1, markets), supports, PUBLIC_COLUMNS)),
    )


@jit
def record_market(
    tape, named, rules, routes, floors, levies, smuggling_state, sellers, buyers, trade, resale, day,
):  # fmt: skip
    """Sums of a market day, and a row for the step where it ends."""
    tick = rules.tick
    for i in range(len(sellers.price)):
        met = buyers.filled[i]
        tape.since_cell[i, 0] += sellers.made[i]
        tape.since_cell[i, 1] += sellers.residue[i]
        tape.since_cell[i, 2] += buyers.used[i]
        tape.since_cell[i, 3] += buyers.desired[i] * tick
        tape.since_cell[i, 4] += buyers.desired[i] * tick * (1.0 - met)
        tape.since_cell[i, 5] += buyers.paid[i] * buyers.used[i]
        tape.since_cell[i, 6] += buyers.spread[i]
        tape.since_cell[i, 7] += buyers.returned[i] * tick * buyers.paid[i]
        tape.since_cell[i, 8] += buyers.returned[i] * tick
        for c in range(RESALE_SUMS):
            tape.since_cell[i, OWN_SUMS + c] += resale.day[c, i]
    for s in range(len(tape.since_lane)):
        tape.since_lane[s] += trade.shipped[s]
    if day % tape.step[0] != 0 and day != tape.step[1]:
        return
    row = tape.used[MARKETS]
    tape.used[MARKETS] += 1
    tape.day[row] = day
    price_exports(named, routes, trade)
    name_references_in_force(named, floors, levies)
    for i in range(len(sellers.price)):
        tape.market[row, i, GATE] = sellers.price[i]
        tape.market[row, i, SPOT] = buyers.spot[i]
        tape.market[row, i, PAID] = buyers.paid[i]
        tape.market[row, i, LANDED] = buyers.landed[i]
        tape.market[row, i, MADE] = tape.since_cell[i, 0]
        tape.market[row, i, RESIDUE] = tape.since_cell[i, 1]
        tape.market[row, i, USED] = tape.since_cell[i, 2]
        tape.market[row, i, DESIRED] = tape.since_cell[i, 3]
        tape.market[row, i, UNMET] = tape.since_cell[i, 4]
        tape.market[row, i, OUTLAY] = tape.since_cell[i, 5]
        tape.market[row, i, SPREAD] = tape.since_cell[i, 6]
        tape.market[row, i, SCRAP] = tape.since_cell[i, 7]
        tape.market[row, i, SELLER_STOCK] = sellers.stock[i]
        tape.market[row, i, BUYER_STOCK] = buyers.stock[i]
        tape.market[row, i, CAPACITY] = sellers.capacity[i]
        tape.market[row, i, BOOK] = buyers.book[i]
        tape.market[row, i, AFLOAT] = 0.0
        tape.market[row, i, RENT] = 0.0
        tape.market[row, i, FOB_PRICE] = named.fob[i]
        tape.market[row, i, CONTRACT] = buyers.contract[i]
        tape.market[row, i, REFERENCE] = named.reference[i]
        tape.market[row, i, LICENCE_QUEUE] = 0.0
        tape.market[row, i, RECYCLED] = tape.since_cell[i, 8]
        for c in range(RESALE_SUMS):
            tape.market[row, i, BOUGHT_SPOT + c] = tape.since_cell[i, OWN_SUMS + c]
        for c in range(SUMS):
            tape.since_cell[i, c] = 0.0
        for c in range(4):
            tape.market[row, i, FIRST_WORTH + c] = tape.welfare[i, c]
            tape.welfare[i, c] = 0.0
    for s in range(len(trade.afloat)):
        tape.market[row, routes.buyer[s], AFLOAT] += trade.afloat[s]
        tape.market[row, routes.seller[s], LICENCE_QUEUE] += trade.queued[s]
        tape.market[row, routes.seller[s], RENT] = max(tape.market[row, routes.seller[s], RENT], trade.rent[s])
    for s in range(len(tape.since_lane)):
        left = trade.released[s] - tape.released_before[s]  # left after a licence wait, less what began to wait
        tape.flow[row, s, 0] = max(0.0, tape.since_lane[s] + left)
        tape.released_before[s] = trade.released[s]
        tape.flow[row, s, 1] = trade.fob[s]
        tape.flow[row, s, 2] = trade.duty[s] - trade.levy[s] - trade.alignment[s]
        tape.flow[row, s, 3] = routes.freight[s] * (1.0 + trade.surcharge[s])
        tape.flow[row, s, 4] = trade.levy[s]
        tape.flow[row, s, 5] = trade.arrived[s] - tape.arrived_before[s]
        tape.flow[row, s, 6] = smuggling_state.seized[s] - tape.seized_before[s]
        tape.flow[row, s, 7] = trade.recalled[s] - tape.recalled_before[s]
        tape.arrived_before[s] = trade.arrived[s]
        tape.seized_before[s] = smuggling_state.seized[s]
        tape.recalled_before[s] = trade.recalled[s]
        tape.since_lane[s] = 0.0
        for k in range(trade.paid.shape[1]):
            tape.flow[row, s, FIRST_MONEY + k] = trade.paid[s, k] - tape.paid_before[s, k]
            tape.paid_before[s, k] = trade.paid[s, k]


@jit
def record_lot(tape, lots, slot):
    """Row for a finished lot."""
    row = tape.used[FINISHED]
    tape.used[FINISHED] += 1
    for c in range(lots.fact.shape[1]):
        tape.lot_fact[row, c] = lots.fact[slot, c]
    tape.lot_amount[row, 0] = lots.tonnes[slot]
    for k in range(lots.money.shape[1]):
        tape.lot_amount[row, 1 + k] = lots.money[slot, k]


@jit
def record_event(tape, day, kind, who, amount):
    """Row for an event.

    ``kind`` int64 [code] is a value of ``Kind`` (kernels/core/kinds.py); ``amount`` float depends on the kind.
    """
    row = tape.used[EVENTS]
    tape.used[EVENTS] += 1
    tape.event[row, 0] = day
    tape.event[row, 1] = kind
    tape.event[row, 2] = who
    tape.event[row, 3] = amount
