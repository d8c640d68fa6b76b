"""Designs on the command line: ``mc --sweep`` and ``mc --design``, and tables of a design folder that is there."""

import json
import shlex
import sys
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from lodeflow.cli.ending import at_the_end_say
from lodeflow.cli.memory import affordable
from lodeflow.cli.options import elsewhere, guard, quarterly, resolve, warn
from lodeflow.cli.progress import Progress, say_if_compiling
from lodeflow.cli.say import say, screen

if TYPE_CHECKING:
    from lodeflow.designs.points import Point

NOT_WITH = {"rule": "--until", "shard": "--shard"}
"""Options that a design does not take."""


def run_points(scenario: str, reps: int, out: Path, detail: str, every: int | None, options: dict[str, Any]) -> None:
    """Run a design and print means by point.

    Args:
        scenario: name or path.
        reps: number of replications of each point.
        out: the design folder.
        detail: outcomes, market or ledger.
        every: days between recorded markets; a quarter by default.
        options: all other options of ``mc``.

    Raises:
        click.UsageError: an option that a design does not take.

    """
    for name, option in NOT_WITH.items():
        if options[name]:
            raise click.UsageError(f"a design takes no {option}")
    points = _points(options)
    shared = _shared(options)
    from lodeflow.designs.run import placed

    of = placed(scenario, points, shared)
    world = of[0].scenario
    step = guard(world, reps * len(of), detail, every or quarterly(world), fan=True)
    from lodeflow.assembly import plan
    from lodeflow.designs.run import run_design
    from lodeflow.monte_carlo.run import Told
    from lodeflow.monte_carlo.workers import Recording

    say_if_compiling(options["engine"], options["progress"])
    first = plan(world)
    warn(resolve(scenario, (*options["overrides"], *points[0].settings), options["seed"], options["days"]), first,
         options["progress"])  # fmt: skip
    workers = affordable(first, detail, step, options["workers"], options["progress"])
    with (
        elsewhere(options["cluster"], options["workers"], options["engine"]) as others,
        Progress(options["progress"], reps * len(of)) as progress,
    ):

        def watch(block: Told) -> None:
            progress(block.replications, kept=block.kept)

        at_the_end_say(lambda: _go_on(out))
        recording = Recording(detail, step, options["engine"], workers)
        run_design(of, out, reps, recording, watch, resume=options["resume"], elsewhere=others)
    show_design(out, options["show"], None, as_json=options["as_json"])


def show_design(out: Path, show: tuple[str, ...], against: str | None, *, as_json: bool) -> None:
    """Print what is in a design folder.

    Args:
        out: the folder.
        show: patterns of outcomes; the main ones if there are none.
        against: point that the others are compared with; the first if None.
        as_json: True to print JSON.

    """
    from lodeflow.answers.designed import DesignResult
    from lodeflow.comparison.yearly import NOISE
    from lodeflow.designs.told import told
    from lodeflow.report.text_tables import as_data, as_text

    design = DesignResult(out)
    tables, rows = told(design, show, against)
    first = design.points[0]
    count = len(first.replications)
    if as_json:
        of = {"scenario": first.scenario["name"], "replications": count, "out": str(out)}
        say(json.dumps({**of, "design": design.design.to_pylist(), "rows": rows, "sections": as_data(tables)}))
        return
    heads = [
        f"{first.scenario['name']}: {first.scenario['question']}",
        f"{len(design.labels)} points, {count} replications of each with the same draws, in {out}",
        "Means, and paired differences (± half-width of their 95 % interval)",
        NOISE,
    ]
    for line in heads:
        say(fill(line, screen(), subsequent_indent="  ", break_on_hyphens=False, break_long_words=False))
    say("\n" + as_text(tables, screen()))


def _points(options: dict[str, Any]) -> "list[Point]":
    """Points of ``--sweep`` or ``--design``. Raises click.UsageError for both, DataError for what is none."""
    from lodeflow.designs.points import grid, table

    if options["sweep"] and options["design"]:
        raise click.UsageError("--sweep and --design exclude each other: a table can hold any points")
    return table(options["design"]) if options["design"] else grid(options["sweep"])


def _shared(options: dict[str, Any]) -> tuple[str, ...]:
    """Settings that all points share, as ``mc`` orders them."""
    extra = [f"{name}={options[name]}" for name in ("seed", "days") if options[name] is not None]
    return (*options["overrides"], *extra)


def _go_on(out: Path) -> str:
    """Command that resumes this design; empty if there is nothing to resume from."""
    from lodeflow.storage.ownership import DESIGN

    if not (out / DESIGN).is_file():
        return ""
    words = ["lodeflow", *sys.argv[1:]]
    return f"what is finished is kept; go on with: {shlex.join(words if '--resume' in words else [*words, '--resume'])}"
