"""Printed tables of a design: means of outcomes by point, and paired differences from one point."""

from collections.abc import Sequence
from typing import Any

from lodeflow.answers.designed import DesignResult
from lodeflow.catalog.goods import RARE_EARTHS, goods_of
from lodeflow.comparison.numbers_in_words import difference, mean
from lodeflow.comparison.shown import label, of_any, pattern
from lodeflow.comparison.yearly import IN, PAID_OVER_THE_RUN
from lodeflow.outcomes.names import Name
from lodeflow.report.text_tables import Section

MAIN = (
    "mean_transaction_price light_oxide JPN",
    "mean_transaction_price magnet_high_temperature EU",
    "weeks_short magnet_high_temperature EU clean_energy",
    "non_chinese_share_of_requirements light_oxide",
)
"""Outcomes that are shown where nothing is asked for, but for regions of the share."""
Rows = list[dict[str, Any]]


def told(design: DesignResult, show: Sequence[str], against: int | str | None = None) -> tuple[list[Section], Rows]:
    """Tables of a design, one for each outcome asked for, and their rows.

    Args:
        design: the design.
        show: patterns of outcomes; the main prices, shortages and shares if there are none.
        against: point that the others are compared with; the first if not given.

    Raises:
        DataError: a pattern fits nothing, or there is no such point.

    """
    base = design.number_of(0 if against is None else against)
    every = design.outcomes().rows()
    at = {_name(row): None for row in every}
    patterns = [pattern(each, at, PAID_OVER_THE_RUN) for each in show or _main(design, list(at))]
    names = of_any(patterns, list(at))
    if not show:
        names = [name for name in names if not name.outcome.startswith("non_chinese") or name.region is None]
    wanted = list(dict.fromkeys(name.outcome for name in names))
    apart = design.against(base).outcomes(wanted).rows() if len(design.labels) > 1 else []
    moved = {(row["point"], _name(row)): row for row in apart}
    values = {(row["point"], _name(row)): row for row in every}
    rows = [
        values[key] | _interval(moved.get(key)) for name in names for n in design.points if (key := (n, name)) in values
    ]
    tables = []
    for name in names:
        unit, scale = IN.get(values[next(k for k in values if k[1] == name)]["unit"], ("", 1.0))
        unit = unit or values[next(k for k in values if k[1] == name)]["unit"]
        lines = [
            (
                f"{n}",
                text,
                mean(row["mean"] if (row := values.get((n, name))) else None, scale),
                "" if n == base else difference(moved.get((n, name)), scale),
            )
            for n, text in enumerate(design.labels)
        ]
        title = label(name, unit)
        heads = ("point", "values", "mean", f"minus point {base}")
        tables.append(Section(title[:1].upper() + title[1:], heads, lines))
    return tables, rows


def _main(design: DesignResult, names: list[Name]) -> list[str]:
    """Patterns that are shown where nothing is asked for."""
    goods = goods_of(design.points[0].scenario["base_table"])
    if goods is RARE_EARTHS:
        known = {" ".join(word for word in name if word) for name in names}
        return [each for each in MAIN if each in known]
    return [f"mean_transaction_price {goods.final[0]}", f"unmet {goods.final[0]}"]


def _interval(row: dict[str, Any] | None) -> dict[str, Any]:
    """Difference of a row of a comparison of points, None where there is none."""
    names = ("against", "difference", "half_width_95", "within_noise")
    return {name: row[name] if row else None for name in names}


def _name(row: dict[str, Any]) -> Name:
    return Name(row["quantity"], row["material"], row["region"], row["sector"])
