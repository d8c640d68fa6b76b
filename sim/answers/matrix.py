"""Values of a statistic over replications: one number for each replication and each key of a tidy table.

A key is what a row of the answer is about: a year, a region, a material. Keys that a replication does not have are 0
where the value is an amount, as a route that nobody used, and undefined where it is a price or a share.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

REPLICATION = "replication"
OF_RUNS = "share of runs"
"""Unit of what is 1 in a replication where it is so, and 0 elsewhere; it has a mean, and no quantiles."""
AMOUNTS = ("t", "t/yr", "USD", "weeks", "events", OF_RUNS)
"""Units of amounts, which are 0 where a replication or an arm has no row."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles over the replications, the columns p05 to p95."""


class Sample(NamedTuple):
    """Values of a statistic by replication."""

    rows: pa.Table
    """Keys, ``replication`` and values, one row per replication and key."""
    keys: tuple[str, ...]
    """Names of the key columns."""
    units: Mapping[str, str]
    """Unit of each value column."""


class Matrix(NamedTuple):
    """Values of one quantity for each key and each of some replications."""

    quantity: str
    """Name of the quantity."""
    unit: str
    """Unit of the values."""
    keys: pa.Table
    """Key columns, one row per key."""
    values: Floats
    """float64 (replications, keys), NaN where not defined."""


def codes_of(column: pa.ChunkedArray) -> tuple[Codes, int]:
    """Codes of equal values of a ``column``, -1 for null, and the number of distinct codes. The order of the codes is
    that of the words of an identifier and of the values of any other column.
    """
    if pa.types.is_dictionary(column.type):
        whole = column.unify_dictionaries().combine_chunks()
        whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) and whole.num_chunks else whole
        if not len(whole):
            return np.zeros(0, np.int64), 1
        return np.asarray(whole.indices.fill_null(-1), np.int64), len(whole.dictionary)
    if pa.types.is_string(column.type):
        return codes_of(column.dictionary_encode())
    plain = column.cast(pa.int32()) if pa.types.is_date(column.type) else column
    values, codes = np.unique(np.asarray(plain.fill_null(-(2**31) + 1), np.int64), return_inverse=True)
    return codes.astype(np.int64), len(values)


def groups_of(rows: pa.Table, keys: Sequence[str]) -> tuple[NDArray[np.intp], Codes]:
    """Rows with equal keys: the first row of each group, in the order of the keys, and the group of every row.

    Args:
        rows: the rows.
        keys: names of the columns that are equal within a group.

    """
    at = np.zeros(rows.num_rows, np.int64)
    for key in keys:
        codes, count = codes_of(rows[key])
        at = np.unique(at * (count + 1) + codes + 1, return_inverse=True)[1].astype(np.int64)
    _, first, group = np.unique(at, return_index=True, return_inverse=True)
    return first, group.astype(np.int64)


def condensed(rows: pa.Table, keys: Sequence[str], values: Sequence[str], how: str) -> pa.Table:
    """Rows with equal keys and replication as one row.

    Args:
        rows: the rows, with a column ``replication``.
        keys: names of the key columns.
        values: names of the columns of values.
        how: ``sum`` or ``mean``; a mean is over the rows that have a value.

    """
    first, group = groups_of(rows, (*keys, REPLICATION))
    columns: dict[str, Any] = {key: rows[key].take(pa.array(first)) for key in (*keys, REPLICATION)}
    for name in values:
        value = floats(rows[name])
        known = ~np.isnan(value)
        total = np.bincount(group, np.where(known, value, 0.0), len(first))
        count = np.bincount(group, known, len(first))
        divisor = np.maximum(1.0, count) if how == "mean" else 1.0
        columns[name] = pa.array(np.where(count > 0, total / divisor, np.nan))
    return pa.table(columns)


def floats(column: pa.ChunkedArray) -> Floats:
    """Numbers of a ``column``, float64 (rows,), NaN for null."""
    whole = column.cast(pa.float64()).fill_null(float("nan")).combine_chunks()
    found: Floats = whole.to_numpy(zero_copy_only=False)
    return found


def matrices(samples: Sequence[tuple[Sample, Codes]]) -> list[list[Matrix]]:
    """Matrices of one statistic of several arms over the same keys: for each quantity one matrix per arm.

    ``samples`` are the values of each arm with the numbers of all its replications, int64 (replications,), in order.
    """
    parts = [
        sample.rows.append_column("arm", pa.array(np.full(sample.rows.num_rows, n, np.int32)))
        for n, (sample, _) in enumerate(samples)
    ]
    units = {name: unit for sample, _ in samples for name, unit in sample.units.items()}
    keys = samples[0][0].keys
    rows = pa.concat_tables(parts, promote_options="permissive")
    first, group = groups_of(rows, keys)
    of_keys = plain(rows.select(list(keys)).take(pa.array(first)))
    arm, number = (np.asarray(rows[name], np.int64) for name in ("arm", REPLICATION))
    found: list[list[Matrix]] = []
    for name, unit in units.items():
        value = floats(rows[name])
        of_arms = []
        for n, (_, numbers) in enumerate(samples):
            mine = np.flatnonzero(arm == n)
            matrix = np.full((len(numbers), len(first)), 0.0 if unit in AMOUNTS else np.nan)
            matrix[np.searchsorted(numbers, number[mine]), group[mine]] = value[mine]
            of_arms.append(Matrix(name, unit, of_keys, matrix))
        some = ~np.all([np.isnan(each.values).all(axis=0) for each in of_arms], axis=0)
        found.append(
            [each._replace(keys=of_keys.filter(pa.array(some)), values=each.values[:, some]) for each in of_arms]
        )
    return found


def plain(rows: pa.Table) -> pa.Table:
    """The same ``rows`` with text in the place of codes, which are awkward in small tables."""
    return pa.table(
        {
            name: rows[name].cast(pa.string()) if pa.types.is_dictionary(rows[name].type) else rows[name]
            for name in rows.column_names
        }
    )


def quantiles(values: Floats, shares: Sequence[float], *, censored: bool = False) -> Floats:
    """Quantiles over replications, float64 (shares, keys), linear between two values.

    Args:
        values: float64 (replications, keys), NaN where not defined.
        shares: probabilities.
        censored: True if a value that is not defined is larger than all others, such as the year of an event that has
            not come; a quantile among them is NaN.

    """
    if not values.size:
        return np.full((len(shares), values.shape[1]), np.nan)
    ordered = np.sort(values, axis=0)  # NaN last
    count = np.full(values.shape[1], len(values)) if censored else (~np.isnan(values)).sum(axis=0)
    found = np.empty((len(shares), values.shape[1]))
    for n, share in enumerate(shares):
        at = share * np.maximum(0, count - 1)
        low = np.floor(at).astype(np.int64)
        high = np.minimum(low + 1, np.maximum(0, count - 1))
        below, above = (np.take_along_axis(ordered, k[None], axis=0)[0] for k in (low, high))
        found[n] = np.where(low == at, below, below + (at - low) * (above - below))
    return found


def mean_and_error(values: Floats) -> tuple[Floats, Floats, Codes]:
    """Mean over replications, its standard error, and the number of replications that define each, (keys,) each.

    ``values`` are float64 (replications, keys), NaN where not defined. The error is NaN for fewer than two.
    """
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    mean = np.where(count > 0, total / np.maximum(1, count), np.nan)
    gaps = np.where(known, values - mean, 0.0)
    variance = (gaps * gaps).sum(axis=0) / np.maximum(1, count - 1)
    error = np.where(count > 1, np.sqrt(variance / np.maximum(1, count)), np.nan)
    return mean, error, count.astype(np.int64)
