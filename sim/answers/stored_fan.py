"""Prices by day from the table ``fan``, for results that keep no markets of single replications."""

import numpy as np
import pyarrow as pa

from lodeflow.answers.matrix import plain
from lodeflow.answers.reading import Folder, Patterns
from lodeflow.answers.samples.market import PRICES
from lodeflow.answers.spread import PERCENTS, numbers
from lodeflow.answers.statistic import Statistic
from lodeflow.answers.wanted import named

FAN = "fan"
"""Name of the table."""


def prices_by_day(folder: Folder, price: Patterns, material: Patterns, region: Patterns) -> Statistic:
    """Mean and quantiles of prices [USD/t] on each recorded day, as the run has stored them, without standard errors.

    Args:
        folder: the result.
        price: patterns of prices.
        material: materials.
        region: regions.

    Raises:
        DataError: nothing of these names.

    """
    keys = ("date", "day", "region", "material", "quantity", "unit")
    wanted = named(price, PRICES, "price")
    columns = [*keys, "mean", *PERCENTS]
    parts = [*folder.rows(FAN, columns, material=material, region=region)]
    rows = plain(pa.concat_tables(parts).select(columns))
    rows = rows.filter(pa.array(np.isin(np.asarray(rows["quantity"]), wanted)))
    order = [(key, "ascending") for key in ("quantity", "day", "region", "material")]
    rows = rows.sort_by(order)
    count = rows.num_rows
    columns_of = {name: rows[name] for name in rows.column_names}
    head = {"scenario": pa.array([folder.name] * count, pa.string()), **{key: columns_of[key] for key in keys}}
    spread = {"mean": columns_of["mean"], "standard_error": numbers(np.full(count, np.nan))}
    last = {"replications": pa.array(np.full(count, len(folder.numbers), np.int32))}
    return Statistic("prices", "tick", pa.table({**head, **spread, **{p: columns_of[p] for p in PERCENTS}, **last}))
