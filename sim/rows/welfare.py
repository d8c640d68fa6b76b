"""The ``welfare`` table: payments and receipts by year, region and material, to compare two arms of a policy. Model.md
10.

A year is the number of recorded steps that comes nearest to one. Written every quarter, the table took as much space
and time as the markets themselves; docs/model/welfare.md says what that changes.

Sums over lanes run in the order of the lanes, in a kernel. Receipts of sellers are booked where they sell; payments to
parties outside all regions, and to customs, are booked where the buyer is. ``comparison/who_pays.py`` reads the table.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.base_world.rest_point import Floats, ends
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.entities.lots import FREE_ON_BOARD, Money
from lodeflow.kernels.projects.projects import ProjectStage
from lodeflow.kernels.record.record import MARKETS, FlowColumn, MarketColumn
from lodeflow.kernels.record.welfare import add_up
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, heads
from lodeflow.rows.market import places_and_days
from lodeflow.rows.markets import by_column
from lodeflow.rows.payments import PAYMENTS, payment
from lodeflow.rows.projects import main_cells
from lodeflow.rows.public_money import supported
from lodeflow.rows.stockpile import earned_by_stores

YEAR = 364
"""Days of a year of the table: 52 weeks."""
OF_CELLS = {
    "final_use_t": MarketColumn.SERVED,
    "users_usd": MarketColumn.SERVED_OUTLAY,
    "value_added_lost_usd": MarketColumn.VALUE_LOST,
    "cash_cost_usd": MarketColumn.CASH_COST,
    "recycled_usd": MarketColumn.SCRAP,
    "spread_usd": MarketColumn.SPREAD,
    "stock_usd": MarketColumn.BOOK,
}
OUTLAY = MarketColumn.OUTLAY
IMPORTED, IMPORT_BILL, PAID_ABROAD = "imported_t", "imports_usd", "paid_abroad_usd"
OF_LANES = (*(payment.column for payment in PAYMENTS.values()), IMPORTED, IMPORT_BILL, PAID_ABROAD)
OF_RESALE = {  # columns of what is booked of lanes, and of the market, for goods that others could spare
    "sales_usd": MarketColumn.SPOT_SALES,
    "freight_usd": MarketColumn.SPOT_FREIGHT,
    "tariff_usd": MarketColumn.SPOT_DUTIES,
    IMPORTED: MarketColumn.BOUGHT_SPOT,
    IMPORT_BILL: MarketColumn.SPOT_OUTLAY,
}
TO_STATE_AND_EXPORTER = (Money.EXPORT_TAX, Money.RENT, Money.ALIGNMENT)
"""Payments of a foreign buyer on top of the gate price, to the seller's state or with its leave to the seller."""


def welfare_rows(plan: Plan, r: Replication, year: int = YEAR, shown: Floats | None = None) -> Columns:
    """The ``welfare`` table of one replication: one row per year and cell.

    Args:
        plan: the plan of the replication.
        r: the finished replication.
        year: length of a year in days.
        shown: its recorded markets, as ``by_column`` gives them, if they are at hand.

    """
    tape, cells = r.world.tape, len(plan.atlas.shown)
    recorded = int(tape.used[MARKETS])
    first, period = _years(recorded, int(tape.step[0]), year)
    last = np.array([*(first[1:] - 1), recorded - 1], np.int64)
    days = tape.day[:recorded][last]
    markets = by_column(plan, r.world) if shown is None else shown
    of_year = {column: np.add.reduceat(markets[column], first, axis=0) for column in (*OF_CELLS.values(), OUTLAY)}
    of_year[MarketColumn.BOOK] = markets[MarketColumn.BOOK][[*(first[1:] - 1), -1]]
    feed = (of_year[OUTLAY] - of_year[MarketColumn.SERVED_OUTLAY]) * _feeds(plan)
    of_lanes = np.zeros((len(OF_LANES), len(days), cells))
    add_up(tape.flow[:recorded], period, *_places(plan.atlas), of_lanes)
    of_lanes[OF_LANES.index(PAYMENTS[Money.SUPPORT].column)] *= -1.0
    for name, column in OF_RESALE.items():
        of_lanes[OF_LANES.index(name)] += np.add.reduceat(markets[column], first, axis=0)
    of_lanes[OF_LANES.index(IMPORT_BILL)] -= np.add.reduceat(markets[MarketColumn.SPOT_DUTIES], first, axis=0)
    return {
        **heads(r, len(days) * cells),
        **places_and_days(plan.atlas, tuple(days.tolist())),
        **{name: of_year[column].ravel() for name, column in OF_CELLS.items()},
        "feed_usd": feed.ravel(),
        "capital_usd": _capital(plan, r, days).ravel(),
        **{name: usd.ravel() for name, usd in earned_by_stores(plan, r, last).items()},
        **{name: usd.ravel() for name, usd in supported(plan, r, last).items()},
        **{name: of_lanes[k].ravel() for k, name in enumerate(OF_LANES)},
    }


def _years(recorded: int, step: int, year: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First recorded day of each year, and the year of each recorded day; the market of day 0 belongs to the first
    year.
    """
    steps = max(1, round(year / step))
    period = np.maximum(0, np.arange(recorded) - 1) // steps
    return np.flatnonzero(np.diff(period, prepend=-1)), period.astype(np.int64)


def _feeds(plan: Plan) -> Floats:
    """1 where plants buy, 0 elsewhere: there final users pay all there is to pay."""
    feeds = np.zeros(len(plan.atlas.cells))
    cells = plan.template.market.plant_params.feed
    feeds[cells[cells >= 0]] = 1.0
    return feeds[plan.atlas.shown]


@lru_cache(maxsize=8)
def _places(atlas: Atlas) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Terms of the sums over lanes: (terms,) source column, (terms,) target column, (terms, lanes) cell or -1."""
    seller, buyer = ends(atlas)
    buyer = np.array([atlas.cell(lane.destination, lane.material) for lane in atlas.lanes], np.int64)  # of defence too
    abroad = np.where([lane.foreign for lane in atlas.lanes], buyer, -1)
    money = int(FlowColumn.PAID)
    terms = [(money + k, pay.column, _stands(atlas, k, seller, buyer)) for k, pay in PAYMENTS.items()]
    terms += [(money + Money.SUPPORT, PAYMENTS[Money.VALUE].column, seller)]  # of a sale, a state pays this part
    terms += [(int(FlowColumn.ARRIVED), IMPORTED, abroad)]
    terms += [(money + kind, IMPORT_BILL, abroad) for kind in (*FREE_ON_BOARD, Money.FREIGHT)]
    terms += [(money + kind, PAID_ABROAD, abroad) for kind in TO_STATE_AND_EXPORTER]
    source, into = [t[0] for t in terms], [OF_LANES.index(t[1]) for t in terms]
    places = [np.where(t[2] >= 0, atlas.row[t[2]], -1) for t in terms]
    return np.array(source, np.int64), np.array(into, np.int64), np.array(places, np.int64)


def _stands(atlas: Atlas, kind: Money, seller: NDArray[np.int64], buyer: NDArray[np.int64]) -> NDArray[np.int64]:
    """Cell of each lane in which a kind of money is booked."""
    return np.where([payment(kind, lane).at_seller for lane in atlas.lanes], seller, buyer)


def _capital(plan: Plan, r: Replication, days: NDArray[Any]) -> Floats:
    """Annuity of the capital of new mines and plants in each step, USD, from their first tonne on, working or not.

    Plants from before day 0 are the same in every arm and are left out.
    """
    projects, opened = r.world.market.projects, r.world.market.project_state.day[:, ProjectStage.OPERATION]
    yearly = projects.capital * projects.capacity * DAYS_PER_YEAR * plan.scenario.investment.utilisation
    yearly = yearly * r.world.market.project_state.overrun
    tick = plan.scenario.tick_days
    begins = np.concatenate([[0], days[:-1] + tick])  # a step ends with the tick of its day
    at_work = np.flatnonzero(opened >= 0)
    worked = np.maximum(0, (days + tick)[:, None] - np.maximum(begins[:, None], opened[at_work]))
    charged = np.zeros((len(days), len(plan.atlas.shown)))
    cells = plan.atlas.row[np.array(main_cells(plan), np.int64)[at_work]]
    np.add.at(charged.T, cells, (yearly[at_work] / DAYS_PER_YEAR * worked).T)  # project after project
    return charged
