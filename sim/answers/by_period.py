"""Values of a table of a result folder by year, recorded day or run, one row per period, key and replication."""

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from lodeflow.answers.matrix import REPLICATION, condensed, floats
from lodeflow.answers.reading import Folder, Patterns
from lodeflow.answers.wanted import TICK, YEAR, Wanted
from lodeflow.errors import DataError


def of_table(
    folder: Folder,
    table: str,
    keys: tuple[str, ...],
    values: Sequence[str],
    how: str,
    wanted: Wanted,
    **more: Patterns,
) -> tuple[pa.Table, tuple[str, ...]]:
    """Values of a table condensed to one row per period, key and replication, and the names of all keys.

    Args:
        folder: the result.
        table: name of the table, which has a column ``day``.
        keys: key columns.
        values: columns of values.
        how: ``sum`` for what flows in a step, ``mean`` for what is so on a day.
        wanted: period and rows.
        more: patterns of other columns.

    """
    places = {"material": wanted.material, **({"region": wanted.region} if "region" in keys else {}), **more}
    parts = []
    for part in folder.rows(table, ["day", *keys, REPLICATION, *values], replication=wanted.replication, **places):
        rows, period = timed(folder, part, wanted.by, of_steps=how == "sum")
        parts.append(condensed(rows, (*period, *keys), values, how))
    return joined(parts), (*period, *keys)


def timed(folder: Folder, rows: pa.Table, by: str, *, of_steps: bool) -> tuple[pa.Table, tuple[str, ...]]:
    """Rows with the columns of their period, and the names of these columns.

    Args:
        folder: the result.
        rows: rows of a table with a column ``day``.
        by: year, tick or run.
        of_steps: True for sums over a step, which count in the year of its middle.

    """
    if by == YEAR:
        return rows.append_column("year", folder.years(rows, of_steps=of_steps)), ("year",)
    if by == TICK:
        return rows.append_column("date", folder.dates(rows)), ("date", "day")
    return rows, ()


def ratio(rows: pa.Table, part: str, whole: str) -> pa.Array:
    """Quotient of the columns ``part`` and ``whole`` of ``rows``, NaN where the whole is 0."""
    above, below = floats(rows[part]), floats(rows[whole])
    return pa.array(np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0.0))


def joined(parts: Iterable[pa.Table]) -> pa.Table:
    """Rows of all ``parts`` as one table."""
    return pa.concat_tables(list(parts))


def refuse_ticks(wanted: Wanted, what: str) -> None:
    """Refuse to answer by tick from a table of years.

    Args:
        wanted: what is asked for.
        what: the table, as the subject of a sentence.

    Raises:
        DataError: ticks are asked for.

    """
    if wanted.by == TICK:
        raise DataError(f"{what} is by year; ask by year or by run")
