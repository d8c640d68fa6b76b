"""Points of a design: values of scenario keys, from the grid of ``--sweep`` or the rows of a ``--design`` table.

A value is a text as ``--set`` takes it, so that a point is the same scenario as the command with these settings.
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.errors import DataError
from lodeflow.language.suggestions import shown

NAME = "name"
"""Column of a design table that names its points."""
MOST = 100_000
"""Most points of a design."""
COMMON = ("seed", "extends", "name", "question")
"""Keys in which all points agree: they share their random draws, and are one scenario."""


class Point(NamedTuple):
    """Point of a design."""

    number: int
    """Number, from 0."""
    name: str
    """Name; empty for none."""
    values: tuple[tuple[str, str], ...]
    """Dotted key and text of each value, as ``--set`` takes them; keys that the point leaves alone are missing."""

    @property
    def settings(self) -> tuple[str, ...]:
        """The values as ``--set`` takes them."""
        return tuple(f"{key}={text}" for key, text in self.values)

    @property
    def label(self) -> str:
        """Name of the point, or its values in short."""
        short = ", ".join(f"{key.rpartition('.')[2]}={text.strip(chr(34))}" for key, text in self.values)
        return self.name or short or f"point {self.number}"


def grid(sweeps: Sequence[str]) -> list[Point]:
    """Points of a grid: every combination of the values of some keys, the last key changing fastest.

    Args:
        sweeps: texts ``KEY=a,b,c``; commas in quotes or brackets belong to a value.

    Raises:
        DataError: a text is no sweep, or a key or a value is given twice.

    """
    keys: list[str] = []
    values: list[list[str]] = []
    for text in sweeps:
        key, sign, rest = text.partition("=")
        some = [each.strip() for each in split(rest)]
        if not sign or not key.strip() or not all(some):
            raise DataError(f"--sweep {shown(text)}: expected KEY=a,b,c, such as market.panic_strength=0.1,0.2,0.3")
        if len(set(some)) < len(some):
            raise DataError(f"--sweep {shown(text)}: a value is given twice")
        keys.append(key.strip())
        values.append(some)
    if len(set(keys)) < len(keys):
        raise DataError(f"--sweep gives a key twice: {', '.join(dict.fromkeys(k for k in keys if keys.count(k) > 1))}")
    rows = [dict(zip(keys, row, strict=True)) for row in product(*values)]
    return _checked(rows, "--sweep")


def split(text: str) -> list[str]:
    """Parts of a ``text`` between commas that stand outside of quotes and brackets."""
    parts, depth, quote = [""], 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "[{(":
            depth += 1
        elif sign in "]})":
            depth -= 1
        if sign == "," and not quote and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def table(path: Path) -> list[Point]:
    """Points of a design table, one a row: CSV, or Parquet. A column is a key, and ``name`` names the points.

    An empty cell leaves the key as the scenario has it.

    Args:
        path: the file.

    Raises:
        DataError: it cannot be read, or is no such table.

    """
    try:
        rows = _of_parquet(path) if path.suffix.lower() in (".parquet", ".pq") else _of_csv(path)
    except (OSError, ValueError, csv.Error, pa.ArrowException) as wrong:
        said = wrong.strerror if isinstance(wrong, OSError) and wrong.strerror else " ".join(str(wrong).split())
        raise DataError(f"{path} cannot be read as a design: {said}") from None
    return _checked(rows, str(path))


def _of_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a head. Raises ValueError where a row has another length."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [(n, line) for n, line in enumerate(csv.reader(file), 1) if any(cell.strip() for cell in line)]
    if not lines:
        return []
    head = [cell.strip() for cell in lines[0][1]]
    if len(set(head)) < len(head) or not all(head):
        raise ValueError("the head of each column is a key of its own")
    if wrong := [n for n, line in lines if len(line) != len(head)]:
        raise ValueError(f"line {wrong[0]} has not {len(head)} cells, as the head has")
    return [dict(zip(head, (cell.strip() for cell in line), strict=True)) for _, line in lines[1:]]


def _of_parquet(path: Path) -> list[dict[str, str]]:
    return [{key: written(value) for key, value in row.items()} for row in pq.read_table(path).to_pylist()]


def written(value: Any) -> str:
    """Text of a ``value`` as ``--set`` takes it; empty for none."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, bool | list):
        return json.dumps(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return repr(value) if isinstance(value, int | float) else str(value).strip()


def _checked(rows: Iterable[Mapping[str, str]], where: str) -> list[Point]:
    """Points of rows. Raises DataError for a design without points, with too many, or of a key that all share."""
    made = [
        Point(n, row.get(NAME, ""), tuple((key, text) for key, text in row.items() if text and key != NAME))
        for n, row in enumerate(rows)
    ]
    if not made:
        raise DataError(f"{where} has no points")
    if len(made) > MOST:
        raise DataError(f"{where} has {len(made):,} points; the limit is {MOST:,}")
    if common := {key for point in made for key, _ in point.values if key in COMMON}:
        raise DataError(f"{where}: all points share {', '.join(sorted(common))}; --seed sets the seed for all")
    names = [point.name for point in made if point.name]
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise DataError(f"{where}: {len(twice)} names are given twice, such as {shown(twice[0])}")
    return made
