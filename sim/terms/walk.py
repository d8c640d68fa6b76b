"""Numbers and other values of a scenario, or of some of its tables, by path."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, cast

from lodeflow.language.keys import dotted
from lodeflow.terms.base import Terms


class Numbers(Mapping[str, float]):
    """All numbers of tables, certain or not, by dotted key; a single one is found without a look at the others.

    Args:
        tables: the tables by key.

    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = tables

    def __getitem__(self, key: str) -> float:
        """Number at a dotted key. Raises KeyError where there is none."""
        here: Any = self._tables
        for part in key.split("."):
            here = here.__dict__ if isinstance(here, Terms) else here
            if not isinstance(here, dict) or part not in here:
                return self._all[key]  # parts that are quoted
            here = here[part]
        return cast("float", here) if _is_number(here) else self._all[key]

    def __iter__(self) -> Iterator[str]:
        """Dotted keys of all numbers."""
        return iter(self._all)

    def __len__(self) -> int:
        """Count of all numbers."""
        return len(self._all)

    @cached_property
    def _all(self) -> dict[str, float]:
        return {dotted(path): value for path, value in leaves(self._tables) if _is_number(value)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def numbers(tables: Mapping[str, Any]) -> Numbers:
    """All numbers of ``tables``, certain or not, by dotted key."""
    return Numbers(tables)


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
