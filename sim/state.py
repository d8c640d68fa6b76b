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


def restored(world: Any, template: Any) -> Any:
    """A world set back to the template's day 0: its own arrays with the template's state, and the template's
    parameters. Arrays that have grown keep their room; one too small for the template is made anew.
    """
    if isinstance(world, tuple):
        return type(world)(*(restored(mine, first) for mine, first in zip(world, template, strict=True)))
    if not isinstance(world, np.ndarray) or not template.flags.writeable:
        return template
    if len(world) < len(template):
        return template.copy()
    world[: len(template)] = template
    return world
