"""A part of a scenario that changes nothing in its world, and where to say so.

A warning stands at what the user wrote. Files that are shipped with lodeflow get none, apart from the one that was
asked for: whoever extends one may well switch off what it says. Where a date lies outside the run because a later file
shortens the run, one warning stands at the key that shortens it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lodeflow.chains.reading.folders import TOML as CHAIN
from lodeflow.errors import Problem, first_few
from lodeflow.language.keys import dotted
from lodeflow.language.toml_places import Path
from lodeflow.scenario.files import shipped_files, shipped_worlds
from lodeflow.scenario.layers import Merged

MOST_NAMES = 4  # in one warning
_BECAUSE: dict[Path, str] = {
    ("days",): "the run is over before these begin: ",
    ("start_date",): "the run begins after these have ended: ",
}


class Idle(NamedTuple):
    """A value or a table without effect."""

    path: Path
    """Its key."""
    message: str
    """Why it has none."""
    hint: str = ""
    """What was perhaps meant."""
    because: Path = ()
    """The other key that made it so, if one did."""
    spare: bool = False
    """Whether it is a parameter of what is switched off: the scenario that others extend may list it for them."""


def idle_problems(merged: Merged, found: Iterable[Idle]) -> Iterator[Problem]:
    """Problems of what was ``found`` without effect, in those files of ``merged`` that are the user's to mend."""
    whose = _Layers(merged)
    grouped: dict[Path, list[str]] = {}
    spare: dict[tuple[Path, str], list[Idle]] = {}
    for each in found:
        if each.spare and whose.level(each.path) > 0 and whose.own(each.path):
            spare.setdefault((each.path[:-1], each.message), []).append(each)
        elif each.because and whose.level(each.because) > whose.level(each.path) >= 0:
            grouped.setdefault(each.because, []).append(dotted(each.path[:2]))
        elif not each.spare and whose.own(each.path):
            yield _at(merged, each.path, each.message, each.hint)
    for (_, message), alike in spare.items():  # one warning for all keys of a table that one switch turns off
        others = [str(each.path[-1]) for each in alike[1:]]
        nor = f" (nor {'have' if len(others) > 1 else 'has'} {', '.join(others)})" if others else ""
        yield _at(merged, alike[0].path, f"has no effect{nor}: {message}", alike[0].hint)
    for path, names in grouped.items():
        if whose.own(path):
            yield _at(merged, path, _BECAUSE[path] + first_few(list(dict.fromkeys(names)), MOST_NAMES), "")


class _Layers:
    """Which layer sets a path, and whether that one is the user's to mend."""

    def __init__(self, merged: Merged) -> None:
        self.origin = merged.origin
        self.number = {id(layer): n for n, layer in enumerate(merged.layers)}
        files = [layer for layer in merged.layers if layer.label != "--set"]
        self.asked = files[-1] if files else None
        self.shipped = {f"{name}.toml" for name in (*shipped_files(), *shipped_worlds())}

    def level(self, path: Path) -> int:
        """Number of the layer that sets a path, -1 for a default."""
        return self.number[id(self.origin[path])] if path in self.origin else -1

    def own(self, path: Path) -> bool:
        """Whether the user, or the scenario that was asked for, sets it."""
        layer = self.origin.get(path)
        if layer is None or layer.label.endswith(f"/{CHAIN}"):  # a chain is for every scenario: much may have no effect
            return False
        return layer is self.asked or layer.label not in self.shipped


def _at(merged: Merged, path: Path, message: str, hint: str) -> Problem:
    layer, span = merged.place(path)
    return layer.problem(span, dotted(path), message, hint)
