"""Fan of a price inside and outside an alliance, with the reference price in force; one line of panels per arm."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import matplotlib as mpl

from lodeflow.answers.compared import ComparedResult
from lodeflow.answers.picture import STYLE, Picture, draw_fan, dress, grid, logarithmic, scaled, wide
from lodeflow.answers.result import Result
from lodeflow.answers.samples.market import PRICES
from lodeflow.answers.wanted import named
from lodeflow.answers.words import in_words
from lodeflow.errors import DataError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lodeflow.answers.picture import Row

REFERENCE = "reference_price_usd_per_t"
"""Column of the market table with the reference price."""


def fan(
    found: Result | ComparedResult, material: str, region: str, price: str = "spot", outside: str | None = None
) -> Picture:
    """Fan of a price over time: median and bands of the replications, and the reference price that is in force.

    Where the region belongs to an alliance, in a comparison in any arm, a second panel shows a region outside it.

    Args:
        found: a result, or a comparison, of which each arm gets its own line of panels.
        material: a material.
        region: a region.
        price: kind of price.
        outside: region outside the alliance; by default the one that uses most of the material.

    Raises:
        DataError: the result has no such price, material or region.

    """
    arms = list(found.arms.values()) if isinstance(found, ComparedResult) else [found]
    (column,) = named(price, PRICES, "price")[:1]
    members = _members(arms)
    inside = any(fnmatchcase(region, each) for each in members)
    regions = [region, outside] if outside else [region]
    if inside and not outside:
        regions += _largest_user(arms[0], material, members)
    with mpl.rc_context(STYLE):
        picture, axes = grid(len(arms) * len(regions), len(regions), height=2.6)
        panels, drawn = iter(axes), []
        for arm in arms:
            rows = arm.prices((column, REFERENCE), by="tick", material=material, region=regions).rows()
            for place in regions:
                panel = next(panels)
                mine = [row for row in rows if row["region"] == place and row["quantity"] == column]
                if not mine:
                    raise DataError(f"{arm.path} has no {column} of {material} in {place}")
                drawn.append(mine)
                draw_fan(panel, [row["date"] for row in mine], mine)
                _reference(panel, [row for row in rows if row["region"] == place and row["quantity"] == REFERENCE])
                mine_too = _members([arm])
                of = "member" if any(fnmatchcase(place, each) for each in mine_too) else "outside"
                panel.set_title(f"{arm.scenario['name']}, {place}{f' ({of})' if mine_too else ''}")
                panel.set_ylabel("USD/kg")
                dress(panel, "date")
        _one_scale(axes, drawn)
        _legend(axes)
        count = len(arms[0].replications)
        title = f"{material}: {in_words(column)}, USD/kg, {count} replication{'s' * (count != 1)}"
        picture.suptitle(title, x=0.01, ha="left", fontsize=10)
        picture.about = (
            f"{title}. Median, and where half and nine in ten of the replications lie, in {' and '.join(regions)}, of "
            f"{', '.join(str(arm.scenario['name']) for arm in arms)}; dashed: the reference price in force."
        )
    return picture


def _one_scale(axes: "Sequence[Axes]", fans: "Sequence[Sequence[Row]]") -> None:
    """One price axis for all panels, from 0, or logarithmic where prices range far."""
    top = max(panel.get_ylim()[1] for panel in axes)
    far = wide([row for rows in fans for row in rows])
    least = min(scaled(row, "p05") for rows in fans for row in rows) if far else 0.0
    for panel in axes:
        if far:
            logarithmic(panel)
        panel.set_ylim(0.9 * least, top)


def _members(arms: Sequence[Result]) -> list[str]:
    """Patterns of the members of any alliance of any arm."""
    policies = [policy for arm in arms for policy in arm.scenario.get("policies", {}).values()]
    named_so = [policy.get("members", []) for policy in policies]
    return [each for one in named_so for each in ([one] if isinstance(one, str) else one)]


def _largest_user(arm: Result, material: str, members: Sequence[str]) -> list[str]:
    """Region outside an alliance that uses most of a material; none if all are members."""
    rows = arm.outcomes("use", material=material).rows()
    others = [row for row in rows if not any(fnmatchcase(row["region"], each) for each in members) and row["mean"]]
    return [max(others, key=lambda row: float(row["mean"]))["region"]] if others else []


def _reference(panel: object, rows: "Sequence[Row]") -> None:
    """Draw the reference price where it is in force in at least half of the replications."""
    most = max((row["replications"] for row in rows), default=0)
    some = [row for row in rows if row["replications"] * 2 >= most]
    if some:
        panel.plot(  # type: ignore[attr-defined]
            [row["date"] for row in some],
            [scaled(row, "p50") for row in some],
            color="black",
            lw=1.3,
            ls="--",
            marker="." if len(some) == 1 else "",
            label="reference price in force",
        )


def _legend(axes: Sequence[object]) -> None:
    """One legend, in the panel with most to explain."""
    best = max(axes, key=lambda panel: len(panel.get_legend_handles_labels()[1]))  # type: ignore[attr-defined]
    best.legend(fontsize=7, frameon=False)  # type: ignore[attr-defined]
