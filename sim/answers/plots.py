"""Pictures of statistics: fans over time, differences of arms with their intervals, rows of intervals for whole runs.

Only who plots imports this module; it needs matplotlib (`pip install 'lodeflow[plot]'`). Figures are made without
pyplot, so that no window opens and nothing stays in memory. Colours are those of Okabe and Ito (2008), which
colour-blind people tell apart.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lodeflow.errors import DataError, OutputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lodeflow.answers.statistic import Statistic

Row = dict[str, Any]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")
"""Colours of series, in order."""
PANELS = 12
"""Most panels of a picture; of more series the largest are shown."""
LINES = 30
"""Most rows of a picture of whole runs."""
SCALES = {
    "USD/t": ("USD/kg", 1e-3),
    "share": ("%", 100.0),
    "share of runs": ("% of runs", 100.0),
    "USD": ("million USD", 1e-6),
}
"""Units of pictures, and how many of them one unit of the table is."""
SPREAD = (
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
    "p05",
    "p25",
    "p50",
    "p75",
    "p95",
)
"""Columns that are no part of the name of a series."""
COUNTED = ("events", "share of runs")
"""Units of what happens or not, which is shown as a map of years or as a timeline."""
FORMATS = ("svg", "png", "pdf")
"""Types of files that a picture can be written to."""
STYLE: dict[str, Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "svg.fonttype": "none",
    "svg.hashsalt": "lodeflow",
}


class Picture(Figure):
    """Matplotlib figure that a notebook shows, with a description for those who cannot see it."""

    about = ""
    """Description in a sentence."""

    def _repr_png_(self) -> bytes:
        """The picture, for notebooks."""
        data = BytesIO()
        self.savefig(data, format="png", dpi=110)
        return data.getvalue()


def plot(statistic: "Statistic") -> Picture:
    """Picture of a statistic: over time where it has years or dates, else one row for each of its values.

    Args:
        statistic: the statistic.

    Raises:
        DataError: it has no rows.

    """
    rows = statistic.rows()
    if not rows:
        raise DataError(f"{statistic.name} by {statistic.by}: there is nothing to show")
    with mpl.rc_context(STYLE):
        over_time = "date" if "date" in rows[0] else "year" if "year" in rows[0] else ""
        picture = _kind_of(rows, over_time)(rows, over_time)
        arms = list(dict.fromkeys(row["scenario"] for row in rows))
        title = f"{statistic.name}: {', '.join(arms)}{_against(rows)}"
        picture.suptitle(title, x=0.01, ha="left", fontsize=10)
        picture.about = f"{title}. {_meaning(rows)}"
        below = "; ".join(each for each in (_meaning(rows), _left_out(rows, over_time), statistic.note) if each)
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


def save(picture: Picture, path: Path) -> None:
    """Write a picture to a file, whose type its name tells. Equal pictures give equal files.

    Args:
        picture: the picture.
        path: the file: .svg, .png or .pdf.

    Raises:
        DataError: the name ends in none of these.
        OutputError: the file cannot be written.

    """
    kind = path.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise DataError(f"{path}: a picture is written to a file that ends in .{', .'.join(FORMATS)}")
    metadata = {
        "svg": {"Date": None, "Title": picture.about.partition(".")[0], "Description": picture.about},
        "png": {"Description": picture.about, "Software": None},
        "pdf": {"CreationDate": None, "Title": picture.about},
    }[kind]
    data = BytesIO()
    with mpl.rc_context(STYLE):
        picture.savefig(data, format=kind, dpi=150, metadata=metadata)
    try:
        path.write_bytes(data.getvalue())
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from None


def scaled(row: Row, column: str) -> float:
    """Value of a ``column`` of a ``row`` in the unit of pictures, NaN where there is none."""
    value = row.get(column)
    return nan if value is None else float(value) * SCALES.get(row["unit"], ("", 1.0))[1]


def unit_of(row: Row) -> str:
    """Unit in which pictures show a ``row``."""
    return SCALES.get(row["unit"], (row["unit"], 1.0))[0]


def grid(count: int, across: int, *, height: float = 2.1) -> tuple[Picture, "list[Axes]"]:
    """Picture of equal panels.

    Args:
        count: number of panels.
        across: most panels beside each other.
        height: height of a panel [inches].

    Returns:
        the picture and its panels.

    """
    columns = min(count, across)
    lines = -(-count // columns)
    width = {1: 6.5, 2: 8.0}.get(columns, 10.0)
    picture = Picture(figsize=(width, 0.9 + height * lines), layout="constrained")
    axes = picture.subplots(lines, columns, squeeze=False).ravel()
    for spare in axes[count:]:
        spare.remove()
    return picture, list(axes[:count])


def draw_fan(axes: "Axes", at: Sequence[Any], rows: Sequence[Row], colour: str = COLOURS[0]) -> None:
    """Draw median and bands of nine in ten and of half of the replications.

    Args:
        axes: the panel.
        at: dates or years.
        rows: rows with ``p05`` to ``p95``.
        colour: colour of line and bands.

    """
    of = {name: [scaled(row, name) for row in rows] for name in ("p05", "p25", "p50", "p75", "p95")}
    axes.fill_between(at, of["p05"], of["p95"], color=colour, alpha=0.18, lw=0, label="nine in ten")
    axes.fill_between(at, of["p25"], of["p75"], color=colour, alpha=0.30, lw=0, label="half")
    axes.plot(at, of["p50"], color=colour, lw=1.5, label="median", marker="." if len(at) < 4 else "")


def dress(axes: "Axes", over_time: str) -> None:
    """Set the ticks of a time axis.

    Args:
        axes: the panel.
        over_time: date or year.

    """
    if over_time == "date":
        locator = AutoDateLocator(minticks=3, maxticks=7)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))


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
    picture = Picture(figsize=(4.5 + 0.5 * len(years), 1.2 + 0.24 * len(kept)), layout="constrained")
    axes = picture.subplots()
    field = axes.pcolormesh(np.where(shown > 0.0, shown, nan), cmap="Blues", vmin=0.0, edgecolor="white", lw=1)
    axes.set_xticks(np.arange(len(years)) + 0.5, [str(year) for year in years])
    axes.set_yticks(np.arange(len(kept)) + 0.5, list(kept))
    axes.set_ylim(len(kept), 0)
    axes.grid(visible=False)
    picture.colorbar(field, label=unit_of(rows[0]), fraction=0.04)
    return picture


def _timeline(rows: Sequence[Row], over_time: str) -> Picture:
    """A row for each kind of event, and a dot on each day on which there was one."""
    kinds = list(dict.fromkeys(row.get("kind", row["quantity"]) for row in rows))
    picture = Picture(figsize=(9.0, 1.2 + 0.28 * len(kinds)), layout="constrained")
    axes = picture.subplots()
    for n, kind in enumerate(kinds):
        some = [row for row in rows if row.get("kind", row["quantity"]) == kind]
        sizes = [8.0 + 16.0 * min(1.0, _size(row)) for row in some]
        axes.scatter([row[over_time] for row in some], [n] * len(some), s=sizes, color=COLOURS[n % len(COLOURS)])
    axes.set_yticks(range(len(kinds)), kinds)
    axes.set_ylim(len(kinds) - 0.5, -0.5)
    dress(axes, over_time)
    return picture


def _means(rows: Sequence[Row]) -> list[float]:
    return [scaled(row, "mean" if "mean" in row else "value") for row in rows]


def _intervals(rows: Sequence[Row], over_time: str) -> Picture:
    """A row for each value of whole runs, those of a unit in one panel."""
    del over_time
    kept = [row for some in _largest(rows, LINES).values() for row in some]
    units = list(dict.fromkeys(unit_of(row) for row in kept))
    of_units = [[row for row in kept if unit_of(row) == unit] for unit in units]
    picture = Picture(figsize=(8.0, 1.2 + 0.5 * len(units) + 0.24 * len(kept)), layout="constrained")
    ratios = [len(some) + 1.5 for some in of_units]
    axes = picture.subplots(len(units), 1, squeeze=False, height_ratios=ratios).ravel()
    arms = list(dict.fromkeys((row["scenario"], row.get("against")) for row in kept))
    for panel, unit, some in zip(axes, units, of_units, strict=True):
        for n, row in enumerate(some):
            colour = COLOURS[arms.index((row["scenario"], row.get("against"))) % len(COLOURS)]
            if "difference" in row:
                middle, half = scaled(row, "difference"), scaled(row, "half_width_95")
                panel.plot([middle - half, middle + half], [n, n], color=colour, lw=2)
                panel.plot([middle], [n], "o", ms=5, mec=colour, mfc="white" if row["within_noise"] else colour)
            else:
                panel.plot([scaled(row, "p05"), scaled(row, "p95")], [n, n], color=colour, lw=1)
                panel.plot([scaled(row, "p25"), scaled(row, "p75")], [n, n], color=colour, lw=4, alpha=0.5)
                panel.plot(
                    [scaled(row, next(k for k in ("p50", "mean", "value") if row.get(k) is not None))],
                    [n],
                    "o",
                    ms=4,
                    color=colour,
                )
        if "difference" in some[0]:
            panel.axvline(0.0, color="black", lw=0.7)
        several = len(arms) > 1
        labels = [f"{_name(row)}: {row['scenario']}" if several else _name(row) for row in some]
        panel.set_yticks(range(len(some)), labels)
        panel.set_ylim(len(some) - 0.5, -0.5)
        panel.set_xlabel(unit)
    return picture


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
    return " ".join(words if words[0] != row["unit"] else words[1:])


def _wrapped(name: str) -> str:
    """Name of a series in two lines: the quantity, and what it is of."""
    quantity, _, of = name.partition(" ")
    return f"{quantity}\n{of or 'all regions outside China'}"


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
    return f"the {most} largest of {count} series" if count > most else ""
