"""Does a whole do more than its parts: difference of differences between an arm and the arms that it is made of.

An arm is a whole if what sets it apart from the base is, key by key, what sets two or more other arms apart from it. In
each replication the effect of the whole less the sum of the effects of its parts is one number; its interval is paired.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.comparison.numbers_in_words import with_interval
from lodeflow.comparison.paired_statistics import Pairs
from lodeflow.report.text_tables import Section
from lodeflow.scenario.load import Scenario, to_toml

WORDS = ("name", "question")
"""Keys that change no number of a run."""
Settings = frozenset[tuple[str, str]]


def wholes(scenarios: Sequence[Scenario]) -> dict[str, list[str]]:
    """Parts of each arm that is the sum of other arms, by its name.

    Args:
        scenarios: those of the arms, the base first.

    """
    settings_of = {each.name: frozenset(_leaves(tomllib.loads(to_toml(each)))) for each in scenarios}
    apart = {each.name: settings_of[each.name] ^ settings_of[scenarios[0].name] for each in scenarios[1:]}
    found = {}
    for name, settings in apart.items():
        parts = _cover(settings, {other: of for other, of in apart.items() if of and of < settings})
        if parts:
            found[name] = [other for other in apart if other in parts]
    return found


def _leaves(data: Mapping[str, Any], path: str = "") -> Iterable[tuple[str, str]]:
    """Dotted keys and values of what may set arms apart."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{key}.")
        elif path or key not in WORDS:
            yield f"{path}{key}", repr(value)


def _cover(settings: Settings, parts: Mapping[str, Settings]) -> list[str]:
    """Names of parts that hold each of the settings once and nothing else; none if there are no such parts."""
    if not settings:
        return []
    first = min(settings)
    for name, of in parts.items():
        if first in of and of <= settings:
            rest = _cover(settings - of, parts)
            if rest or of == settings:
                return [name, *rest]
    return []


def more_than_parts(
    base: str, whole: str, parts: Sequence[str], rows: Iterable[tuple[str, Mapping[str, Floats]]]
) -> Section:
    """Table of the effect of a whole, of the sum of the effects of its parts, and of what the whole does beyond it.

    Args:
        base: name of the base.
        whole: name of the arm that is a whole.
        parts: names of its parts.
        rows: label, and values (replications,) by arm, of each outcome.

    """
    told = []
    for label, of in rows:
        effects = [of[whole] - of[base], np.sum([of[part] - of[base] for part in parts], axis=0)]
        if not any(np.nan_to_num(each).any() for each in effects):
            continue
        pairs = Pairs(3)
        for together, alone in zip(*effects, strict=True):
            pairs.add(np.array([together, alone, together - alone]), np.zeros(3))
        told.append((label, *map(with_interval, pairs.difference.tolist(), pairs.half_width.tolist())))
    title = f"More than its parts? Effects of {whole}, of {' + '.join(parts)}, and the paired difference of both (95 %)"
    return Section(title, ("against " + base, "the whole", "sum of its parts", "more than its parts"), told)
