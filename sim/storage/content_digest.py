"""Content digest of a table: a hash of its rows that does not depend on how the file stores them.

Parquet bytes change with the pyarrow version; this digest does not, nor with row groups, chunks or the order of a
vocabulary. Two results are equal if their digests are: names, kinds and units of the columns and every value in order,
to the last bit of each float64.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lodeflow.storage.tables import Column, Table

_NOTHING = int(np.iinfo(np.int64).min)
"""Null among int32, date32 and bool values; none of them can have this value."""
_WORD = np.dtype(np.complex128)
"""Type of the 16 bytes that stand for a word: NumPy takes them from a table as one value, bit by bit as they are."""


def part_digest(table: Table, rows: pa.Table) -> str:
    """SHA-256 of one part: its columns in registry order, each value in a fixed number of little-endian bytes.

    ``table`` is the schema, ``rows`` are the rows.
    """
    digest = hashlib.sha256(_header(table, rows.num_rows))
    for column in table.columns:
        for chunk in rows.column(column.name).chunks:
            digest.update(_fixed_width(column, chunk))
    return digest.hexdigest()


def table_digest(table: Table, rows: int, parts: Iterable[str]) -> str:
    """SHA-256 of a whole table, from the digests of its parts.

    Args:
        table: the schema.
        rows: number of rows of all parts together.
        parts: digests of the parts, in order.

    """
    return hashlib.sha256(_header(table, rows) + "\n".join(parts).encode()).hexdigest()


def _header(table: Table, rows: int) -> bytes:
    columns = [[column.name, column.kind, column.unit] for column in table.columns]
    header = [table.name, columns, rows]
    return json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _fixed_width(column: Column, chunk: pa.Array) -> memoryview:
    """Bytes of the values, without a copy where the column has them in memory as they are."""
    if column.kind in ("identifier", "text"):
        values = _words(chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode())
    elif column.kind == "float64":
        values = chunk.to_numpy(zero_copy_only=False).astype("<f8", copy=False)
        absent = np.isnan(values)
        if absent.any():
            values = np.where(absent, np.nan, values)  # the same bits for every NaN, whatever the reader made of null
    else:
        whole = chunk.cast(pa.int32()) if column.kind == "date32" else chunk
        whole = whole.cast(pa.int64())
        values = whole.fill_null(_NOTHING) if whole.null_count else whole
        values = values.to_numpy(zero_copy_only=False).astype("<i8", copy=False)
    return np.ascontiguousarray(values).view(np.uint8).data


def _words(chunk: pa.DictionaryArray) -> NDArray[Any]:
    """Bytes for words: the first of their SHA-256, zeros for null, so that codes do not matter."""
    words = chunk.dictionary.to_pylist()
    marks = [hashlib.sha256(word.encode()).digest()[: _WORD.itemsize] for word in words]
    table = np.frombuffer(b"".join([*marks, bytes(_WORD.itemsize)]), _WORD)
    codes = chunk.indices.fill_null(len(words)) if chunk.null_count else chunk.indices
    found: NDArray[Any] = table.take(codes.to_numpy(zero_copy_only=False))
    return found
