"""Spread of a statistic over the replications: mean, standard error and quantiles, or the values of one replication."""

from typing import Any

import numpy as np
import pyarrow as pa

from lodeflow.answers.matrix import OF_RUNS, QUANTILES, REPLICATION, Matrix, mean_and_error, quantiles

CENSORED = "calendar year"
"""Unit of outcomes that are not defined where what they date has not come; it may come later."""
PERCENTS = tuple(f"p{round(100 * share):02}" for share in QUANTILES)
"""Names of the columns of quantiles."""


def headed(of: Matrix, heads: dict[str, str], more: dict[str, Any]) -> pa.Table:
    """Rows of a statistic: heads, keys, quantity and unit, then numbers.

    Args:
        of: values, of which the keys are taken.
        heads: text columns that stand first, the same in all rows.
        more: columns that stand last.

    """
    count = of.keys.num_rows
    keys = {name: of.keys[name] for name in of.keys.column_names if name not in ("quantity", "unit")}
    names = {
        name: of.keys[name] if name in of.keys.column_names else pa.array([said] * count, pa.string())
        for name, said in (("quantity", of.quantity), ("unit", of.unit))
    }
    first = {name: pa.array([said] * count, pa.string()) for name, said in heads.items()}
    return pa.table({**first, **keys, **names, **more})


def numbers(values: Any) -> pa.Array:
    """Column of ``values``, float64 (keys,), null where NaN."""
    return pa.array(values, pa.float64(), from_pandas=True)


def censored_in(of: Matrix) -> Any:
    """Keys of ``of`` whose values are missing only because what they date has not come, bool (keys,)."""
    if "unit" not in of.keys.column_names:
        return np.full(of.keys.num_rows, of.unit == CENSORED)
    return np.array([unit == CENSORED for unit in of.keys["unit"].to_pylist()], np.bool_)


def spread(scenario: str, of: Matrix) -> pa.Table:
    """Mean, standard error and quantiles of each key over the replications.

    Args:
        scenario: name of the scenario.
        of: values by replication and key.

    """
    mean, error, count = mean_and_error(of.values)
    late = censored_in(of)
    open_ended = late & (count < len(of.values))
    mean, error = (np.where(open_ended, np.nan, each) for each in (mean, error))
    found = np.where(late, quantiles(of.values, QUANTILES, censored=True), quantiles(of.values, QUANTILES))
    found[:, _yes_or_no(of)] = np.nan
    columns = {"mean": numbers(mean), "standard_error": numbers(error)}
    columns |= {name: numbers(each) for name, each in zip(PERCENTS, found, strict=True)}
    return headed(of, {"scenario": scenario}, {**columns, "replications": pa.array(count, pa.int32())})


def single(scenario: str, of: Matrix, which: Any) -> pa.Table:
    """Values of one replication, without those that are not defined, and without events that did not happen.

    Args:
        scenario: name of the scenario.
        of: values by replication and key.
        which: its number, int64 (1,).

    """
    rows = headed(of, {"scenario": scenario}, {"value": numbers(of.values[0])})
    place = pa.array(np.full(rows.num_rows, which[0], np.int32))
    some = ~np.isnan(of.values[0]) & ~(np.isin(of.unit, ("events", OF_RUNS)) & (of.values[0] == 0.0))
    return rows.add_column(1, REPLICATION, place).filter(pa.array(some))


def _yes_or_no(of: Matrix) -> Any:
    """Keys of ``of`` whose values are 0 or 1, of which a quantile says nothing, bool (keys,)."""
    if "unit" not in of.keys.column_names:
        return np.full(of.keys.num_rows, of.unit == OF_RUNS)
    return np.array([unit == "0 or 1" for unit in of.keys["unit"].to_pylist()], np.bool_)
