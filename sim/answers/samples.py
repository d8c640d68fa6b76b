"""Values of each statistic by replication, from the tables of a result folder: by year, by recorded day, by run."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa

from lodeflow.answers.matrix import OF_RUNS, REPLICATION, Sample, condensed, floats
from lodeflow.answers.reading import ANY, Folder, Patterns
from lodeflow.errors import DataError
from lodeflow.language.suggestions import did_you_mean
from lodeflow.storage.tables import TABLES

YEAR, TICK, RUN = "year", "tick", "run"
SHARE = "share"
"""Unit of a share, from 0 to 1."""
PRICES = tuple(column.name for column in TABLES["market"].columns if column.unit == "USD/t")
"""Prices of the market table, USD/t."""
DEMAND = ("desired_use_t", "use_t", "unmet_t")
TONNES = ("shipped_t", "arrived_t", "seized_t", "recalled_t")
COULD = tuple(column.name for column in TABLES["share"].columns if column.name.endswith("_could_t"))
RATIOS = {
    "non_chinese_share_of_requirements": ("non_chinese_t", "requirement_t"),
    "non_chinese_share_of_use": ("non_chinese_t", "use_t"),
    **{f"{column.removesuffix('_could_t')}_could_meet": (column, "requirement_t") for column in COULD},
}
"""Shares, and the columns of the share table that they are quotients of."""
SHARES = tuple(RATIOS)
"""Shares by calendar year."""
CONTAINED = ("non_chinese_t", "requirement_t", "use_t")
SHORTAGES = ("unmet", "unmet_share", "weeks_short", "weeks_badly_short", "output_loss")
LEAKAGE = (
    *("smuggled*", "seized", "relabelled*", "over_invoiced*", "evaded_levy", "offshored*", "value_added_offshored"),
)
DIVERSIFICATION = (*("non_chinese_*", "*_could_meet", "largest_share_*", "share_60_*", "origin_concentration"),)
RUN_PRICES = ("*_price", "price_volatility")
LEVELS = ("stock_usd",)
"""Columns of the welfare table that are amounts at the end of the year, and no sums over it."""


@dataclass(frozen=True)
class Wanted:
    """Period and rows of a statistic."""

    by: str = YEAR
    """year, tick (recorded days) or run."""
    material: Patterns = ANY
    """Materials."""
    region: Patterns = ANY
    """Regions."""
    replication: int | None = None
    """Number of a single replication, or None for all."""

    def __post_init__(self) -> None:
        """Refuse a period that there is not."""
        if self.by not in (YEAR, TICK, RUN):
            raise DataError(
                f"a statistic is by year, tick or run, not by '{self.by}'; "
                f"{did_you_mean(str(self.by), (YEAR, TICK, RUN))}"
            )


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
            found.append(_of_table(folder, "market", ("region", "material"), names, how, wanted))
    rows, keys = found[0]
    for more, _ in found[1:]:  # both have the same keys in the same order, unless a step lies across a year
        rows = rows.join(more, [*keys, REPLICATION], join_type="full outer")
    return Sample(rows, keys, units)


FLOWING = tuple(
    column.name for column in TABLES["market"].columns if column.unit == "t" and " in the step" in column.description
)
"""Columns of the market table that are sums over a step."""


def shortage(folder: Folder, wanted: Wanted) -> Sample:
    """Demand, use and unmet demand, t, and the share of demand that is unmet.

    Args:
        folder: the result.
        wanted: period and rows. By run: unmet demand, weeks short and lost output of each sector, of ``outcomes``.

    """
    if wanted.by == RUN:
        return outcomes(folder, SHORTAGES, wanted)
    rows, keys = _of_table(folder, "market", ("region", "material"), DEMAND, "sum", wanted)
    rows = rows.append_column("unmet_share", _ratio(rows, "unmet_t", "desired_use_t"))
    return Sample(rows, keys, dict.fromkeys(DEMAND, "t") | {"unmet_share": SHARE})


def flows(folder: Folder, wanted: Wanted, origin: Patterns, destination: Patterns) -> Sample:
    """Tonnes shipped, arrived, seized and recalled on each route.

    Args:
        folder: the result.
        wanted: period and materials.
        origin: regions where it was made.
        destination: regions where it is used.

    """
    route = ("origin", "destination", "via", "declared_origin", "channel", "material")
    rows, keys = _of_table(folder, "flow", route, TONNES, "sum", wanted, origin=origin, destination=destination)
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
    rows, keys = _of_table(folder, "flow", route, values, "sum", wanted, channel=channel, destination=wanted.region)
    return Sample(rows, keys, dict.fromkeys(values, "t"))


def accounts(folder: Folder, wanted: Wanted, instrument: Patterns) -> Sample:
    """Payments by instrument, payer and payee, USD.

    Args:
        folder: the result.
        wanted: period and materials.
        instrument: what is paid for.

    """
    parties = ("instrument", "payer", "payee", "material")
    rows, keys = _of_table(folder, "account", parties, ("usd",), "sum", wanted, instrument=instrument)
    return Sample(rows, keys, {"usd": "USD"})


def welfare(folder: Folder, wanted: Wanted) -> Sample:
    """Payments, costs and rents of everybody, USD, and tonnes used and imported.

    Args:
        folder: the result.
        wanted: period and rows; the table has years, not days.

    """
    _no_ticks(wanted, "the welfare table")
    columns = [c for c in TABLES["welfare"].columns if c.unit in ("USD", "t")]
    units = {c.name: c.unit for c in columns if wanted.by == YEAR or c.name not in LEVELS}
    rows, keys = _of_table(folder, "welfare", ("region", "material"), tuple(units), "sum", wanted)
    return Sample(rows, keys, units)


def shares(folder: Folder, wanted: Wanted) -> Sample:
    """Shares of requirements and of use outside China that non-Chinese material meets, and what plants could meet.

    Args:
        folder: the result.
        wanted: period and rows; the region is null for all regions outside China together. The table has calendar
            years. By run: shares of the whole run, of ``outcomes``.

    """
    _no_ticks(wanted, "the share table")
    if wanted.by == RUN:
        return outcomes(folder, DIVERSIFICATION, wanted)
    columns = ["year", "material", "region", REPLICATION, *CONTAINED, *COULD]
    rows = _joined(
        folder.rows("share", columns, material=wanted.material, region=wanted.region, replication=wanted.replication)
    )
    units = dict.fromkeys(CONTAINED, "t")
    for name, (part, whole) in RATIOS.items():
        rows = rows.append_column(name, _ratio(rows, part, whole))
        units[name] = SHARE
    return Sample(rows.drop_columns(list(COULD)), ("year", "material", "region"), units)


def projects(folder: Folder, wanted: Wanted) -> Sample:
    """Share of replications in which each project has begun to operate, or was given up, by the end of a year.

    Years in which nothing has come yet count, so there is no mean of the finite dates alone.

    Args:
        folder: the result.
        wanted: period and rows. By run: the stage in which the end of the run finds each project.

    """
    _no_ticks(wanted, "the project table")
    keys = ["project", "region", "material"]
    dates = {"operation_begun": "operation_day", "cancelled": "cancelled_day"}
    rows = _joined(
        folder.rows(
            "project",
            [*keys, REPLICATION, "fate", *dates.values()],
            material=wanted.material,
            region=wanted.region,
            replication=wanted.replication,
        )
    )
    if wanted.by == RUN:
        rows = rows.append_column("ends_in_stage", pa.array(np.ones(rows.num_rows)))
        return Sample(rows.drop_columns([*dates.values()]), (*keys[:1], "fate", *keys[1:]), {"ends_in_stage": OF_RUNS})
    parts = []
    last = int(folder.scenario["days"]) - 1
    days = {name: floats(rows[column]) for name, column in dates.items()}
    years = range(folder.start.year, folder.start.year + 1 + last // 365)
    ends = {year: (folder.start.replace(year=year, month=12, day=31) - folder.start).days for year in years}
    for year in [y for y in years if y == folder.start.year or ends[y - 1] < last]:
        part = rows.select([*keys, REPLICATION]).append_column("year", pa.array(np.full(rows.num_rows, year, np.int32)))
        for name, day in days.items():
            part = part.append_column(name, pa.array((day <= ends[year]).astype(np.float64)))
        parts.append(part)
    return Sample(_joined(parts), ("year", *keys), dict.fromkeys(dates, OF_RUNS))


def events(folder: Folder, wanted: Wanted, kind: Patterns) -> Sample:
    """Number of events of each kind, actor, subject and detail in a year, or on a day.

    Args:
        folder: the result.
        wanted: period.
        kind: kinds of events.

    """
    keys = ("kind", "actor", "subject", "detail")
    parts = []
    for part in folder.rows("event", ["day", *keys, REPLICATION], kind=kind, replication=wanted.replication):
        rows, period = _timed(folder, part, wanted.by, of_steps=False)
        rows = rows.append_column("events", pa.array(np.ones(rows.num_rows)))
        parts.append(condensed(rows, (*period, *keys), ("events",), "sum"))
    return Sample(_joined(parts), (*period, *keys), {"events": "events"})


def outcomes(folder: Folder, pattern: Patterns, wanted: Wanted, sector: Patterns = ANY) -> Sample:
    """Outcomes of whole runs.

    Args:
        folder: the result.
        pattern: outcomes.
        wanted: rows; the period is the run.
        sector: using sectors.

    """
    keys = ("outcome", "unit", "material", "region", "sector")
    rows = _joined(
        folder.rows(
            "outcomes",
            [*keys, "value", REPLICATION],
            outcome=pattern,
            material=wanted.material,
            region=wanted.region,
            sector=sector,
            replication=wanted.replication,
        )
    )
    keys = ("quantity", *keys[1:])
    return Sample(rows.rename_columns([*keys, "value", REPLICATION, *rows.column_names[7:]]), keys, {"value": ""})


def named(patterns: Patterns, known: Sequence[str], what: str) -> list[str]:
    """Names that fit patterns, or begin with one and an underscore.

    Args:
        patterns: the patterns.
        known: names that there are.
        what: what they are, for the message.

    Raises:
        DataError: none fits.

    """
    asked = [patterns] if isinstance(patterns, str) else list(patterns)
    found = [name for name in known if any(fnmatchcase(name, each) or name.startswith(f"{each}_") for each in asked)]
    if not found:
        said = ", ".join(asked)
        raise DataError(f"there is no {what} '{said}'; {did_you_mean(said, known)}")
    return found


def _of_table(
    folder: Folder,
    table: str,
    keys: tuple[str, ...],
    values: Sequence[str],
    how: str,
    wanted: Wanted,
    **more: Patterns,
) -> tuple[pa.Table, tuple[str, ...]]:
    """Values of a table condensed to one row per period, key and replication, and the names of all keys."""
    places = {"material": wanted.material, **({"region": wanted.region} if "region" in keys else {}), **more}
    parts = []
    for part in folder.rows(table, ["day", *keys, REPLICATION, *values], replication=wanted.replication, **places):
        rows, period = _timed(folder, part, wanted.by, of_steps=how == "sum")
        parts.append(condensed(rows, (*period, *keys), values, how))
    return _joined(parts), (*period, *keys)


def _timed(folder: Folder, rows: pa.Table, by: str, *, of_steps: bool) -> tuple[pa.Table, tuple[str, ...]]:
    """Rows with the columns of their period, and the names of these columns."""
    if by == YEAR:
        return rows.append_column("year", folder.years(rows, of_steps=of_steps)), ("year",)
    if by == TICK:
        return rows.append_column("date", folder.dates(rows)), ("date", "day")
    return rows, ()


def _ratio(rows: pa.Table, part: str, whole: str) -> pa.Array:
    """Quotient of two columns, NaN where the second is 0."""
    above, below = floats(rows[part]), floats(rows[whole])
    return pa.array(np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0.0))


def _joined(parts: object) -> pa.Table:
    """Rows of all parts."""
    return pa.concat_tables(list(parts))  # type: ignore[call-overload]


def _no_ticks(wanted: Wanted, what: str) -> None:
    if wanted.by == TICK:
        raise DataError(f"{what} is by year; ask by year or by run")
