"""Reader of one scenario text, a file or an override, with the position of every key.

Any input gives either its content or a ScenarioError that points at the mistake.
"""

import errno
import os
import re
import stat
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from lodeflow.errors import Problem, ScenarioError
from lodeflow.language.toml_places import DEEPEST, Places, Span, TooDeepError, leading_key, places

LARGEST_FILE = 1_000_000  # bytes
_STREAMS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")  # where a shell puts what another command writes
_NOWHERE = Span(0, 1, 1)
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class Layer:
    """File or ``--set`` override of a scenario, with the positions of its keys."""

    label: str
    """Name of the file, or ``--set``."""
    text: str
    """Text as read."""
    data: dict[str, Any]
    """Tables and values."""
    places: Places
    """Positions of keys and values in the text."""
    unseen: bool = False
    """True if messages do not show lines of the text, because the file may be none of the user's scenarios."""

    @cached_property
    def lines(self) -> list[str]:
        """Lines of the text."""
        return self.text.split("\n")

    def problem(self, span: Span, path: str, message: str, hint: str = "") -> Problem:
        """Problem at a position of this layer.

        Args:
            span: position; line 0 for none.
            path: dotted key, empty where no key is meant.
            message: statement of the mistake.
            hint: suggestion for a correction; empty for none.

        """
        source = self.lines[span.line - 1] if span.line and not self.unseen else ""
        return Problem(self.label, *span, source, path, message, hint, self.unseen)


def read(label: str, content: bytes, *, unseen: bool = False) -> Layer:
    """Read the bytes of one file.

    Args:
        label: its name in messages.
        content: its bytes.
        unseen: True if messages are not to show lines of it.

    Raises:
        ScenarioError: it is too long, no UTF-8 or TOML, or nested too deep.

    """
    if len(content) > LARGEST_FILE:
        raise ScenarioError([Problem(label, 0, 1, 1, "", "", f"is larger than {LARGEST_FILE:,} bytes")])
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        _not_utf8(label, content, error.start, unseen=unseen)
    found = Places({}, {}, [])
    fault, message = _NOWHERE, "tables or arrays nested too deep"
    try:
        found = places(text)
        return Layer(label, text, tomllib.loads(text), found, unseen)
    except TooDeepError as error:
        fault, message = error.span, f"tables or arrays nested more than {DEEPEST} deep"
    except RecursionError:
        pass
    except tomllib.TOMLDecodeError as error:
        fault, message = _not_toml(text, str(error), found)
    except ValueError:
        # Python refuses to read an integer of thousands of digits, and does not say where it stands.
        fault, message = _longest_number(text), "a number of too many digits"
    raise ScenarioError([Layer(label, text, {}, found, unseen).problem(fault, "", message)])


def bytes_of_file(path: Path) -> bytes:
    """Content of the file ``path``, as far as it may be long; nothing else is waited for, such as a FIFO. Raises
    OSError.
    """
    is_stream = str(path).startswith(_STREAMS)
    descriptor = os.open(path, os.O_RDONLY if is_stream else os.O_RDONLY | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - of a descriptor
        kind = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError
        if not (stat.S_ISREG(kind) or is_stream):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return file.read(LARGEST_FILE + 1)


def override(text: str) -> Layer:
    """Read an override ``text`` such as ``market.own_days=200``: the value is TOML, or else plain text.

    Raises ScenarioError for a text without a key, and for ``extends``.
    """
    whole = Layer("--set", text, {}, Places({}, {}, []))
    try:
        text.encode()
        path, end = leading_key(text)
    except (UnicodeEncodeError, TooDeepError):
        path, end = (), 0
    if not path or text[end : end + 1] != "=" or "\n" in text or "\r" in text:
        message = "expected key.path=value, such as market.own_days=200"
        raise ScenarioError([whole.problem(Span(1, 1, len(text)), "", message)])
    if path[0] == "extends":
        message = "cannot be set: name the other scenario itself"
        raise ScenarioError([whole.problem(Span(1, 1, len(text)), "extends", message)])
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        value: Any = text[end + 1 :].strip()
        start = len(text) - len(text[end + 1 :].lstrip())
        span = Span(1, start + 1, max(1, len(value)))
        keys = places(text).keys
        for part in reversed(path):
            value = {part: value}
        return Layer("--set", text, value, Places(keys, {path: span}, []))
    except (ValueError, RecursionError):
        pass  # read raises a ScenarioError with the place
    return read("--set", text.encode())


def _not_utf8(label: str, content: bytes, offset: int, *, unseen: bool) -> NoReturn:
    before = content[:offset].split(b"\n")
    source = "" if unseen else content.split(b"\n")[len(before) - 1].decode("utf-8", "replace")
    column = len(before[-1].decode("utf-8", "replace")) + 1
    message = f"byte {content[offset]:#04x} at offset {offset} is not UTF-8"
    raise ScenarioError([Problem(label, len(before), column, 1, source, "", message, "save the file as UTF-8", unseen)])


def _not_toml(text: str, said: str, found: Places) -> tuple[Span, str]:
    """Position and message of the mistake in a text that is no TOML; a repeated key is reported at its second place."""
    if found.repeated and said.startswith(("Cannot", "Duplicate")):
        path, span = found.repeated[0]
        first = found.keys[path].line
        return span, f"'{path[-1]}' is given twice, first on line {first}"
    match = _AT.search(said)
    message = "not TOML: " + _AT.sub("", said)
    if match and match[1]:
        return Span(int(match[1]), int(match[2]), 1), message
    lines = text.rstrip("\n").split("\n")
    return Span(len(lines), len(lines[-1]) + 1, 1), f"{message} at the end of the file"


def _longest_number(text: str) -> Span:
    """Position of the longest run of digits."""
    match = max(re.finditer(r"[0-9][0-9_]*|$", text), key=lambda m: m.end() - m.start())
    before = text[: match.start()]
    return Span(before.count("\n") + 1, match.start() - before.rfind("\n"), match.end() - match.start())
