"""Arrays of a world by name, and their shapes held against what the fields of its slices declare (``declared.py``)."""

from typing import Any

import numpy as np

from lodeflow.benchmarks.declared import Axes, axes_of, field_strings


def arrays_of(world: Any, name: str = "market") -> dict[str, np.ndarray]:
    """Every array of a world by "slice.column".

    Args:
        world: a world, or a slice of it.
        name: name of the slice; arrays that stand alone are of the market.

    """
    found: dict[str, np.ndarray] = {}
    for column, part in world._asdict().items():
        if isinstance(part, tuple):
            found |= arrays_of(part, column)
        elif isinstance(part, np.ndarray):
            found[f"{name}.{column}"] = part
    return found


def with_arrays(world: Any, arrays: dict[str, np.ndarray], name: str = "market") -> Any:
    """Copy of a world with other arrays for some of its own.

    Args:
        world: a world, or a slice of it.
        arrays: the other arrays by "slice.column"; arrays that are not named stay.
        name: name of the slice; arrays that stand alone are of the market.

    """
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
    said = field_strings(type(world))
    for column, part in world._asdict().items():
        if isinstance(part, tuple):
            found |= strings_of(part, column)
        elif isinstance(part, np.ndarray):
            found[f"{name}.{column}"] = said.get(column, "")
    return found


def read_axes(world: Any) -> dict[str, Axes]:
    """Axes of every array of a world, by "slice.column".

    Args:
        world: a world.

    Raises:
        ValueError: if declarations are missing or malformed; it names slice and field of all of them.

    """
    return axes_of(strings_of(world))


def sizes_of(arrays: dict[str, np.ndarray], axes: dict[str, Axes]) -> dict[str, int]:
    """Length of every axis of a world.

    Args:
        arrays: arrays by "slice.column".
        axes: axes of each array, as ``read_axes`` gives them.

    Raises:
        ValueError: if arrays have another shape than is declared; it names all of them.

    """
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
