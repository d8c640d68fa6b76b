"""Command ``lodeflow bench``: speed of this installation, as ratios measured in one run."""

import json
from pathlib import Path

import click

from lodeflow.cli.say import say


@click.command()
@click.option("--quick", is_flag=True, help="Finish in under a minute: shorter runs, measured fewer times.")
@click.option("--first-run", is_flag=True, help="Also time a run that finds no compiled kernels (a minute or two).")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Write a chart of the ratios (SVG).")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def bench(*, quick: bool, first_run: bool, plot: Path | None, as_json: bool) -> None:
    """Measure the speed of this installation on the shipped scenarios, as ratios.

    Both engines must give equal results; the exit code is 1 if they differ. Run nothing else at the same time.

    \f
    Args:
        quick: measure shorter runs, fewer times.
        first_run: also measure a run that compiles all kernels.
        plot: file for a chart of the ratios.
        as_json: print JSON.

    Raises:
        CheckFailed: the engines differ.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.benchmarks.plot import picture
    from lodeflow.benchmarks.suite import measure, sections
    from lodeflow.errors import CheckFailed
    from lodeflow.report.text_tables import as_text
    from lodeflow.storage.atomic_files import faults_in_words

    try:
        found = measure(quick=quick, first_run=first_run, say=lambda what: say(f"measuring {what}", err=True))
    except RuntimeError as different:
        raise CheckFailed(str(different)) from None
    if plot is not None:
        with faults_in_words(plot):
            plot.write_text(picture(found), encoding="utf-8")
    say(json.dumps(found, indent=2) if as_json else as_text(sections(found)))
