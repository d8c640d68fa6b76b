"""Who gains and who pays when one arm of a policy is put in the place of another. Model.md 10.

Users lose half the sum of both quantities times the rise of their price: exact where demand is linear, and the rest of
what they pay is somebody's. All other purses are sums of what was paid, so nothing is invented: over all purses and
places the gains add up to the change of the value of use, less what was spent on mining, making and capital and less
value added lost, plus what was put into stocks (``test_welfare.py``).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.catalog.names import MAGNETS, MATERIALS, ORES, OXIDES, REGIONS
from lodeflow.kernels.core.maths import power

Floats = NDArray[np.float64]

OUTSIDE, MEMBERS, OTHERS, WORLD = "outside", "members", "others", "world"
PLACES = (*REGIONS, OUTSIDE, MEMBERS, OTHERS, WORLD)
PRODUCERS = {"mines": ORES, "separators": OXIDES, "magnet makers": MAGNETS}
FEEDS = {"separators": ORES, "magnet makers": OXIDES}
USERS, SHORT, CAPITAL, RECYCLERS = "users", "users in shortage", "capital of new plants", "recyclers"
PLAIN = {  # purses that are columns of the welfare table, and their sign
    SHORT: {"value_added_lost_usd": -1.0},
    CAPITAL: {"capital_usd": -1.0},
    RECYCLERS: {"recycled_usd": 1.0},
    "exporters' rents": {"licence_rent_usd": 1.0, "alignment_usd": 1.0},
    "tariffs": {"tariff_usd": 1.0},
    "levies": {"levy_usd": 1.0},
    "export taxes, fines": {"export_tax_usd": 1.0, "fine_usd": 1.0},
    "price support": {"price_support_usd": -1.0},
    "stockholders": {"spread_usd": 1.0},
}
AWAY = {"carriers": "freight_usd", "lenders": "interest_usd", "smugglers, relabellers": "evaders_usd"}
"""Purses of nobody's region."""
ALL, IMPORT_PRICES, IMPORT_TONNES, PAID_ABROAD = "all", "import prices", "import tonnes", "taxes and rents abroad"
SUMMED = (USERS, *PRODUCERS, *PLAIN, *AWAY)
PURSES = (*SUMMED, ALL, IMPORT_PRICES, IMPORT_TONNES, PAID_ABROAD)
"""The last three are parts of the others: the change of the import bill, and of what goes to states and exporters."""
COLUMNS = tuple(dict.fromkeys((
    *("final_use_t", "users_usd", "sales_usd", "contract_usd", "cash_cost_usd", "feed_usd"),
    *(column for columns in PLAIN.values() for column in columns),
    *AWAY.values(),
    *("imported_t", "imports_usd", "paid_abroad_usd"),
)))  # fmt: skip
"""What it takes of the welfare table."""


class Books(NamedTuple):
    """One replication's welfare table: ``day`` (steps,), codes of ``region`` and ``material`` (cells,), and ``columns``
    float64 (steps, cells) by name.
    """

    day: NDArray[np.int32]
    region: NDArray[np.int32]
    material: NDArray[np.int32]
    columns: Mapping[str, Floats]


class Periods(NamedTuple):
    """Steps as years and as present values."""

    year: NDArray[np.int64]
    """(steps,): year from 0."""
    worth: Floats
    """(rates, steps): present value of a dollar then."""
    rates: tuple[float, ...]
    """Real discount rates, per year, at which whole runs are added up."""

    @property
    def size(self) -> int:
        """Years, and then whole runs."""
        return int(self.year[-1]) + 1 + len(self.worth)


def periods(days: NDArray[np.int32], rates: Sequence[float]) -> Periods:
    """The years and discount factors of steps that end on these days: money of a step flows in its middle.

    ``rates`` are real discount rates, per year.
    """
    middle = (days + np.concatenate([[0], days[:-1]])) / 2.0
    factors = [[power(1.0 + rate, -day / 365.0) for day in middle.tolist()] for rate in rates]
    last = max(1, round(int(days[-1]) / 365.0)) - 1  # a run is not longer for the few days beyond its last year
    year = np.minimum((np.maximum(1, days) - 1) // 365, last).astype(np.int64)
    return Periods(year, np.array(factors), tuple(rates))


def users_cost(usd: Floats, tonnes: Floats, usd_before: Floats, tonnes_before: Floats) -> Floats:
    """What dearer supply costs users: half the sum of both quantities times the rise of the price, which is what was
    paid over what was used. Where one of them used nothing the other's price stands for both.
    """
    price, before = _price(usd, tonnes), _price(usd_before, tonnes_before)
    price, before = np.where(tonnes > 0.0, price, before), np.where(tonnes_before > 0.0, before, price)
    return 0.5 * (price - before) * (tonnes + tonnes_before)


def import_bill(usd: Floats, tonnes: Floats, usd_before: Floats, tonnes_before: Floats) -> tuple[Floats, Floats]:
    """Change of what imports cost, by its causes: prices at the mean quantity, quantities at the mean price."""
    by_price = users_cost(usd, tonnes, usd_before, tonnes_before)
    return by_price, usd - usd_before - by_price


def gains(arm: Books, base: Books) -> Floats:
    """Gain of every purse in every region and step, USD, a loss below 0: (PURSES, REGIONS, steps). Where the gain of a
    purse of nobody's region stands, a buyer has paid for it.
    """
    change = {name: arm.columns[name] - base.columns[name] for name in COLUMNS}
    zero = np.zeros_like(change["users_usd"])
    of: dict[str, Floats] = {USERS: -users_cost(*_pair(arm, base, "users_usd", "final_use_t"))}
    earned = change["sales_usd"] + change["price_support_usd"] + change["contract_usd"] - change["cash_cost_usd"]
    for stage, materials in PRODUCERS.items():
        own, feeds = (_of(arm, some) for some in (materials, FEEDS.get(stage, ())))
        of[stage] = np.where(own, earned, zero) - np.where(feeds, change["feed_usd"], zero)
    for purse, columns in PLAIN.items():
        of[purse] = zero + sum(sign * change[name] for name, sign in columns.items())
    of |= {purse: change[name] for purse, name in AWAY.items()}
    of[ALL] = zero
    of[IMPORT_PRICES], of[IMPORT_TONNES] = (-x for x in import_bill(*_pair(arm, base, "imports_usd", "imported_t")))
    of[PAID_ABROAD] = -change["paid_abroad_usd"]
    by_cell = np.stack([of[purse] for purse in PURSES])
    found = np.zeros((len(PURSES), len(REGIONS), by_cell.shape[1]))
    for cell, region in enumerate(arm.region.tolist()):
        found[:, region] += by_cell[:, :, cell]
    return found


def by_place(of_regions: Floats, when: Periods, members: Sequence[str]) -> Floats:
    """The same by place and period: (PURSES, PLACES, periods), sums of places and purses included."""
    years = int(when.year[-1]) + 1
    in_periods = np.zeros((*of_regions.shape[:2], when.size))
    for step, year in enumerate(when.year.tolist()):
        in_periods[:, :, year] += of_regions[:, :, step]
        for k in range(len(when.rates)):
            in_periods[:, :, years + k] += when.worth[k, step] * of_regions[:, :, step]
    found = np.zeros((len(PURSES), len(PLACES), when.size))
    away = [PURSES.index(purse) for purse in AWAY]
    found[:, : len(REGIONS)] = in_periods
    found[away, : len(REGIONS)] = 0.0
    place = {name: n for n, name in enumerate(PLACES)}
    for n, region in enumerate(REGIONS):
        found[away, place[OUTSIDE]] += in_periods[away, n]
        found[:, place[MEMBERS if region in members else OTHERS]] += found[:, n]
    found[:, place[WORLD]] = found[:, place[OUTSIDE]] + found[:, place[MEMBERS]] + found[:, place[OTHERS]]
    for purse in range(len(SUMMED)):
        found[PURSES.index(ALL)] += found[purse]
    return found


def _of(arm: Books, materials: Sequence[str]) -> NDArray[np.bool_]:
    """Cells of these materials."""
    return np.isin(arm.material, [MATERIALS.index(m) for m in materials])


def _pair(arm: Books, base: Books, usd: str, tonnes: str) -> tuple[Floats, Floats, Floats, Floats]:
    """Two columns of both arms."""
    return arm.columns[usd], arm.columns[tonnes], base.columns[usd], base.columns[tonnes]


def _price(usd: Floats, tonnes: Floats) -> Floats:
    """USD/t, 0 where nothing is bought."""
    prices: Floats = np.divide(usd, tonnes, out=np.zeros_like(usd), where=tonnes > 0.0)
    return prices
