"""Rule matching: of the rules in force on a day the most specific one applies.

A rule has sides, such as importer, origin and material, and on each side patterns of which one must fit: a name
(``USA``), a stage (``*_oxide``), a chain (``heavy_*``) or everything (``*``). A list stands for one rule for each of
its members. Instruments of all kinds share this module; the effect of a rule is defined by its instrument.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import product
from typing import NamedTuple

Patterns = tuple[str, ...]


class Rule(NamedTuple):
    """Rule with its patterns and its period in force."""

    name: str
    """Name in the scenario."""
    sides: tuple[Patterns, ...]
    """Patterns for each side; one pattern of every side must fit."""
    start: date | None = None
    """First day in force; None for always."""
    end: date | None = None
    """First day no longer in force; None for never."""

    def in_force(self, day: date) -> bool:
        """True if the rule is in force on ``day``."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


def listed(patterns: str | Patterns) -> Patterns:
    """Tuple of ``patterns``, which may be a single pattern."""
    return (patterns,) if isinstance(patterns, str) else patterns


@lru_cache(maxsize=1 << 14)
def fits(patterns: str | Patterns, name: str) -> bool:
    """True if one of ``patterns`` fits ``name``; only ``*`` is a wildcard."""
    return any(fnmatchcase(name, pattern) for pattern in listed(patterns))


def holder(rules: Sequence[Rule], names: Patterns, day: date) -> int:
    """Index of the rule that applies on a day, -1 if none does.

    The rule with the most sides spelt out in full wins; of equals the one with the most letters, then the one that
    started last, then the first by name.

    Args:
        rules: candidates, in any order.
        names: one name for each side.
        day: calendar date.

    """
    best, most = -1, (-1, -1, date.min, "")
    for number, rule in enumerate(rules):
        said = specificity(rule.sides, names) if rule.in_force(day) else None
        if said is None:
            continue
        claim = (*said, rule.start or date.min, rule.name)
        if claim[:3] > most[:3] or (claim[:3] == most[:3] and rule.name < most[3]):
            best, most = number, claim
    return best


@lru_cache(maxsize=1 << 16)
def specificity(sides: tuple[Patterns, ...], names: Patterns) -> tuple[int, int] | None:
    """Number of sides that a rule spells out in full, and letters of its best patterns; None where the rule does not
    fit.

    ``sides`` are the patterns of the rule, ``names`` one name for each side.
    """
    spelt, letters = 0, 0
    for patterns, name in zip(sides, names, strict=True):
        fitting = [("*" not in p, len(p.replace("*", ""))) for p in patterns if fnmatchcase(name, p)]
        if not fitting:
            return None
        exact, length = max(fitting)
        spelt, letters = spelt + exact, letters + length
    return spelt, letters


def turning_days(rules: Sequence[Rule]) -> list[date]:
    """Dates on which one of ``rules`` starts or ends, sorted."""
    return sorted({day for rule in rules for day in (rule.start, rule.end) if day is not None})


def rivals(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Pairs of rules that start on the same day and share a pattern on every side, so that only their names decide.

    ``rules`` may come in any order. The first by name stands first in each pair, and each rule is second in one pair at
    most: with the nearest by name of those before it.
    """
    last: dict[tuple[date | None, Patterns], Rule] = {}
    for rule in sorted(rules, key=lambda rule: rule.name):
        alike = [(rule.start, patterns) for patterns in product(*rule.sides)]
        earlier = [last[each] for each in alike if each in last]
        if earlier:
            yield max(earlier, key=lambda other: other.name), rule
        last.update(dict.fromkeys(alike, rule))
