"""Command ``lodeflow mc``: a Monte Carlo simulation into a result folder."""

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from lodeflow.cli.ending import at_the_end_say
from lodeflow.cli.memory import affordable
from lodeflow.cli.options import (
    DETAIL,
    build,
    folder_options,
    guard,
    output_options,
    quarterly,
    resolve,
    say_implausible,
    scenario_options,
    warn,
)
from lodeflow.cli.progress import Progress, say_if_compiling
from lodeflow.cli.say import say
from lodeflow.report.length import years
from lodeflow.storage.ownership import WORK


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
@output_options
def mc(scenario: str, reps: int, out: Path, detail: str, every: int | None, **options: Any) -> None:
    """Run a Monte Carlo simulation of SCENARIO, write a result folder, and print means and medians.

    \f
    Args:
        scenario: name or path.
        reps: number of replications; with ``--until``, at most.
        out: the result folder.
        detail: outcomes, market or ledger.
        every: days between recorded markets; a quarter by default.
        options: all other options.

    """  # noqa: D301 - click ends the help text at a form feed
    resolved = resolve(scenario, options["overrides"], options["seed"], options["days"])
    world = resolved.scenario
    step = guard(world, reps, detail, every or quarterly(world), fan=True)
    from lodeflow.monte_carlo.run import Told, write
    from lodeflow.monte_carlo.stopping import HEADLINE, Running, until
    from lodeflow.monte_carlo.workers import Recording
    from lodeflow.outcomes.measure import Outcomes
    from lodeflow.report.implausible_prices import PriceWatch
    from lodeflow.report.over_replications import Means
    from lodeflow.report.summary import nowcasts, printed, sections, shown_of
    from lodeflow.report.text_tables import as_data, as_text

    say_if_compiling(options["engine"], options["progress"])
    plan = build(world)
    warn(resolved, plan, options["progress"])
    found = Outcomes(plan)
    try:
        rule = until(options["rule"], found.names) if options["rule"] else None
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--until") from None
    shown = shown_of(plan)
    means, running, prices = Means(found.names, printed(shown)), Running(), PriceWatch(plan, options["engine"])
    headline = rule.outcome if rule else HEADLINE if HEADLINE in found.place else shown.headline
    workers = affordable(plan, detail, step, options["workers"], options["progress"])
    with Progress(options["progress"], reps, headline=(headline, running)) as progress:

        def watch(block: Told) -> None:
            prices.look(block.outcomes)
            for values in block.outcomes:
                means.add(values)
                running.add(float(values[found.place[headline]]))
            progress(block.replications, kept=block.kept)

        recording = Recording(detail, step, options["engine"], workers)
        at_the_end_say(lambda: _go_on(out))
        done = write(plan, out, reps, recording, watch, until=rule, resume=options["resume"])
    say_implausible([prices], options["progress"])
    table = [*sections(means, years(world), shown), *nowcasts(world)]
    if options["as_json"]:
        say(
            json.dumps(
                {
                    "scenario": world.name,
                    "replications": done,
                    "out": str(out),
                    "outcomes": means.rows(),
                    "sections": as_data(table),
                }
            )
        )
        return
    say(
        f"{world.name}: {world.question}\n"
        f"means of {done} replications with their standard errors, and medians; results are in {out}"
    )
    if rule:
        said = " ".join(w for w in rule.outcome if w)
        reached = "reached" if rule.reached(running) else "NOT reached"
        say(f"{said}: {running.mean:,.6g} ± {running.half_width:,.3g}; --until {reached}")
    say(f"\n{as_text(table)}")


def _go_on(out: Path) -> str:
    """Command that resumes this run; empty if there is nothing to resume from."""
    if not (out / WORK).is_dir():
        return ""
    words = ["lodeflow", *sys.argv[1:]]
    return f"what is finished is kept; go on with: {shlex.join(words if '--resume' in words else [*words, '--resume'])}"
