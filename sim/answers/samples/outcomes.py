"""Outcomes of whole runs, and shares of requirements met by year, by replication."""

from lodeflow.answers.by_period import joined, ratio, refuse_ticks
from lodeflow.answers.matrix import REPLICATION, Sample
from lodeflow.answers.reading import ANY, Folder, Patterns
from lodeflow.answers.wanted import RUN, Wanted
from lodeflow.storage.tables import TABLES

SHARE = "share"
"""Unit of a share, from 0 to 1."""
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
DIVERSIFICATION = (*("non_chinese_*", "*_could_meet", "largest_share_*", "share_60_*", "origin_concentration"),)


def outcomes(folder: Folder, pattern: Patterns, wanted: Wanted, sector: Patterns = ANY) -> Sample:
    """Outcomes of whole runs.

    Args:
        folder: the result.
        pattern: outcomes.
        wanted: rows; the period is the run.
        sector: using sectors.

    """
    keys = ("outcome", "unit", "material", "region", "sector")
    rows = joined(
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


def shares(folder: Folder, wanted: Wanted) -> Sample:
    """Shares of requirements and of use outside China that non-Chinese material meets, and what plants could meet.

    Args:
        folder: the result.
        wanted: period and rows; the region is null for all regions outside China together. The table has calendar
            years. By run: shares of the whole run, of ``outcomes``.

    """
    refuse_ticks(wanted, "the share table")
    if wanted.by == RUN:
        return outcomes(folder, DIVERSIFICATION, wanted)
    columns = ["year", "material", "region", REPLICATION, *CONTAINED, *COULD]
    rows = joined(
        folder.rows("share", columns, material=wanted.material, region=wanted.region, replication=wanted.replication)
    )
    units = dict.fromkeys(CONTAINED, "t")
    for name, (part, whole) in RATIOS.items():
        rows = rows.append_column(name, ratio(rows, part, whole))
        units[name] = SHARE
    return Sample(rows.drop_columns(list(COULD)), ("year", "material", "region"), units)
