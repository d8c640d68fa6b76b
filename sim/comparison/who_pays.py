"""Distribution of gains and losses between two arms of a policy, by purse, region and period. Model.md 10.

The loss of users is half the sum of both quantities times the rise of their price: exact for linear demand. The rest of
their payments is income of others. All other purses are sums of payments, so the gains of all purses and places add up:
to the change of the value of use, less spending on mining, making, capital and storage, less value added lost, plus
additions to stocks (``tests/kernels/record/test_welfare.py``).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.catalog.goods import RARE_EARTHS, Goods
from lodeflow.catalog.names import REGIONS
from lodeflow.kernels.core.maths import power

Floats = NDArray[np.float64]

OUTSIDE, MEMBERS, OTHERS, WORLD = "outside", "members", "others", "world"
PLACES = (*REGIONS, OUTSIDE, MEMBERS, OTHERS, WORLD)
"""Places of a comparison of rare earths; ``places_of`` has those of any world."""
PRODUCERS = ("mines", "separators", "magnet makers")
"""Purses of those who make ores, intermediates and products; ``purses_of`` has their words in any world."""
USERS, SHORT, CAPITAL, RECYCLERS = "users", "users in shortage", "capital of new plants", "recyclers"
PLAIN = {  # columns of the welfare table that a purse sums, and their sign
    SHORT: {"value_added_lost_usd": -1.0},
    CAPITAL: {"capital_usd": -1.0},
    RECYCLERS: {"recycled_usd": 1.0},
    "exporters' rents": {"licence_rent_usd": 1.0, "alignment_usd": 1.0},
    "tariffs": {"tariff_usd": 1.0},
    "levies": {"levy_usd": 1.0},
    "export taxes, fines": {"export_tax_usd": 1.0, "fine_usd": 1.0},
    "price support": {"price_support_usd": -1.0},
    "public money": {"public_paid_usd": -1.0},
    "stockholders": {"spread_usd": 1.0},
    "stockpiles": {"stockpile_usd": 1.0},
    "participants in stockpiles": {"stockpile_fee_usd": -1.0},
    "lenders to stockpiles": {"stockpile_interest_usd": 1.0},
}
AWAY = {"carriers": "freight_usd", "lenders": "interest_usd", "smugglers, relabellers": "evaders_usd"}
"""Purses that belong to no region."""
ALL, IMPORT_PRICES, IMPORT_TONNES, PAID_ABROAD = "all", "import prices", "import tonnes", "taxes and rents abroad"
SUMMED = (USERS, *PRODUCERS, *PLAIN, *AWAY)
PURSES = (*SUMMED, ALL, IMPORT_PRICES, IMPORT_TONNES, PAID_ABROAD)
"""Purses, their sum, and three parts of it: import prices, import tonnes, and taxes and rents paid abroad."""
COLUMNS = tuple(
    dict.fromkeys(
        (
            *("final_use_t", "users_usd", "sales_usd", "contract_usd", "cash_cost_usd", "feed_usd", "public_money_usd"),
            *(column for columns in PLAIN.values() for column in columns),
            *AWAY.values(),
            *("imported_t", "imports_usd", "paid_abroad_usd"),
        )
    )
)
"""Columns read from the welfare table."""


class Books(NamedTuple):
    """Welfare table of one replication."""

    day: NDArray[np.int32]
    """int32 (steps,): last day of each step."""
    region: NDArray[np.int32]
    """int32 (cells,): index of the region in the world's goods."""
    material: NDArray[np.int32]
    """int32 (cells,): index of the material in the world's goods."""
    columns: Mapping[str, Floats]
    """float64 (steps, cells) by name of the column, in t or USD."""


class Periods(NamedTuple):
    """Assignment of steps to years, and discount factors."""

    year: NDArray[np.int64]
    """int64 (steps,): year of each step, from 0."""
    worth: Floats
    """float64 (rates, steps): present value of a dollar of each step, for each rate."""
    rates: tuple[float, ...]
    """Real discount rates [1/yr] at which whole runs are added up."""

    @property
    def size(self) -> int:
        """Number of periods: the years, then the whole run at each discount rate."""
        return int(self.year[-1]) + 1 + len(self.worth)


def periods(days: NDArray[np.int32], rates: Sequence[float]) -> Periods:
    """Years and discount factors of steps that end on ``days`` (steps,); payments fall in the middle of a step.

    ``rates`` are real discount rates [1/yr].
    """
    middle = (days + np.concatenate([[0], days[:-1]])) / 2.0
    factors = [[power(1.0 + rate, -day / 365.0) for day in middle.tolist()] for rate in rates]
    last = max(1, round(int(days[-1]) / 365.0)) - 1  # a few days beyond the last year make no new one
    year = np.minimum((np.maximum(1, days) - 1) // 365, last).astype(np.int64)
    return Periods(year, np.array(factors), tuple(rates))


def users_cost(usd: Floats, tonnes: Floats, usd_before: Floats, tonnes_before: Floats) -> Floats:
    """Loss of users from higher prices, USD: half the sum of both quantities times the rise of the price.

    A price is outlay over use. Where one arm used nothing, the price of the other stands for both.

    Args:
        usd: outlay in the arm.
        tonnes: use in the arm.
        usd_before: outlay in the base.
        tonnes_before: use in the base.

    """
    price, before = _price(usd, tonnes), _price(usd_before, tonnes_before)
    price, before = np.where(tonnes > 0.0, price, before), np.where(tonnes_before > 0.0, before, price)
    return 0.5 * (price - before) * (tonnes + tonnes_before)


def import_bill(usd: Floats, tonnes: Floats, usd_before: Floats, tonnes_before: Floats) -> tuple[Floats, Floats]:
    """Change of the import bill by cause, USD: prices at the mean quantity, and quantities at the mean price.

    Args:
        usd: import bill in the arm.
        tonnes: imports in the arm.
        usd_before: import bill in the base.
        tonnes_before: imports in the base.

    """
    by_price = users_cost(usd, tonnes, usd_before, tonnes_before)
    return by_price, usd - usd_before - by_price


def places_of(goods: Goods) -> tuple[str, ...]:
    """Places of a comparison in the world of ``goods``: its regions, and sums of some of them."""
    return (*goods.regions, OUTSIDE, MEMBERS, OTHERS, WORLD)


def purses_of(goods: Goods) -> tuple[str, ...]:
    """Words of ``PURSES`` in the world of ``goods``: in a chain those who make the materials of each stage."""
    if goods is RARE_EARTHS:
        return PURSES
    stages = zip(PRODUCERS, (goods.ores, goods.intermediates, goods.products), strict=True)
    words = {purse: f"makers of {made[0]}" if made else purse for purse, made in stages}
    return tuple(words.get(purse, purse) for purse in PURSES)


def gains(arm: Books, base: Books, goods: Goods = RARE_EARTHS) -> Floats:
    """Gain of every purse in every region and step, USD, float64 (PURSES, regions, steps); losses are below 0.

    The gain of a purse outside all regions stands in the region of the buyer who paid for it.

    Args:
        arm: welfare table of the arm.
        base: welfare table of the base in the same replication.
        goods: goods of the world that both play.

    """
    change = {name: arm.columns[name] - base.columns[name] for name in COLUMNS}
    zero = np.zeros_like(change["users_usd"])
    of: dict[str, Floats] = {USERS: -users_cost(*_pair(arm, base, "users_usd", "final_use_t"))}
    earned = change["sales_usd"] + change["price_support_usd"] + change["contract_usd"] - change["cash_cost_usd"]
    earned = earned + change["public_money_usd"]
    made = (goods.ores, goods.intermediates, goods.products)
    for stage, materials, feed in zip(PRODUCERS, made, ((), *made[:2]), strict=True):
        own, feeds = (_of(arm, some, goods) for some in (materials, feed))
        of[stage] = np.where(own, earned, zero) - np.where(feeds, change["feed_usd"], zero)
    for purse, columns in PLAIN.items():
        of[purse] = zero + sum(sign * change[name] for name, sign in columns.items())
    of |= {purse: change[name] for purse, name in AWAY.items()}
    of[ALL] = zero
    of[IMPORT_PRICES], of[IMPORT_TONNES] = (-x for x in import_bill(*_pair(arm, base, "imports_usd", "imported_t")))
    of[PAID_ABROAD] = -change["paid_abroad_usd"]
    by_cell = np.stack([of[purse] for purse in PURSES])
    found = np.zeros((len(PURSES), len(goods.regions), by_cell.shape[1]))
    for cell, region in enumerate(arm.region.tolist()):
        found[:, region] += by_cell[:, :, cell]
    return found


def by_place(of_regions: Floats, when: Periods, members: Sequence[str], goods: Goods = RARE_EARTHS) -> Floats:
    """Gains by place and period, USD, float64 (PURSES, places, periods), with the sums over places and purses.

    Args:
        of_regions: gains by region and step, from ``gains``.
        when: years and discount factors of the steps.
        members: regions that belong to an alliance.
        goods: goods of the world.

    """
    regions, places = goods.regions, places_of(goods)
    years = int(when.year[-1]) + 1
    in_periods = np.zeros((*of_regions.shape[:2], when.size))
    for step, year in enumerate(when.year.tolist()):
        in_periods[:, :, year] += of_regions[:, :, step]
        for k in range(len(when.rates)):
            in_periods[:, :, years + k] += when.worth[k, step] * of_regions[:, :, step]
    found = np.zeros((len(PURSES), len(places), when.size))
    away = [PURSES.index(purse) for purse in AWAY]
    found[:, : len(regions)] = in_periods
    found[away, : len(regions)] = 0.0
    place = {name: n for n, name in enumerate(places)}
    for n, region in enumerate(regions):
        found[away, place[OUTSIDE]] += in_periods[away, n]
        found[:, place[MEMBERS if region in members else OTHERS]] += found[:, n]
    found[:, place[WORLD]] = found[:, place[OUTSIDE]] + found[:, place[MEMBERS]] + found[:, place[OTHERS]]
    for purse in range(len(SUMMED)):
        found[PURSES.index(ALL)] += found[purse]
    return found


def _of(arm: Books, materials: Sequence[str], goods: Goods) -> NDArray[np.bool_]:
    """Mask of the cells of some materials."""
    return np.isin(arm.material, [goods.place(m) for m in materials])


def _pair(arm: Books, base: Books, usd: str, tonnes: str) -> tuple[Floats, Floats, Floats, Floats]:
    """Two columns of both arms."""
    return arm.columns[usd], arm.columns[tonnes], base.columns[usd], base.columns[tonnes]


def _price(usd: Floats, tonnes: Floats) -> Floats:
    """Price in USD/t, 0 where nothing is bought."""
    prices: Floats = np.divide(usd, tonnes, out=np.zeros_like(usd), where=tonnes > 0.0)
    return prices
