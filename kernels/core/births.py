"""Actors that come to life, or wake, while another one acts: their first moments wait here for the scheduler."""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit


class Births(NamedTuple):
    """First moments of new or woken actors.

    ``moments`` int64 (room,), ``count`` int64 (1,). The scheduler makes room before it lets anybody act, empties the
    list after, and so never shows its size in a result.
    """

    moments: np.ndarray
    count: np.ndarray


def empty_births(production_quota_state):
    """Room for so many births at once."""
    return Births(np.zeros(max(1, production_quota_state), np.int64), np.zeros(1, np.int64))


@jit
def give_birth(births, moment):
    """Hand the scheduler one more moment to come."""
    births.moments[births.count[0]] = moment
    births.count[0] += 1
