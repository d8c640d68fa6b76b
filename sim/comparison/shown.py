"""Patterns of what a comparison shows: ``--show "transaction_price magnet_high_temperature EU"``.

Words of a pattern stand in any order. Each is a quantity, a material, a region or a sector, or a pattern of them with
``*`` and ``?``. A quantity may be named without its unit. A pattern without one shows the price that users pay.
"""

from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase
from itertools import chain
from typing import NamedTuple

from lodeflow.answers.words import bare, in_words
from lodeflow.errors import DataError
from lodeflow.language.suggestions import did_you_mean
from lodeflow.outcomes.names import Name

PAID = "transaction_price"
"""Quantity of a pattern that names none: its mean over the run, or that of each year."""


class Pattern(NamedTuple):
    """Pattern of what is shown."""

    quantities: tuple[str, ...]
    """Names of quantities that it shows."""
    materials: tuple[str, ...]
    """Patterns of materials; none for all."""
    regions: tuple[str, ...]
    """Patterns of regions; none for all."""
    sectors: tuple[str, ...]
    """Patterns of sectors; none for all."""

    def shows(self, name: Name) -> bool:
        """True for a quantity of a material, region and sector that it shows; ``name`` has them."""
        return name.outcome in self.quantities and all(
            not wanted or any(word is not None and fnmatchcase(word, each) for each in wanted)
            for word, wanted in zip(name[1:], self[1:], strict=True)
        )


def pattern(text: str, known: Collection[Name], paid: str = PAID) -> Pattern:
    """Pattern of what is shown, from its text.

    Args:
        text: words, separated by blanks or commas.
        known: quantities that there are, each with its material, region and sector.
        paid: quantity that is shown if the text names none.

    Raises:
        DataError: a word fits nothing, or nothing fits all words.

    """
    words = text.replace(",", " ").split()
    have = [_words(known, place) for place in range(4)]
    found: tuple[list[str], ...] = ([], [], [], [])
    for word in words:
        fits = [
            place
            for place in (1, 2, 3, 0)  # magnet* means materials, not what magnet_makers could meet
            if any(fnmatchcase(name, word) for name in have[place])
            or (place == 0 and any(fnmatchcase(bare(name), word) for name in have[0]))
        ]
        if not fits:
            raise DataError(f"--show '{text}': nothing is called '{word}'; {did_you_mean(word, chain(*have))}")
        found[fits[0]].append(word)
    asked = found[0] or [paid]
    quantities = [name for name in have[0] if any(fnmatchcase(n, each) for each in asked for n in (name, bare(name)))]
    made = Pattern(tuple(quantities), *map(tuple, found[1:]))
    if not any(made.shows(name) for name in known):
        raise DataError(f"--show '{text}': this comparison has no such thing")
    return made


def label(name: Name, unit: str) -> str:
    """Label of a quantity in words: kind of price, material with its grade, region, sector, unit.

    Args:
        name: the quantity and what it is of.
        unit: its unit.

    """
    return ", ".join([*(word for word in (in_words(name.outcome), *name[1:]) if word), unit])


def _words(known: Collection[Name], place: int) -> list[str]:
    return list(dict.fromkeys(word for name in known if (word := name[place]) is not None))


def of_any(patterns: Sequence[Pattern], known: Sequence[Name]) -> list[Name]:
    """Quantities of ``known`` that any of ``patterns`` shows, pattern after pattern."""
    return list(dict.fromkeys(name for each in patterns for name in known if each.shows(name)))
