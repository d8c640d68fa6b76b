"""Scenarios of several chains: ``chains`` names more than one, and each chain is played in a world of its own.

All that stands in the file holds for every chain. ``[by_chain.NAME]`` holds for one chain alone, above the rest, and
its ``extends`` replaces that of the file. In ``extends`` a ``*`` stands for the name of the chain, as in
``extends = "status-quo-*"``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lodeflow.errors import Problem, ScenarioError
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.language.toml_places import Path as Key
from lodeflow.language.toml_places import Places, Span
from lodeflow.language.toml_reader import Layer

KEY, BY_CHAIN, EXTENDS = "chains", "by_chain", "extends"


def short_name(chain: str) -> str:
    """Name by which a world knows a ``chain``: that of its folder."""
    return Path(chain).name


def several_in(layer: Layer) -> tuple[str, ...]:
    """Chains that ``layer`` names, if there are several; an empty tuple for one chain, none or a mistake.

    Raises ScenarioError for two chains of one name, and for ``by_chain`` of a chain that is not named.
    """
    found = layer.data.get(KEY)
    if not isinstance(found, list) or len(found) < 2 or not all(isinstance(name, str) and name for name in found):
        return ()
    names = [short_name(chain) for chain in found]
    span = layer.places.values.get((KEY,)) or layer.places.keys[KEY,]
    problems = [
        layer.problem(span, KEY, f"two chains are called {shown(name)}", "name each once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    problems += [
        layer.problem(_place(layer, (BY_CHAIN, name)), f"{BY_CHAIN}.{name}", f"{KEY} does not name {shown(name)}",
                      did_you_mean(name, names))
        for name in _tables(layer)
        if name not in names
    ]  # fmt: skip
    if problems:
        raise ScenarioError(problems)
    return tuple(found)


def parts_for(layer: Layer, chain: str) -> Iterator[Layer]:
    """Parts of ``layer`` for one ``chain`` of several: what holds for all, and above it what holds for this one."""
    shared, name = {key: value for key, value in layer.data.items() if key != BY_CHAIN}, short_name(chain)
    asked = _tables(layer).get(name, {}).get(EXTENDS, shared.get(EXTENDS))
    if asked is not None:
        shared[EXTENDS] = asked.replace("*", name) if isinstance(asked, str) else asked
    yield replace(layer, data=shared)
    own = {key: value for key, value in _tables(layer).get(name, {}).items() if key != EXTENDS}
    if own:
        keys, values = (_below(spans, (BY_CHAIN, name)) for spans in layer.places[:2])
        yield replace(layer, data=own, places=Places(keys, values, []))


def several_problem(layer: Layer) -> Problem:
    """Mistake of asking for one world where ``layer`` names several chains."""
    span = layer.places.values.get((KEY,)) or layer.places.keys[KEY,]
    hint = 'run, mc, compare and check play each; in Python: load(name, only="gallium")'
    return layer.problem(span, KEY, f"names {len(layer.data[KEY])} chains, and one is meant here", hint)


def _tables(layer: Layer) -> Mapping[str, Mapping[str, Any]]:
    """Tables of single chains. Raises ScenarioError for what is no table."""
    found: Any = layer.data.get(BY_CHAIN, {})
    wrong = not isinstance(found, dict) or any(not isinstance(terms, dict) for terms in found.values())
    if wrong:
        said = "expected tables such as [by_chain.gallium.sectors.other]"
        raise ScenarioError([layer.problem(_place(layer, (BY_CHAIN,)), BY_CHAIN, said)])
    tables: Mapping[str, Mapping[str, Any]] = found
    return tables


def _place(layer: Layer, path: Key) -> Span:
    return layer.places.values.get(path) or layer.places.keys.get(path) or Span(0, 1, 1)


def _below(spans: Mapping[Key, Span], path: Key) -> dict[Key, Span]:
    """Positions of what stands below ``path``, by the rest of their paths."""
    return {key[len(path) :]: span for key, span in spans.items() if key[: len(path)] == path and len(key) > len(path)}
