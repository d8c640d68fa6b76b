"""Declared axes of the arrays of a world, read from the strings below the fields of its slices.

A string says type, shape, unit and meaning: ``int64 (lanes,) [cell]: cell of the seller.`` An axis is a name or a
number; one name means one number in the whole world. A unit that names an axis in the singular says that the values are
rows of that axis, below 0 for none. ``[entry + 1]`` is 1 for row 0 and 0 for none, ``[2 entry + flag]`` is twice the
row, and 1 more or not. An axis with ``+ 1`` holds where each row's part begins. ``Scratch:`` begins the meaning of what
is worth nothing after use, ``Total over`` that of sums over everything there is.
"""

import ast
import inspect
import re
import sys
from functools import cache
from typing import Any, NamedTuple

FIELD = re.compile(r"(float64|int64|uint64|bool) \(([^)]*)\) \[([^\]]+)\]: (\S.*)", re.DOTALL)
AXIS = re.compile(r"\d+|[a-z_]+( \+ 1)?")
INDEX = re.compile(r"(?:(\d+) )?([a-z]+(?: [a-z]+)*)(?: \+ (1|flag))?")


class Axes(NamedTuple):
    """Axes of one array: their names, and the rows that its values point at."""

    names: tuple[str, ...]
    """Name or number of each axis, with `` + 1`` in a fence."""
    target: str
    """Axis of the rows that the values point at; "" for none."""
    kind: str
    """Role of the array: "fence", "sum", "scratch", or "" for values along its axes."""
    least: int
    """Least value that points at a row."""
    by: int
    """Growth of the value from one row to the next."""


def field_strings(slice_type: type[Any]) -> dict[str, str]:
    """String below each field of a slice, "" where there is none, read from its source.

    Args:
        slice_type: class of the slice, a named tuple.

    """
    classes = (node for node in _parsed(slice_type.__module__).body if isinstance(node, ast.ClassDef))
    (body,) = (node.body for node in classes if node.name == slice_type.__name__)
    found = {}
    for field, below in zip(body, [*body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else ""
            found[field.target.id] = text if isinstance(text, str) else ""
    return found


@cache
def _parsed(module: str) -> ast.Module:
    """Syntax tree of an imported module."""
    return ast.parse(inspect.getsource(sys.modules[module]))


def axes_of(strings: dict[str, str]) -> dict[str, Axes]:
    """Axes of every array of a world.

    Args:
        strings: string of each array, by "slice.field".

    Raises:
        ValueError: if strings are missing or malformed; it names slice and field of all of them.

    """
    read = {column: FIELD.fullmatch(text) for column, text in strings.items()}
    shapes = {column: [n.strip() for n in said[2].split(",") if n.strip()] for column, said in read.items() if said}
    known = {name.removesuffix(" + 1") for names in shapes.values() for name in names}
    found, wrong = {}, []
    for column, said in read.items():
        names = tuple(shapes.get(column, ()))
        if not said or not names or not all(AXIS.fullmatch(name) for name in names):
            wrong.append(
                f"{column}: expected a string below the field such as 'int64 (lanes,) [cell]: cell of the seller.'"
                f", found {strings[column]!r}"
            )
            continue
        fence = any(name.endswith(" + 1") for name in names)
        index = INDEX.fullmatch(said[3])
        target = _plural(index[2]) if index else ""
        if target not in known and (fence or (index and (index[1] or index[3]))):
            wrong.append(f"{column}: expected a unit that names an axis, such as [cell], found [{said[3]}]")
        if target not in known or index is None:
            index, target = None, ""
        least, by = (int(index[3] == "1"), int(index[1] or 1)) if index else (0, 1)
        found[column] = Axes(names, target, "fence" if fence else _kind(said[4]), least, by)
    if wrong:
        raise ValueError("; ".join(wrong))
    return found


def _plural(unit: str) -> str:
    """Axis that a unit names: ``control step`` counts ``control_steps``, ``entry`` counts ``entries``."""
    return re.sub(r"(?<=[^aeiou])y$", "ie", unit.replace(" ", "_")) + "s"


def _kind(meaning: str) -> str:
    """Kind of an array by the first words of its meaning."""
    kinds = {"Scratch:": "scratch", "Total over ": "sum"}
    return next((kind for words, kind in kinds.items() if meaning.startswith(words)), "")
