"""Search for a scenario and those that it extends, among the shipped scenarios and the user's files.

A scenario may come from somebody else, in a result folder for example. What it extends is a shipped scenario or a
regular file whose name ends in ``.toml``. Messages show lines of such a file only if it lies in the folder of the
scenario that the user named, or below it: any other file may hold what is to be shown to nobody.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from lodeflow.chains.reading.folders import is_chain_folder, shipped_chains
from lodeflow.errors import Problem, ScenarioError
from lodeflow.language.suggestions import did_you_mean, nearest, shown
from lodeflow.language.toml_places import Span
from lodeflow.language.toml_reader import Layer, bytes_of_file, read
from lodeflow.scenario.of_chain.layers import question, with_chain
from lodeflow.scenario.of_chain.several import parts_for, several_in, several_problem

LONGEST_CHAIN = 20  # scenarios that extend each other
SUFFIX = ".toml"


@dataclass(frozen=True)
class _Found:
    """Scenario that was asked for: its label in messages, the file, and a key that recognises the same file again."""

    label: str
    place: Traversable | Path
    identity: str


def shipped_files() -> dict[str, Traversable]:
    """Files of the shipped scenarios, by name."""
    found = [f for f in files("lodeflow.configs").iterdir() if f.name.endswith(".toml")]
    return {f.name.removesuffix(".toml"): f for f in sorted(found, key=lambda f: f.name)}


def shipped_worlds() -> dict[str, Traversable]:
    """Files of the shipped scenarios of several chains, by name."""
    found = [f for f in files("lodeflow.configs").joinpath("worlds").iterdir() if f.name.endswith(SUFFIX)]
    return {f.name.removesuffix(SUFFIX): f for f in sorted(found, key=lambda f: f.name)}


def several(name_or_path: str) -> tuple[str, ...]:
    """Chains that the scenario ``name_or_path`` names, if there are several; an empty tuple for all others.

    Raises ScenarioError for a scenario that does not exist, cannot be read or is no TOML.
    """
    found = _find(name_or_path, "", Problem(name_or_path, 0, 1, 1, "", "", ""))
    if found.identity == f"chain {name_or_path}" or is_chain_folder(found.label):
        return ()
    return several_in(read(found.label, _bytes(found, Problem(name_or_path, 0, 1, 1, "", "", ""))))


def chain(name_or_path: str, only: str = "") -> list[Layer]:
    """Layers of a scenario and of all that it extends, the lowest first, with those of the chain that it names.

    ``name_or_path`` is the name of a shipped scenario or chain, or the path of a file or of a chain; ``only`` is the
    one of its chains that is meant, if it names several. Raises ScenarioError for a scenario that does not exist,
    cannot be read or is no TOML, and for scenarios that extend each other in a circle.
    """
    layers: list[Layer] = []
    seen: list[_Found] = []
    asked, folder, blame = name_or_path, "", Problem(name_or_path, 0, 1, 1, "", "", "")
    while True:
        found = _find(asked, folder, blame)
        if seen and not _may_be_extended(found):
            hint = f"the file of a scenario has a name that ends in {SUFFIX}"
            raise ScenarioError([_blamed(blame, f"{shown(found.label)} is no scenario", hint)])
        round_trip = [*(f.label for f in seen), found.label]
        if found.identity in [f.identity for f in seen]:
            raise ScenarioError([_blamed(blame, f"goes round in a circle: {' -> '.join(round_trip)}")])
        if len(seen) == LONGEST_CHAIN:
            raise ScenarioError([_blamed(blame, f"more than {LONGEST_CHAIN} scenarios extend each other")])
        seen.append(found)
        alone = len(seen) == 1 and (found.identity == f"chain {asked}" or is_chain_folder(found.label))
        text = question(name_or_path) if alone else _bytes(found, blame)
        layer = read(found.label, text, unseen=not _lies_with(found, seen[0]))
        if several_in(layer) and not only:
            raise ScenarioError([several_problem(layer)])
        parts = list(parts_for(layer, only)) if only else [layer]
        layers[:0] = parts
        layer = parts[0]
        if "extends" not in layer.data:
            base = read("base-year.toml", shipped_files()["base-year"].read_bytes())
            first = seen[0].place
            here = str(first.parent) if isinstance(first, Path) and first.suffix == SUFFIX else ""
            return with_chain(layers, base, here, only)
        asked = layer.data.pop("extends")
        folder = str(Path(found.label).parent) if isinstance(found.place, Path) else ""
        span = layer.places.values.get(("extends",)) or layer.places.keys.get(("extends",), Span(0, 1, 1))
        if not isinstance(asked, str) or not asked:
            hint = f"the shipped ones are {', '.join(shipped_files())}"
            raise ScenarioError([layer.problem(span, "extends", "expected the name or path of one scenario", hint)])
        blame = layer.problem(span, "extends", "")


def _find(asked: str, folder: str, blame: Problem) -> _Found:
    """Scenario by a shipped name, or else by a path relative to the folder of the file that names it."""
    shipped = shipped_files()
    if asked in shipped:
        return _Found(f"{asked}.toml", shipped[asked], f"shipped {asked}")
    if not folder and asked in shipped_chains():
        return _Found(f"chains/{asked}", shipped_chains()[asked], f"chain {asked}")
    if asked in shipped_worlds():
        return _Found(f"{asked}.toml", shipped_worlds()[asked], f"world {asked}")
    path = Path(folder, asked)
    with suppress(OSError, ValueError):
        if asked and path.exists():
            return _Found(str(path), path, os.path.realpath(path))
    looks_like_path = asked.endswith(".toml") or any(sign in asked for sign in "/\\")
    near = nearest(Path(asked).name.removesuffix(".toml"), shipped)
    if looks_like_path:
        message, hint = (
            f"there is no file {shown(str(path))}",
            f"a shipped scenario is called '{near}'" if near else "",
        )
    else:
        is_chain = asked in shipped_chains()
        hint = f'a chain is called so: chains = ["{asked}"]' if is_chain else did_you_mean(asked, shipped)
        message = f"there is no scenario {shown(asked)}"
    raise ScenarioError([_blamed(blame, message, hint)])


def _may_be_extended(found: _Found) -> bool:
    """False for a file that is not named as scenarios are."""
    return not isinstance(found.place, Path) or found.place.is_dir() or found.place.suffix == SUFFIX


def _lies_with(found: _Found, first: _Found) -> bool:
    """True for a shipped scenario, and for a file in the folder of the first one or below, hidden folders apart."""
    if not isinstance(found.place, Path) or found.identity == first.identity:
        return True
    folder = Path(first.identity).parent
    place = Path(found.identity)
    return place.is_relative_to(folder) and not any(part.startswith(".") for part in place.relative_to(folder).parts)


def _bytes(found: _Found, blame: Problem) -> bytes:
    try:
        if not isinstance(found.place, Path):
            return found.place.read_bytes()
        return bytes_of_file(found.place)
    except IsADirectoryError:
        raise ScenarioError([_blamed(blame, f"{found.label} is a folder, but a scenario is a file")]) from None
    except OSError as error:
        raise ScenarioError([_blamed(blame, f"{found.label} cannot be read: {error.strerror}")]) from None


def _blamed(place: Problem, message: str, hint: str = "") -> Problem:
    return replace(place, message=message, hint=hint)
