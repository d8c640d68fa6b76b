"""Numbers and other values of a scenario, or of some of its tables, by path."""

from collections.abc import Iterator, Mapping
from typing import Any

from lodeflow.language.keys import dotted
from lodeflow.terms.base import Terms


def numbers(tables: Mapping[str, Any]) -> dict[str, float]:
    """All numbers of ``tables``, certain or not, by dotted key."""
    return {
        dotted(path): value
        for path, value in leaves(tables)
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def leaves(tables: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Path and value of every key that is no table.

    ``tables`` are the tables by key; ``path`` is the path to them.
    """
    for key, value in tables.items():
        if isinstance(value, Terms):
            yield from leaves(value.__dict__, (*path, key))
        elif isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value
