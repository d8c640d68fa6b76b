"""Command ``lodeflow plot``: one picture of a statistic of a result folder, for a slide."""

import inspect
from pathlib import Path
from typing import Any

import click

from lodeflow.cli.say import say

STATISTICS = (
    "prices",
    "shortage",
    "shares",
    "projects",
    "welfare",
    "who_pays",
    "leakage",
    "flows",
    "accounts",
    "stockpile",
    "events",
    "market",
    "outcomes",
)
"""Statistics that can be shown."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("what", type=click.Choice(["fan", *STATISTICS]))
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="File: .svg, .png or .pdf.")
@click.option("--region", multiple=True, help="Region, or pattern of regions. Repeatable.")
@click.option("--material", multiple=True, help="Material, or pattern of materials. Repeatable.")
@click.option("--price", multiple=True, help="Kind of price: spot, transaction, origin, ... In fan one; default: spot.")
@click.option("--quantity", multiple=True, help="Quantities, or patterns of them, such as *_share*. Repeatable.")
@click.option("--outcome", multiple=True, help="Outcomes, or patterns of them, in outcomes. Repeatable.")
@click.option("--outside", help="In fan: region outside the alliance. Default: the largest user there.")
@click.option("--by", type=click.Choice(["year", "tick", "run"]), help="Period of a statistic.")
@click.option("--discount", type=float, help="In who_pays by run: real discount rate of the present value.")
@click.option("--replication", type=click.IntRange(0), help="A single replication.")
@click.option("--against", help="In a comparison: arm to compare with instead of the first; each: every two arms.")
def plot(folder: Path, what: str, out: Path, against: str | None, **options: Any) -> None:
    """Draw a picture of the result or comparison in FOLDER.

    fan is a price over time, inside and outside an alliance, with the reference price in force. All else is a
    statistic of lodeflow.open(FOLDER); of a comparison, its paired differences.

    \b
    lodeflow plot results/arms fan --region EU --material magnet_high_temperature -o fan.svg
    lodeflow plot results/arms prices --price transaction --region EU --material 'magnet*' -o dearer.png

    \f
    Args:
        folder: the result folder.
        what: fan, or a statistic.
        out: file to write.
        against: arm to compare with.
        options: all other options.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.answers.compared import ComparedResult
    from lodeflow.answers.designed import DesignResult
    from lodeflow.answers.folder import open_folder
    from lodeflow.answers.library import library

    library("matplotlib.figure", "lodeflow plot")
    found: Any = open_folder(folder)
    if against is not None and isinstance(found, DesignResult):
        found = found.against(against)
    elif against is not None:
        if not isinstance(found, ComparedResult):
            raise click.BadParameter(f"{folder} is one result, and no comparison", param_hint="--against")
        found = found.against("*" if against == "each" else against)
    asked = {name: value for name, value in options.items() if value not in (None, ())}
    if what == "fan" and isinstance(found, DesignResult):
        raise click.BadParameter(f"{folder} is a design; draw a fan of one of its points", param_hint="WHAT")
    if what == "fan":
        picture = _fan(found, asked)
    else:
        ask = getattr(found, what, None)
        if ask is None:
            raise click.BadParameter(f"who_pays is of a comparison, and {folder} is one result", param_hint="WHAT")
        quantity = asked.pop("quantity", "*") if what != "market" else "*"
        _refuse(asked, inspect.signature(ask).parameters, what)
        picture = ask(**asked).only(quantity=quantity).plot()
    from lodeflow.answers.picture import save

    save(picture, out)
    say(f"{out}: {picture.about}", err=True)


def _fan(found: Any, asked: dict[str, Any]) -> Any:
    """Picture of a fan. Raises click.UsageError without one region and one material."""
    from lodeflow.answers.fan import fan

    _refuse(asked, inspect.signature(fan).parameters, "fan")
    for name in ("region", "material"):
        if len(asked.get(name, ())) != 1:
            raise click.UsageError(f"fan shows one {name}: --{name} once")
    return fan(found, **{name: value[0] if isinstance(value, tuple) else value for name, value in asked.items()})


def _refuse(asked: dict[str, Any], known: Any, what: str) -> None:
    """Refuse options that a statistic does not take. Raises click.UsageError."""
    for name in asked:
        if name not in known:
            raise click.UsageError(f"{what} takes no --{name}")
