"""``lodeflow check``: what a scenario says, how much of its base table is fact, how large a run would be; or a chain,
read, checked and closed.
"""

import json
from typing import TYPE_CHECKING

import click

from lodeflow.cli.options import scenario_options
from lodeflow.cli.say import say
from lodeflow.cli.several import chains_of

if TYPE_CHECKING:
    from lodeflow.errors import Problem
    from lodeflow.scenario.load import Resolved


class KeyMayFollow(click.Command):
    """Command whose ``--explain`` takes a key or none: one that took the scenario for its key had none."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line, ``args``, in the context ``ctx``."""
        try:
            return super().parse_args(ctx, list(args))
        except click.MissingParameter:
            if "--explain" not in args:
                raise
            where = args.index("--explain")
            return super().parse_args(ctx, [*args[:where], "--explain=", *args[where + 1 :]])


@click.command(cls=KeyMayFollow)
@scenario_options
@click.option(
    "--reps",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Replications to estimate for: of mc, or of one run.",
)
@click.option(
    "--detail",
    type=click.Choice(["outcomes", "market", "ledger"]),
    help="What would be written down; default as in run for one replication, as in mc for more.",
)
@click.option(
    "--explain",
    "key",
    is_flag=False,
    flag_value="",
    metavar="[KEY]",
    help="Explain every value, or those below a key such as 'tariffs' or '*.rate', and nothing else.",
)
@click.option("--chain", "is_chain", is_flag=True, help="SCENARIO is a chain: a shipped one, or a folder.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result on stdout.")
def check(
    scenario: str,
    overrides: tuple[str, ...],
    seed: int | None,
    days: int | None,
    reps: int,
    detail: str | None,
    key: str | None,
    *,
    is_chain: bool,
    as_json: bool,
) -> None:
    """Validate SCENARIO and print what it says; nothing is written.

    Prints the values that it sets itself, with unit and place; how far the uncertain ones may lie; how many tonnes of
    the base table are reported, derived and assumed; the table against every reported figure; the largest assumed
    flows; rows, bytes and time of a run. --explain prints values instead, each with its meaning and source.

    Of a scenario of several chains, such as world, each chain is checked in its turn.

    A folder with a chain.toml, or with --chain the name of a shipped chain, is a chain of minerals: its tables are
    checked and closed, and each stage is printed with what it rests on and the published figures.

    \f
    Args:
        scenario: name or path.
        overrides: values of ``--set``.
        seed: value of ``--seed``.
        days: value of ``--days``.
        reps: replications whose size is estimated.
        detail: outcomes, market or ledger.
        key: key to explain; empty for all, None for the tables.
        is_chain: whether it is a chain; a folder with a chain.toml is one anyway.
        as_json: whether to print JSON.
    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.chains.reading.folders import is_chain_folder
    from lodeflow.cli.chain import check_chain
    from lodeflow.cli.options import resolve

    if is_chain or is_chain_folder(scenario):
        if overrides or (seed, days, reps, detail, key) != (None, None, 1, None, None):
            raise click.UsageError("of a chain, --json is the only other option: its figures stand in its folder")
        check_chain(scenario, as_json=as_json)
        return
    for chain in chains_of(scenario) or ("",):
        resolved = resolve(scenario, overrides, seed, days, chain)
        if key is not None:
            _explain(resolved, key, as_json=as_json)
        else:
            _checked(resolved, reps, detail, as_json=as_json)


def _checked(resolved: "Resolved", reps: int, detail: str | None, *, as_json: bool) -> None:
    """Print what a scenario of one world says, how much of its base table is fact, and how large a run would be."""
    from lodeflow.atlas.atlas import atlas
    from lodeflow.atlas.channels import apart
    from lodeflow.base_year.close import base_year
    from lodeflow.base_year.gate_prices import gate_prices
    from lodeflow.cli.options import guard, quarterly
    from lodeflow.errors import DataError
    from lodeflow.monte_carlo.estimate import estimate
    from lodeflow.report.check import sections, warnings_as_data
    from lodeflow.report.no_effect.warnings import warnings_of
    from lodeflow.report.text_tables import as_data, as_text

    world = resolved.scenario
    step, engine = (quarterly(world), "compiled") if reps > 1 else (world.tick_days, "simpy")
    detail = detail or ("market" if reps > 1 else "ledger")
    guard(world, reps, detail, step, fan=reps > 1)
    try:
        year = base_year(world.base_table, world.lanes)
        map_ = atlas(year, apart(world))
        prices = gate_prices(world.base_table, year, map_.cells)
        size = estimate(map_, world.days, world.tick_days, reps, detail, step, fan=reps > 1, engine=engine)
        warnings = warnings_of(resolved)
    except ValueError as contradiction:
        raise DataError(f"{world.name} on {world.base_table}: {contradiction}") from None
    parts = sections(resolved, year, map_, prices, every=as_json)
    _warn(warnings)
    if as_json:
        said = {"scenario": world.name, "warnings": warnings_as_data(warnings), "sections": as_data(parts)}
        say(json.dumps({**said, "rows": size.rows, "megabytes": size.megabytes, "minutes": size.minutes}))
        return
    say(f"{world.name}: {world.question}\n")
    say(as_text(parts))
    say("--explain prints all values with meaning and source, --explain KEY those below a key")
    say(f"{reps} replication{'s' * (reps > 1)}, {detail}: {size}")


def _explain(resolved: "Resolved", key: str, *, as_json: bool) -> None:
    """Print what is known about values; a key that leads nowhere is a mistake of the user."""
    from lodeflow.report.no_effect.warnings import warnings_of
    from lodeflow.scenario.explain import explain

    try:
        found = explain(resolved, key)
    except LookupError as unknown:
        raise click.BadParameter(str(unknown), param_hint="--explain") from None
    _warn(warnings_of(resolved))
    say(json.dumps([each._asdict() for each in found], indent=2) if as_json else "\n".join(map(str, found)))


def _warn(warnings: "tuple[Problem, ...]") -> None:
    """Print warnings on stderr, each with its line of the file."""
    for warning in warnings:
        say(warning.render("warning"), err=True)
