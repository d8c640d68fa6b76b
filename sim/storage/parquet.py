"""Parquet file of one part of a result table, with types, units and checks from the registry.

A part is built in memory and then written in one step: a writer that is stopped half-way would leave a file that looks
complete. Equal rows give equal bytes within one pyarrow version. zstd does not notice a flipped bit, hence the page
checksums.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.storage.tables import SCHEMA_VERSION, Column, Table

ROWS_PER_GROUP = 300_000
"""Rows of a row group, which a reader skips or loads at once."""

Values = npt.NDArray[Any]
Columns = Mapping[str, Values]
Block = Mapping[str, Columns]
"""Tables of some replications: columns by table name, each with one value per row."""
Vocabulary = Mapping[str, Sequence[str]]
"""Strings behind the codes of identifier columns, by column name or by "table.column"."""

_TYPES = {
    "identifier": pa.dictionary(pa.int32(), pa.string()),
    "text": pa.string(),
    "int32": pa.int32(),
    "float64": pa.float64(),
    "date32": pa.date32(),
    "bool": pa.bool_(),
}
_PANDAS_TYPES: dict[str, dict[str, str | None]] = {
    "identifier": {"pandas_type": "unicode", "numpy_type": "object"},
    "text": {"pandas_type": "unicode", "numpy_type": "object"},
    "int32": {"pandas_type": "int32", "numpy_type": "int32"},
    "float64": {"pandas_type": "float64", "numpy_type": "float64"},
    "date32": {"pandas_type": "date", "numpy_type": "datetime64[ns]"},
    "bool": {"pandas_type": "bool", "numpy_type": "bool"},
}
_PANDAS_DATE: dict[str, str | None] = {
    "name": None,
    "pandas_type": "date",
    "numpy_type": "timestamp[s][pyarrow]",
    "metadata": None,
}
"""A second word on dates, before the one above. pyarrow makes objects of a NumPy date and needs a type of pandas' own;
fastparquet fails on such a type. pyarrow asks by ``field_name``, fastparquet by ``name``; of two the last one counts.
"""


@lru_cache(maxsize=64)
def schema(table: Table) -> pa.Schema:
    """Arrow schema of ``table``, with units and descriptions where pyarrow and pandas look for them.

    pandas sees no field metadata, only what stands under its own key: units and descriptions as attributes, and for
    every column the type it is to have. Without that a date would come as a Python object.
    """
    fields = [
        pa.field(
            column.name,
            _TYPES[column.kind],
            nullable=column.nullable,
            metadata={"unit": column.unit, "description": column.description},
        )
        for column in table.columns
    ]
    attributes = {
        "units": {column.name: column.unit for column in table.columns if column.unit},
        "descriptions": {column.name: column.description for column in table.columns},
    }
    columns: list[dict[str, str | None]] = [
        _PANDAS_DATE | {"field_name": column.name} for column in table.columns if column.kind == "date32"
    ]
    columns += [
        {"name": column.name, "field_name": column.name, "metadata": None} | _PANDAS_TYPES[column.kind]
        for column in table.columns
    ]
    pandas = {"attributes": attributes, "columns": columns, "index_columns": [], "column_indexes": []}
    return pa.schema(
        fields,
        metadata={
            "table": table.name,
            "description": table.description,
            "schema_version": str(SCHEMA_VERSION),
            "pandas": json.dumps(pandas, sort_keys=True),
        },
    )


def arrow_table(table: Table, columns: Columns, vocabulary: Vocabulary, start_date: date) -> pa.Table:
    """Arrow table of one part, checked against the registry; columns are put in its order.

    Null is the code -1 in an identifier, NaN in a measure and a masked value anywhere. A date that is not given is the
    start date plus the day.

    Args:
        table: the schema.
        columns: values by column, all of one length.
        vocabulary: strings of the identifier columns.
        start_date: date of day 0.

    Raises:
        ValueError: columns or values that the registry does not allow, with table and column. This is a bug, not a
            mistake of the user.

    """
    wanted = {column.name for column in table.columns}
    given = dict(columns)
    if "date" in wanted and "date" not in given and "day" in given:
        given["date"] = np.datetime64(start_date, "D") + given["day"].astype("timedelta64[D]")
    if given.keys() != wanted:
        raise ValueError(
            f"table {table.name}: missing columns {sorted(wanted - given.keys())}, "
            f"unknown columns {sorted(given.keys() - wanted)}"
        )
    if len({len(values) for values in given.values()}) > 1:
        raise ValueError(f"table {table.name}: columns differ in length")
    arrays = []
    for column in table.columns:
        try:
            arrays.append(_array(column, given[column.name], _words(table, column, vocabulary)))
        except (ValueError, pa.ArrowException) as error:
            raise ValueError(f"table {table.name}, column {column.name}: {error}") from error
    return pa.Table.from_arrays(arrays, schema=schema(table))


def encode(table: Table, rows: pa.Table) -> bytes:
    """Bytes of a Parquet file with these rows, in encodings that every reader knows.

    BYTE_STREAM_SPLIT would make measures a few percent smaller, but neither Spark 3.5 nor fastparquet can read it.
    ``table`` is the schema, ``rows`` are the rows.
    """
    target = pa.BufferOutputStream()
    pq.write_table(
        rows,
        target,
        compression="zstd",
        compression_level=1,
        use_dictionary=[column.name for column in table.columns if column.kind == "identifier"],
        write_page_checksum=True,
        row_group_size=ROWS_PER_GROUP,
    )
    data: bytes = target.getvalue().to_pybytes()
    return data


def _words(table: Table, column: Column, vocabulary: Vocabulary) -> Sequence[str]:
    if column.kind != "identifier":
        return ()
    words = vocabulary.get(f"{table.name}.{column.name}", vocabulary.get(column.name))
    if words is None:
        raise ValueError("the vocabulary has no words for it")
    if len(set(words)) < len(words):  # pyarrow would then write equal rows in different bytes
        raise ValueError("the vocabulary says a word twice")
    return words


def _array(column: Column, values: Values, words: Sequence[str]) -> pa.Array:
    absent = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    values = np.ma.getdata(values)
    if column.kind == "identifier":
        if values.size and values.min() < 0:
            absent = _either(absent, values == -1)
        codes = values if absent is None else np.where(absent, 0, values)
        allowed = not codes.size or (codes.min() >= 0 and codes.max() < len(words))
        if not allowed and (absent is None or not absent.all()):
            raise ValueError(f"a code outside the {len(words)} words of the vocabulary")
        array = pa.DictionaryArray.from_arrays(
            pa.array(codes, pa.int32(), mask=absent), pa.array(words, pa.string()), safe=False
        )
    elif column.kind == "float64":
        values = values.astype(np.float64, copy=False)
        finite = np.isfinite(values)
        if not finite.all():
            absent = _either(absent, np.isnan(values))
            if not (finite | absent).all():
                raise ValueError("an infinite value")
        array = pa.array(values, pa.float64(), mask=absent)
    elif column.kind == "date32":
        days = values.astype("datetime64[D]").astype(np.int64)
        array = pa.array(days, mask=absent).cast(pa.int32()).cast(pa.date32())
    else:
        array = pa.array(values, mask=absent).cast(_TYPES[column.kind])
    if array.null_count and not column.nullable:
        raise ValueError(f"no value in row {int(np.flatnonzero(array.is_null())[0])}, but each row must have one")
    return array


def _either(absent: npt.NDArray[np.bool_] | None, more: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Rows without a value: those masked, if any are, and ``more``."""
    return more if absent is None else absent | more
