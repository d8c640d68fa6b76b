"""Reader of one table of a chain: columns, cells and rows, each mistake with its line and column."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from lodeflow.chains.chain import TABLES, columns_of
from lodeflow.chains.tables.cells import Cell, line_of
from lodeflow.chains.tables.column import Column, Known, RefusedError
from lodeflow.chains.tables.row import Row
from lodeflow.errors import Problem
from lodeflow.language.suggestions import did_you_mean, shown

DOUBTED = ("assumption", "unverified")
"""Words in a source that only an assumed figure may have."""


class Raw(NamedTuple):
    """Cells of a table before they are read."""

    rows: list[dict[str, Cell]]
    """Rows below the heading, by the name of the column."""
    problems: list[Problem]
    """Mistakes in columns and in the number of cells."""


def raw(table: str, file: str, content: bytes, columns: dict[str, Column] | None = None) -> Raw:
    """Cells of a table, with lines that begin with ``#`` and empty lines left out.

    Args:
        table: name of the table in messages; one of TABLES where ``columns`` are not given.
        file: its file in messages.
        content: its bytes.
        columns: rules for its columns, by name; those of the table of a chain if not given.

    """
    columns = columns_of(table) if columns is None else columns
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        lost = content[: error.start].count(b"\n") + 1
        return Raw([], [Problem(file, lost, 1, 1, "", "", "is not UTF-8", "save the file as UTF-8", unseen=True)])
    said = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    broken = [Cell(line, "", file, number, 1, line) for number, line in said if line.count('"') % 2]
    if broken:
        hint = "no cell may hold a line break"
        return Raw([], [cell.problem("a quotation mark without its partner", hint) for cell in broken])
    if not said:
        return Raw([], [Problem(file, 0, 1, 1, "", "", "has no heading", f"expected {','.join(columns)}")])
    heading = line_of(file, *said[0])
    problems = list(_wrong_columns(table, heading, columns))
    rows = []
    for number, line in said[1:]:
        cells = line_of(file, number, line)
        if len(cells) != len(heading):
            hint = "a text with a comma stands in quotation marks" if len(cells) > len(heading) else ""
            cell = cells[min(len(cells), len(heading)) - 1]
            problems.append(cell.problem(f"{len(cells)} cells, expected {len(heading)} as in the heading", hint))
            continue
        rows.append({name.text: cell._replace(name=name.text) for name, cell in zip(heading, cells, strict=True)})
    return Raw([] if _lacks_columns(heading, columns) else rows, problems)


def _lacks_columns(heading: list[Cell], columns: dict[str, Column]) -> bool:
    given = {cell.text for cell in heading}
    return any(name not in given and not column.optional for name, column in columns.items())


def _wrong_columns(table: str, heading: list[Cell], known: dict[str, Column]) -> Iterator[Problem]:
    """Columns that are unknown, given twice or missing."""
    given = [cell.text for cell in heading]
    missing = [name for name, column in known.items() if name not in given and not column.optional]
    for place, cell in enumerate(heading):
        if cell.text not in known:
            yield cell.problem(
                f"unknown column {shown(cell.text)} of {table}", did_you_mean(cell.text, missing or known)
            )
        elif cell.text in given[:place]:
            yield cell.problem(f"the column {shown(cell.text)} is given twice")
    if missing:
        yield heading[0].problem(f"no column {', '.join(map(shown, missing))}", f"expected {','.join(known)}")


def read_rows(table: str, cells: list[dict[str, Cell]], known: Known) -> tuple[tuple[Row, ...], list[Problem]]:
    """Rows of a table, and every mistake in their cells; rows with a mistake are left out.

    Args:
        table: name of the table, one of TABLES.
        cells: its rows, as ``raw`` gives them.
        known: names that may stand in it.

    """
    columns = columns_of(table)
    rows: list[Row] = []
    problems: list[Problem] = []
    first: dict[tuple[str, ...], int] = {}
    for row in cells:
        values, wrong = values_of(row, columns, known)
        at = next(iter(row.values()))
        wrong += _doubted(row)
        key = tuple(row[name].text for name, column in columns.items() if column.key and name in row)
        if "role" in row and not columns["role"].key:
            key += ("role", *(row[name].text for name in ("year", "source") if row["role"].text == "evidence"))
        if first.setdefault(key, at.line) != at.line:
            said = ", ".join(row[name].text for name, column in columns.items() if column.key and name in row)
            wrong.append(at.problem(f"{said} is given twice, first on line {first[key]}", "one of them would be lost"))
        problems += wrong
        if not wrong:
            rows.append(TABLES[table](**values, at=at))
    return tuple(rows), problems


def values_of(row: dict[str, Cell], columns: dict[str, Column], known: Known) -> tuple[dict[str, Any], list[Problem]]:
    """Values of one row by the names of its columns, and every mistake in its cells.

    Args:
        row: its cells by the names of the columns.
        columns: rules for the columns.
        known: names that may stand in it.

    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, column in columns.items():
        cell = row.get(name)
        if cell is None or (not cell.text.strip() and column.empty):
            values[name] = column.absent
        elif not cell.text.strip():
            problems.append(cell.problem("the cell is empty"))
        else:
            try:
                values[name] = column.parse(cell.text, known)
            except RefusedError as refused:
                problems.append(cell.problem(str(refused), refused.hint))
    return values, problems


def _doubted(row: dict[str, Cell]) -> list[Problem]:
    """A figure whose source is an assumption and which is called more than that."""
    status, source = row["status"], row["source"]
    word = next((word for word in DOUBTED if word in source.text), None)
    if word is None or status.text == "assumed":
        return []
    return [status.problem(f"the source says {shown(word)}, the status {shown(status.text)}", "write assumed")]
