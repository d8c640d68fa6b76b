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
    names = COLUMNS[part]
    room = len(getattr(tape, names[0]))
    if tape.used[part] < room:
        return tape
    grown = {}
    for name in names:
        old = getattr(tape, name)
        new = np.zeros((2 * room, *old.shape[1:]), old.dtype)
        new[:room] = old
        grown[name] = new
    return tape._replace(**grown)
