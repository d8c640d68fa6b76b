"""``lodeflow run``: one replication, a short table, and with ``--out`` a result folder that keeps everything."""

import json
from pathlib import Path
from typing import Any

import click

from lodeflow.cli.options import build, guard, load, output_options, scenario_options, years


@click.command()
@scenario_options
@click.option("--out", type=click.Path(path_type=Path), help="Result folder; nothing is written without it.")
@click.option(
    "--detail",
    type=click.Choice(["outcomes", "market", "ledger"]),
    default="ledger",
    show_default=True,
    help="What is written down.",
)
@output_options
def run(scenario: str, out: Path | None, detail: str, every: int | None, **options: Any) -> None:
    """Run one replication of SCENARIO and print a short table of its outcomes."""
    world = load(scenario, options["overrides"], options["seed"], options["days"])
    step = guard(world, 1, detail, every or world.tick_days, fan=False)
    from lodeflow import simpy_engine
    from lodeflow.monte_carlo import Recording, write
    from lodeflow.outcomes import outcomes
    from lodeflow.summary import sections
    from lodeflow.text_tables import as_data, as_text

    plan = build(world)
    if out is None:
        done = simpy_engine.run(plan, 0, step=step, keep_lots=False)
    else:
        done = write(plan, world.name, out, 1, Recording(detail, step), lambda _: None, fan=False)[0]
    table = sections([outcomes(plan, done.world)], years(world))
    if options["as_json"]:
        click.echo(
            json.dumps(
                {
                    "scenario": world.name,
                    "trace": f"{done.trace:016x}",
                    "events": done.events,
                    "sections": as_data(table),
                }
            )
        )
    else:
        click.echo(
            f"{world.name}: {world.question}\n{world.days} days from {world.start_date}, tick {world.tick_days} "
            f"d, seed {world.seed}; {done.events:,} moments, trace {done.trace:016x}\n"
        )
        click.echo(as_text(table))
