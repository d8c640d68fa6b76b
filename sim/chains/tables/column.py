"""Columns of the tables of a chain: what may stand in a cell, and the value that is read from it."""

import math
import re
from collections.abc import Callable
from dataclasses import field, fields
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from lodeflow.language.suggestions import did_you_mean, shown

MANY = "|"
"""Sign between several names in one cell."""
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,59}")
_YEAR = re.compile(r"(19|20)\d\d(-20\d\d)?")
_HS = re.compile(r"\d{4}(\d\d)?")


class RefusedError(ValueError):
    """Text that may not stand in a cell; ``hint`` suggests a correction."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Known(NamedTuple):
    """Names that exist in a chain."""

    region: tuple[str, ...] = ()
    """Regions of the catalog and those that chains add."""
    material: tuple[str, ...] = ()
    """Materials of the table of that name."""
    process: tuple[str, ...] = ()
    """Processes of the table of that name."""
    element: tuple[str, ...] = ()
    """Elements of chain.toml."""
    host: tuple[str, ...] = ()
    """Hosts that processes name."""
    sector: tuple[str, ...] = ()
    """Sectors of users."""


Parse = Callable[[str, Known], Any]


class Column(NamedTuple):
    """Rule for the cells of one column."""

    parse: Parse
    """Value of a text; raises RefusedError."""
    key: bool = False
    """True if rows that agree in all such columns are the same row."""
    empty: bool = False
    """True if a cell may be empty; its value is then ``absent``."""
    absent: Any = None
    """Value of an empty cell, and of a column that is left out."""
    optional: bool = False
    """True if the column may be left out."""


def column(parse: Parse, *, key: bool = False, empty: bool = False, absent: Any = None, optional: bool = False) -> Any:
    """Field of a row that is read from the column of the same name.

    Args:
        parse: value of a text.
        key: whether it tells rows apart.
        empty: whether a cell may be empty.
        absent: value of an empty cell, and of a column that is left out.
        optional: whether the column may be left out.

    """
    return field(metadata={"column": Column(parse, key, empty or optional, absent, optional)})


def columns_of_rows(kind: type[Any]) -> dict[str, Column]:
    """Columns of a class of rows, ``kind``, by name, in the order of its fields."""
    return {f.name: f.metadata["column"] for f in fields(kind) if "column" in f.metadata}


def words(text: str, known: Known) -> str:
    """Any ``text``; ``known`` names do not matter."""
    del known
    return text


def identifier(text: str, known: Known) -> str:
    """Name that is made up here: ``text`` of small letters, digits and underscores; ``known`` names do not matter."""
    del known
    if not _IDENTIFIER.fullmatch(text):
        raise RefusedError(f"{shown(text)} is no name", "small letters, digits and underscores, such as gallium_metal")
    return text


def number(text: str, known: Known) -> float:
    """Finite number in ``text``; ``known`` names do not matter. Raises RefusedError."""
    del known
    try:
        value = float(text)
    except ValueError:
        hint = "write numbers without commas and units" if re.search(r"\d[,%]|\d ?[A-Za-z]", text) else ""
        raise RefusedError(f"expected a number, found {shown(text)}", hint) from None
    if not math.isfinite(value):
        raise RefusedError(f"expected a finite number, found {shown(text)}")
    return value


def amount(text: str, known: Known) -> float:
    """Number in ``text`` that is not negative; ``known`` names do not matter. Raises RefusedError."""
    value = number(text, known)
    if value < 0.0:
        raise RefusedError(f"expected a number of at least 0, found {shown(text)}")
    return value


def share(text: str, known: Known) -> float:
    """Number from 0 to 1 in ``text``; ``known`` names do not matter. Raises RefusedError."""
    value = amount(text, known)
    if value > 1.0:
        hint = f"did you mean {value / 100:g}?" if value <= 100.0 else ""
        raise RefusedError(f"expected a share from 0 to 1, found {shown(text)}", hint)
    return value


def count(text: str, known: Known) -> int:
    """Whole number of at least 1 in ``text``; ``known`` names do not matter. Raises RefusedError."""
    value = amount(text, known)
    if value < 1.0 or value != int(value):
        raise RefusedError(f"expected a whole number of at least 1, found {shown(text)}")
    return int(value)


def day(text: str, known: Known) -> date:
    """Date in ``text``, as 2026-07-01; ``known`` names do not matter. Raises RefusedError."""
    del known
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"expected a date such as 2026-07-01, found {shown(text)}") from None


def year(text: str, known: Known) -> str:
    """Year in ``text``, or span of years such as 2021-2024; ``known`` names do not matter. Raises RefusedError."""
    del known
    if not _YEAR.fullmatch(text):
        raise RefusedError(f"expected a year such as 2024, or 2021-2024, found {shown(text)}")
    return text


def heading(text: str, known: Known) -> str:
    """Heading of the Harmonized System in ``text``: 4 or 6 digits; ``known`` names do not matter."""
    del known
    if not _HS.fullmatch(text):
        raise RefusedError(f"expected 4 or 6 digits of the Harmonized System, found {shown(text)}")
    return text


def one_of(what: str, *names: str) -> Parse:
    """Parser of one of some words.

    Args:
        what: word for such a thing in messages.
        names: the words.

    """

    def parse(text: str, known: Known) -> str:
        del known
        if text not in names:
            raise RefusedError(f"unknown {what} {shown(text)}", did_you_mean(text, names))
        return text

    return parse


def named(what: str, *others: str) -> Parse:
    """Parser of one known name.

    Args:
        what: field of Known, such as ``region``.
        others: further texts that may stand there, such as ``*``.

    """

    def parse(text: str, known: Known) -> str:
        names = (*others, *getattr(known, what))
        if text not in names:
            raise RefusedError(f"unknown {what} {shown(text)}", did_you_mean(text, names))
        return text

    return parse


def several(what: str) -> Parse:
    """Parser of names and patterns with ``|`` between them, as a tuple; ``what`` is a field of Known."""

    def parse(text: str, known: Known) -> tuple[str, ...]:
        names = getattr(known, what)
        for each in text.split(MANY):
            if not any(fnmatchcase(name, each) for name in names):
                raise RefusedError(f"no {what} is called {shown(each)}", did_you_mean(each, names))
        return tuple(text.split(MANY))

    return parse


def host(text: str, known: Known) -> str:
    """Host in ``text``: a name of one's own, or a process of another chain, written ``chain:process``; ``known`` names
    do not matter.
    """
    for part in text.split(":", 1):
        identifier(part, known)
    return text
