"""Pictures: a figure for notebooks and files, its style, panels, bands and axes.

Only who plots imports this module; it needs matplotlib (`pip install 'lodeflow[plot]'`). Figures are made without
pyplot, so that no window opens and nothing stays in memory. Colours are those of Okabe and Ito (2008), which
colour-blind people tell apart.
"""

from collections.abc import Sequence
from io import BytesIO
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

from lodeflow.errors import DataError, OutputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Row = dict[str, Any]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")
"""Colours of series, in order."""
SCALES = {
    "USD/t": ("USD/kg", 1e-3),
    "share": ("%", 100.0),
    "share of runs": ("% of runs", 100.0),
    "USD": ("million USD", 1e-6),
}
"""Units of pictures, and how many of them one unit of the table is."""
FORMATS = ("svg", "png", "pdf")
"""Types of files that a picture can be written to."""
WIDE = 20.0
"""Highest price over the lowest from which the axis of a fan is logarithmic: a short peak would flatten all else."""
STYLE: Any = {
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
"""Settings of matplotlib for all pictures."""


class Picture(Figure):
    """Matplotlib figure that a notebook shows, with a description for those who cannot see it."""

    about = ""
    """Description in a sentence."""

    def _repr_png_(self) -> bytes:
        """The picture, for notebooks."""
        data = BytesIO()
        self.savefig(data, format="png", dpi=110)
        return data.getvalue()


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


def wide(rows: Sequence[Row]) -> bool:
    """True if prices of a fan range so far that an axis from 0 would show the peak alone; ``rows`` have quantiles."""
    if rows[0]["unit"] != "USD/t":
        return False
    ends = [scaled(row, name) for row in rows for name in ("p05", "p95")]
    return min(ends) > 0.0 and max(ends) > WIDE * min(ends)


def logarithmic(axes: "Axes") -> None:
    """Give a panel a logarithmic price axis, with plain numbers at 1, 2 and 5; ``axes`` is the panel."""
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())


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
