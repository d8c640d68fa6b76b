"""Kinds of pictures of statistics: fans over time, differences of arms with intervals, maps of years, timelines."""

from collections.abc import Callable, Sequence
from itertools import cycle
from math import isnan, nan
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.ticker import StrMethodFormatter

from lodeflow.answers.picture import (
    COLOURS,
    STYLE,
    Picture,
    Row,
    draw_fan,
    dress,
    grid,
    logarithmic,
    scaled,
    unit_of,
    wide,
)
from lodeflow.answers.words import in_words
from lodeflow.errors import DataError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS = 12
"""Most panels of a picture; of more series the largest are shown."""
MANY = 10_000
"""Size from which the numbers at an axis have separators."""
LINES = 20
"""Most rows of a picture of whole runs."""
SPREAD = (
    "point",
    "scenario",
    "against",
    "replication",
    "year",
    "date",
    "day",
    "mean",
    "standard_error",
    "mean_against",
    "difference",
    "half_width_95",
    "within_noise",
    "replications",
    "value",
    "discount",
    "p05",
    "p25",
    "p50",
    "p75",
    "p95",
)
"""Columns that are no part of the name of a series."""
FIRST_CALENDAR_YEAR = 1000
"""Least number of a calendar year; smaller ones count the years of a run."""
COUNTED = ("events", "share of runs")
"""Units of what happens or not, which is shown as a map of years or as a timeline."""


def plot(name: str, rows: Sequence[Row], note: str = "") -> Picture:
    """Picture of a statistic: over time where it has years or dates, else one row for each of its values.

    Args:
        name: name of the statistic.
        rows: its rows.
        note: what else is to be known of it.

    Raises:
        DataError: there are no rows.

    """
    if not rows:
        raise DataError(f"{name}: there is nothing to show")
    with mpl.rc_context(STYLE):
        over_time = "date" if "date" in rows[0] else "year" if "year" in rows[0] else ""
        picture = _kind_of(rows, over_time)(rows, over_time)
        arms = list(dict.fromkeys(row["scenario"] for row in rows))
        quantities = {row["quantity"] for row in rows}
        what = f", {in_words(one)}" if len(quantities) == 1 and (one := quantities.pop()) != rows[0]["unit"] else ""
        title = f"{name}{what}: {', '.join(arms)}{_against(rows)}"
        picture.suptitle(title, x=0.01, ha="left", fontsize=10)
        picture.about = f"{title}. {_meaning(rows).capitalize()}"
        below = "; ".join(each for each in (_meaning(rows), _left_out(rows, over_time), note) if each)
        below = below[:1].upper() + below[1:]
        picture.supxlabel(below, x=0.01, ha="left", fontsize=7)
    return picture


def _kind_of(rows: Sequence[Row], over_time: str) -> Callable[[Sequence[Row], str], Picture]:
    """Kind of picture that suits some rows."""
    counts = "difference" not in rows[0] and rows[0]["unit"] in COUNTED
    if not over_time:
        return _intervals
    if counts and over_time == "date":
        return _timeline
    return _map if counts else _panels


def _panels(rows: Sequence[Row], over_time: str) -> Picture:
    """A panel for each series, over time; arms of a comparison in one panel."""
    series = _largest(rows)
    picture, axes = grid(len(series), 3)
    for panel, (name, some) in zip(axes, series.items(), strict=True):
        arms = list(dict.fromkeys((row["scenario"], row.get("against")) for row in some))
        for n, arm in enumerate(arms):
            mine = [row for row in some if (row["scenario"], row.get("against")) == arm]
            _draw(panel, [row[over_time] for row in mine], mine, COLOURS[n % len(COLOURS)], f"{arm[0]} - {arm[1]}")
        panel.set_title(_wrapped(name))
        panel.set_ylabel(unit_of(some[0]))
        dress(panel, over_time)
        if over_time == "year" and rows[0]["year"] < FIRST_CALENDAR_YEAR:
            panel.set_xlabel("year of the run")
    if "value" not in rows[0]:
        axes[0].legend(fontsize=7, frameon=False)
    return picture


def _draw(axes: "Axes", at: Sequence[Any], rows: Sequence[Row], colour: str, label: str) -> None:
    """A series: a fan, the path of one replication, a mean with its error, or a difference with its interval."""
    if "difference" in rows[0]:
        middle, half = ([scaled(row, name) for row in rows] for name in ("difference", "half_width_95"))
        edge = np.array([0.0 if isnan(each) else each for each in half])
        axes.axhline(0.0, color="black", lw=0.7)
        axes.fill_between(at, np.array(middle) - edge, np.array(middle) + edge, color=colour, alpha=0.2, lw=0)
        axes.plot(at, middle, color=colour, lw=1.3, label=label)
        for x, y, row in zip(at, middle, rows, strict=True):
            axes.plot([x], [y], "o", ms=4, mec=colour, mfc="white" if row["within_noise"] else colour)
    elif "value" in rows[0]:
        axes.plot(at, [scaled(row, "value") for row in rows], color=colour, lw=1.3, marker=".", ms=3)
    elif all(row["p50"] is None for row in rows):
        middle, error = ([scaled(row, name) for row in rows] for name in ("mean", "standard_error"))
        axes.errorbar(at, middle, np.nan_to_num(error), color=colour, lw=1.3, capsize=2, label="mean ± standard error")
    else:
        draw_fan(axes, at, rows, colour)
        if wide(rows):
            logarithmic(axes)


def _map(rows: Sequence[Row], over_time: str) -> Picture:
    """A row for each event or project, a field for each year, and in it the mean number or share."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(_name(row), []).append(row)
    moving = {name: some for name, some in found.items() if rows[0]["unit"] == "events" or len(set(_means(some))) > 1}
    kept = _largest([row for some in moving.values() for row in some] or rows, LINES)
    years = sorted({row[over_time] for row in rows})
    shown = np.full((len(kept), len(years)), nan)
    for n, some in enumerate(kept.values()):
        for row in some:
            shown[n, years.index(row[over_time])] = scaled(row, "mean" if "mean" in row else "value")
    alike = len({row["quantity"] for row in rows}) == 1
    names = [_in_line(name, alike=alike) for name in kept]
    width = max(4.5, 2.5 + 0.08 * max((len(name) for name in names), default=0)) + 0.5 * len(years)
    picture = Picture(figsize=(width, 1.2 + 0.24 * len(kept)), layout="constrained")
    axes = picture.subplots()
    field = axes.pcolormesh(np.where(shown > 0.0, shown, nan), cmap="Blues", vmin=0.0, edgecolor="white", lw=1)
    axes.set_xticks(np.arange(len(years)) + 0.5, [str(year) for year in years])
    axes.set_yticks(np.arange(len(kept)) + 0.5, names)
    axes.set_ylim(len(kept), 0)
    axes.grid(visible=False)
    picture.colorbar(field, label=unit_of(rows[0]), fraction=0.04)
    return picture


def _timeline(rows: Sequence[Row], over_time: str) -> Picture:
    """A row for each kind of event, and a dot on each day on which there was one."""
    kinds: list[str] = list(dict.fromkeys(row["kind"] for row in rows))
    picture = Picture(figsize=(9.0, 1.2 + 0.28 * len(kinds)), layout="constrained")
    axes = picture.subplots()
    for n, kind in enumerate(kinds):
        some = [row for row in rows if row["kind"] == kind]
        sizes = [8.0 + 16.0 * min(1.0, _size(row)) for row in some]
        axes.scatter([row[over_time] for row in some], [n] * len(some), s=sizes, color=COLOURS[n % len(COLOURS)])
    axes.set_yticks(range(len(kinds)), kinds)
    axes.set_ylim(len(kinds) - 0.5, -0.5)
    dress(axes, over_time)
    return picture


def _means(rows: Sequence[Row]) -> list[float]:
    return [scaled(row, "mean" if "mean" in row else "value") for row in rows]


def _intervals(rows: Sequence[Row], over_time: str) -> Picture:
    """A row for each value of whole runs, those of a unit in one panel, arms of a comparison beside each other."""
    del over_time
    kept = _largest(rows, LINES)
    units = list(dict.fromkeys(unit_of(some[0]) for some in kept.values()))
    of_units = [{name: some for name, some in kept.items() if unit_of(some[0]) == unit} for unit in units]
    arms = list(dict.fromkeys((row["scenario"], row.get("against")) for row in rows))
    height = 0.24 if len(arms) == 1 else 0.16 + 0.12 * len(arms)
    picture = Picture(figsize=(8.0, 1.2 + 0.5 * len(units) + height * len(kept)), layout="constrained")
    ratios = [len(some) + 1.5 for some in of_units]
    axes = picture.subplots(len(units), 1, squeeze=False, height_ratios=ratios).ravel()
    alike = len({row["quantity"] for row in rows}) == 1
    for panel, unit, series in zip(axes, units, of_units, strict=True):
        for n, some in enumerate(series.values()):
            for row in some:
                place = arms.index((row["scenario"], row.get("against")))
                at = n + (place + 0.5) / len(arms) * 0.7 - 0.35
                _draw_interval(panel, row, at, COLOURS[place % len(COLOURS)])
        if "difference" in rows[0]:
            panel.axvline(0.0, color="black", lw=0.7)
        panel.set_yticks(range(len(series)), [_in_line(name, alike=alike) for name in series])
        panel.set_ylim(len(series) - 0.5, -0.5)
        panel.set_xlabel(unit)
        if max(abs(edge) for edge in panel.get_xlim()) >= MANY:
            panel.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        if unit == "% of runs" and "difference" not in rows[0]:
            panel.set_xlim(-3.0, 103.0)
    if len(arms) > 1:
        # not the dots themselves, of which some are hollow
        for (arm, base), colour in zip(arms, cycle(COLOURS), strict=False):
            axes[0].plot([], [], "o-", ms=4, color=colour, label=f"{arm} - {base}")
        axes[0].legend(fontsize=7, frameon=False)
    return picture


def _draw_interval(axes: "Axes", row: Row, at: float, colour: str) -> None:
    """A difference with its 95 % interval, or a median with its bands, in line ``at``."""
    if "difference" in row:
        middle, half = scaled(row, "difference"), scaled(row, "half_width_95")
        axes.plot([middle - half, middle + half], [at, at], color=colour, lw=1.5)
        face = "white" if row["within_noise"] else colour
        axes.plot([middle], [at], "o", ms=4, color=colour, mfc=face)
        return
    axes.plot([scaled(row, "p05"), scaled(row, "p95")], [at, at], color=colour, lw=1)
    axes.plot([scaled(row, "p25"), scaled(row, "p75")], [at, at], color=colour, lw=4, alpha=0.5)
    value = next((column for column in ("p50", "mean", "value") if row.get(column) is not None), "")
    axes.plot([scaled(row, value)], [at], "o", ms=4, color=colour)  # nowhere, for the median of what may come later


def _largest(rows: Sequence[Row], most: int = PANELS) -> dict[str, list[Row]]:
    """Rows by series, in their order; of more than ``most`` series those with the largest values of each unit."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(_name(row), []).append(row)
    if len(found) <= most:
        return found
    sizes = {name: max(_size(row) for row in some) for name, some in found.items()}
    top: dict[str, float] = {}
    for name, some in found.items():
        top[some[0]["unit"]] = max(top.get(some[0]["unit"], 0.0), sizes[name])
    best = sorted(found, key=lambda name: -sizes[name] / (top[found[name][0]["unit"]] or 1.0))[:most]
    return {name: some for name, some in found.items() if name in best}


def _size(row: Row) -> float:
    """Size of what a row says."""
    value = next((row[k] for k in ("difference", "value", "mean") if row.get(k) is not None), 0.0)
    return abs(float(value))


def _name(row: Row) -> str:
    """Name of the series of a row: its quantity and keys."""
    same = ("declared_origin",) if row.get("declared_origin") == row.get("origin") else ()
    away = (*SPREAD, *same, "quantity", "unit")
    words = [row["quantity"], *(str(row[key]) for key in row if key not in away and row[key] is not None)]
    return " ".join(words)


def _in_line(name: str, *, alike: bool) -> str:
    """Name of a series in a line: the quantity in words, unless it is alike in all, and what it is of."""
    quantity, _, of = name.partition(" ")
    return of if alike and of else f"{in_words(quantity)}: {of}".removesuffix(": ")


def _wrapped(name: str) -> str:
    """Name of a series in two lines: the quantity, and what it is of."""
    quantity, _, of = name.partition(" ")
    return f"{in_words(quantity)}\n{of}".rstrip()


def _against(rows: Sequence[Row]) -> str:
    bases = list(dict.fromkeys(row["against"] for row in rows if "against" in row))
    return f" against {', '.join(bases)}" if bases else ""


def _meaning(rows: Sequence[Row]) -> str:
    """Meaning of lines and bands in words."""
    first = rows[0]
    if "difference" in first:
        return "mean difference of pairs of replications with its 95 % interval; hollow: within the noise"
    if "value" in first:
        return f"replication {first['replication']}"
    count = max(row["replications"] for row in rows)
    if first["unit"] in COUNTED:
        return f"mean over {count} replications"
    return f"over {count} replications: median, and where half and nine in ten of them lie"


def _left_out(rows: Sequence[Row], over_time: str) -> str:
    """Words on series that are not shown."""
    most = PANELS if over_time and rows[0]["unit"] not in COUNTED else LINES
    count = 0 if over_time == "date" and rows[0]["unit"] in COUNTED else len({_name(row) for row in rows})
    if rows[0]["unit"] == "share of runs" and over_time == "year" and "difference" not in rows[0]:
        return f"at most the {most} largest, without those alike in all years"
    return f"the {most} largest of {count} series" if count > most else ""
