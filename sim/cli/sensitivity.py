"""Command ``lodeflow sensitivity``: which uncertain numbers of a Monte Carlo result move an outcome."""

import json
from pathlib import Path
from textwrap import fill

import click

from lodeflow.cli.say import say, screen


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--show",
    multiple=True,
    metavar="PATTERN",
    help="Outcome, such as 'unmet magnet_standard EU other'. Repeatable. Default: main prices and a shortage.",
)
@click.option("--most", type=click.IntRange(1), default=8, show_default=True, help="Numbers that are told of each.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Draw the tornado of one outcome: .svg, .png, .pdf.")
@click.option("--json", "as_json", is_flag=True, help="Print all measures of all numbers as JSON.")
def sensitivity(folder: Path, show: tuple[str, ...], most: int, out: Path | None, *, as_json: bool) -> None:
    """Print which uncertain numbers move an outcome of the Monte Carlo result in FOLDER.

    Bars reach from the mean outcome to that of the fifth of replications with the lowest and with the highest draws.
    Rank correlations have 95 % intervals, SRRC and first-order indices standard errors. A star marks what chance would
    give any of all numbers once in twenty times. Nothing is run.

    \b
    lodeflow mc status-quo --reps 200 --out results/status-quo
    lodeflow sensitivity results/status-quo
    lodeflow sensitivity results/status-quo --show 'peak_spot_price heavy_oxide EU' -o tornado.svg

    \f
    Args:
        folder: folder of the result.
        show: patterns of outcomes.
        most: numbers that are told of each.
        out: file of a picture.
        as_json: whether to print JSON.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.answers.result import Result
    from lodeflow.drivers.of_result import refuse_many
    from lodeflow.drivers.of_result import sensitivity as drivers_of
    from lodeflow.drivers.told import main_outcomes, told
    from lodeflow.errors import DataError
    from lodeflow.report.text_tables import as_text

    refuse_many(folder)
    result = Result(folder)
    found = drivers_of(folder, show or main_outcomes(result.scenario["base_table"]))
    if out is not None:
        from lodeflow.answers.library import library

        library("matplotlib.figure", "lodeflow sensitivity --out")
        from lodeflow.answers.picture import save
        from lodeflow.drivers.tornado import tornado

        if len(found) > 1:
            raise DataError(f"{out}: a picture is of one outcome, and {len(found)} fit; name one by --show")
        save(tornado(found[0], most), out)
    if as_json:
        rows = [
            {**each.name._asdict(), "unit": each.unit, "mean": _known(each.mean), "replications": each.replications,
             "explained": _known(each.explained),
             "drivers": [{key: _known(value) for key, value in of._asdict().items()} for of in each.drivers]}
            for each in found
        ]  # fmt: skip
        say(json.dumps({"scenario": result.scenario["name"], "sensitivity": rows}))
        return
    heads = [
        f"{result.scenario['name']}: {result.scenario['question']}",
        "Fifths: mean outcome with the lowest and the highest draws; SRRC and first-order indices with standard errors",
        "*: beyond the noise, with all numbers taken together",
    ]
    for line in heads:
        say(fill(line, screen(), subsequent_indent="  ", break_on_hyphens=False, break_long_words=False))
    say("\n" + as_text(told(found, most), screen()))


def _known(value: object) -> object:
    """A value for JSON, None where it is not a number."""
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN alone differs
