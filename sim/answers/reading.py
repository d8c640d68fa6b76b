"""Rows of the tables of a result folder, checked against its manifest, with the columns and materials asked for."""

import json
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lodeflow.answers.matrix import REPLICATION, codes_of
from lodeflow.errors import DataError
from lodeflow.language.suggestions import did_you_mean
from lodeflow.storage.finished_result import finished
from lodeflow.storage.ownership import COMPARISON, DESIGN, MANIFEST, SCENARIO
from lodeflow.storage.tables import SCHEMA_VERSION, TABLES

Patterns = str | Sequence[str]
"""Names, or patterns with ``*`` and ``?``."""
ANY = "*"
DETAIL = {"market": "market", "welfare": "market", "flow": "ledger", "account": "ledger"}
"""Value of ``--detail`` that a table needs."""


class Folder:
    """Result folder that is read.

    Args:
        path: the folder.

    Raises:
        DataError: it holds no finished result, or one of a newer version of lodeflow.

    """

    def __init__(self, path: Path) -> None:
        refuse_unfinished(path)
        self.path = path
        with finished(path) as result:
            self.manifest: dict[str, Any] = json.loads(result.manifest)
        refuse_newer(path, self.manifest)

    @cached_property
    def scenario(self) -> dict[str, Any]:
        """Content of scenario.toml."""
        return tomllib.loads((self.path / SCENARIO).read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return str(self.scenario.get("name", self.path.name))

    @property
    def start(self) -> date:
        """Date of day 0."""
        day: date = self.scenario["start_date"]
        return day

    @property
    def tables(self) -> list[str]:
        """Names of its tables."""
        return sorted(self.manifest["tables"])

    @cached_property
    def numbers(self) -> NDArray[np.int64]:
        """Numbers of its replications, in order."""
        table = REPLICATION if REPLICATION in self.tables else "outcomes"
        found = [np.asarray(rows[REPLICATION], np.int64) for rows in self.rows(table, [REPLICATION])]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def rows(self, table: str, columns: Sequence[str], **wanted: Patterns | int | None) -> Iterator[pa.Table]:
        """Rows of a table, part by part; a part holds whole replications.

        Args:
            table: name of the table.
            columns: columns that are read.
            wanted: patterns of names by column, such as ``material="magnet*"``, or a number, or None for all rows.

        Raises:
            DataError: the result has no such table or column, or no name fits a pattern.
            StorageError: it cannot be read, or is not as it was written.

        """
        if table not in self.tables:
            raise DataError(f"{self.path} has no table '{table}'{_remedy(table)}")
        asked = {name: of for name, of in wanted.items() if of is not None and of != ANY}
        seen: dict[str, set[str]] = {name: set() for name, of in asked.items() if not isinstance(of, int)}
        some = False
        with finished(self.path) as result:
            for part in result.parts_of(table):
                file = pq.ParquetFile(pa.BufferReader(part))
                lacking = [name for name in columns if name not in file.schema_arrow.names]
                if lacking:
                    version = self.manifest.get("schema_version")
                    raise DataError(
                        f"{self.path}: table '{table}' of schema version {version} has no column "
                        f"'{lacking[0]}', which lodeflow writes since ({SCHEMA_VERSION} now); run it again"
                    )
                rows = file.read(columns=list(dict.fromkeys([*columns, *asked])))
                fitting = np.ones(rows.num_rows, np.bool_)
                for name, of in asked.items():
                    fitting &= _fitting(rows[name], of, seen.get(name))
                rows = rows if fitting.all() else rows.filter(pa.array(fitting))
                some = some or rows.num_rows > 0
                yield rows
        if some:
            return
        for name, of in asked.items():
            if not isinstance(of, int) and not any(_fits(word, of) for word in seen[name]):
                said = of if isinstance(of, str) else ", ".join(of)
                raise DataError(f"{self.path} has no {name} '{said}' here; {did_you_mean(said, sorted(seen[name]))}")

    def years(self, rows: pa.Table, *, of_steps: bool) -> pa.Array:
        """Calendar year of each of some rows, from their ``day``.

        Args:
            rows: rows of a table.
            of_steps: True for sums over a step, which count in the year of its middle; the step begins at the day of
                the row before. False for what is so on the day itself.

        """
        days = np.asarray(rows["day"], np.int64)
        distinct, place = np.unique(days, return_inverse=True)
        if of_steps:
            distinct = (distinct + np.concatenate([[0], distinct[:-1]])) // 2
        years = np.array([(self.start + timedelta(int(day))).year for day in distinct], np.int32)
        return pa.array(years[place] if len(distinct) else np.zeros(0, np.int32))

    def dates(self, rows: pa.Table) -> pa.Array:
        """Calendar date of each of some ``rows``, from their ``day``."""
        days = np.asarray(rows["day"], np.int64)
        return pa.array((np.datetime64(self.start) + days.astype("timedelta64[D]")).astype("datetime64[D]"))


def refuse_unfinished(path: Path) -> None:
    """Refuse a ``path`` that is no folder of a finished result or comparison. Raises DataError."""
    if not path.is_dir():
        raise DataError(f"{path} is no result folder: {'it is a file' if path.exists() else 'it does not exist'}")
    if not (path / MANIFEST).is_file():
        begun = any((path / name).is_file() for name in (SCENARIO, COMPARISON, DESIGN))
        what = "the run that writes it has not finished; --resume goes on" if begun else f"it has no {MANIFEST}"
        raise DataError(f"{path} is no finished result: {what}")


def refuse_newer(path: Path, manifest: dict[str, Any]) -> None:
    """Refuse a result that a newer lodeflow wrote.

    Args:
        path: the folder, for the message.
        manifest: content of its manifest.

    Raises:
        DataError: its schema is newer than this lodeflow's.

    """
    if manifest["schema_version"] > SCHEMA_VERSION:
        raise DataError(
            f"{path} has schema version {manifest['schema_version']}, this lodeflow reads "
            f"{SCHEMA_VERSION} and older; install a newer one"
        )


def _remedy(table: str) -> str:
    """Words on how to get a table."""
    if table == "stockpile":
        return "; a scenario with [stockpiles] writes it with --detail market"
    if table not in DETAIL:
        return "" if table in TABLES else f"; {did_you_mean(table, TABLES)}"
    return f"; run it again with --detail {DETAIL[table]}"


def _fits(word: str, patterns: Patterns) -> bool:
    return any(fnmatchcase(word, each) for each in ([patterns] if isinstance(patterns, str) else patterns))


def _fitting(column: pa.ChunkedArray, wanted: Patterns | int, seen: set[str] | None) -> NDArray[np.bool_]:
    """Rows that are wanted; all words that the column can hold are noted."""
    if isinstance(wanted, int) or seen is None:
        return np.asarray(np.asarray(column) == wanted, np.bool_)
    whole = column.unify_dictionaries().combine_chunks() if column.num_chunks else None
    if whole is None or not len(column):
        return np.zeros(len(column), np.bool_)
    words = (whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole).dictionary.to_pylist()
    seen.update(words)
    fitting = np.array([*(_fits(word, wanted) for word in words), False])  # -1 is null
    return fitting[codes_of(column)[0]]
