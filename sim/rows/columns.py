"""Common columns of all result tables, and coding of names by a vocabulary."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeflow.replication import Replication

Columns = dict[str, NDArray[Any]]


def heads(r: Replication, rows: int) -> Columns:
    """Columns ``scenario`` and ``replication``, the first of every table.

    Args:
        r: the replication.
        rows: number of rows.

    """
    return {"scenario": np.zeros(rows, np.int32), "replication": np.full(rows, r.number, np.int32)}


def codes(words: Sequence[str], names: Sequence[str | None]) -> NDArray[np.int32]:
    """Codes of ``names`` in a vocabulary, int32, -1 for None; ``words`` is the vocabulary in order."""
    place = _places(tuple(words))
    return np.array([-1 if name is None else place[name] for name in names], np.int32)


@lru_cache(maxsize=64)
def _places(words: tuple[str, ...]) -> dict[str, int]:
    return {word: n for n, word in enumerate(words)}
