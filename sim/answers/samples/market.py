"""Prices, output, use, stocks and shortage by replication, from the table ``market``."""

from collections.abc import Sequence

from lodeflow.answers.by_period import of_table, ratio
from lodeflow.answers.matrix import REPLICATION, Sample
from lodeflow.answers.reading import Folder, Patterns
from lodeflow.answers.samples.outcomes import SHARE, outcomes
from lodeflow.answers.wanted import RUN, Wanted, named
from lodeflow.storage.tables import TABLES

PRICES = tuple(column.name for column in TABLES["market"].columns if column.unit == "USD/t")
"""Prices of the market table, USD/t."""
FLOWING = tuple(
    column.name for column in TABLES["market"].columns if column.unit == "t" and " in the step" in column.description
)
"""Columns of the market table that are sums over a step."""
DEMAND = ("desired_use_t", "use_t", "unmet_t")
SHORTAGES = ("unmet", "unmet_share", "weeks_short", "weeks_badly_short", "output_loss")
RUN_PRICES = ("*_price", "price_volatility")


def prices(folder: Folder, price: Patterns, wanted: Wanted) -> Sample:
    """Prices, USD/t: means over the recorded days of a year, or those of each day.

    Args:
        folder: the result.
        price: patterns of ``PRICES``, or their first words, such as ``spot``.
        wanted: period and rows. By run: base, mean and peak of the whole run, of ``outcomes``.

    """
    if wanted.by == RUN:
        return outcomes(folder, RUN_PRICES, wanted)
    return market(folder, named(price, PRICES, "price"), wanted)


def market(folder: Folder, columns: Sequence[str], wanted: Wanted) -> Sample:
    """Columns of the market table: sums of the tonnes that flow in a period, means of prices, stocks and capacities.

    Args:
        folder: the result.
        columns: names of columns.
        wanted: period and rows.

    """
    units = {column.name: column.unit for column in TABLES["market"].columns if column.name in columns}
    flowing = [name for name in units if name in FLOWING]
    found = []
    for names, how in ((flowing, "sum"), ([name for name in units if name not in flowing], "mean")):
        if names:
            found.append(of_table(folder, "market", ("region", "material"), names, how, wanted))
    rows, keys = found[0]
    for more, _ in found[1:]:  # both have the same keys in the same order, unless a step lies across a year
        rows = rows.join(more, [*keys, REPLICATION], join_type="full outer")
    return Sample(rows, keys, units)


def shortage(folder: Folder, wanted: Wanted) -> Sample:
    """Demand, use and unmet demand, t, and the share of demand that is unmet.

    Args:
        folder: the result.
        wanted: period and rows. By run: unmet demand, weeks short and lost output of each sector, of ``outcomes``.

    """
    if wanted.by == RUN:
        return outcomes(folder, SHORTAGES, wanted)
    rows, keys = of_table(folder, "market", ("region", "material"), DEMAND, "sum", wanted)
    rows = rows.append_column("unmet_share", ratio(rows, "unmet_t", "desired_use_t"))
    return Sample(rows, keys, dict.fromkeys(DEMAND, "t") | {"unmet_share": SHARE})
