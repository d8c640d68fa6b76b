"""Queue of the first moments of actors that start, or wake, while another actor acts.

The scheduler makes room before it lets an actor act, and empties the queue afterwards, so its capacity never shows in a
result.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit


class Births(NamedTuple):
    """First moments of new or woken actors; written by whoever starts them, emptied by the scheduler."""

    moments: np.ndarray
    """int64 (births,) [moment]: first moments, of which the first ``count`` are valid."""
    count: np.ndarray
    """int64 (1,) [-]: Scratch: number of moments in the queue."""


def empty_births(room):
    """Empty queue of births with room for at least one moment.

    Args:
        room: int [-], moments that find room.

    Returns:
        ``Births`` without any moment.

    """
    return Births(np.zeros(max(1, room), np.int64), np.zeros(1, np.int64))


@jit
def give_birth(births, moment):
    """Append one moment to the queue of births.

    ``moment``: int64 [moment], first moment of the new or woken actor. The caller has made sure of room.
    """
    births.moments[births.count[0]] = moment
    births.count[0] += 1
