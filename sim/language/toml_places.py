"""Positions of all keys and values in a TOML text, for messages that point at them.

Python's reader of TOML gives values without positions. This scanner gives positions only: it stops silently at the
first thing it does not understand, because the reader then reports the mistake.
"""

import re
import tomllib
from bisect import bisect_right
from contextlib import suppress
from itertools import accumulate
from typing import NamedTuple

DEEPEST = 50  # nested tables and arrays; a scenario needs four
Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\[^\n])*+"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^\s,\]}#\"'=\[{]+(?: [0-9]{2}:[^\s,\]}#]+)?")


class Span(NamedTuple):
    """Position of a key or value in a text."""

    line: int
    """Line, from 1; 0 if not known."""
    column: int
    """Column in characters, from 1."""
    length: int
    """Length in characters within that line."""


class TooDeepError(Exception):
    """Tables or arrays nested deeper than DEEPEST; ``span`` is the position."""

    def __init__(self, span: Span) -> None:
        super().__init__(span)
        self.span = span


class Places(NamedTuple):
    """Positions of keys and values by path; elements of an array are numbered from 0."""

    keys: dict[Path, Span]
    """Span of the key of each path."""
    values: dict[Path, Span]
    """Span of the value of each path; for a table with a header, of its header."""
    repeated: list[tuple[Path, Span]]
    """Path and span of keys and headers that are given a second time."""


class _StrangeError(Exception):
    """Text that this scanner does not recognise as TOML."""


def places(text: str) -> Places:
    """Positions of the keys and values of ``text``, a TOML text. Raises TooDeepError."""
    scanner = _Scanner(text)
    with suppress(_StrangeError):
        scanner.document()
    return scanner.found


def leading_key(text: str) -> tuple[tuple[str, ...], int]:
    """Parts of the dotted key that ``text`` begins with, and the index behind it; ``()`` and 0 if it begins with no
    key.
    """
    scanner = _Scanner(text)
    try:
        parts = scanner.key(())
    except _StrangeError:
        return (), 0
    return tuple(name for name, _ in parts), scanner.at


def comment_behind(line: str, span: Span) -> str:
    """Comment at the end of the line of a value; of several values on one line it belongs to the last.

    ``line`` is the line of the value, ``span`` its position.
    """
    behind = line[span.column - 1 + span.length :].lstrip(" \t}")
    return behind.lstrip("# ").rstrip() if behind.startswith("#") else ""


class _Scanner:
    """Scanner of one TOML text; ``at`` is its index in the text, ``found`` the positions so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found = Places({}, {}, [])
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.counts: dict[Path, int] = {}  # elements so far of each array of tables
        self.headers: set[Path] = set()

    def document(self) -> None:
        """Scan all tables and assignments."""
        table: Path = ()
        while self.skip(_BLANK) < len(self.text):
            if self.text.startswith("[", self.at):
                table = self.header()
            else:
                self.assignment(table)
            self.skip(_SPACE)
            if self.at < len(self.text) and self.text[self.at] not in "#\r\n":
                raise _StrangeError

    def header(self) -> Path:
        """Scan ``[a.b]`` or ``[[a.b]]``. Returns the path of the table that begins here."""
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        parts = self.key(())
        self.expect("]" * brackets)
        path: Path = ()
        for name, span in parts:
            if path in self.counts:
                path += (self.counts[path] - 1,)
            path += (name,)
            self.found.keys.setdefault(path, span)
            self.found.values.setdefault(path, span)
        span = parts[-1][1]
        if brackets == 2:
            self.counts[path] = self.counts.get(path, 0) + 1
            path += (self.counts[path] - 1,)
            self.found.keys[path] = self.found.values[path] = span
        elif path in self.headers:
            self.found.repeated.append((path, span))
        self.headers.add(path)
        return path

    def assignment(self, table: Path) -> None:
        """Scan ``a.b = value`` within a table."""
        path = table
        parts = self.key(table)
        for name, span in parts:
            path += (name,)
            self.found.keys.setdefault(path, span)
        self.expect("=")
        if path in self.found.values:
            self.found.repeated.append((path, parts[-1][1]))
        self.value(path)

    def value(self, path: Path) -> None:
        """Scan any value; its span ends with its first line."""
        self.skip(_SPACE)
        start = self.at
        if len(path) > DEEPEST:
            raise TooDeepError(self.span(start, start + 1))
        if self.text.startswith("[", start):
            self.members(path, "]")
        elif self.text.startswith("{", start):
            self.members(path, "}")
        else:
            scalar = _STRING if self.text.startswith(('"', "'"), start) else _SCALAR
            self.match(scalar)
        self.found.values.setdefault(path, self.span(start, self.at))

    def members(self, path: Path, end: str) -> None:
        """Scan an array or an inline table."""
        self.at += 1
        count = 0
        while self.skip(_BLANK) < len(self.text) and not self.text.startswith(end, self.at):
            if end == "}":
                self.assignment(path)
            else:
                self.value((*path, count))
            count += 1
            self.skip(_BLANK)
            if not self.text.startswith(end, self.at):
                self.expect(",")
        self.expect(end)

    def key(self, table: Path) -> list[tuple[str, Span]]:
        """Scan a dotted key. Returns its parts, each with its span."""
        parts: list[tuple[str, Span]] = []
        while True:
            self.skip(_SPACE)
            start = self.at
            if len(table) + len(parts) >= DEEPEST:
                raise TooDeepError(self.span(start, start + 1))
            quoted = self.text.startswith(('"', "'"), start)
            name = self.match(_STRING if quoted else _BARE_KEY)
            parts.append((_unquoted(name) if quoted else name, self.span(start, self.at)))
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def skip(self, pattern: re.Pattern[str]) -> int:
        """Move past an optional pattern. Returns the index behind it."""
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def match(self, pattern: re.Pattern[str]) -> str:
        """Move past a required pattern. Returns its text."""
        found = pattern.match(self.text, self.at)
        if found is None:
            raise _StrangeError
        self.at = found.end()
        return found[0]

    def expect(self, sign: str) -> None:
        self.skip(_SPACE)
        if not self.text.startswith(sign, self.at):
            raise _StrangeError
        self.at += len(sign)

    def span(self, start: int, end: int) -> Span:
        line = bisect_right(self.starts, start)
        last = self.starts[line] - 1 if line < len(self.starts) else len(self.text)
        return Span(line, start - self.starts[line - 1] + 1, max(1, min(end, last) - start))


def _unquoted(name: str) -> str:
    try:
        return str(tomllib.loads(f"name = {name}")["name"])
    except tomllib.TOMLDecodeError:
        raise _StrangeError from None
