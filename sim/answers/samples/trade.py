"""Trade flows, leakage, payments and welfare by replication, from the tables ``flow``, ``account`` and ``welfare``."""

from lodeflow.answers.by_period import of_table, refuse_ticks
from lodeflow.answers.matrix import Sample
from lodeflow.answers.reading import Folder, Patterns
from lodeflow.answers.samples.outcomes import outcomes
from lodeflow.answers.wanted import RUN, YEAR, Wanted
from lodeflow.storage.tables import TABLES

TONNES = ("shipped_t", "arrived_t", "seized_t", "recalled_t")
LEAKAGE = (
    *("smuggled*", "seized", "relabelled*", "over_invoiced*", "evaded_levy", "offshored*", "value_added_offshored"),
)
LEVELS = ("stock_usd",)
"""Columns of the welfare table that are amounts at the end of the year, and no sums over it."""


def flows(folder: Folder, wanted: Wanted, origin: Patterns, destination: Patterns) -> Sample:
    """Tonnes shipped, arrived, seized and recalled on each route.

    Args:
        folder: the result.
        wanted: period and materials.
        origin: regions where it was made.
        destination: regions where it is used.

    """
    route = ("origin", "destination", "via", "declared_origin", "channel", "material")
    rows, keys = of_table(folder, "flow", route, TONNES, "sum", wanted, origin=origin, destination=destination)
    return Sample(rows, keys, dict.fromkeys(TONNES, "t"))


def leakage(folder: Folder, wanted: Wanted) -> Sample:
    """Tonnes smuggled, relabelled, over-invoiced, offshored and seized, and money evaded.

    Args:
        folder: the result.
        wanted: period and rows. By run of ``outcomes``; else tonnes shipped and seized on routes of evasion.

    """
    if wanted.by == RUN:
        return outcomes(folder, LEAKAGE, wanted)
    route = ("channel", "origin", "destination", "material")
    values = ("shipped_t", "seized_t")
    channel = ("smuggled", "relabelled")
    rows, keys = of_table(folder, "flow", route, values, "sum", wanted, channel=channel, destination=wanted.region)
    return Sample(rows, keys, dict.fromkeys(values, "t"))


def accounts(folder: Folder, wanted: Wanted, instrument: Patterns) -> Sample:
    """Payments by instrument, payer and payee, USD.

    Args:
        folder: the result.
        wanted: period and materials.
        instrument: what is paid for.

    """
    parties = ("instrument", "payer", "payee", "material")
    rows, keys = of_table(folder, "account", parties, ("usd",), "sum", wanted, instrument=instrument)
    return Sample(rows, keys, {"usd": "USD"})


def welfare(folder: Folder, wanted: Wanted) -> Sample:
    """Payments, costs and rents of everybody, USD, and tonnes used and imported.

    Args:
        folder: the result.
        wanted: period and rows; the table has years, not days.

    """
    refuse_ticks(wanted, "the welfare table")
    columns = [c for c in TABLES["welfare"].columns if c.unit in ("USD", "t")]
    units = {c.name: c.unit for c in columns if wanted.by == YEAR or c.name not in LEVELS}
    rows, keys = of_table(folder, "welfare", ("region", "material"), tuple(units), "sum", wanted)
    return Sample(rows, keys, units)
