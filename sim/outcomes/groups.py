"""Rows that belong together, such as the lanes of one buyer, and what they come to."""

from typing import Any

import numpy as np

from lodeflow.base_world.rest_point import Floats


class Groups:
    """Rows that belong together: ``names`` of the groups, in the order of their first row, and ``of`` each row."""

    def __init__(self, keys: list[Any]) -> None:
        place: dict[Any, int] = {}
        self.of = np.array([place.setdefault(key, len(place)) for key in keys], np.int64)
        self.names = list(place)

    def sums(self, values: Floats) -> Floats:
        """Sum of each group, row after row."""
        sums: Floats = np.bincount(self.of, weights=values, minlength=len(self.names)).astype(np.float64)
        return sums


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part of the whole, NaN where there is nothing."""
    shares: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0.0)
    return shares
