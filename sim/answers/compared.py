"""Comparison folder as an object that answers questions: paired differences of its arms, each a tidy table."""

import json
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.answers.asked import Asked, Make
from lodeflow.answers.matrix import QUANTILES, Matrix, matrices, mean_and_error, plain, quantiles
from lodeflow.answers.reading import Folder, refuse_newer, refuse_unfinished
from lodeflow.answers.result import Result, numbers_of, partial_years
from lodeflow.answers.spread import PERCENTS, censored_in, headed, numbers
from lodeflow.answers.statistic import Statistic
from lodeflow.answers.wanted import RUN, YEAR, Wanted
from lodeflow.errors import DataError
from lodeflow.language.suggestions import did_you_mean
from lodeflow.storage.finished_result import finished
from lodeflow.storage.ownership import ARMS, COMPARISON
from lodeflow.student import student_95

EACH = "*"
"""Every arm against every earlier one."""


class ComparedResult(Asked):
    """Finished comparison folder of ``lodeflow compare``.

    Every statistic has, for each arm, the mean difference from another arm over pairs of replications with the same
    draws, half of its 95 % interval, whether that is within the noise, and quantiles of the differences. The other arm
    is the base, unless ``against`` says which.

    Args:
        path: the folder.

    Raises:
        DataError: it holds no finished comparison, or one of a newer version of lodeflow.

    """

    def __init__(self, path: Path) -> None:
        refuse_unfinished(path)
        with finished(path) as result:
            refuse_newer(path, json.loads(result.manifest))
        self.path = path
        said = json.loads((path / COMPARISON).read_text(encoding="utf-8"))
        self._names: list[str] = [arm["name"] for arm in said["arms"]]
        self._count = int(said["replications"])
        self._against: tuple[str, ...] = (said["against"],)
        self._folders = {name: Folder(path / ARMS / name) for name in self._names}

    @property
    def arms(self) -> dict[str, Result]:
        """Results of the arms by name, the base first."""
        return {name: Result(folder.path) for name, folder in self._folders.items()}

    def against(self, *arms: str) -> Self:
        """The same comparison with other arms to compare with.

        Args:
            arms: names of arms; ``"*"`` for every earlier arm, so that each pair of arms is compared once.

        Raises:
            DataError: there is no such arm.

        """
        for arm in arms:
            if arm not in (*self._names, EACH):
                raise DataError(f"{self.path} has no arm '{arm}'; {did_you_mean(arm, self._names)}")
        other = type(self)(self.path)
        other._against = tuple(self._names) if EACH in arms else arms  # noqa: SLF001 - another one of these
        return other

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Arms that are compared, each with the one that it is compared with."""
        place = {name: n for n, name in enumerate(self._names)}
        several = len(self._against) > 1
        return [
            (arm, base)
            for base in self._against
            for arm in self._names
            if arm != base and not (several and arm in self._against and place[arm] < place[base])
        ]

    def who_pays(self, *, by: str = "year", discount: float = 0.0) -> Statistic:
        """Gains and losses [USD] of every place and purse from each arm against the base, with 95 % intervals.

        Args:
            by: ``year``, where the year is that of the run, from 1; or ``run``, the present value of all years.
            discount: real discount rate of the present value [1/yr], one of those of the scenario; not used by year.

        Raises:
            DataError: the comparison has no table ``who_pays``, because its arms were run with ``--detail outcomes``;
                or the table has no such discount rate, or no such period.

        """
        if by not in (YEAR, RUN):
            raise DataError(f"who_pays is by year or by run, not by '{by}'")
        with finished(self.path) as result:
            parts = [pq.read_table(pa.BufferReader(part)) for part in result.parts_of("who_pays")]
        if not parts:
            raise DataError(f"{self.path} has no table 'who_pays'; compare again with --detail market")
        rows = plain(pa.concat_tables(parts))
        if by == YEAR:
            rows = rows.filter(rows["year"].is_valid())
        else:
            rates = sorted(set(rows["discount"].to_pylist()))
            if discount not in rates:
                raise DataError(f"there is no discount rate {discount:g}; known: {', '.join(f'{r:g}' for r in rates)}")
            rate = np.asarray(rows["discount"])
            rows = rows.filter(pa.array((rate == discount) & np.asarray(rows["year"].is_null())))
        gain, half = (np.asarray(rows[name].fill_null(np.nan)) for name in ("gain_usd", "half_width_95_usd"))
        words = {
            name: pa.array([said] * rows.num_rows, pa.string())
            for name, said in (("quantity", "gain"), ("unit", "USD"))
        }
        keys = ("scenario", "against", *([YEAR] if by == YEAR else ["discount"]), "place", "purse")
        columns = {name: rows[name] for name in keys} | words
        columns |= {"difference": numbers(gain), "half_width_95": numbers(half)}
        columns |= {"within_noise": within_noise(gain, half), "replications": rows["replications"]}
        return Statistic("gains and losses", by, pa.table(columns))

    def __repr__(self) -> str:
        """Arms, size and place."""
        return f"ComparedResult({', '.join(self._names)}; {self._count} replications of each, {self.path})"

    def __dir__(self) -> list[str]:
        """Statistics and facts, for completion."""
        return [name for name in super().__dir__() if not name.startswith("_")]

    def _answer(self, name: str, make: Make, wanted: Wanted) -> Statistic:
        arms = list(self._folders.items())
        found = matrices([(make(folder, wanted), numbers_of(folder, wanted)) for _, folder in arms])
        place = {arm: n for n, (arm, _) in enumerate(arms)}
        parts = [differences(arm, base, of[place[arm]], of[place[base]]) for of in found for arm, base in self.pairs]
        note = partial_years(arms[0][1]) if wanted.by == YEAR else ""
        return Statistic(f"differences of {name}", wanted.by, pa.concat_tables(parts), note)


def differences(arm: str, base: str, of: Matrix, against: Matrix) -> pa.Table:
    """Paired differences of two arms over replications in which both define the value.

    Args:
        arm: name of the arm.
        base: name of the arm that it is compared with.
        of: values of the arm.
        against: values of the other one, over the same keys and replications.

    """
    both = ~(np.isnan(of.values) | np.isnan(against.values))
    ours, theirs = (np.where(both, each.values, np.nan) for each in (of, against))
    mean, error, count = mean_and_error(ours - theirs)
    some = count > 0
    half = half_width(error, count)
    late = censored_in(of) & (count < len(of.values))
    columns: dict[str, Any] = {
        "mean": mean_and_error(ours)[0],
        "mean_against": mean_and_error(theirs)[0],
        "difference": mean,
        "half_width_95": half,
    }
    columns = {name: numbers(np.where(late, np.nan, each)) for name, each in columns.items()}
    columns["within_noise"] = within_noise(np.where(late, np.nan, mean), half)
    found = quantiles(ours - theirs, QUANTILES)
    columns |= {name: numbers(np.where(late, np.nan, each)) for name, each in zip(PERCENTS, found, strict=True)}
    rows = headed(of, {"scenario": arm, "against": base}, {**columns, "replications": pa.array(count, pa.int32())})
    return rows.filter(pa.array(some))


def half_width(error: Any, count: Any) -> Any:
    """Half-width of the 95 % interval of means, Student's; NaN for fewer than two values.

    Args:
        error: standard errors, float64 (keys,).
        count: numbers of values, int64 (keys,).

    """
    quantile = {int(n): student_95(int(n) - 1) for n in np.unique(count) if n > 1}
    return error * np.array([quantile.get(int(n), np.nan) for n in count])


def within_noise(difference: Any, half: Any) -> pa.Array:
    """Column that is true where an interval holds 0, null where there is none. No difference at all is within it.

    Args:
        difference: mean differences, float64 (keys,).
        half: half-widths of their intervals, float64 (keys,).

    """
    unknown = np.isnan(difference) | np.isnan(half)
    return pa.array(np.abs(difference) <= half, mask=unknown)
