"""Finds a scenario and those it extends, and reads them with the place of every key.

Whatever stands in a user's file, the answer is its content or a ScenarioError that points at the fault.
"""

import os
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn

from lodeflow.errors import Problem, ScenarioError
from lodeflow.suggestions import did_you_mean, nearest, shown
from lodeflow.toml_places import DEEPEST, Places, Span, TooDeepError, leading_key, places

LARGEST_FILE = 1_000_000  # bytes
LONGEST_CHAIN = 20  # scenarios that extend each other
_NOWHERE = Span(0, 1, 1)
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class Layer:
    """One file or one ``--set`` of a scenario: its label in messages, its text, its content and where that stands."""

    label: str
    text: str
    data: dict[str, Any]
    places: Places

    def problem(self, span: Span, path: str, message: str, hint: str = "") -> Problem:
        """Say what is wrong at a place of this layer."""
        return _problem(self.label, self.text, span, message, hint, path)


@dataclass(frozen=True)
class _Found:
    """A scenario that was asked for: its label, and where to read it."""

    label: str
    place: Traversable | Path
    identity: str


def shipped_files() -> dict[str, Traversable]:
    """Files of the shipped scenarios, by name."""
    found = [f for f in files("lodeflow.configs").iterdir() if f.name.endswith(".toml")]
    return {f.name.removesuffix(".toml"): f for f in sorted(found, key=lambda f: f.name)}


def chain(name_or_path: str) -> list[Layer]:
    """Read a scenario and all that it extends, the one that is extended first. Raises ScenarioError."""
    layers: list[Layer] = []
    seen: list[_Found] = []
    asked, folder, blame = name_or_path, "", Problem(name_or_path, 0, 1, 1, "", "", "")
    while True:
        found = _find(asked, folder, blame)
        round_trip = [*(f.label for f in seen), found.label]
        if found.identity in [f.identity for f in seen]:
            raise ScenarioError([_blamed(blame, f"goes round in a circle: {' -> '.join(round_trip)}")])
        if len(seen) == LONGEST_CHAIN:
            raise ScenarioError([_blamed(blame, f"more than {LONGEST_CHAIN} scenarios extend each other")])
        seen.append(found)
        layer = read(found.label, _bytes(found, blame))
        layers.insert(0, layer)
        if "extends" not in layer.data:
            return layers
        asked = layer.data.pop("extends")
        folder = "" if isinstance(found.place, Path) is False else str(Path(found.label).parent)
        span = layer.places.values["extends",]
        if not isinstance(asked, str) or not asked:
            hint = f"the shipped ones are {', '.join(shipped_files())}"
            raise ScenarioError([layer.problem(span, "extends", "expected the name or path of one scenario", hint)])
        blame = layer.problem(span, "extends", "")


def read(label: str, content: bytes) -> Layer:
    """Read the bytes of one TOML file. Raises ScenarioError for what is not UTF-8, not TOML, too long or too deep."""
    if len(content) > LARGEST_FILE:
        raise ScenarioError([Problem(label, 0, 1, 1, "", "", f"is larger than {LARGEST_FILE:,} bytes")])
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        _not_utf8(label, content, error.start)
    found = Places({}, {}, [])
    try:
        found = places(text)
        return Layer(label, text, tomllib.loads(text), found)
    except TooDeepError as error:
        fault, message = error.span, f"tables or arrays nested more than {DEEPEST} deep"
    except RecursionError:
        fault, message = _NOWHERE, "tables or arrays nested too deep"
    except tomllib.TOMLDecodeError as error:
        fault, message = _not_toml(text, str(error), found)
    except ValueError:
        # Python refuses to read an integer of thousands of digits, and does not say where it stands.
        fault, message = _longest_number(text), "a number of too many digits"
    raise ScenarioError([_problem(label, text, fault, message)])


def override(text: str) -> Layer:
    """Read ``key.path=value``: the value in TOML, or else as text. Raises ScenarioError."""
    try:
        text.encode()
        path, end = leading_key(text)
    except (UnicodeEncodeError, TooDeepError):
        path, end = (), 0
    if not path or text[end : end + 1] != "=" or "\n" in text or "\r" in text:
        message = "expected key.path=value, such as market.anchor_days=200"
        raise ScenarioError([_problem("--set", text, Span(1, 1, len(text)), message)])
    if path == ("extends",):
        message = "cannot be set: name the other scenario itself"
        raise ScenarioError([_problem("--set", text, Span(1, 1, len(text)), message, path="extends")])
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
        pass  # said by read, with its place
    return read("--set", text.encode())


def _find(asked: str, folder: str, blame: Problem) -> _Found:
    """A shipped name, or else a path from the folder of the file that names it."""
    shipped = shipped_files()
    if asked in shipped:
        return _Found(f"{asked}.toml", shipped[asked], f"shipped {asked}")
    path = Path(folder, asked)
    with suppress(OSError, ValueError):
        if path.exists():
            return _Found(str(path), path, os.path.realpath(path))
    looks_like_path = asked.endswith(".toml") or any(sign in asked for sign in "/\\")
    near = nearest(Path(asked).name.removesuffix(".toml"), shipped)
    if looks_like_path:
        message, hint = f"there is no file {shown(str(path))}", f"a shipped scenario is called '{near}'" if near else ""
    else:
        message, hint = f"there is no scenario {shown(asked)}", did_you_mean(asked, shipped)
    raise ScenarioError([_blamed(blame, message, hint)])


def _bytes(found: _Found, blame: Problem) -> bytes:
    try:
        with found.place.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except IsADirectoryError:
        raise ScenarioError([_blamed(blame, f"{found.label} is a folder, but a scenario is a file")]) from None
    except OSError as error:
        raise ScenarioError([_blamed(blame, f"{found.label} cannot be read: {error.strerror}")]) from None


def _blamed(place: Problem, message: str, hint: str = "") -> Problem:
    return Problem(place.file, place.line, place.column, place.length, place.source_line, place.path, message, hint)


def _problem(label: str, text: str, span: Span, message: str, hint: str = "", path: str = "") -> Problem:
    source = text.split("\n")[span.line - 1] if span.line else ""
    return Problem(label, span.line, span.column, span.length, source, path, message, hint)


def _not_utf8(label: str, content: bytes, offset: int) -> NoReturn:
    before = content[:offset].split(b"\n")
    source = content.split(b"\n")[len(before) - 1].decode("utf-8", "replace")
    column = len(before[-1].decode("utf-8", "replace")) + 1
    message = f"byte {content[offset]:#04x} at offset {offset} is not UTF-8"
    raise ScenarioError([Problem(label, len(before), column, 1, source, "", message, "save the file as UTF-8")])


def _not_toml(text: str, said: str, found: Places) -> tuple[Span, str]:
    """Where a text is no TOML, and why; a key given twice is blamed on its second place."""
    if found.repeated:
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
    match = max(re.finditer(r"[0-9][0-9_]*", text), key=lambda m: m.end() - m.start())
    before = text[: match.start()]
    return Span(before.count("\n") + 1, match.start() - before.rfind("\n"), match.end() - match.start())
