"""Statistics as tables of a page: mean with standard error, median and where nine in ten lie, or paired differences."""

from math import nan
from typing import Any

from lodeflow.answers.statistic import Statistic
from lodeflow.answers.words import in_words
from lodeflow.comparison.numbers_in_words import difference, mean, with_error
from lodeflow.comparison.yearly import IN
from lodeflow.report.over_replications import Spread
from lodeflow.report.text_tables import Section

KEYS = ("material", "region", "sector", "quantity", "scenario", "against", "year")
"""Columns that say what a row is about; those with one word in all rows are left out."""
Row = dict[str, Any]


def numbers(of: Statistic, title: str) -> Section:
    """Table of a statistic.

    Args:
        of: the statistic.
        title: title of the table.

    """
    rows = _by_series(of.rows())
    keys = [key for key in KEYS if key in of.columns and len({row[key] for row in rows}) > 1]
    paired = "difference" in of.columns
    heads = ("difference ± 95 %", "base") if paired else ("mean ± s.e.", "median", "nine in ten")
    lines = []
    for row in rows:
        unit, scale = IN.get(row["unit"], (row["unit"], 1.0))
        about = [in_words(row[key]) if key == "quantity" else str(row[key]) for key in keys]
        told = _differences(row, scale) if paired else _spread(row, scale)
        lines.append((*about, *told, unit))
    return Section(title, (*keys, *heads, "unit"), lines)


def _by_series(rows: list[Row]) -> list[Row]:
    """Rows of each series together, in the order in which series begin."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row.get(key) for key in KEYS[:-1]), []).append(row)
    return [row for some in found.values() for row in some]


def _spread(row: Row, scale: float) -> tuple[str, ...]:
    """Mean with its standard error, median, and the 5th and 95th percentile."""
    middle, error = (nan if row[name] is None else row[name] / scale for name in ("mean", "standard_error"))
    low, median, high = (mean(row[name], scale) for name in ("p05", "p50", "p95"))
    said = "" if row["mean"] is None else with_error(Spread(middle, error, nan))
    return said, median, f"{low} to {high}" if low else ""


def _differences(row: Row, scale: float) -> tuple[str, ...]:
    """Difference with its interval, and the mean that it is the difference from."""
    return difference(row, scale).strip(), mean(row.get("mean_against"), scale)
