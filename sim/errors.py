"""Errors meant for the user, each with the exit code of the command that raised it.

    LodeflowError
    ├── CheckFailed      1   a check or a back-test failed
    ├── DataError       65   the data of a scenario contradict themselves, or ask for too much
    ├── ScenarioError   65   the scenario or its name is wrong
    │   └── ChainError   65   the folder of a chain or its name is wrong
    ├── BrokenInvariantError  70   a check under ``--debug`` found a fault of lodeflow
    ├── MachineError    71   memory, threads or the system do not suffice
    ├── OutputError     73   the output cannot be created
    ├── StorageError    74   the disk is full, or reading or writing failed
    └── HeldError       75   another process holds the folder

Any other exception is a bug in lodeflow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar
from unicodedata import category, east_asian_width

WIDEST_LINE = 120  # columns of a source line that are shown
_TAB = "\t"
_JOINERS = "\u200c\u200d"  # between letters of some scripts


def printable(text: str, keep: str = "") -> str:
    """Text for a terminal: control characters are escaped as in TOML, U+001B as a backslash and u001b.

    A name or a question from a file may hold characters that move the cursor, change the title of the window or turn
    the direction of writing round. Letters and blanks of all languages stay.

    Args:
        text: the text.
        keep: characters that stay as they are, such as a newline.

    """
    if text.isprintable():
        return text
    return "".join(c if c in keep or _is_seen(c) else _escaped(c) for c in text)


def _is_seen(character: str) -> bool:
    return character.isprintable() or category(character) == "Zs" or character in _JOINERS


def _escaped(character: str) -> str:
    number = ord(character)
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    return short or (f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}")


def first_few(names: Sequence[str], most: int) -> str:
    """List the first ``most`` of ``names`` for a sentence of a message, and say how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(printable, names[:most])) + more


class LodeflowError(Exception):
    """Base class of errors shown to the user: the message is complete and needs no traceback."""

    exit_code: ClassVar[int] = 1


class CheckFailed(LodeflowError):  # noqa: N818 - nothing broke: the answer of a check is no
    """A check or a back-test ran to its end and did not pass."""

    exit_code = 1


class DataError(LodeflowError):
    """Valid scenario whose data contradict themselves, or whose run would exceed the limits of the machine or of the
    program.
    """

    exit_code = 65


class BrokenInvariantError(LodeflowError):
    """An invariant of the world does not hold: a fault of lodeflow, whatever the scenario."""

    exit_code = 70


class MachineError(LodeflowError):
    """Memory, threads or the operating system do not suffice."""

    exit_code = 71


class OutputError(LodeflowError):
    """The output cannot be created where it was asked for."""

    exit_code = 73


class StorageError(LodeflowError):
    """The disk is full, or reading or writing failed."""

    exit_code = 74


class HeldError(LodeflowError):
    """Another process holds the folder."""

    exit_code = 75


@dataclass(frozen=True)
class Problem:
    """Mistake in a scenario and its place in the file.

    ``line`` and ``column`` count from 1, ``length`` is in characters; line 0 means that no line is known. ``path`` is
    the dotted key, empty where no key is meant; ``hint`` is empty where nothing can be suggested;
    ``unseen`` is true if the text of the file is not to be shown.
    """

    file: str
    line: int
    column: int
    length: int
    source_line: str
    path: str
    message: str
    hint: str = ""
    unseen: bool = False

    def render(self, kind: str = "error") -> str:
        """The problem as a compiler would print it: place, message, source line, caret, suggestion.

        ``kind`` is the word before the message, such as ``error`` or ``warning``. Control characters are escaped.
        """
        if self.line < 1 or self.unseen:
            return self.in_one_line(kind)
        shown, column = _window(self.source_line, self.column)
        before, marked = shown[: column - 1], shown[column - 1 :][: self.length]
        under = "".join(_blank(c) for c in before) + "^" * max(1, sum(len(_blank(c)) for c in marked))
        gutter = max(5, len(str(self.line)) + 1)
        return (
            f"{printable(self.file)}:{self.line}:{self.column}: {self._said(kind)}\n"
            f"{self.line:>{gutter}} | {printable(shown, _TAB)}\n"
            f"{'':>{gutter}} | {under} {printable(self.hint)}".rstrip()
        )

    def in_one_line(self, kind: str = "error") -> str:
        """Say it in one line: place, ``kind`` of problem, message, suggestion."""
        place = f"{printable(self.file)}:{self.line}:{self.column}" if self.line >= 1 else printable(self.file)
        return f"{place}: {self._said(kind)}" + (f"; {printable(self.hint)}" if self.hint else "")

    def _said(self, kind: str) -> str:
        path = self.path if len(self.path) <= WIDEST_LINE else f"…{self.path[-WIDEST_LINE:]}"
        return printable(": ".join(part for part in (kind, path, self.message) if part))


class ScenarioError(LodeflowError):
    """All mistakes of a scenario, reported together.

    Args:
        problems: the mistakes, in the order in which they are printed.
        unsaid: number of further mistakes that are left out.

    """

    exit_code = 65

    def __init__(self, problems: Iterable[Problem], unsaid: int = 0) -> None:
        self.problems = tuple(problems)
        self.unsaid = unsaid
        super().__init__(self.problems, unsaid)

    def __str__(self) -> str:
        """All problems, one below the other, and the number of those left out."""
        said = [problem.render() for problem in self.problems]
        return "\n".join([*said, f"and {self.unsaid:,} more problems"] if self.unsaid else said)


class ChainError(ScenarioError):
    """All mistakes in the folder of a chain, reported together."""


def _window(line: str, column: int) -> tuple[str, int]:
    """Cut a very long line around a column. Returns the part and the column within it."""
    start = 0 if column <= WIDEST_LINE - 20 else column - 20
    return line[start : start + WIDEST_LINE], column - start


def _blank(character: str) -> str:
    """Blanks as wide as a character is printed, which keep the caret below it."""
    if character == _TAB:
        return _TAB
    return "  " if east_asian_width(character) in "WF" else " " * len(printable(character))
