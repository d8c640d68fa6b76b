"""What the result folders of some arms say of each other; nothing else is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.comparison.arms import Found, books_in, outcomes_in
from lodeflow.comparison.paired_statistics import Pairs, worst
from lodeflow.comparison.who_pays import Periods, by_place, gains, periods
from lodeflow.outcomes.names import Name
from lodeflow.storage.ownership import ARMS

LOSS = "output_loss"


class Risk(NamedTuple):
    """Losses over the replications: their mean, what 95 % do not exceed, and the mean of the worst 5 %, USD."""

    mean: float
    value_at_risk: float
    beyond: float


@dataclass(frozen=True)
class Comparison:
    """What the folders of some arms say of each other. ``found`` by arm, the base first; ``pairs`` by every other arm,
    in the order of ``names``; ``welfare`` the same of (PURSES, PLACES, periods), empty without books; ``members`` of
    alliances in any arm.
    """

    found: dict[str, Found]
    names: list[Name]
    pairs: dict[str, Pairs]
    risks: dict[str, Risk]
    welfare: dict[str, Pairs]
    when: Periods | None
    members: tuple[str, ...]

    @property
    def arms(self) -> list[str]:
        """Names of the arms, the base first."""
        return list(self.found)

    @property
    def unit(self) -> dict[Name, str]:
        """Unit of every outcome."""
        return _units(self.found)


def compare_folders(out: Path, names: Sequence[str], rates: Sequence[float], members: Sequence[str] = ()) -> Comparison:
    """Compare the arms of these names in ``out``/arms with the first of them; nothing but their folders is read.

    ``rates`` are real discount rates, per year; ``members`` are the regions of alliances in any arm.
    """
    folders = {name: out / ARMS / name for name in names}
    found = {name: outcomes_in(folder) for name, folder in folders.items()}
    base, *others = names
    every = _units(found)
    pairs = {}
    for arm in others:
        pairs[arm] = Pairs(len(every))
        for values, against in zip(found[arm].of(every), found[base].of(every), strict=True):
            pairs[arm].add(values, against)
    losses = {name: _total(each, LOSS) for name, each in found.items()}
    risks = {name: Risk(float(x.cumsum()[-1]) / len(x), *worst(x)) for name, x in losses.items()}
    welfare: dict[str, Pairs] = {}
    when: Periods | None = None
    for arm in others:
        for books, against in zip(books_in(folders[arm]), books_in(folders[base]), strict=True):
            when = when or periods(books.day, rates)
            of_pair = by_place(gains(books, against), when, members)
            welfare.setdefault(arm, Pairs(of_pair.shape)).add(of_pair, np.zeros(of_pair.shape))
    return Comparison(found, list(every), pairs, risks, welfare, when, tuple(members))


def _units(found: Mapping[str, Found]) -> dict[Name, str]:
    """Every outcome of any arm, those of the base first, with its unit."""
    return {name: unit for each in found.values() for name, unit in each.units.items()}


def _total(found: Found, outcome: str) -> NDArray[np.float64]:
    """Sum of an outcome over everything, by replication, column after column."""
    total = np.zeros(len(found.values))
    for k, name in enumerate(found.units):
        if name.outcome == outcome:
            total += found.values[:, k]
    return total
