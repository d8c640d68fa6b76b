"""Design folder: a result folder for every point, and a table of the values of the points.

``design.json`` is written first: the points, and what they have in common. Point n is an ordinary result folder,
``points/point=n``, with the bytes of ``lodeflow mc`` with its values; ``tables/design`` has a row for each of them. The
names of the folders are those of a partition, so DuckDB, Spark and Arrow read a column ``point`` from them.
``manifest.json`` is written last and covers the manifests of the points.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, Self

from lodeflow.kernels.core.code_store import KERNEL_HASH
from lodeflow.storage.descriptions import data_package, views_sql
from lodeflow.storage.finished_result import finished
from lodeflow.storage.held_folder import held, staging
from lodeflow.storage.identity import refuse_another_design
from lodeflow.storage.manifest import canonical_json, manifest, sha256
from lodeflow.storage.open_folder import OpenFolder
from lodeflow.storage.ownership import (
    DATA_PACKAGE,
    DESIGN,
    MANIFEST,
    POINTS,
    VIEWS,
    point_name,
    refuse_what_is_not_ours,
)
from lodeflow.storage.parquet import Columns, Vocabulary


class DesignFolder(OpenFolder):
    """Design folder open for writing, locked against other processes.

    Args:
        path: the folder; made if it does not exist. It may hold an earlier run of the same design.
        what: identity of the design, in JSON values.
        count: number of points.

    Raises:
        HeldError: on opening, if another process is writing to the folder.
        FolderMismatch: on opening, if it holds another design.
        OutputError: on opening, if it holds anything else or cannot be made.

    """

    def __init__(self, path: Path, what: Mapping[str, Any], count: int) -> None:
        """Note what will be written; the disk is first touched on opening."""
        super().__init__(path)
        self.points = range(count)
        self._what = canonical_json(what)

    def __enter__(self) -> Self:
        """Lock the folder and write the identity of the design."""
        with ExitStack() as stack:
            self._held = stack.enter_context(held(self.path))
            refuse_another_design(self._held, self._what)
            refuse_what_is_not_ours(self._held, (DESIGN,), [point_name(n) for n in self.points])
            stack.enter_context(staging(self._held))
            self._withdraw_manifest()
            self._write(DESIGN, self._what)
            self._open = stack.pop_all()
        return self

    def point(self, number: int) -> Path:
        """Folder of point ``number``."""
        return self.path / POINTS / point_name(number)

    def finish(self, design: Columns, vocabulary: Vocabulary, start: date) -> None:
        """Write the table of points, the descriptions and, last, the manifest, which makes the design complete.

        Args:
            design: columns of the table ``design``.
            vocabulary: words of its coded columns.
            start: date of day 0, which no column of it needs.

        Raises:
            DamagedResult: a point is not as it was written.
            StorageError: the disk is full, or reading or writing failed.

        """
        part = self._write_part("design", 0, design, vocabulary, start)
        vouched: dict[str, bytes] = {}
        of_points: dict[str, list[str]] = {}
        for number in self.points:
            place = f"{POINTS}/{point_name(number)}"
            with finished(self.point(number), self.held) as result:
                vouched[f"{place}/{MANIFEST}"] = result.manifest
                for name in result.parts:
                    of_points.setdefault(name.split("/")[1], []).append(f"{place}/{name}")
        files = {
            DESIGN: self._what,
            DATA_PACKAGE: data_package({"design": [part.name], **of_points}),
            VIEWS: views_sql(["design"], of_points=list(of_points)),
        }
        self._write(DATA_PACKAGE, files[DATA_PACKAGE])
        self._write(VIEWS, files[VIEWS])
        self._remove_other_parts([part])
        digests: Sequence[str] = [sha256(data) for data in vouched.values()]
        self._write(MANIFEST, manifest(files | vouched, [part], sha256(self._what), KERNEL_HASH, digests))
