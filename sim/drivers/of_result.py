"""Drivers of an outcome: every uncertain number of a result with its measures, the strongest first."""

from collections.abc import Sequence
from math import nan
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.answers.reading import Folder
from lodeflow.comparison.arms import Found, outcomes_in
from lodeflow.comparison.shown import of_any, pattern
from lodeflow.drivers.measures import (
    FEWEST,
    Floats,
    bound,
    classes,
    fisher,
    interval,
    rank_correlations,
    regression,
)
from lodeflow.errors import DataError
from lodeflow.outcomes.names import Name
from lodeflow.storage.finished_result import FinishedResult, finished
from lodeflow.storage.ownership import COMPARISON, DESIGN

MANY = {
    COMPARISON: "a comparison; sensitivity is of one of its arms, such as arms/NAME in it",
    DESIGN: "a design; sensitivity is of one of its points, such as points/point=0 in it",
}
"""Folders of several results, and what to do with them."""
NORMAL = 1.96
"""Half-width of a 95 % interval in standard errors."""


class Driver(NamedTuple):
    """Measures of one uncertain number for one outcome."""

    parameter: str
    """Dotted key of the number."""
    rank_correlation: float
    """Spearman's rank correlation of draw and outcome."""
    low_95: float
    """Lower end of its 95 % interval."""
    high_95: float
    """Upper end of its 95 % interval."""
    srrc: float
    """Standardised rank regression coefficient, NaN where there are too few replications for one."""
    srrc_standard_error: float
    """Its standard error."""
    first_order: float
    """First-order index: part of the outcome's variance."""
    first_order_standard_error: float
    """Its standard error."""
    lowest_fifth: float
    """Mean outcome of the replications with the lowest fifth of draws."""
    highest_fifth: float
    """Mean outcome of those with the highest fifth."""
    lowest_fifth_standard_error: float
    """Standard error of the mean of the lowest fifth."""
    highest_fifth_standard_error: float
    """Standard error of that of the highest."""
    beyond_noise: bool
    """True if rank correlation or SRRC is beyond what chance gives any of all numbers once in twenty times."""


class Sensitivity(NamedTuple):
    """An outcome and all numbers that may move it."""

    name: Name
    """The outcome."""
    unit: str
    """Its unit."""
    mean: float
    """Its mean."""
    replications: int
    """Replications in which it is defined."""
    drivers: list[Driver]
    """All numbers, the surest first: by rank correlation or SRRC in standard errors; empty where the outcome does not
    vary."""
    explained: float
    """Part of the variance of ranks that all numbers explain additively; NaN without a regression."""


def sensitivity(path: Path | str, show: Sequence[str]) -> list[Sensitivity]:
    """Drivers of the outcomes in a result folder that fit any of some patterns.

    Args:
        path: folder of a Monte Carlo result.
        show: patterns of outcomes, such as ``"unmet magnet* EU"``.

    Raises:
        DataError: it is no such folder, has no uncertain numbers or too few replications, or nothing fits a pattern.
        StorageError: it cannot be read.

    """
    place = Path(path)
    names, draws, found = read(place)
    known = list(found.units)
    wanted = of_any([pattern(each, known, "mean_transaction_price") for each in show], known)
    column = {name: k for k, name in enumerate(known)}
    return [of_outcome(name, found.units[name], names, draws, found.values[:, column[name]]) for name in wanted]


def of_outcome(name: Name, unit: str, names: Sequence[str], draws: Floats, values: Floats) -> Sensitivity:
    """Drivers of one outcome.

    Args:
        name: the outcome.
        unit: its unit.
        names: dotted keys of the numbers.
        draws: float64 (replications, numbers).
        values: float64 (replications,), NaN where not defined; such replications are left out.

    """
    defined = ~np.isnan(values)
    y, x = values[defined], draws[defined]
    count = len(y)
    mean = float(y.mean()) if count else nan
    if count < FEWEST or np.ptp(y) <= 0.0:
        return Sensitivity(name, unit, mean, count, [], nan)
    varies = np.ptp(x, axis=0) > 0.0
    x, known = x[:, varies], [each for each, moves in zip(names, varies, strict=True) if moves]
    if not known:
        return Sensitivity(name, unit, mean, count, [], nan)
    correlation, fit, by = rank_correlations(x, y), regression(x, y), classes(x, y)
    alone = np.abs(fisher(correlation, count))
    beside = np.abs(np.nan_to_num(fit.slopes / np.maximum(fit.errors, 1e-12)))
    tests = len(known) if np.isnan(fit.explained) else 2 * len(known)
    beyond = (alone > bound(tests)) | (beside > bound(tests, max(fit.free, 1)))
    drivers = [
        Driver(
            known[k],
            float(correlation[k]),
            *interval(float(correlation[k]), count, NORMAL),
            float(fit.slopes[k]),
            float(fit.errors[k]),
            float(by.first_order[k]),
            float(by.errors[k]),
            float(by.means[k, 0]),
            float(by.means[k, -1]),
            float(by.mean_errors[k, 0]),
            float(by.mean_errors[k, -1]),
            bool(beyond[k]),
        )
        for k in np.argsort(-np.maximum(alone, beside), kind="stable")
    ]
    return Sensitivity(name, unit, mean, count, drivers, fit.explained)


def refuse_many(path: Path) -> None:
    """Refuse a ``path`` that holds several results. Raises DataError."""
    for kind, words in MANY.items():
        if (path / kind).is_file():
            raise DataError(f"{path} is {words}")


def read(path: Path) -> tuple[list[str], Floats, Found]:
    """Numbers, their draws float64 (replications, numbers), and outcomes of a result folder.

    Args:
        path: the folder.

    Raises:
        DataError: it is no finished Monte Carlo result, has no uncertain numbers, or too few replications.
        StorageError: it cannot be read.

    """
    refuse_many(path)
    tables = Folder(path).tables
    if "parameters" not in tables:
        raise DataError(f"{path} has no table 'parameters': its scenario has no uncertain numbers")
    with finished(path) as folder:
        names, draws = _draws_in(folder)
        if not names:
            raise DataError(f"{path} has an empty table 'parameters': its scenario has no uncertain numbers")
        found = outcomes_in(folder)
    if len(draws) < FEWEST:
        raise DataError(f"{path} has {len(draws)} replications; sensitivity needs {FEWEST}, and 200 tell much more")
    return names, draws, found


def _draws_in(folder: FinishedResult) -> tuple[list[str], Floats]:
    """Numbers and their draws, in the order of replications."""
    names: list[str] = []
    parts = []
    for part in folder.parts_of("parameters"):
        rows = pq.read_table(pa.BufferReader(part), columns=["replication", "parameter", "value"])
        if rows.num_rows == 0:
            continue
        numbers = rows["replication"].to_numpy()
        one = int(np.count_nonzero(numbers == numbers[0]))
        names = names or rows["parameter"].slice(0, one).to_pylist()
        parts.append(np.asarray(rows["value"].to_numpy(), np.float64).reshape(-1, one))
    return names, np.concatenate(parts) if parts else np.empty((0, 0))
