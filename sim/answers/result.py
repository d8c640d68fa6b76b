"""Result folder as an object that answers questions: statistics over its replications, each a tidy table."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lodeflow.answers.asked import Asked, Make
from lodeflow.answers.matrix import OF_RUNS, QUANTILES, REPLICATION, Matrix, matrices, mean_and_error, quantiles
from lodeflow.answers.reading import Folder
from lodeflow.answers.samples import YEAR, Wanted
from lodeflow.answers.statistic import Statistic
from lodeflow.errors import DataError

CENSORED = "calendar year"
"""Unit of outcomes that are not defined where what they date has not come; it may come later."""
WHOLE_YEAR = 360
"""Days of a year that count as all of it."""
PERCENTS = tuple(f"p{round(100 * share):02}" for share in QUANTILES)
"""Names of the columns of quantiles."""


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


def headed(of: Matrix, heads: dict[str, str], more: dict[str, Any]) -> pa.Table:
    """Rows of a statistic: heads, keys, quantity and unit, then numbers.

    Args:
        of: values, of which the keys are taken.
        heads: text columns that stand first, the same in all rows.
        more: columns that stand last.

    """
    count = of.keys.num_rows
    keys = {name: of.keys[name] for name in of.keys.column_names if name not in ("quantity", "unit")}
    names = {
        name: of.keys[name] if name in of.keys.column_names else pa.array([said] * count, pa.string())
        for name, said in (("quantity", of.quantity), ("unit", of.unit))
    }
    first = {name: pa.array([said] * count, pa.string()) for name, said in heads.items()}
    return pa.table({**first, **keys, **names, **more})


def numbers(values: Any) -> pa.Array:
    """Column of ``values``, float64 (keys,), null where NaN."""
    return pa.array(values, pa.float64(), from_pandas=True)


def censored_in(of: Matrix) -> Any:
    """Keys of ``of`` whose values are missing only because what they date has not come, bool (keys,)."""
    if "unit" not in of.keys.column_names:
        return np.full(of.keys.num_rows, of.unit == CENSORED)
    return np.array([unit == CENSORED for unit in of.keys["unit"].to_pylist()], np.bool_)


def spread(scenario: str, of: Matrix) -> pa.Table:
    """Mean, standard error and quantiles of each key over the replications.

    Args:
        scenario: name of the scenario.
        of: values by replication and key.

    """
    mean, error, count = mean_and_error(of.values)
    late = censored_in(of)
    open_ended = late & (count < len(of.values))
    mean, error = (np.where(open_ended, np.nan, each) for each in (mean, error))
    found = np.where(late, quantiles(of.values, QUANTILES, censored=True), quantiles(of.values, QUANTILES))
    found[:, _yes_or_no(of)] = np.nan
    columns = {"mean": numbers(mean), "standard_error": numbers(error)}
    columns |= {name: numbers(each) for name, each in zip(PERCENTS, found, strict=True)}
    return headed(of, {"scenario": scenario}, {**columns, "replications": pa.array(count, pa.int32())})


def single(scenario: str, of: Matrix, which: Any) -> pa.Table:
    """Values of one replication, without those that are not defined, and without events that did not happen.

    Args:
        scenario: name of the scenario.
        of: values by replication and key.
        which: its number, int64 (1,).

    """
    rows = headed(of, {"scenario": scenario}, {"value": numbers(of.values[0])})
    place = pa.array(np.full(rows.num_rows, which[0], np.int32))
    some = ~np.isnan(of.values[0]) & ~(np.isin(of.unit, ("events", OF_RUNS)) & (of.values[0] == 0.0))
    return rows.add_column(1, REPLICATION, place).filter(pa.array(some))


def _yes_or_no(of: Matrix) -> Any:
    """Keys of ``of`` whose values are 0 or 1, of which a quantile says nothing, bool (keys,)."""
    if "unit" not in of.keys.column_names:
        return np.full(of.keys.num_rows, of.unit == OF_RUNS)
    return np.array([unit == "0 or 1" for unit in of.keys["unit"].to_pylist()], np.bool_)
