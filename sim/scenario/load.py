"""Loading of scenarios by name or path, on top of those that they extend and below ``--set`` overrides."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, NamedTuple

from pydantic import ValidationError

from lodeflow.errors import Problem, ScenarioError
from lodeflow.language.keys import dotted
from lodeflow.language.toml_places import Path, comment_behind
from lodeflow.language.toml_reader import Layer, override
from lodeflow.scenario.fields import meaning
from lodeflow.scenario.files import chain, shipped_files, shipped_worlds
from lodeflow.scenario.idle import idle_problems
from lodeflow.scenario.idle_dates import idle_dates, never_begins
from lodeflow.scenario.idle_keys import idle_keys
from lodeflow.scenario.layers import Merged, merge
from lodeflow.scenario.model import Scenario, advice
from lodeflow.scenario.of_chain.several import parts_for, short_name
from lodeflow.scenario.problems import explain, problem_at
from lodeflow.scenario.writer import digest, json_schema, to_toml, value_text

__all__ = [
    "Resolved",
    "Scenario",
    "Setting",
    "digest",
    "json_schema",
    "load",
    "resolve",
    "shipped",
    "to_toml",
    "value_text",
    "worlds",
]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
DEFAULT = "default"
"""Place of a value that neither a file nor an override sets."""


class Setting(NamedTuple):
    """Value of a scenario, with its unit and the place that set it."""

    path: str
    """Dotted key."""
    value: Any
    """Value as read."""
    unit: str
    """Canonical unit; empty for none."""
    place: str
    """Place that set the value: ``file:line``, ``--set`` or ``default``."""


@dataclass(frozen=True)
class Resolved:
    """Scenario with the place that set each value."""

    scenario: Scenario
    """The scenario."""
    places: dict[str, str]
    """Place of each dotted key: ``file:line``, ``--set`` or ``default``."""
    name: str
    """Its name."""
    warnings: tuple[Problem, ...] = ()
    """Parts without effect that its text alone shows."""
    comments: Mapping[str, str] = field(default_factory=dict)
    """Comments behind values in its files."""
    file: str = ""
    """Its own file, apart from those that it extends."""
    merged: Merged = field(default_factory=Merged, repr=False, compare=False)
    """All its files as they were read."""

    def own(self, key: str) -> bool:
        """True if the scenario's own file or ``--set`` sets ``key``, a dotted key, and not a file that it extends."""
        place = self.places[key]
        return place == "--set" or place.rpartition(":")[0] == self.file

    def rows(self) -> Iterator[Setting]:
        """All values, in the order of the model."""
        for path, value in _leaves(self.scenario.model_dump(exclude_none=True), ()):
            key, known = dotted(path), meaning(path)
            yield Setting(key, value, known.unit if known is not None else "", self.places[key])


def load(name_or_path: str, overrides: Iterable[str] = (), *, only: str = "") -> Scenario:
    """Load and validate a scenario.

    Args:
        name_or_path: name of a shipped scenario, or path of a file.
        overrides: texts such as ``market.own_days=200``.
        only: the chain that is meant, if the scenario names several; empty for all others.

    Raises:
        ScenarioError: all mistakes.

    """
    return resolve(name_or_path, overrides, only=only).scenario


def resolve(name_or_path: str, overrides: Iterable[str] = (), *, only: str = "") -> Resolved:
    """Load and validate a scenario, with the place that set each value.

    Args:
        name_or_path: name of a shipped scenario, or path of a file.
        overrides: texts such as ``market.own_days=200``.
        only: the chain that is meant, if the scenario names several; empty for all others.

    Raises:
        ScenarioError: all mistakes.

    """
    files = chain(name_or_path, only)
    over = _overrides(overrides)
    merged = merge([*files, *((part for each in over for part in parts_for(each, only)) if only else over)])
    stem = PurePath(name_or_path).name.removesuffix(".toml")
    if _NAME.fullmatch(stem):
        merged.data.setdefault("name", stem)
    if only and isinstance(merged.data.get("name"), str):
        merged.data["name"] += f"-{short_name(only)}"
    try:
        scenario = Scenario.model_validate(merged.data)
    except ValidationError as error:
        raise explain(error, merged) from None
    paths = [path for path, _ in _leaves(scenario.model_dump(exclude_none=True), ())]
    places = {dotted(path): _place(merged, path) for path in paths}
    idle = (*idle_dates(scenario), *never_begins(scenario), *idle_keys(scenario))
    warnings = (*(problem_at(merged, *words) for words in advice(scenario)), *idle_problems(merged, idle))
    return Resolved(scenario, places, scenario.name, warnings, _comments(merged, paths), files[-1].label, merged)


def shipped() -> dict[str, str]:
    """Names of the shipped scenarios, each with its question."""
    return {
        name: str(tomllib.loads(file.read_text(encoding="utf-8"))["question"]) for name, file in shipped_files().items()
    }


def worlds() -> dict[str, str]:
    """Names of the shipped scenarios of several chains, each with its question."""
    return {n: str(tomllib.loads(f.read_text(encoding="utf-8"))["question"]) for n, f in shipped_worlds().items()}


def _overrides(texts: Iterable[str]) -> list[Layer]:
    layers: list[Layer] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            layers.append(override(text))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    return layers


def _leaves(table: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _place(merged: Merged, path: Path) -> str:
    if path not in merged.origin:
        return DEFAULT
    layer, span = merged.place(path)
    return layer.label if layer.label == "--set" else f"{layer.label}:{span.line}"


def _comments(merged: Merged, paths: Iterable[Path]) -> dict[str, str]:
    """Comments behind values on their lines, by dotted key."""
    found = {}
    for path in paths:
        if path in merged.origin:
            layer, span = merged.place(path)
            found[dotted(path)] = comment_behind(layer.lines[span.line - 1], span)
    return {key: said for key, said in found.items() if said}
