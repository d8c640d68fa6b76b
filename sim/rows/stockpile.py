"""The ``stockpile`` table: stock, trade and money of every store by recorded day; payments of stockpiles."""

import numpy as np
from numpy.typing import NDArray

from lodeflow.base_world.rest_point import Floats
from lodeflow.kernels.record.record import MARKETS
from lodeflow.kernels.record.stockpiles import StoreColumn
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads

AS_RECORDED = {
    "held_t": StoreColumn.HELD,
    "cost_usd": StoreColumn.COST,
    "market_value_usd": StoreColumn.VALUE,
    "cash_usd": StoreColumn.CASH,
    "loan_usd": StoreColumn.LOAN,
    "fees_usd": StoreColumn.FEES,
    "interest_usd": StoreColumn.INTEREST,
    "storage_usd": StoreColumn.STORAGE,
    "support_usd": StoreColumn.SUPPORT,
}
IN_THE_STEP = {
    "bought_t": StoreColumn.BOUGHT,
    "released_t": StoreColumn.RELEASED,
    "paid_usd": StoreColumn.PAID,
    "received_usd": StoreColumn.RECEIVED,
    "advanced_usd": StoreColumn.ADVANCED,
    "refunded_usd": StoreColumn.REFUNDED,
}


OF_WELFARE = ("stockpile_usd", "stockpile_fee_usd", "stockpile_interest_usd")
"""Columns of the welfare table that stockpiles fill."""
PAID = (  # instrument, payer and payee of each payment of a store and of its purse
    ("stockpile purchase", "stockpiles {here}", "stockholders {here}"),
    ("stockpile release", "stockholders {here}", "stockpiles {here}"),
    ("stockpile advance", "users {here}", "stockpiles {here}"),
    ("stockpile refund", "stockpiles {here}", "users {here}"),
    ("stockpile fee", "users {here}", "stockpiles {here}"),
    ("stockpile interest", "stockpiles {here}", "lenders"),
    ("stockpile storage", "stockpiles {here}", "warehouses"),
    ("stockpile support", "treasury {here}", "stockpiles {here}"),
)
_COLUMNS = [
    *(StoreColumn.PAID, StoreColumn.RECEIVED, StoreColumn.ADVANCED, StoreColumn.REFUNDED, StoreColumn.FEES),
    *(StoreColumn.INTEREST, StoreColumn.STORAGE, StoreColumn.SUPPORT),
]
_OF_STORES = 4
"""Of them those that each store has for itself."""


def store_payments(plan: Plan, r: Replication) -> Floats:
    """Payments of each step, USD, float64 (recorded days, stores, kinds of ``PAID``).

    What a whole stockpile pays and gets stands with the first of its stores.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    tape = r.world.tape
    told = tape.stores[: int(tape.used[MARKETS])][:, :, _COLUMNS].copy()
    told[:, :, _OF_STORES:] *= _first_of_its_purse(plan)[:, None]
    return np.diff(told, axis=0, prepend=np.zeros((1, *told.shape[1:])))


def earned_by_stores(plan: Plan, r: Replication, last: NDArray[np.int64]) -> dict[str, Floats]:
    """Columns ``OF_WELFARE``, each float64 (periods, shown cells) in USD.

    A stockpile earns what its releases bring above their cost, and fees, less storage and interest; stock at cost is
    no loss, and advances of participants are lent. What the treasury pays of a loss is not taken off it.

    Args:
        plan: the plan of the replication.
        r: the finished replication.
        last: (periods,) last recorded day of each period, as a row of the tape.

    """
    told, own = r.world.tape.stores[last], _first_of_its_purse(plan)
    fees, interest, storage = (
        told[:, :, column] * own for column in (StoreColumn.FEES, StoreColumn.INTEREST, StoreColumn.STORAGE)
    )
    cost = told[:, :, StoreColumn.PAID] - told[:, :, StoreColumn.COST]
    earned = told[:, :, StoreColumn.RECEIVED] - cost + fees - interest - storage
    cells = plan.atlas.row[plan.template.market.stockpile_params.cell]
    found = {}
    for name, so_far in zip(OF_WELFARE, (earned, fees, interest), strict=True):
        found[name] = np.zeros((len(last), len(plan.atlas.shown)))
        np.add.at(found[name].T, cells, np.diff(so_far, axis=0, prepend=0.0).T)
    return found


def _first_of_its_purse(plan: Plan) -> Floats:
    """1.0 for the first store of each stockpile, 0.0 for the others."""
    purse = plan.template.market.stockpile_params.purse
    return np.array([float(p not in purse[:n]) for n, p in enumerate(purse.tolist())])


def stockpile_rows(plan: Plan, r: Replication) -> Columns:
    """The ``stockpile`` table of one replication: one row per recorded day and store.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    tape, params = r.world.tape, r.world.market.stockpile_params
    days, stores = int(tape.used[MARKETS]), len(params.cell)
    told = tape.stores[:days]
    before = np.concatenate([np.zeros((1, *told.shape[1:])), told[:-1]])
    cells = [plan.atlas.cells[j] for j in params.cell.tolist()]
    goods = plan.atlas.goods
    return {
        **heads(r, days * stores),
        "day": np.repeat(tape.day[:days], stores).astype(np.int32),
        "stockpile": np.tile(params.purse.astype(np.int32), days),
        "region": np.tile(codes(goods.regions, [region for region, _ in cells]), days),
        "material": np.tile(codes(goods.materials, [material for _, material in cells]), days),
        **{name: told[:, :, column].ravel() for name, column in AS_RECORDED.items()},
        **{name: (told - before)[:, :, column].ravel() for name, column in IN_THE_STEP.items()},
    }
