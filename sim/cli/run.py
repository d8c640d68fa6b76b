"""Command ``lodeflow run``: one replication, its main outcomes, and with ``--out`` a result folder."""

import json
from pathlib import Path
from typing import Any

import click

from lodeflow.cli.options import (
    DETAIL,
    build,
    engine_option,
    guard,
    output_options,
    resolve,
    say_implausible,
    scenario_options,
    warn,
)
from lodeflow.cli.progress import say_if_compiling
from lodeflow.cli.say import say
from lodeflow.cli.several import chains_of, part_of
from lodeflow.report.length import years


@click.command()
@scenario_options
@click.option("--out", type=click.Path(path_type=Path), help="Result folder to write. Default: none.")
@click.option(
    "--detail",
    type=click.Choice(["outcomes", "market", "ledger"]),
    default="ledger",
    show_default=True,
    help=f"{DETAIL} Only with --out.",
)
@click.option(
    "--replication",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Number of the replication: the same number in mc gives the same results.",
)
@engine_option("simpy")
@click.option(
    "--debug",
    is_flag=True,
    help="Check stocks, prices, shares and books after every moment (compiled: all moments of a day and kind), and "
    "stop at the first fault of lodeflow. Takes ten times as long.",
)
@output_options
def run(scenario: str, out: Path | None, detail: str, every: int | None, engine: str, **options: Any) -> None:
    """Run one replication of SCENARIO and print its main outcomes.

    Of a scenario of several chains, such as world, each chain is played in its turn, with --out into PATH/chains.

    \f
    Args:
        scenario: name or path.
        out: the result folder, or None.
        detail: outcomes, market or ledger.
        every: days between recorded markets; a tick by default.
        engine: simpy or compiled.
        options: all other options.

    """  # noqa: D301 - click ends the help text at a form feed
    for chain in chains_of(scenario) or ("",):
        _played(scenario, chain, out and part_of(out, chain), detail, every, {**options, "engine": engine})


def _played(
    scenario: str, only: str, out: Path | None, detail: str, every: int | None, options: dict[str, Any]
) -> None:
    """Run one replication of a scenario, or of ``only`` one of its chains, and print its outcomes."""
    resolved = resolve(scenario, options["overrides"], options["seed"], options["days"], only)
    world = resolved.scenario
    step = guard(world, 1, detail, every or world.tick_days, fan=False)
    from lodeflow.monte_carlo.run import Told, simulate, write
    from lodeflow.monte_carlo.workers import Recording
    from lodeflow.outcomes.measure import Outcomes
    from lodeflow.report.implausible_prices import PriceWatch
    from lodeflow.report.over_replications import Means
    from lodeflow.report.summary import nowcasts, printed, sections, shown_of
    from lodeflow.report.text_tables import as_data, as_text

    engine = options["engine"]
    say_if_compiling(engine, options["progress"])
    plan, first = build(world), options["replication"]
    warn(resolved, plan, options["progress"])
    done: list[Told] = []
    watch = options["debug"]
    if out is None:
        (block,) = simulate(plan, 1, Recording("outcomes", step, engine, 1, fan=False, watch=watch), first=first)
        done.append(Told(1, block.outcomes, block.traces, block.events, kept=False))
    else:
        write(plan, out, 1, Recording(detail, step, engine, 1, fan=False, watch=watch), done.append, first=first)
    prices = PriceWatch(plan, engine, first=first)
    prices.look(done[0].outcomes)
    say_implausible([prices], options["progress"])
    shown = shown_of(plan)
    means, events, trace = Means(Outcomes(plan).names, printed(shown)), done[0].events, done[0].traces[0]
    means.add(done[0].outcomes[0])
    table = [*sections(means, years(world), shown), *nowcasts(world)]
    if options["as_json"]:
        say(
            json.dumps(
                {
                    "scenario": world.name,
                    "trace": trace,
                    "events": events,
                    "outcomes": means.rows(),
                    "sections": as_data(table),
                }
            )
        )
    else:
        say(
            f"{world.name}: {world.question}\n{world.days} days from {world.start_date}, tick {world.tick_days} "
            f"d, seed {world.seed}; {events:,} moments, trace {trace}\n"
        )
        say(as_text(table))
