"""Worlds of any size: copies of a world beside each other, that share straits, duties, spells and dice, nothing else.

With twice the cells and lanes and nothing new in them, cost can be measured against size. Every copy has its own
alliances, controls, quotas and projects, and does what the original does. A control or an alliance looks at all lanes
on the days on which it changes: where there are any, that part of the cost grows with the square of the copies.

Cargoes of one day take their turn in the order of their slots, which is another among copies: sums are equal but for
rounding, and an office that cannot sign all it gets may sign another one of two refused cargoes first.
"""

from typing import Any

import numpy as np

from lodeflow.benchmarks.declared import Axes
from lodeflow.benchmarks.shapes import arrays_of, read_axes, sizes_of, with_arrays
from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.entities.lots import Fact, empty_lots
from lodeflow.kernels.record.record import empty_tape
from lodeflow.plans import Plan

COPIED = frozenset({
    *("cells", "lanes", "nests", "users", "defence_buyers", "smuggled", "relabelled", "movers", "contracts"),
    *("user_cells", "places", "plants", "mines", "sites", "goods", "yards", "production_quotas", "crackdowns"),
    *("projects", "streams", "customers", "doors", "widened", "alliances", "floors", "floor_steps", "floor_cells"),
    *("headings", "control_steps", "entries", "pools", "pairs", "substitutes", "stockpiles", "stores"),
})  # fmt: skip
"""Axes that every copy has for itself; all others are there once."""


def copies(plan: Plan, count: int) -> Plan:
    """Plan of copies of a world, for the engines; it has no names, so no outcomes or tables.

    Args:
        plan: plan of the world that is copied.
        count: number of copies.

    Raises:
        ValueError: if an array of the world, or of its copies, is not what its field declares.

    """
    world = plan.template
    arrays, axes = arrays_of(world), read_axes(world)
    sizes = sizes_of(arrays, axes)
    rows = rows_of_copies(world, sizes, count)
    copied = {column: _copied(array, axes[column], rows, count) for column, array in arrays.items()}
    copied_world = with_arrays(world, copied)
    lots, first = _lots(plan, sizes["lanes"], count)
    step, last = (int(day) for day in world.tape.step)
    supports = sizes.get("guarantees", 0) + sizes.get("programmes", 0)
    wide = count * sizes["cells"], count * sizes["lanes"], count * sizes.get("stores", 0), supports
    template = copied_world._replace(
        market=copied_world.market._replace(lots=lots, births=empty_births(len(lots.tonnes))),
        tape=empty_tape(*wide, 64, 1, 64, step, last),
    )
    _check_sizes(template, axes, sizes, count)
    return plan._replace(
        sites=plan.sites * count, projects=plan.projects * count, first_moments=first, template=template
    )


def rows_of_copies(world: Any, sizes: dict[str, int], count: int) -> dict[str, np.ndarray]:
    """Rows of each copied axis that belong to each copy, int64 (count, rows).

    Copies follow each other. The plants and mines of projects come after all others, as in the original, so that those
    of two projects that follow each other do: nothing may lie between them.

    Args:
        world: the world that is copied.
        sizes: length of each axis, as ``sizes_of`` gives it.
        count: number of copies.

    """
    market = world.market
    links = market.project_links
    heads = {"plants": int(links.first_plant[0]), "mines": int(links.first_mine[0])}
    heads["sites"] = int(market.mine_params.first_site[heads["mines"]])
    rows = {}
    for axis in COPIED:
        size = sizes[axis]
        head, copy, row = heads.get(axis, size), np.arange(count)[:, None], np.arange(size)
        rows[axis] = np.where(row < head, copy * head + row, count * head + copy * (size - head) + row - head)
    return rows


def _copied(array: np.ndarray, axes: Axes, rows: dict[str, np.ndarray], count: int) -> np.ndarray:
    """A column of so many copies: blocks of it along every axis that is copied, 0 where two copies meet."""
    if axes.kind == "fence":
        whole = _parts(array, rows.get(axes.names[0].removesuffix(" + 1")), count)
    else:
        shape = [
            length * (count if name in COPIED else 1) for name, length in zip(axes.names, array.shape, strict=True)
        ]
        whole = np.zeros(shape, array.dtype)
        for copy in range(count):
            places = [
                rows[name][copy] if name in COPIED else np.arange(length)
                for name, length in zip(axes.names, array.shape, strict=True)
            ]
            whole[np.ix_(*places)] = pointing(array, axes, rows, copy)
        if axes.kind == "sum":
            whole *= count
    whole.setflags(write=array.flags.writeable)
    return whole


def pointing(array: np.ndarray, axes: Axes, rows: dict[str, np.ndarray], copy: int) -> np.ndarray:
    """Values of an array in a copy: other rows, where it points at rows of an axis that is copied.

    Args:
        array: the array of the original.
        axes: its axes.
        rows: rows of each copied axis, as ``rows_of_copies`` gives them.
        copy: number of the copy.

    """
    if axes.target not in COPIED:
        return array
    return np.where(array >= axes.least, array + axes.by * copy * rows[axes.target].shape[1], array)


def _parts(begins: np.ndarray, rows: np.ndarray | None, count: int) -> np.ndarray:
    """Where each row's part begins: the parts are as long as in the original and follow each other."""
    if rows is None:
        return begins.copy()
    lengths = np.zeros(rows.size, begins.dtype)
    lengths[rows] = np.diff(begins)
    whole: np.ndarray = np.concatenate(([0], np.cumsum(lengths))).astype(begins.dtype) + count * begins[0]
    return whole


def _check_sizes(template: Any, axes: dict[str, Axes], sizes: dict[str, int], count: int) -> None:
    """Every axis of the copies is as long as it must be, in every array."""
    rooms = {"slots", "births", "markets", "finished_lots", "events"}
    found = sizes_of(arrays_of(template), axes)
    wrong = [
        f"{axis} has {found[axis]} rows, expected {expected}"
        for axis, size in sizes.items()
        if axis not in rooms and found[axis] != (expected := size * (count if axis in COPIED else 1))
    ]
    if wrong:
        raise ValueError("; ".join(wrong))


def _lots(plan: Plan, lanes: int, count: int) -> tuple[Any, tuple[int, ...]]:
    """The cargoes on their way in every copy, and their next moments."""
    old = plan.template.market.lots
    used = int(old.counts[1])
    lots = empty_lots(count * len(old.tonnes))
    for k in range(count):
        mine = slice(k * used, (k + 1) * used)
        for name in ("fact", "tonnes", "content", "money", "evaded"):
            getattr(lots, name)[mine] = getattr(old, name)[:used]
        lots.fact[mine, Fact.LANE] += k * lanes
        lots.fact[mine, Fact.DUE] += k * used
    lots.counts[1] = count * used
    return lots, tuple(lots.fact[: count * used, Fact.DUE].tolist())
