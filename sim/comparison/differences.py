"""Paired differences between arms, computed from their result folders only."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.answers.compared import ComparedResult
from lodeflow.catalog.goods import RARE_EARTHS, Goods
from lodeflow.comparison.arms import Found, books_in, outcomes_in
from lodeflow.comparison.paired_statistics import Floats, Pairs, worst
from lodeflow.comparison.who_pays import Periods, by_place, gains, periods
from lodeflow.errors import DataError
from lodeflow.outcomes.names import Name
from lodeflow.storage.finished_result import FinishedResult, finished
from lodeflow.storage.ownership import ARMS

LOSS = "output_loss"
"""Outcome of which the tail risk is computed."""


class Risk(NamedTuple):
    """Distribution of losses over the replications."""

    mean: float
    """Mean loss, USD."""
    value_at_risk: float
    """95 % value at risk: loss that 95 % of the replications do not exceed, USD."""
    beyond: float
    """Conditional value at risk: mean of the worst 5 %, USD."""


@dataclass(frozen=True)
class Comparison:
    """Differences of arms from the first arm, the base."""

    found: dict[str, Found]
    """Outcomes by arm, the base first."""
    names: list[Name]
    """Every outcome of any arm."""
    pairs: dict[str, Pairs]
    """Paired differences by arm, the base left out, in the order of ``names``."""
    risks: dict[str, Risk]
    """Tail risk of lost output by arm."""
    welfare: dict[str, Pairs]
    """Gains by arm, (PURSES, places, periods); empty if the folders have no welfare table."""
    runs: dict[str, Floats]
    """Gains of the whole run by arm, not discounted, USD, float64 (pairs, PURSES, places); empty without welfare."""
    when: Periods | None
    """Periods of ``welfare``; None without it."""
    members: tuple[str, ...]
    """Regions that belong to an alliance in any arm."""
    goods: Goods = RARE_EARTHS
    """Goods of the world that all arms play."""
    path: Path | None = None
    """The comparison folder; None if the arms are no arms of one."""

    @property
    def statistics(self) -> ComparedResult:
        """Paired differences of prices, shortage, shares and the rest by year, as tidy tables: what ``lodeflow.open``
        gives of the folder. Raises DataError if it is not a finished comparison.
        """
        if self.path is None:
            raise DataError("a comparison of results that are no arms of a folder has no statistics by year")
        return ComparedResult(self.path)

    @property
    def arms(self) -> list[str]:
        """Names of the arms, the base first."""
        return list(self.found)

    @property
    def unit(self) -> dict[Name, str]:
        """Unit of every outcome."""
        return _units(self.found)


def compare_folders(
    out: Path, names: Sequence[str], rates: Sequence[float], members: Sequence[str] = (), goods: Goods = RARE_EARTHS
) -> Comparison:
    """Compare the arms in a comparison folder with the first of them.

    Args:
        out: the comparison folder; the arms are in ``out``/arms.
        names: names of the arms, the base first.
        rates: real discount rates [1/yr] of the present values.
        members: regions that belong to an alliance in any arm.
        goods: goods of the world that all arms play.

    Raises:
        DamagedResult: the result of an arm is missing, or not as it was written.
        StorageError: it cannot be read.

    """
    with ExitStack() as stack:
        results = {name: stack.enter_context(finished(out / ARMS / name)) for name in names}
        return replace(compare_results(results, rates, members, goods), path=out)


def compare_results(
    results: Mapping[str, FinishedResult],
    rates: Sequence[float],
    members: Sequence[str] = (),
    goods: Goods = RARE_EARTHS,
) -> Comparison:
    """Compare the results of arms with the first of them.

    Args:
        results: result of each arm by its name, the base first.
        rates: real discount rates [1/yr] of the present values.
        members: regions that belong to an alliance in any arm.
        goods: goods of the world that all arms play.

    Raises:
        DamagedResult: a result is not as it was written.
        StorageError: a result cannot be read.

    """
    found = {name: outcomes_in(result) for name, result in results.items()}
    base, *others = results
    every = _units(found)
    pairs = {}
    for arm in others:
        pairs[arm] = Pairs(len(every))
        for values, against in zip(found[arm].of(every), found[base].of(every), strict=True):
            pairs[arm].add(values, against)
    losses = {name: total_of(each, LOSS) for name, each in found.items()}
    risks = {name: Risk(float(x.cumsum()[-1]) / len(x), *worst(x)) for name, x in losses.items()}
    welfare: dict[str, Pairs] = {}
    runs: dict[str, list[Floats]] = {}
    when: Periods | None = None
    for arm in others:
        for books, against in zip(*(books_in(results[each], goods) for each in (arm, base)), strict=True):
            when = when or periods(books.day, rates)
            of_pair = by_place(gains(books, against, goods), when, members, goods)
            welfare.setdefault(arm, Pairs(of_pair.shape)).add(of_pair, np.zeros(of_pair.shape))
            runs.setdefault(arm, []).append(of_pair[:, :, when.size - len(when.rates)])
    of_runs = {arm: np.array(each) for arm, each in runs.items()}
    return Comparison(found, list(every), pairs, risks, welfare, of_runs, when, tuple(members), goods)


def _units(found: Mapping[str, Found]) -> dict[Name, str]:
    """Every outcome of any arm with its unit, those of the base first."""
    return {name: unit for each in found.values() for name, unit in each.units.items()}


def total_of(found: Found, outcome: str) -> NDArray[np.float64]:
    """Sum of an outcome over materials, regions and sectors, float64 (replications,), added column after column.

    Args:
        found: outcomes of an arm.
        outcome: name of the outcome.

    """
    total = np.zeros(len(found.values))
    for k, name in enumerate(found.units):
        if name.outcome == outcome:
            total += found.values[:, k]
    return total
