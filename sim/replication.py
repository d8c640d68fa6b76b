"""One finished replication, whichever engine ran it."""

from typing import NamedTuple

from lodeflow.kernels.world import World


class Replication(NamedTuple):
    """Its number, its world on the last day, the digest of its trace, and how many moments it had."""

    number: int
    world: World
    trace: int
    events: int


class Stopped(Exception):  # noqa: N818 - nothing broke: somebody asked
    """A replication was asked to stop before its end."""
