"""Command ``lodeflow mc``: a Monte Carlo simulation into a result folder."""

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeflow.cli.design import run_points
from lodeflow.cli.ending import at_the_end_say
from lodeflow.cli.means import RunMeans
from lodeflow.cli.memory import affordable
from lodeflow.cli.options import (
    DETAIL,
    build,
    elsewhere,
    folder_options,
    guard,
    output_options,
    quarterly,
    resolve,
    scenario_options,
    warn,
)
from lodeflow.cli.progress import Progress, say_if_compiling
from lodeflow.cli.say import say
from lodeflow.storage.ownership import WORK

if TYPE_CHECKING:
    from lodeflow.monte_carlo.share import Share


@click.command()
@scenario_options
@click.option("--reps", type=click.IntRange(1), required=True, help="Number of replications; with --until, the most.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Result folder to write.")
@folder_options(DETAIL)
@click.option(
    "--until",
    "rule",
    metavar="'OUTCOME < 2 %'",
    help="Stop when the half-width of the 95 % confidence interval of the outcome's mean is below this bound. At least "
    "30 replications are run.",
)
@click.option(
    "--shard",
    metavar="I/N",
    help="Run only the I-th of N shares of the blocks, as one job of an array; lodeflow merge makes one result of all.",
)
@click.option(
    "--sweep",
    multiple=True,
    metavar="KEY.PATH=A,B,C",
    help="Run every value of a key; of several keys every combination. Each point becomes a result folder in "
    "DIR/points, all with the same draws. Repeatable.",
)
@click.option(
    "--design",
    type=click.Path(path_type=Path),
    help="Run every row of a table, CSV or Parquet, whose columns are keys; a column name names the points.",
)
@click.option(
    "--show",
    multiple=True,
    metavar="PATTERN",
    help="With --sweep or --design, print this instead of the main outcomes, such as 'unmet magnet* EU'. Repeatable.",
)
@output_options
def mc(scenario: str, reps: int, out: Path, detail: str, every: int | None, **options: Any) -> None:
    """Run a Monte Carlo simulation of SCENARIO, write a result folder, and print means and medians.

    \b
    lodeflow mc status-quo --reps 200 --out results/status-quo
    lodeflow mc price-floor --reps 50 --out results/sweep \\
        --sweep policies.price_floor.reference='90 USD/kg','110 USD/kg','130 USD/kg'
    lodeflow compare results/sweep --against 1 --show 'unmet magnet* EU'

    \f
    Args:
        scenario: name or path.
        reps: number of replications; with ``--until``, at most.
        out: the result folder.
        detail: outcomes, market or ledger.
        every: days between recorded markets; a quarter by default.
        options: all other options.

    """  # noqa: D301 - click ends the help text at a form feed
    if options["sweep"] or options["design"]:
        run_points(scenario, reps, out, detail, every, options)
        return
    if options["show"]:
        raise click.UsageError("--show belongs to --sweep or --design")
    resolved = resolve(scenario, options["overrides"], options["seed"], options["days"])
    world = resolved.scenario
    step = guard(world, reps, detail, every or quarterly(world), fan=True)
    from lodeflow.monte_carlo.run import Told, write
    from lodeflow.monte_carlo.stopping import until
    from lodeflow.monte_carlo.workers import Recording, block_size
    from lodeflow.outcomes.measure import Outcomes

    part = _part(options["shard"], options["rule"])
    say_if_compiling(options["engine"], options["progress"])
    plan = build(world)
    warn(resolved, plan, options["progress"])
    try:
        rule = until(options["rule"], Outcomes(plan).names) if options["rule"] else None
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--until") from None
    means = RunMeans(plan, options["engine"], rule)
    workers = affordable(plan, detail, step, options["workers"], options["progress"])
    recording = Recording(detail, step, options["engine"], workers)
    due = part.replications(reps, block_size(plan, recording)) if part else reps
    with (
        elsewhere(options["cluster"], options["workers"], options["engine"]) as others,
        Progress(options["progress"], due, headline=means.headline) as progress,
    ):

        def watch(block: Told) -> None:
            means.add(block)
            progress(block.replications, kept=block.kept)

        at_the_end_say(lambda: _go_on(out))
        more: Any = {"resume": options["resume"], "share": part, "elsewhere": others}
        done = write(plan, out, reps, recording, watch, until=rule, **more)
    if part:
        _say_shard(part, done, reps, out, as_json=options["as_json"])
    else:
        means.show(done, out, options["progress"], as_json=options["as_json"])


def _part(text: str | None, rule: str | None) -> "Share | None":
    """Share of ``--shard``. Raises click.UsageError, also where there is a stopping rule beside it."""
    from lodeflow.monte_carlo.share import share

    if not text:
        return None
    if rule:
        raise click.UsageError("--shard and --until exclude each other: the rule looks at all blocks before")
    try:
        return share(text)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--shard") from None


def _say_shard(part: "Share", done: int, reps: int, out: Path, *, as_json: bool) -> None:
    """Print how much of the run a finished shard holds; its means would be taken for those of the run."""
    if as_json:
        say(json.dumps({"shard": str(part), "replications": done, "of": reps, "out": str(out)}))
        return
    say(
        f"shard {part}: {done} of {reps} replications are in {out}\n"
        "when all shards are done: lodeflow merge SHARD... --out DIR"
    )


def _go_on(out: Path) -> str:
    """Command that resumes this run; empty if there is nothing to resume from."""
    if not (out / WORK).is_dir():
        return ""
    words = ["lodeflow", *sys.argv[1:]]
    return f"what is finished is kept; go on with: {shlex.join(words if '--resume' in words else [*words, '--resume'])}"
