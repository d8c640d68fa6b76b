"""A part of a scenario that changes nothing in its world, and where to say so.

A warning stands at what the user wrote. Files that are shipped with lodeflow get none, apart from the one that was
asked for: whoever extends one may well switch off what it says. Where a date lies outside the run because a later file
shortens the run, one warning stands at the key that shortens it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lodeflow.errors import Problem
from lodeflow.language.keys import dotted
from lodeflow.language.toml_places import Path
from lodeflow.scenario.files import shipped_files
from lodeflow.scenario.layers import Merged

MOST_NAMES = 4  # in one warning
_BECAUSE = {
    ("days",): "the run is over before these begin: ",
    ("start_date",): "the run begins after these have ended: ",
}


class Idle(NamedTuple):
    """A value or a table without effect.

    ``because`` is the key that made it so, if another one did; ``spare`` says that it is a parameter of something that
    is switched off, which a scenario that extends no other may list for those that switch it on.
    """

    path: Path
    message: str
    hint: str = ""
    because: Path = ()
    spare: bool = False


def idle_problems(merged: Merged, found: Iterable[Idle]) -> Iterator[Problem]:
    """Say what has no effect, in the files of the user and the scenario that was asked for."""
    number = {id(layer): n for n, layer in enumerate(merged.layers)}
    shipped = {f"{name}.toml" for name in shipped_files()}
    asked = [layer for layer in merged.layers if layer.label != "--set"][-1]

    def level(path: Path) -> int:
        """Number of the layer that sets a path, -1 for a default."""
        return number[id(merged.origin[path])] if path in merged.origin else -1

    def own(path: Path) -> bool:
        return path in merged.origin and (merged.origin[path] is asked or merged.origin[path].label not in shipped)

    grouped: dict[Path, list[str]] = {}
    spare: dict[tuple[Path, str], list[Idle]] = {}
    for each in found:
        if each.spare:
            if own(each.path) and level(each.path) > 0:
                spare.setdefault((each.path[:-1], each.message), []).append(each)
        elif each.because and level(each.because) > level(each.path) >= 0:
            if own(each.because):
                grouped.setdefault(each.because, []).append(dotted(each.path[:2]))
        elif own(each.path):
            yield _at(merged, each.path, each.message, each.hint)
    for (_, message), alike in spare.items():  # one warning for all keys of a table that one switch turns off
        others = [str(each.path[-1]) for each in alike[1:]]
        nor = f" (nor {'have' if len(others) > 1 else 'has'} {', '.join(others)})" if others else ""
        yield _at(merged, alike[0].path, f"has no effect{nor}: {message}", alike[0].hint)
    for path, names in grouped.items():
        known = list(dict.fromkeys(names))
        more = f" and {len(known) - MOST_NAMES} more" if len(known) > MOST_NAMES else ""
        yield _at(merged, path, f"{_BECAUSE[path]}{', '.join(known[:MOST_NAMES])}{more}", "")


def _at(merged: Merged, path: Path, message: str, hint: str) -> Problem:
    layer, span = merged.place(path)
    return layer.problem(span, dotted(path), message, hint)
