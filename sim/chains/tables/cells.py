"""Cells of a table of comma-separated values, each with its place in the file."""

import csv
from collections.abc import Iterator
from typing import NamedTuple

from lodeflow.errors import Problem


class Cell(NamedTuple):
    """A cell of a table, and its place."""

    text: str
    """What stands in it."""
    name: str
    """Name of its column."""
    file: str
    """Name of its file."""
    line: int
    """Line of the file, from 1."""
    column: int
    """First character in that line, from 1."""
    source: str
    """The whole line."""

    def problem(self, message: str, hint: str = "") -> Problem:
        """Problem of a cell: ``message`` says what is wrong, ``hint`` what was perhaps meant."""
        return Problem(self.file, self.line, self.column, max(1, len(self.text)), self.source, self.name, message, hint)


def cells_of(file: str, text: str) -> Iterator[dict[str, Cell]]:
    """Rows below the heading, by the name of the column.

    Args:
        file: name of the file, for messages.
        text: all of it; no cell may hold a line break.

    """
    lines = text.splitlines()
    names = next(csv.reader(lines[:1]))
    for number, line in enumerate(lines[1:], 2):
        cells = line_of(file, number, line)
        yield {name: cell._replace(name=name) for name, cell in zip(names, cells, strict=False)}


def line_of(file: str, number: int, line: str) -> list[Cell]:
    """Cells of one line, of columns without a name.

    Args:
        file: name of the file, for messages.
        number: number of the line, from 1.
        line: the line.

    """
    texts, starts = next(csv.reader([line])), _starts(line)
    return [Cell(text, "", file, number, start + 1, line) for text, start in zip(texts, starts, strict=False)]


def _starts(line: str) -> list[int]:
    """Where the cells of a line begin, counted from 0."""
    found, quoted = [0], False
    for place, letter in enumerate(line):
        quoted ^= letter == '"'
        if letter == "," and not quoted:
            found.append(place + 1)
    return found
