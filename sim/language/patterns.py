"""Which rule of a scenario holds for what on which day: of those in force, the one that says most about it.

A rule has sides, such as importer, origin and material, and on each side patterns of which one must fit: a name
(``USA``), a stage (``*_oxide``), a chain (``heavy_*``) or everything (``*``). A list stands for one rule for each of
its members. Instruments of all kinds share this; what a rule then does is theirs.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

Patterns = tuple[str, ...]


class Rule(NamedTuple):
    """A rule that is in force from ``start`` (always, if None) until the day before ``end`` (for ever, if None)."""

    name: str
    sides: tuple[Patterns, ...]
    start: date | None = None
    end: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


def listed(patterns: str | Patterns) -> Patterns:
    """One pattern or several, as several."""
    return (patterns,) if isinstance(patterns, str) else patterns


@lru_cache(maxsize=1 << 14)
def fits(patterns: str | Patterns, name: str) -> bool:
    """Whether one of the patterns fits a name."""
    return any(fnmatchcase(name, pattern) for pattern in listed(patterns))


def holder(rules: Sequence[Rule], names: Patterns, day: date) -> int:
    """Index of the rule that holds for these names, one for each side, on a day; -1 if none does.

    The one that spells out most sides wins; of equals the one of most letters; then the one that started last; then
    the first by name.
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
    """How many names a rule spells out and how many letters it has, None where it does not fit."""
    spelt, letters = 0, 0
    for patterns, name in zip(sides, names, strict=True):
        fitting = [("*" not in p, len(p.replace("*", ""))) for p in patterns if fnmatchcase(name, p)]
        if not fitting:
            return None
        exact, length = max(fitting)
        spelt, letters = spelt + exact, letters + length
    return spelt, letters


def turning_days(rules: Sequence[Rule]) -> list[date]:
    """Days on which some rule begins or lapses."""
    return sorted({day for rule in rules for day in (rule.start, rule.end) if day is not None})


def rivals(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Rules that say the same of the same and begin on the same day, so that nothing but their names tells which holds:
    each pair with the first by name in front.
    """
    for first, second in combinations(sorted(rules, key=lambda rule: rule.name), 2):
        if first.start == second.start and all(set(a) & set(b) for a, b in zip(first.sides, second.sides, strict=True)):
            yield first, second
