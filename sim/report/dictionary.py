"""Data dictionary: every outcome, table, column and scenario key with its unit and meaning, found by pattern."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple, get_origin

from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.report.text_tables import Section
from lodeflow.scenario.fields import Meaning
from lodeflow.scenario.model import Scenario
from lodeflow.storage.definitions import DEFINITIONS
from lodeflow.storage.tables import TABLES

KINDS = ("outcome", "table", "column", "key")
"""Kinds of entries, in the order in which they are listed."""
TITLES = {
    "outcome": "Outcomes: values of the column outcome of the table outcomes",
    "table": "Tables of a result folder",
    "column": "Columns",
    "key": "Keys of a scenario; NAME stands for a name of the scenario",
}
"""Title of the list of each kind."""


class Entry(NamedTuple):
    """Entry of the dictionary."""

    kind: str
    """One of KINDS."""
    name: str
    """Name: of an outcome or table, ``table.column``, or the dotted path of a key."""
    unit: str
    """Unit; empty for none."""
    says: str
    """Meaning."""


def entries() -> Iterator[Entry]:
    """Every entry, kind after kind."""
    for name, found in DEFINITIONS.items():
        yield Entry("outcome", name, found.unit, found.says)
    for table in TABLES.values():
        yield Entry("table", table.name, "", table.description)
    for table in TABLES.values():
        for column in table.columns:
            yield Entry("column", f"{table.name}.{column.name}", column.unit, column.description)
    yield from _keys(Meaning(Scenario), "")


def found(pattern: str, kinds: Sequence[str] = KINDS) -> list[Entry]:
    """Entries whose name or last part of a name fits a pattern.

    Args:
        pattern: a pattern such as ``*price*``, a part of a name, or words that the meaning holds; empty for all.
        kinds: kinds of entries to look at.

    Raises:
        LookupError: nothing fits; the message names the nearest entry.

    """
    every = [each for each in entries() if each.kind in kinds]
    asked = pattern.strip().casefold()
    some = [each for each in every if _fits(each.name.casefold(), asked)]
    some = some or [each for each in every if asked in each.says.casefold()]
    if not some:
        words = [word for each in every for word in (*each.name.split("."), *each.name.replace(".", "_").split("_"))]
        names = [*(each.name for each in every), *words]
        raise LookupError(f"nothing is called {shown(pattern)}; {did_you_mean(pattern, dict.fromkeys(names))}")
    return some


def told(some: Sequence[Entry]) -> list[Section]:
    """Tables of entries, one for each kind.

    Args:
        some: the entries.

    """
    return [
        Section(TITLES[kind], ("name", "unit", "meaning"), [each[1:] for each in some if each.kind == kind])
        for kind in KINDS
        if any(each.kind == kind for each in some)
    ]


def _fits(name: str, asked: str) -> bool:
    """True if a name, or the last part of it, equals, holds or fits what is asked for."""
    if any(sign in asked for sign in "*?["):
        return fnmatchcase(name, asked) or fnmatchcase(name.rpartition(".")[2], asked)
    return asked in name


def _keys(table: Meaning, above: str) -> Iterator[Entry]:
    """Keys of a table of a scenario and of those within it."""
    for key in table.keys:
        below, path = table.below(key), f"{above}{key}"
        if below is None:
            continue
        yield Entry("key", path, below.unit, below.description)
        if get_origin(below.annotation) is Mapping:
            below, path = below.below(""), f"{path}.NAME"
        if below is not None:
            yield from _keys(below, f"{path}.")
