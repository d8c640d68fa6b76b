"""The ``account`` table: every payment of a step with payer, payee and instrument, by lane, buyer and store."""

from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas, Lane
from lodeflow.catalog.goods import RARE_EARTHS, Goods
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.record.record import MARKETS, FlowColumn, MarketColumn
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, heads
from lodeflow.rows.payments import OUTSIDE, PAYMENTS, payment
from lodeflow.rows.public_money import KINDS, support_payments, support_terms
from lodeflow.rows.stockpile import PAID, store_payments


def parties(goods: Goods) -> tuple[str, ...]:
    """Payers and payees in a world of ``goods``."""
    who = ("users", "stockholders", "sellers", "treasury", "recyclers", "stockpiles")
    return (*(f"{each} {r}" for each in who for r in goods.regions), *OUTSIDE)


PARTIES = parties(RARE_EARTHS)
"""Payers and payees in the world of rare earths."""
RESALE = {  # column of the market: instrument, payer and payee of goods that others could spare, by way of brokers
    MarketColumn.SPOT_OUTLAY: ("spot purchase", "stockholders {here}", "brokers"),
    MarketColumn.RESALE: ("resale", "brokers", "stockholders {here}"),
    MarketColumn.SPOT_SALES: ("spot sale", "brokers", "sellers {here}"),
    MarketColumn.SPOT_FREIGHT: ("freight", "brokers", "carriers"),
    MarketColumn.SPOT_DUTIES: ("tariff", "brokers", "treasury {here}"),
}
INSTRUMENTS = (
    *(payment.instrument for payment in PAYMENTS.values()), "use", "recycled oxide", "spot purchase", "resale",
    "spot sale", *(instrument for instrument, _, _ in (*PAID, *KINDS)),
)  # fmt: skip

Terms = tuple[str, str, str, str]  # material, instrument, payer, payee


def account_rows(plan: Plan, r: Replication) -> Columns:
    """The ``account`` table of one replication: one row per recorded day and payment that is not 0.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    tape, cells = r.world.tape, np.flatnonzero(plan.rest.use > 0.0)
    days = int(tape.used[MARKETS])
    usd = [_of_lane(tape.flow[:days, s, FlowColumn.PAID :]) for s in range(len(plan.atlas.lanes))]
    bought = [tape.market[:days, i][:, [MarketColumn.OUTLAY, MarketColumn.SCRAP]] for i in cells]
    deals = [tape.market[:days, i][:, list(RESALE)] for i in plan.atlas.shown]
    stores = store_payments(plan, r).reshape(days, -1)
    support = support_payments(r).reshape(days, -1)
    amount = np.concatenate([*usd, *bought, *deals, stores, support], axis=1).ravel()
    stored = tuple(plan.template.market.stockpile_params.cell.tolist())
    names = np.tile(_names(plan.atlas, tuple(cells.tolist()), stored, tuple(support_terms(plan))), (days, 1))
    paid = amount != 0.0
    return {
        **heads(r, int(paid.sum())),
        "day": np.repeat(tape.day[:days], len(names) // max(1, days)).astype(np.int32)[paid],
        **{column: names[paid, k] for k, column in enumerate(("material", "instrument", "payer", "payee"))},
        "usd": amount[paid],
    }


def _of_lane(paid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Payments in USD by day and kind of money, the part of a price that a state pays as a payment of its own.

    The seller receives the whole value. The state's part is below 0 in a cargo's money, and above 0 here.
    """
    usd = paid.copy()
    usd[:, Money.VALUE] += paid[:, Money.SUPPORT]
    usd[:, Money.SUPPORT] = -paid[:, Money.SUPPORT]
    return usd


@lru_cache(maxsize=8)
def _names(
    atlas: Atlas, cells: tuple[int, ...], stored: tuple[int, ...], support: tuple[Terms, ...]
) -> NDArray[np.int32]:
    """Codes of material, instrument, payer and payee: one row per lane and kind of money, two rows per buyer, then
    those of resale, of the stores of stockpiles and of public money.
    """
    terms = [*chain.from_iterable(map(_terms_of_lane, atlas.lanes))]
    for region, material in (atlas.cells[i] for i in cells):
        terms.append((material, "use", f"users {region}", f"stockholders {region}"))
        terms.append((material, "recycled oxide", f"stockholders {region}", f"recyclers {region}"))
    for region, material in atlas.shown_cells:
        for what, payer, payee in RESALE.values():
            terms.append((material, what, payer.format(here=region), payee.format(here=region)))
    for region, material in (atlas.cells[j] for j in stored):
        for what, payer, payee in PAID:
            terms.append((material, what, payer.format(here=region), payee.format(here=region)))
    terms += support
    who = parties(atlas.goods)
    known = (atlas.goods.materials, INSTRUMENTS, who, who)
    words = [{word: n for n, word in enumerate(of)} for of in known]
    return np.array([[place[name] for place, name in zip(words, row, strict=True)] for row in terms], np.int32)


def _terms_of_lane(lane: Lane) -> list[Terms]:
    """Payer and payee of each kind of money of a lane's cargoes, in the order of the kinds."""
    paid = [payment(kind, lane) for kind in Money]
    return [(lane.material, each.instrument, *each.parties(lane)) for each in paid]
