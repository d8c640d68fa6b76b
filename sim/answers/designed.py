"""Design folder as an object that answers questions: statistics by point, and paired differences from one point."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.answers.asked import Asked, Make
from lodeflow.answers.compared import differences
from lodeflow.answers.matrix import matrices, plain
from lodeflow.answers.reading import Folder, refuse_newer, refuse_unfinished
from lodeflow.answers.result import Result, numbers_of, partial_years
from lodeflow.answers.spread import single, spread
from lodeflow.answers.statistic import Statistic
from lodeflow.answers.wanted import YEAR, Wanted
from lodeflow.errors import DataError
from lodeflow.language.suggestions import did_you_mean
from lodeflow.storage.finished_result import finished
from lodeflow.storage.ownership import DESIGN, POINTS, point_name

POINT = "point"


class DesignResult(Asked):
    """Finished design folder of ``lodeflow mc --sweep`` or ``--design``.

    Every statistic has the rows of every point, with a column ``point``; ``scenario`` is then the label of the point.
    After ``against`` it has paired differences from one point, over replications with the same draws.

    Args:
        path: the folder.

    Raises:
        DataError: it holds no finished design, or one of a newer version of lodeflow.

    """

    def __init__(self, path: Path) -> None:
        refuse_unfinished(path)
        with finished(path) as result:
            refuse_newer(path, json.loads(result.manifest))
            parts = [pq.read_table(pa.BufferReader(part)) for part in result.parts_of("design")]
        self.path = path
        self._said: list[dict[str, Any]] = json.loads((path / DESIGN).read_text(encoding="utf-8"))["points"]
        self._rows = plain(pa.concat_tables(parts))
        self._base: int | None = None

    @cached_property
    def design(self) -> pa.Table:
        """Points of the design, one a row: ``point``, its name, its label, and the value of each key that is set.

        Values are numbers in canonical units where all of a key are, else texts as ``--set`` takes them.
        """
        count = len(self._said)
        columns: dict[str, Any] = {
            POINT: pa.array(range(count), pa.int32()),
            "name": pa.array([each["name"] or None for each in self._said], pa.string()),
            "label": pa.array(self.labels, pa.string()),
        }
        rows = self._rows.to_pylist()
        for key in dict.fromkeys(row["key"] for row in rows):
            mine = {row[POINT]: row for row in rows if row["key"] == key}
            numeric = all(row["value"] is not None for row in mine.values())
            kind, column = (pa.float64(), "value") if numeric else (pa.string(), "setting")
            columns[key] = pa.array([mine[n][column] if n in mine else None for n in range(count)], kind)
        return pa.table(columns)

    @property
    def labels(self) -> list[str]:
        """Label of each point: its name, or its values in short."""
        found = []
        for number, said in enumerate(self._said):
            pairs = (text.partition("=") for text in said["settings"])
            short = ", ".join(f"{key.rpartition('.')[2]}={value.strip(chr(34))}" for key, _, value in pairs)
            found.append(said["name"] or short or f"point {number}")
        return found if len(set(found)) == len(found) else [f"{n}: {each}" for n, each in enumerate(found)]

    @property
    def points(self) -> dict[int, Result]:
        """Result of each point by its number."""
        return {number: Result(self._place(number)) for number in range(len(self._said))}

    def against(self, point: int | str) -> Self:
        """The same design with paired differences from one point instead of values.

        Args:
            point: number, name or label of the point.

        Raises:
            DataError: there is no such point.

        """
        other = type(self)(self.path)
        other._base = self.number_of(point)  # noqa: SLF001 - another one of these
        return other

    def number_of(self, point: int | str) -> int:
        """Number of a point.

        Args:
            point: its number, name or label.

        Raises:
            DataError: there is no such point.

        """
        labels = self.labels
        if str(point) in labels:
            return labels.index(str(point))
        if str(point).isdigit() and int(point) < len(labels):
            return int(point)
        raise DataError(f"{self.path} has no point '{point}'; {did_you_mean(str(point), labels)}")

    def __repr__(self) -> str:
        """Keys, size and place."""
        keys = self.design.column_names[3:]
        return f"DesignResult({len(self._said)} points of {', '.join(keys)}, {self.path})"

    def __dir__(self) -> list[str]:
        """Statistics and facts, for completion."""
        return [name for name in super().__dir__() if not name.startswith("_")]

    def _place(self, number: int) -> Path:
        return self.path / POINTS / point_name(number)

    def _answer(self, name: str, make: Make, wanted: Wanted) -> Statistic:
        labels, parts = self.labels, []
        base = self._base
        folders = {n: Folder(self._place(n)) for n in range(len(labels))}
        first = folders[0 if base is None else base]
        theirs = (make(first, wanted), numbers_of(first, wanted)) if base is not None else None
        for number, folder in folders.items():
            numbers = numbers_of(folder, wanted)
            if theirs is not None and base is not None:
                if number != base:
                    found = matrices([(make(folder, wanted), numbers), theirs])
                    some = [differences(labels[number], labels[base], *of) for of in found]
                    parts.append(_placed(pa.concat_tables(some), number))
                continue
            of_point = [of[0] for of in matrices([(make(folder, wanted), numbers)])]
            one = wanted.replication is not None
            some = [single(labels[number], m, numbers) if one else spread(labels[number], m) for m in of_point]
            parts.append(_placed(pa.concat_tables(some), number))
        note = partial_years(first) if wanted.by == YEAR else ""
        rows = pa.concat_tables(parts, promote_options="permissive")
        title = name if base is None else f"differences of {name} from {labels[base]}"
        return Statistic(title, wanted.by, rows, note)


def _placed(rows: pa.Table, number: int) -> pa.Table:
    """Rows with the number of their point as first column."""
    return rows.add_column(0, POINT, pa.array(np.full(rows.num_rows, number, np.int32)))
