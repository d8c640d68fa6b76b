"""The declared shapes of the arrays of a world (``axes.py``), read and held against the arrays themselves."""

from typing import Any, NamedTuple

import numpy as np

from lodeflow.benchmarks.axes import AXES


class Axes(NamedTuple):
    """The axes of one column: their names; the axis its values point at, "" for none; whether it is a "fence", a "sum"
    or "scratch"; the least value that points somewhere; and by how much it grows from one row to the next.
    """

    names: tuple[str, ...]
    target: str
    kind: str
    least: int
    by: int


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


def read_axes(world: Any) -> dict[str, Axes]:
    """The axes of every array of a world. Raises ValueError that names all columns that are missing or too many."""
    declared: dict[str, Axes] = {}
    for part, lines in AXES.items():
        for line in lines.strip().splitlines():
            what, _, columns = line.strip().partition(": ")
            axes, _, target = what.partition(" > ")
            target, _, by = target.partition(" by ")
            target, _, least = target.partition(" from ")
            names = tuple(name for name in axes.split() if name not in ("sum", "scratch"))
            plain = "fence" if "+1" in axes else ""
            kind = next((word for word in ("sum", "scratch") if word in axes.split()), plain)
            declared |= {
                f"{part}.{column}": Axes(names, target, kind, int(least or 0), int(by or 1))
                for column in columns.split()
            }
    there = arrays_of(world).keys()
    if declared.keys() != there:
        raise ValueError(
            "lodeflow/benchmarks/axes.py: expected every array of a world; "
            f"missing {sorted(there - declared.keys())}"
            f", unknown {sorted(declared.keys() - there)}"
        )
    return declared


def sizes_of(arrays: dict[str, np.ndarray], axes: dict[str, Axes]) -> dict[str, int]:
    """The length of every axis. Raises ValueError that names every array of another shape than is declared."""
    sizes: dict[str, int] = {}
    wrong = []
    for column, array in arrays.items():
        lengths = [length - name.endswith("+1") for name, length in zip(axes[column].names, array.shape, strict=False)]
        expected = [
            int(name) if name.isdigit() else sizes.setdefault(name, length)
            for name, length in zip((name.removesuffix("+1") for name in axes[column].names), lengths, strict=False)
        ]
        if array.ndim != len(axes[column].names) or lengths != expected:
            wrong.append(f"{column} has the shape {array.shape}, expected {' x '.join(axes[column].names)}")
    if wrong:
        raise ValueError("; ".join(wrong))
    return sizes
