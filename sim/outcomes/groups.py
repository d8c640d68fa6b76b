"""Group-by sums: groups in order of first appearance."""

from typing import Any

import numpy as np

from lodeflow.base_world.rest_point import Floats


class Groups:
    """Groups of rows with equal ``keys``: ``names`` has the distinct keys in order of first appearance, ``of`` the
    group of each row.
    """

    def __init__(self, keys: list[Any]) -> None:
        place: dict[Any, int] = {}
        self.of = np.array([place.setdefault(key, len(place)) for key in keys], np.int64)
        self.names = list(place)

    def sums(self, values: Floats) -> Floats:
        """Sum of ``values`` over each group, added row after row, float64 (groups,)."""
        sums: Floats = np.bincount(self.of, weights=values, minlength=len(self.names)).astype(np.float64)
        return sums


def ratio(part: Floats, whole: Floats) -> Floats:
    """Quotient ``part`` / ``whole``, NaN where the whole is not positive."""
    shares: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0.0)
    return shares
