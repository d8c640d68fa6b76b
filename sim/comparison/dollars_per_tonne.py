"""Dollars per tonne: what states, and users with them, pay for supply that a policy adds or shortage that it avoids.

All are differences of an arm from the base under common draws, outside China. States pay producers and lose on stocks,
and take tariffs and levies; what users lose because goods are dearer is a cost of a policy too, though no state's. A
ratio is one of means; its interval is that of Fieller (1954), which is open where the tonnes may be zero.
"""

from collections.abc import Callable, Iterator
from math import sqrt
from typing import NamedTuple

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.catalog.goods import RARE_EARTHS
from lodeflow.comparison.differences import Comparison
from lodeflow.comparison.who_pays import SUMMED, USERS
from lodeflow.outcomes.names import Name
from lodeflow.report.text_tables import Section
from lodeflow.student import student_95

COST, PROFIT = "fiscal_cost", "stockpile_profit"
TAKEN = ("tariff_revenue", "levy_revenue")
STATES = "states"
PURSES = ("paid", "taken", "stocks lose", "states", "users")
"""Words of ``Purses``: paid to producers, taken as tariffs and levies, lost on stocks; net cost of states; of users."""


class Ratio(NamedTuple):
    """Ratio of two means with its 95 % interval."""

    value: float
    """Ratio."""
    low: float
    """Lower end; minus infinity if the interval is open."""
    high: float
    """Upper end; infinity if it is open."""


def ratio_of_means(above: Floats, below: Floats) -> Ratio | None:
    """Mean of ``above`` over mean of ``below``, by Fieller; None if the means cannot be told from no tonnes at all.

    Args:
        above: (pairs,), such as dollars.
        below: (pairs,), such as tonnes.

    """
    count = len(above)
    if count < 2 or not below.any():
        return None
    a, b = float(above.mean()), float(below.mean())
    if b == 0.0:
        return None
    scale = student_95(count - 1) ** 2 / count
    aa, bb = (float(x.var(ddof=1)) * scale for x in (above, below))
    ab = float(((above - a) * (below - b)).sum() / (count - 1)) * scale
    open_ = b * b - bb
    if open_ <= 0.0:
        return Ratio(a / b, -np.inf, np.inf)
    middle = (a * b - ab) / open_
    half = sqrt(max(0.0, middle * middle - (a * a - aa) / open_))
    return Ratio(a / b, middle - half, middle + half)


def dollars(found: Comparison) -> list[Section]:
    """Tables of the dollars of every arm: whose they are, and what a tonne more of supply and less of shortage takes.

    Args:
        found: the comparison.

    Returns:
        no table where no arm moves a dollar of states or stockpiles.

    """
    spent: list[tuple[str, ...]] = []
    per_tonne: dict[str, list[tuple[str, ...]]] = {}
    for arm in found.arms[1:]:
        purses = _purses(found, arm)
        if not any(each.any() for each in (purses.paid, purses.taken, purses.stock)):
            continue
        spent.append((arm, *(f"{each.mean() / 1e6:,.0f}" for each in purses if each is not None)))
        for what, tonnes in _tonnes(found, arm):
            ratios = [_said(each, tonnes) for each in (purses.states, purses.all_buyers) if each is not None]
            per_tonne.setdefault(what, []).append((arm, f"{tonnes.mean():,.0f}", *ratios))
    if not spent:
        return []
    base, whole = found.arms[0], len(spent[0]) == len(PURSES) + 1
    per = ("arm", "t", STATES, *([f"{STATES} and users"] if whole else []))
    return [
        Section(
            f"Dollars of each policy outside China over the run, against {base}, million USD, not discounted",
            ("arm", *PURSES[: len(spent[0]) - 1]),
            spent,
        ),
        *(
            Section(f"Thousand USD per tonne {what}, over the run, against {base} (95 %, Fieller)", per, rows)
            for what, rows in per_tonne.items()
        ),
    ]


class Purses(NamedTuple):
    """Dollars of a policy outside China in each pair, USD, not discounted."""

    paid: Floats
    """Paid by states to producers, less the service of loans."""
    taken: Floats
    """Tariffs and levies that states take, more than in the base."""
    stock: Floats
    """Lost by stockpiles: all that they pay less what they get, and less their stock at market."""
    states: Floats
    """Net cost to states and their stockpiles."""
    users: Floats | None
    """Lost by users because of dearer goods; None without welfare tables."""

    @property
    def all_buyers(self) -> Floats | None:
        """Net cost to states, stockpiles and users."""
        return None if self.users is None else self.states + self.users


def _purses(found: Comparison, arm: str) -> Purses:
    """Dollars of an arm."""
    paid, stock = (_change(found, arm, lambda n: n.outcome == COST), _change(found, arm, lambda n: n.outcome == PROFIT))
    taken = _change(found, arm, lambda n: n.outcome in TAKEN and n.region != "CHN")
    users = None
    if arm in found.runs:
        abroad = [n for n, region in enumerate(found.goods.regions) if region != "CHN"]
        users = -found.runs[arm][:, SUMMED.index(USERS), abroad].sum(axis=1)
    return Purses(paid, taken, -stock, paid - taken - stock, users)


def _tonnes(found: Comparison, arm: str) -> Iterator[tuple[str, Floats]]:
    """What an arm adds to supply outside China, and takes off shortages, t in each pair."""
    oxide, final = found.goods.intermediates[0], found.goods.final
    words = ("NdPr oxide", "magnets") if found.goods is RARE_EARTHS else (oxide, final[0])
    made = _change(found, arm, lambda n: (n.outcome, n.material) == ("production", oxide) and n.region != "CHN")
    yield f"of {words[0]} more made outside China", made
    yield (
        f"of {words[1]} less missing in the world",
        -_change(found, arm, lambda n: n.outcome == "unmet" and n.material in final),
    )


def _change(found: Comparison, arm: str, counts: Callable[[Name], bool]) -> Floats:
    """Sum of outcomes in each replication of an arm, less that of the base; those that one lacks count as 0."""
    units = {name: unit for name, unit in found.unit.items() if counts(name)}
    of_arm, of_base = (np.nansum(found.found[each].of(units), axis=1) for each in (arm, found.arms[0]))
    change: Floats = of_arm - of_base
    return change


def _said(usd: Floats, tonnes: Floats) -> str:
    """Thousand dollars per tonne in words; below 0 the dollars are a gain."""
    if tonnes.mean() <= 0.0:
        return "no tonnes"
    ratio = ratio_of_means(usd / 1e3, tonnes)
    if ratio is None:
        return "no interval"
    if not np.isfinite(ratio.high):
        return "tonnes within the noise"
    return f"{ratio.value:,.0f} ({ratio.low:,.0f} to {ratio.high:,.0f})"
