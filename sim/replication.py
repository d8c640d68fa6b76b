"""Replication: copies of its world, its growing tape, cargoes unfinished on the last day, and its result."""

import hashlib
from typing import Any, NamedTuple

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.kernels.core.births import Births
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import Fact, Lots
from lodeflow.kernels.record.record import EVENTS, FINISHED, MARKETS, Tape, record_lot

COLUMNS = {
    MARKETS: ("day", "market", "flow", "stores", "public"),
    FINISHED: ("lot_fact", "lot_amount"),
    EVENTS: ("event",),
}


class Replication(NamedTuple):
    """Result of one replication."""

    number: int
    """Number of the replication, as ``mc`` counts."""
    world: World
    """World on the last day."""
    trace: int
    """Digest of all moments in which an actor acted, 64 bits."""
    events: int
    """Number of these moments."""


def used(slices: Any, name: str = "world") -> dict[str, np.ndarray]:
    """State of a world: every array that a replication may write, by name.

    Of cargoes, tape and births only the rows in use count: how much room there is for more is no part of the state.

    Args:
        slices: a world, or a part of one.
        name: name of the part.
    """
    if isinstance(slices, np.ndarray):
        return {name: slices} if slices.flags.writeable else {}
    if not isinstance(slices, tuple):
        return {}
    rows = _rows_in_use(slices)
    fields: tuple[str, ...] = getattr(slices, "_fields", ())
    return {
        found: array[: rows[column]] if column in rows else array
        for column, part in zip(fields, slices, strict=True)
        for found, array in used(part, f"{name}.{column}").items()
    }


def _rows_in_use(slices: Any) -> dict[str, int]:
    """Number of rows in use of every array that grows, by the name of its column; other slices have none of these."""
    if isinstance(slices, Lots):
        free, ever = (int(count) for count in slices.counts)
        return dict.fromkeys(("fact", "tonnes", "content", "money", "evaded"), ever) | {"free": free}
    if isinstance(slices, Tape):
        return {column: int(slices.used[part]) for part, columns in COLUMNS.items() for column in columns}
    return {"moments": int(slices.count[0])} if isinstance(slices, Births) else {}


def state_hash(world: World) -> str:
    """SHA-256 of the state of ``world``: all amounts and prices to the last bit. The trace holds moments only."""
    digest = hashlib.sha256()
    for name, array in used(world).items():
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


class Stopped(Exception):  # noqa: N818 - nothing broke: somebody asked
    """Stop of a replication before its end, on request."""


def fresh(slices: Any) -> Any:
    """Copy of ``slices``: state is copied; parameters, which are read-only, are shared."""
    if isinstance(slices, tuple):
        return type(slices)(*(fresh(part) for part in slices))
    if isinstance(slices, np.ndarray) and slices.flags.writeable:
        return slices.copy()
    return slices


class Restart:
    """Reset of a world to day 0, again and again: what to copy is found once for every slice and template.

    Of arrays that grow, only rows in use are copied, and they keep their room. Arrays of another size than the
    template's, as another map has them, are replaced.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Any, Any, list[tuple[Floats, Floats]]]] = {}

    def of(self, world: World, template: World) -> World:
        """World on day 0: the arrays of ``world`` with the state of ``template``, and the template's parameters."""
        market = Market(*map(self._slice, Market._fields, world.market, template.market))
        rest = (getattr(world, name) for name in World._fields[1:])
        return World(market, *map(self._slice, World._fields[1:], rest, template[1:]))

    def _slice(self, name: str, mine: Any, first: Any) -> Any:
        """Slice ``mine`` set back to ``first``."""
        known = self._known.get(name)
        if known is None or known[0] is not mine or known[1] is not first:
            copies: list[tuple[Floats, Floats]] = []
            known = self._known[name] = _restored(mine, first, copies), first, copies
        for target, source in known[2]:
            target[...] = source
        return known[0]


def _restored(mine: Any, first: Any, copies: list[tuple[Floats, Floats]], rows: int | None = None) -> Any:
    """Slice with the state arrays of ``mine`` and the parameters of ``first``; adds to ``copies`` what is to be copied.

    ``rows``: number of rows in use, None for all.
    """
    if isinstance(mine, tuple):
        used_rows = _rows_in_use(first)
        names = getattr(mine, "_fields", range(len(mine)))
        parts = zip(names, mine, first, strict=True)
        return type(mine)(*(_restored(m, f, copies, used_rows.get(name)) for name, m, f in parts))
    if not isinstance(mine, np.ndarray) or not first.flags.writeable:
        return first
    other_map = mine.shape[1:] != first.shape[1:] or (rows is None and len(mine) != len(first))
    if len(mine) < len(first) or other_map:
        mine = first.copy()
    count = len(first) if rows is None else rows
    if count:
        copies.append((mine[:count], first[:count]))
    return mine


def longer(tape: Tape, part: int) -> Tape:
    """Tape with room for one more row of ``part``: ``tape`` itself, or a copy with twice the room."""
    room = len(getattr(tape, COLUMNS[part][0]))
    return tape if tape.used[part] < room else doubled(tape, part)


def doubled(tape: Tape, part: int) -> Tape:
    """Copy of ``tape`` with twice the room for rows of ``part`` (MARKETS, FINISHED or EVENTS)."""
    names = COLUMNS[part]
    room = len(getattr(tape, names[0]))
    grown = {}
    for name in names:
        old = getattr(tape, name)
        new = np.zeros((2 * room, *old.shape[1:]), old.dtype)
        new[:room] = old
        grown[name] = new
    return tape._replace(**grown)


def write_unfinished(world: World) -> World:
    """World with the live lots of ``world`` on its tape.

    They are sorted by lane and day of dispatch, so that results do not depend on slots.
    """
    lots = world.market.lots
    live = [k for k in range(int(lots.counts[1])) if lots.fact[k, Fact.LANE] >= 0]
    for slot in sorted(live, key=lambda k: (int(lots.fact[k, Fact.LANE]), int(lots.fact[k, Fact.ORDERED]))):
        world = world._replace(tape=longer(world.tape, FINISHED))
        record_lot(world.tape, lots, slot)
    return world
