"""``lodeflow mc``: a Monte Carlo into a result folder."""

import json
from pathlib import Path
from typing import Any

import click

from lodeflow.cli.options import build, engine_option, guard, load, output_options, scenario_options, years
from lodeflow.cli.progress import Progress


@click.command()
@scenario_options
@click.option("--reps", type=click.IntRange(1), required=True, help="Replications.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Result folder.")
@click.option(
    "--detail",
    type=click.Choice(["outcomes", "market", "ledger"]),
    default="market",
    show_default=True,
    help="What is written down of each replication.",
)
@click.option("--workers", type=click.IntRange(0), default=0, help="Threads; default one per core.")
@engine_option("compiled")
@output_options
def mc(scenario: str, reps: int, out: Path, detail: str, every: int | None, **options: Any) -> None:
    """Run a Monte Carlo of SCENARIO into a result folder and print the means."""
    world = load(scenario, options["overrides"], options["seed"], options["days"])
    step = guard(world, reps, detail, every or -(-91 // world.tick_days) * world.tick_days, fan=True)
    from lodeflow.monte_carlo import Block, Recording, write
    from lodeflow.summary import Means, sections
    from lodeflow.text_tables import as_data, as_text

    plan = build(world)
    means = Means()
    with Progress(options["progress"], reps) as progress:

        def watch(block: Block) -> None:
            for found in block.outcomes:
                means.add(found)
            progress(len(block.outcomes))

        write(plan, out, reps, Recording(detail, step, options["engine"], options["workers"]), watch)
    table = sections(means, years(world))
    if options["as_json"]:
        click.echo(
            json.dumps(
                {
                    "scenario": world.name,
                    "replications": reps,
                    "out": str(out),
                    "outcomes": means.rows(),
                    "sections": as_data(table),
                }
            )
        )
    else:
        click.echo(f"{world.name}: {world.question}\nmeans of {reps} replications; everything is in {out}\n")
        click.echo(as_text(table))
