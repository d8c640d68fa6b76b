"""Tidy table of a statistic: Arrow, with units, and as pandas, Polars or a picture where these are installed."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from lodeflow.answers.library import library
from lodeflow.answers.words import bare
from lodeflow.errors import DataError, printable
from lodeflow.language.suggestions import did_you_mean

if TYPE_CHECKING:
    from lodeflow.answers.picture import Picture

SHOWN = 6
"""Rows of a table that its text shows."""
WIDTH = 100
"""Characters of a line beyond which columns are left out of its text."""
SPARED = ("p25", "p75", "replications", "mean_against", "unit", "standard_error", "mean")
"""Columns that are left out first."""
NUMBERS = 4
"""Significant digits in the text of a table."""
DESCRIPTIONS = {
    "scenario": "name of the scenario; in a comparison, of the arm",
    "against": "arm that it is compared with, replication by replication",
    "point": "number of the point of the design, from 0",
    "replication": "number of the replication, from 0",
    "year": "calendar year; sums over steps count in the year of the middle of each step",
    "date": "calendar date",
    "day": "days since the start date of the scenario",
    "quantity": "what is measured, named as in the tables of the folder",
    "unit": "unit of the values in the row",
    "mean": "mean over the replications that define it",
    "standard_error": "standard error of the mean; null for fewer than two replications",
    "mean_against": "mean of the arm compared with, over the same pairs",
    "difference": "mean of the differences of the pairs",
    "half_width_95": "half of the 95 % interval of the difference, Student's; null for fewer than two pairs",
    "within_noise": "true if the 95 % interval of the difference holds 0; null if there is no interval",
    "replications": "replications, or pairs of them, that define it",
    "value": "value in the replication",
}
"""Meaning of the columns that all statistics share."""


class Statistic:
    """Tidy table: keys, a quantity with its unit, and its spread over the replications.

    Columns ``mean``, ``standard_error`` and ``p05`` to ``p95`` are in the unit of the row. Of a comparison they are
    ``mean``, ``mean_against``, ``difference``, ``half_width_95`` and ``within_noise``, with the quantiles of the
    differences of the pairs. DuckDB and other tools that read Arrow take the object itself.

    Args:
        name: what it is a statistic of.
        by: its period.
        rows: its rows.
        note: what else is to be known of it, such as years that the run covers only in part.

    """

    def __init__(self, name: str, by: str, rows: pa.Table, note: str = "") -> None:
        self.name, self.by, self.note = name, by, note
        fields = [
            field.with_metadata({"description": DESCRIPTIONS.get(field.name, _described(field.name))})
            for field in rows.schema
        ]
        self._rows = rows.cast(pa.schema(fields, metadata={"title": f"{name} by {by}"}))

    @property
    def arrow(self) -> pa.Table:
        """The rows as an Arrow table; each field has a description in its metadata."""
        return self._rows

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._rows.column_names)

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame. Raises MissingLibrary where pandas is not installed."""
        library("pandas", "to_pandas()")
        return self._rows.to_pandas(date_as_object=False)

    def to_polars(self) -> Any:
        """The rows as a Polars DataFrame. Raises MissingLibrary where Polars is not installed."""
        return library("polars", "to_polars()").from_arrow(self._rows)

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        found: list[dict[str, Any]] = self._rows.to_pylist()
        return found

    def only(self, **patterns: str | Sequence[str]) -> "Statistic":
        """The rows whose words fit, such as ``only(quantity="levy*", region=["EU", "USA"])``.

        Args:
            patterns: names or patterns with ``*`` and ``?``, by column; a quantity may be named without its unit.

        Raises:
            DataError: there is no such column, or nothing fits.

        """
        rows = self._rows
        for name, wanted in patterns.items():
            if wanted == "*":
                continue
            if name not in rows.column_names:
                raise DataError(f"{self.name} has no column '{name}'; {did_you_mean(name, rows.column_names)}")
            asked = [wanted] if isinstance(wanted, str) else list(wanted)
            words = [str(word) for word in rows[name].to_pylist()]
            fits = [any(fnmatchcase(word, each) or fnmatchcase(bare(word), each) for each in asked) for word in words]
            if not any(fits):
                said = ", ".join(asked)
                raise DataError(
                    f"{self.name} has no {name} '{said}'; {did_you_mean(said, dict.fromkeys(map(bare, words)))}"
                )
            rows = rows.filter(pa.array(fits))
        return Statistic(self.name, self.by, rows, self.note)

    def plot(self) -> "Picture":
        """Picture of the statistic as a matplotlib figure, prices in USD/kg; ``.savefig(file)`` writes it.

        Of more series than a picture can hold the largest are shown, and it says so; patterns choose others.

        Raises:
            MissingLibrary: matplotlib is not installed.
            DataError: there is nothing to show.

        """
        library("matplotlib.figure", "plot()")
        from lodeflow.answers.plots import plot  # noqa: PLC0415 - only who plots needs it

        return plot(f"{self.name} by {self.by}", self.rows(), self.note)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Arrow's interface between libraries."""
        return self._rows.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        """Number of rows."""
        count: int = self._rows.num_rows
        return count

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Rows as dictionaries, one after the other."""
        return iter(self.rows())

    def __repr__(self) -> str:
        """Title and the first rows."""
        rows = [[_said(value) for value in row.values()] for row in self._first()]
        columns = {name: [name, *(row[n] for row in rows)] for n, name in enumerate(self.columns)}
        empty = [name for name in self.columns if rows and not any(columns[name][1:])]
        for name in (*empty, "scenario", *SPARED):
            wide = sum(2 + max(map(len, column)) for column in columns.values()) > WIDTH
            if name in columns and wide and (name != "scenario" or self._of_one_scenario()):
                del columns[name]
        lines = [
            "".join(
                f"  {cell.ljust(max(map(len, column)))}" for cell, column in zip(line, columns.values(), strict=True)
            ).rstrip()
            for line in zip(*columns.values(), strict=True)
        ]
        hidden = [name for name in self.columns if name not in columns]
        more = [f"  and the columns {', '.join(hidden)}"] if hidden else []
        return "\n".join([f"{self._title()}:", *lines, *more])

    def _repr_html_(self) -> str:
        """Title and the first rows, for notebooks."""
        head = "".join(f"<th>{_escaped(name)}</th>" for name in self.columns)
        rows = (f"<tr>{''.join(f'<td>{_escaped(_said(v))}</td>' for v in row.values())}</tr>" for row in self._first())
        return f"<p>{_escaped(self._title())}</p><table><tr>{head}</tr>{''.join(rows)}</table>"

    def _title(self) -> str:
        more = f", the first {SHOWN}" if len(self) > SHOWN else ""
        note = f"; {self.note}" if self.note else ""
        return f"{self.name} by {self.by}: {len(self):,} rows{more}{note}"

    def _of_one_scenario(self) -> bool:
        """True if all rows are of one scenario, and not the differences of an arm, which has to be named."""
        return "against" not in self.columns and len(set(self._rows["scenario"].to_pylist())) < 2

    def _first(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._rows.slice(0, SHOWN).to_pylist()
        return found


def _described(name: str) -> str:
    """Description of a column that belongs to the tables of a folder."""
    from lodeflow.storage.tables import TABLES  # noqa: PLC0415 - only tables of answers need it

    if name[:1] == "p" and name[1:].isdigit():
        return f"{int(name[1:])} % of the replications, or of the differences of pairs, lie at or below it"
    columns = (column for table in TABLES.values() for column in table.columns)
    return next((column.description for column in columns if column.name == name), "")


def _said(value: Any) -> str:
    """A value in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 10**NUMBERS else f"{value:.{NUMBERS}g}"
    return printable(str(value))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
