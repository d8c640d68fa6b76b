"""Common columns of all result tables, and coding of names by a vocabulary."""

from collections.abc import Mapping, Sequence
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


def together(parts: Sequence[Mapping[str, NDArray[Any]]]) -> Columns:
    """Concatenation of the same table of several replications; ``parts`` has their columns in order."""
    return {name: _one_after_the_other([p[name] for p in parts]) for name in parts[0]}


def _one_after_the_other(pieces: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Concatenation of arrays that keeps masks."""
    whole = np.concatenate([np.ma.getdata(p) for p in pieces])
    if not isinstance(pieces[0], np.ma.MaskedArray):
        return whole
    mask = np.concatenate([np.ma.getmaskarray(p) for p in pieces])
    return np.ma.MaskedArray(whole, mask=mask)
