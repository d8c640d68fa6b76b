"""Row of a table of a chain: its evidence, and its place in the file."""

from dataclasses import dataclass

from lodeflow.chains.tables.cells import Cell
from lodeflow.chains.tables.column import column, one_of, words, year

STATUSES = ("reported", "estimated", "derived", "assumed")
"""Kinds of evidence, from the best to the worst."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Row of any table: every figure has a unit, a year, a status and a source."""

    unit: str = column(words, empty=True, absent="")
    """Unit of the figure; empty where there is none."""
    year: str = column(year)
    """Year of the figure, or span of years."""
    status: str = column(one_of("status", *STATUSES))
    """Kind of evidence."""
    source: str = column(words)
    """Publication, or reason of an assumption."""
    at: Cell
    """First cell of the row."""
