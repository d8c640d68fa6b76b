"""Arrays of a world by name, and their shapes held against what the fields of its slices declare (``declared.py``)."""

from typing import Any

import numpy as np

from lodeflow.benchmarks.declared import Axes, axes_of, field_strings


def arrays_of(world: Any, name: str = "market") -> dict[str, np.ndarray]:
    """Every array of a world by "slice.column"; those that stand alone are of the market."""
    found: dict[str, np.ndarray] = {}
    for column, part in world._asdict().items():
        if isinstance(part, tuple):
            found |= arrays_of(part, column)
        elif isinstance(part, np.ndarray):
            found[f"{name}.{column}"] = part
    return found


def with_arrays(world: Any, arrays: dict[str, np.ndarray], name: str = "market") -> Any:
    """The same world with other arrays for those named."""
    parts = {
        column: with_arrays(part, arrays, column) if isinstance(part, tuple) else arrays.get(f"{name}.{column}", part)
        for column, part in world._asdict().items()
    }
    return world._replace(**parts)


def strings_of(world: Any, name: str = "market") -> dict[str, str]:
    """String below the field of every array of a world, by "slice.column"; "" where there is none.

    Args:
        world: a world, or a slice of it.
        name: name of the slice; arrays that stand alone are of the market.

    """
    found: dict[str, str] = {}
    for column, part in world._asdict().items():
        if isinstance(part, tuple):
            found |= strings_of(part, column)
        elif isinstance(part, np.ndarray):
            found[f"{name}.{column}"] = field_strings(type(world)).get(column, "")
    return found


def read_axes(world: Any) -> dict[str, Axes]:
    """The axes of every array of a world. Raises ValueError that names all arrays without a readable declaration."""
    return axes_of(strings_of(world))


def sizes_of(arrays: dict[str, np.ndarray], axes: dict[str, Axes]) -> dict[str, int]:
    """The length of every axis. Raises ValueError that names every array of another shape than is declared."""
    sizes: dict[str, int] = {}
    wrong = []
    for column, array in arrays.items():
        lengths = [
            length - name.endswith(" + 1") for name, length in zip(axes[column].names, array.shape, strict=False)
        ]
        expected = [
            int(name) if name.isdigit() else sizes.setdefault(name, length)
            for name, length in zip((name.removesuffix(" + 1") for name in axes[column].names), lengths, strict=False)
        ]
        if array.ndim != len(axes[column].names) or lengths != expected:
            wrong.append(f"{column} has the shape {array.shape}, expected {' x '.join(axes[column].names)}")
    if wrong:
        raise ValueError("; ".join(wrong))
    return sizes
