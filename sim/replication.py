"""One replication: copies of its world, the growing tape, cargoes unfinished on the last day, and its result."""

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
    """Its number, its world on the last day, the digest of its trace, and how many moments it had."""

    number: int
    world: World
    trace: int
    events: int


def used(slices: Any, name: str = "world") -> dict[str, np.ndarray]:
    """Every array that a replication may write, by name; of lots, tape and births only the rows in use: how much room
    there is for more is no part of the state.
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
    """SHA-256 over every array that a replication may write, in the order of the fields: all amounts, prices and
    states, to the last bit. The trace says only what happened when.
    """
    digest = hashlib.sha256()
    for name, array in used(world).items():
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


class Stopped(Exception):  # noqa: N818 - nothing broke: somebody asked
    """A replication was asked to stop before its end."""


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


def longer(tape: Tape, part: int) -> Tape:
    """The same tape if one more row of this part finds room, else one with twice the room and the same rows."""
    room = len(getattr(tape, COLUMNS[part][0]))
    return tape if tape.used[part] < room else doubled(tape, part)


def doubled(tape: Tape, part: int) -> Tape:
    """The same rows with twice the room for this part."""
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
    """The same world with its live lots on the tape, by lane and day: the slot a lot has never shows."""
    lots = world.market.lots
    live = [k for k in range(int(lots.counts[1])) if lots.fact[k, Fact.LANE] >= 0]
    for slot in sorted(live, key=lambda k: (int(lots.fact[k, Fact.LANE]), int(lots.fact[k, Fact.ORDERED]))):
        world = world._replace(tape=longer(world.tape, FINISHED))
        record_lot(world.tape, lots, slot)
    return world
