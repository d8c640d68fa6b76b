"""Copies of a world: a new one for a replication, or an old one set back to day 0."""

from typing import Any

import numpy as np


def fresh(slices: Any) -> Any:
    """A copy of the state; parameters, being read-only, are shared."""
    if isinstance(slices, tuple):
        return type(slices)(*(fresh(part) for part in slices))
    if isinstance(slices, np.ndarray) and slices.flags.writeable:
        return slices.copy()
    return slices


def restore(world: Any, template: Any) -> None:
    """Set a world's state back to the template's, in place; arrays that have grown keep their room."""
    for mine, first in zip(world, template, strict=True):
        if isinstance(mine, tuple):
            restore(mine, first)
        elif isinstance(mine, np.ndarray) and mine.flags.writeable:
            if mine.shape == first.shape:
                mine[...] = first
            else:
                mine[: len(first)] = first
