"""Result folder as an object that answers questions: statistics over its replications, each a tidy table."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lodeflow.answers.asked import Asked, Make
from lodeflow.answers.matrix import matrices
from lodeflow.answers.reading import Folder, Patterns
from lodeflow.answers.spread import single, spread
from lodeflow.answers.statistic import Statistic
from lodeflow.answers.stored_fan import FAN, prices_by_day
from lodeflow.answers.wanted import TICK, YEAR, Wanted
from lodeflow.errors import DataError

WHOLE_YEAR = 360
"""Days of a year that count as all of it."""


class Result(Asked):
    """Finished result folder of ``lodeflow run`` or ``lodeflow mc``, or an arm of a comparison.

    Every statistic has rows by key and quantity, with mean, standard error and quantiles over the replications.

    Args:
        path: the folder.

    Raises:
        DataError: it holds no finished result, or one of a newer version of lodeflow.

    """

    def __init__(self, path: Path) -> None:
        self._folder = Folder(path)

    @property
    def path(self) -> Path:
        """The folder."""
        return self._folder.path

    @property
    def scenario(self) -> dict[str, Any]:
        """Resolved scenario, as scenario.toml has it."""
        return self._folder.scenario

    @property
    def tables(self) -> list[str]:
        """Names of the tables in the folder."""
        return self._folder.tables

    @property
    def replications(self) -> list[int]:
        """Numbers of its replications."""
        return [int(n) for n in self._folder.numbers]

    def __repr__(self) -> str:
        """Scenario, size and place."""
        count = self._folder.manifest["replications"]
        return f"Result({self._folder.name}, {count} replication{'s' * (count != 1)}, {self.path})"

    def __dir__(self) -> list[str]:
        """Statistics and facts, for completion."""
        return [name for name in super().__dir__() if not name.startswith("_")]

    def _stored(self, price: Patterns, wanted: Wanted) -> Statistic | None:
        whole = wanted.by == TICK and wanted.replication is None and "market" not in self.tables
        return (
            prices_by_day(self._folder, price, wanted.material, wanted.region) if whole and FAN in self.tables else None
        )

    def _answer(self, name: str, make: Make, wanted: Wanted) -> Statistic:
        numbers = numbers_of(self._folder, wanted)
        found = [of[0] for of in matrices([(make(self._folder, wanted), numbers)])]
        parts = [
            single(self._folder.name, each, numbers)
            if wanted.replication is not None
            else spread(self._folder.name, each)
            for each in found
        ]
        note = partial_years(self._folder) if wanted.by == YEAR else ""
        return Statistic(name, wanted.by, pa.concat_tables(parts), note)


def partial_years(folder: Folder) -> str:
    """Words on the first and last calendar year of a run, where it covers them only in part; tonnes of such a year
    are of these days.

    Args:
        folder: the result.

    """
    first, days = folder.start, int(folder.scenario["days"])
    last = first + timedelta(days - 1)
    said = {}
    for year in (first.year, last.year):
        covered = (min(last, date(year, 12, 31)) - max(first, date(year, 1, 1))).days + 1
        if covered < WHOLE_YEAR:
            said[year] = f"{year} has {covered} days"
    return ", ".join(said.values())


def numbers_of(folder: Folder, wanted: Wanted) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Numbers of the replications that are asked for, in order.

    Args:
        folder: the result.
        wanted: what is asked for.

    Raises:
        DataError: the result has no such replication.

    """
    numbers = folder.numbers
    if wanted.replication is None:
        return numbers
    if wanted.replication not in numbers:
        raise DataError(
            f"{folder.path} has no replication {wanted.replication}; "
            f"it has {len(numbers)}, {numbers[0]} to {numbers[-1]}"
        )
    return np.array([wanted.replication], np.int64)
