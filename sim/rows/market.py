"""Rows of the ``market`` table."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeflow.assembly import last_market
from lodeflow.atlas.atlas import Atlas
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.kernels.record.totals import LEAST_TRADE
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads
from lodeflow.rows.markets import by_column
from lodeflow.scenario.load import Scenario

MARKET_COLUMNS = {
    "origin_price_usd_per_t": MarketColumn.GATE,
    "landed_cost_usd_per_t": MarketColumn.LANDED,
    "spot_price_usd_per_t": MarketColumn.SPOT,
    "transaction_price_usd_per_t": MarketColumn.PAID,
    "production_t": MarketColumn.MADE,
    "desired_use_t": MarketColumn.DESIRED,
    "use_t": MarketColumn.USED,
    "unmet_t": MarketColumn.UNMET,
    "seller_stock_t": MarketColumn.SELLER_STOCK,
    "buyer_stock_t": MarketColumn.BUYER_STOCK,
    "afloat_t": MarketColumn.AFLOAT,
    "residue_t": MarketColumn.RESIDUE,
    "licence_rent_usd_per_t": MarketColumn.RENT,
    "fob_price_usd_per_t": MarketColumn.FOB_PRICE,
    "contract_price_usd_per_t": MarketColumn.CONTRACT,
    "reference_price_usd_per_t": MarketColumn.REFERENCE,
    "licence_queue_t": MarketColumn.LICENCE_QUEUE,
    "recycled_t": MarketColumn.RECYCLED,
    "bought_spot_t": MarketColumn.BOUGHT_SPOT,
    "resold_t": MarketColumn.RESOLD,
    "sold_spot_t": MarketColumn.SOLD_SPOT,
}
SELLERS = ("origin_price_usd_per_t", "licence_rent_usd_per_t")
"""Prices that only producers have."""
BUYERS = (
    "landed_cost_usd_per_t",
    "spot_price_usd_per_t",
    "transaction_price_usd_per_t",
    "contract_price_usd_per_t",
)
"""Prices that only those who buy have."""
NAMED = ("fob_price_usd_per_t", "reference_price_usd_per_t")
"""Prices that are there on some days only; 0 on the tape stands for none."""


def recorded_days(scenario: Scenario, step: int) -> NDArray[np.int32]:
    """Days of the recorded markets of ``scenario``: every ``step`` days, and the last market, int32 (days,)."""
    last = last_market(scenario)
    days = np.arange(0, last + 1, step, dtype=np.int32)
    return days if days[-1] == last else np.append(days, np.int32(last))


def market_rows(plan: Plan, r: Replication, shown: NDArray[np.float64] | None = None) -> Columns:
    """The ``market`` table of one replication: one row per recorded day and cell.

    Args:
        plan: the plan of the replication.
        r: the finished replication.
        shown: its recorded markets, as ``by_column`` gives them, if they are at hand.

    """
    tape = r.world.tape
    days, cells = int(tape.used[MARKETS]), len(plan.atlas.shown)
    columns = by_column(plan, r.world) if shown is None else shown
    values = {name: columns[c] for name, c in MARKET_COLUMNS.items()}
    made = plan.template.market.cell_params.design_capacity
    makes, buys = (of[plan.atlas.shown] > 0.0 for of in (made, plan.rest.landed))
    for name in SELLERS:
        values[name] = np.where(makes, values[name], np.nan)
    for name in BUYERS:
        values[name] = np.where(buys, values[name], np.nan)
    for name in NAMED:
        values[name] = np.where(values[name] > 0.0, values[name], np.nan)
    return {
        **heads(r, days * cells),
        **places_and_days(plan.atlas, tuple(tape.day[:days].tolist())),
        "capacity_t_per_yr": (columns[MarketColumn.CAPACITY] * 365.0).ravel(),
        **{name: value.ravel() for name, value in values.items()},
        "traded": (buys & traded(columns)).ravel(),
    }


def traded(columns: NDArray[np.float64]) -> NDArray[np.bool_]:
    """True for each market with trade in a step: at least a hundredth of desired use was met, or nobody wanted any.

    Args:
        columns: float64 (MarketColumn, ...) [t], recorded markets column by column.

    """
    used, desired = columns[MarketColumn.USED], columns[MarketColumn.DESIRED]
    return np.asarray(used >= LEAST_TRADE * desired, np.bool_)


@lru_cache(maxsize=8)
def places_and_days(atlas: Atlas, days: tuple[int, ...]) -> Columns:
    """Columns ``day``, ``region`` and ``material`` of a table with a row for each day and civil cell.

    Args:
        atlas: the cells.
        days: days of the rows, each repeated for all cells.

    """
    names = {name: np.tile(codes, len(days)) for name, codes in cell_names(atlas).items()}
    return {"day": np.repeat(np.array(days, np.int32), len(atlas.shown)), **names}


@lru_cache(maxsize=8)
def cell_names(atlas: Atlas) -> Columns:
    """Codes of region and material of every civil cell of ``atlas``."""
    return {
        "region": codes(atlas.goods.regions, [region for region, _ in atlas.shown_cells]),
        "material": codes(atlas.goods.materials, [material for _, material in atlas.shown_cells]),
    }
