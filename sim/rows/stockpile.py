"""The ``stockpile`` table: stock, trade and money of every store by recorded day."""

import numpy as np

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
}


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
