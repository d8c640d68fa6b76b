"""The ``account`` table: who paid whom for what in each step, by lane and by buyer; nothing is left out."""

from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas import Atlas, Lane
from lodeflow.build import Plan
from lodeflow.facts import MATERIALS, REGIONS
from lodeflow.kernels.lots import Money
from lodeflow.kernels.record import MARKETS, FlowColumn, MarketColumn
from lodeflow.replication import Replication
from lodeflow.row_parts import Columns, heads

PARTIES = (
    *(f"{who} {r}" for who in ("users", "stockholders", "sellers", "treasury", "recyclers") for r in REGIONS),
    "carriers",
    "lenders",
    "smugglers",
    "relabellers",
)
FOR_MONEY = {  # what each kind of money of a cargo is paid for
    Money.VALUE: "sale",
    Money.EXPORT_TAX: "export tax",
    Money.FREIGHT: "freight",
    Money.TARIFF: "tariff",
    Money.CARRYING: "interest",
    Money.PREMIUM: "premium for evading the law",
    Money.FINE: "fine",
    Money.SUPPORT: "price support",
    Money.RENT: "licence rent",
    Money.LEVY: "levy",
    Money.ALIGNMENT: "export price alignment",
    Money.CONTRACT: "steady contract",
}
INSTRUMENTS = (*FOR_MONEY.values(), "use", "recycled oxide")

Terms = tuple[str, str, str, str]  # material, instrument, payer, payee


def account_rows(plan: Plan, r: Replication) -> Columns:
    """The ``account`` table of one replication."""
    tape, cells = r.world.tape, np.flatnonzero(plan.rest.use > 0.0)
    days = int(tape.used[MARKETS])
    usd = [_of_lane(tape.flow[:days, s, FlowColumn.PAID :]) for s in range(len(plan.atlas.lanes))]
    bought = [tape.market[:days, i][:, [MarketColumn.OUTLAY, MarketColumn.SCRAP]] for i in cells]
    amount = np.concatenate([*usd, *bought], axis=1).ravel()
    names = np.tile(_names(plan.atlas, tuple(cells.tolist())), (days, 1))
    paid = amount != 0.0
    return {
        **heads(r, int(paid.sum())),
        "day": np.repeat(tape.day[:days], len(names) // max(1, days)).astype(np.int32)[paid],
        **{column: names[paid, k] for k, column in enumerate(("material", "instrument", "payer", "payee"))},
        "usd": amount[paid],
    }


def _of_lane(paid: NDArray[np.float64]) -> NDArray[np.float64]:
    """USD by day and kind of money. A seller gets the whole value, of which a state may pay a part: that is
    below 0 in a cargo's money, and above 0 here.
    """
    usd = paid.copy()
    usd[:, Money.VALUE] += paid[:, Money.SUPPORT]
    usd[:, Money.SUPPORT] = -paid[:, Money.SUPPORT]
    return usd


@lru_cache(maxsize=8)
def _names(atlas: Atlas, cells: tuple[int, ...]) -> NDArray[np.int32]:
    """Codes of what is paid, one row for each kind of money of each lane, then two for each buyer."""
    terms = [*chain.from_iterable(map(_terms_of_lane, atlas.lanes))]
    for region, material in (atlas.cells[i] for i in cells):
        terms.append((material, "use", f"users {region}", f"stockholders {region}"))
        terms.append((material, "recycled oxide", f"stockholders {region}", f"recyclers {region}"))
    words = [{word: n for n, word in enumerate(of)} for of in (MATERIALS, INSTRUMENTS, PARTIES, PARTIES)]
    return np.array([[place[name] for place, name in zip(words, row, strict=True)] for row in terms], np.int32)


def _terms_of_lane(lane: Lane) -> list[Terms]:
    """Who pays whom each kind of money of the lane's cargoes, in the order of the kinds."""
    home, buyer = f"treasury {lane.origin}", f"stockholders {lane.destination}"
    payee = {
        Money.VALUE: f"sellers {lane.origin}",
        Money.EXPORT_TAX: home,
        Money.FREIGHT: "carriers",
        Money.TARIFF: f"treasury {lane.destination}",
        Money.CARRYING: "lenders",
        Money.PREMIUM: "relabellers" if lane.relabelled else "smugglers",
        Money.FINE: home if lane.smuggled else f"treasury {lane.destination}",
        Money.SUPPORT: f"sellers {lane.origin}",
        Money.RENT: f"sellers {lane.origin}",
        Money.LEVY: f"treasury {lane.destination}",
        Money.ALIGNMENT: f"sellers {lane.origin}",
        Money.CONTRACT: f"sellers {lane.origin}",
    }
    return [(lane.material, FOR_MONEY[k], home if k == Money.SUPPORT else buyer, payee[k]) for k in Money]
