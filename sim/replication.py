"""Replication: copies of its world, its growing tape, cargoes unfinished on the last day, and its result."""

import hashlib
from typing import Any, NamedTuple

import numpy as np

from lodeflow.kernels.core.births import Births
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import Fact, Lots
from lodeflow.kernels.record.record import EVENTS, FINISHED, MARKETS, Tape, record_lot

COLUMNS = {
    MARKETS: ("day", "market", "flow"),
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
    rows: dict[str, int] = {}
    fields: tuple[str, ...] = getattr(slices, "_fields", ())
    if isinstance(slices, Lots):
        free, ever = (int(count) for count in slices.counts)
        rows = dict.fromkeys(("fact", "tonnes", "content", "money", "evaded"), ever) | {"free": free}
    elif isinstance(slices, Tape):
        rows = {column: int(slices.used[part]) for part, columns in COLUMNS.items() for column in columns}
    elif isinstance(slices, Births):
        rows = {"moments": int(slices.count[0])}
    return {
        found: array[: rows[column]] if column in rows else array
        for column, part in zip(fields, slices, strict=True)
        for found, array in used(part, f"{name}.{column}").items()
    }


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


def restored(world: Any, template: Any) -> Any:
    """World set back to day 0: the arrays of ``world`` with the state of ``template``, and the template's parameters.

    Arrays that have grown keep their room; an array too small for the template is replaced.
    """
    if isinstance(world, tuple):
        return type(world)(*(restored(mine, first) for mine, first in zip(world, template, strict=True)))
    if not isinstance(world, np.ndarray) or not template.flags.writeable:
        return template
    if len(world) < len(template):
        return template.copy()
    world[: len(template)] = template
    return world


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
