"""The tape grows, and starts afresh: Python's side of recording."""

import numpy as np

from lodeflow.kernels.record import EVENTS, FINISHED, MARKETS, Tape

COLUMNS = {
    MARKETS: ("day", "market", "flow"),
    FINISHED: ("lot_fact", "lot_amount"),
    EVENTS: ("event",),
}


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
