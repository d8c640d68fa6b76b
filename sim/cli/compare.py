"""Command ``lodeflow compare``: policy scenarios under common random numbers, and their differences from the first."""

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeflow.cli.ending import at_the_end_say
from lodeflow.cli.memory import affordable
from lodeflow.cli.options import (
    DETAIL,
    arms_options,
    build,
    folder_options,
    guard,
    output_options,
    quarterly,
    resolve,
    say_implausible,
    warn,
    years,
)
from lodeflow.cli.progress import Progress, say_if_compiling
from lodeflow.cli.say import say
from lodeflow.errors import LodeflowError, ScenarioError
from lodeflow.storage.ownership import COMPARISON

if TYPE_CHECKING:
    from lodeflow.scenario.load import Resolved


@click.command()
@arms_options
@click.option("--reps", type=click.IntRange(1), required=True, help="Number of replications of each arm.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Comparison folder to write.")
@folder_options(f"{DETAIL} Gains and losses need market.")
@output_options
def compare(scenarios: tuple[str, ...], reps: int, out: Path, detail: str, every: int | None, **options: Any) -> None:
    """Compare policy scenarios under common random numbers.

    All arms share the seed, so that replication n of each arm has the same random draws. The first SCENARIO is the
    base. Each arm becomes a result folder in PATH/arms. The tables in PATH/tables hold mean differences with paired 95
    % confidence intervals, gains and losses by group, and tail risk.

    \f
    Args:
        scenarios: names or paths, the base first.
        reps: replications of each arm.
        out: the comparison folder.
        detail: outcomes, market or ledger.
        every: days between recorded markets; a quarter by default.
        options: all other options.

    """  # noqa: D301 - click ends the help text at a form feed
    if len(scenarios) < 2:
        raise click.UsageError("compare needs at least two scenarios; the first is the base")
    arms = _resolve_all(scenarios, options)
    worlds = [arm.scenario for arm in arms]
    step = every or quarterly(worlds[0])
    for world in worlds:
        guard(world, reps * len(worlds), detail, step, fan=True)
    from lodeflow.comparison.run import compare as run
    from lodeflow.comparison.summary import sections
    from lodeflow.comparison.tables import rows_of, tables, vocabulary
    from lodeflow.monte_carlo.run import Told
    from lodeflow.monte_carlo.workers import Recording
    from lodeflow.report.implausible_prices import PriceWatch
    from lodeflow.report.text_tables import as_data, as_text

    say_if_compiling(options["engine"], options["progress"])
    plans = [build(world) for world in worlds]
    for arm, plan in zip(arms, plans, strict=True):
        warn(arm, plan, options["progress"])
    prices = [PriceWatch(plan, options["engine"]) for plan in plans]
    workers = affordable(plans[0], detail, step, options["workers"], options["progress"])
    with Progress(options["progress"], reps * len(plans)) as progress:

        def watch(block: Told) -> None:
            next(each for each in prices if each.seen < reps).look(block.outcomes)  # one arm after the other
            progress(block.replications, kept=block.kept)

        recording = Recording(detail, step, options["engine"], workers)
        at_the_end_say(lambda: _go_on(out))
        found = run(plans, out, reps, recording, watch, resume=options["resume"])
    say_implausible(prices, options["progress"])
    table = sections(found, years(worlds[0]))
    if options["as_json"]:
        rows = {name: list(rows_of(name, columns, vocabulary(found))) for name, columns in tables(found).items()}
        said = {"arms": found.arms, "against": found.arms[0], "replications": reps, "out": str(out)}
        say(json.dumps({**said, **rows, "sections": as_data(table)}))
        return
    for world in worlds:
        say(f"{world.name}: {world.question}")
    say(f"{reps} replications of each arm; results are in {out}\n\n{as_text(table)}")


def _resolve_all(scenarios: tuple[str, ...], options: dict[str, Any]) -> "list[Resolved]":
    """Scenarios of all arms. Raises ScenarioError with the problems of all of them, or DataError if they cannot be
    compared.
    """
    from lodeflow.comparison.run import refuse_unlike

    arms, problems, other = [], [], []
    for scenario in scenarios:
        try:
            arms.append(resolve(scenario, options["overrides"], options["seed"], options["days"]))
        except ScenarioError as wrong:
            problems += [problem for problem in wrong.problems if problem not in problems]
        except LodeflowError as wrong:
            other.append(wrong)
    if problems:
        raise ScenarioError(problems)
    if other:
        raise other[0]
    refuse_unlike([arm.scenario for arm in arms])
    return arms


def _go_on(out: Path) -> str:
    """Command that resumes this comparison; empty if there is nothing to resume from."""
    if not (out / COMPARISON).is_file():
        return ""
    words = ["lodeflow", *sys.argv[1:]]
    return f"what is finished is kept; go on with: {shlex.join(words if '--resume' in words else [*words, '--resume'])}"
