"""``lodeflow check``: what a scenario says, how much of its base table is fact, and how large a run would be."""

import json
from typing import TYPE_CHECKING

import click

from lodeflow.cli.options import scenario_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lodeflow.atlas.atlas import Atlas
    from lodeflow.report.text_tables import Section
    from lodeflow.scenario.load import Resolved, Scenario


class KeyMayFollow(click.Command):
    """``--explain`` takes a key or none; where it took the scenario for its key, it had none."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line."""
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
    as_json: bool,
) -> None:
    """Validate SCENARIO and print what it says; nothing is written.

    Prints the values that it sets itself, with unit and place; how far the uncertain ones may lie; how many tonnes of
    the base table are reported, derived and assumed; the table against every reported figure; the largest assumed
    flows; rows, bytes and time of a run. --explain prints values instead, each with its meaning and source.
    """
    from lodeflow.atlas.atlas import atlas
    from lodeflow.atlas.channels import apart
    from lodeflow.base_year.close import base_year
    from lodeflow.base_year.gate_prices import gate_prices
    from lodeflow.base_year.report import STATUSES, largest_assumed, residuals, tonnes_by_status, value_by_status
    from lodeflow.cli.options import guard, quarterly, resolve
    from lodeflow.errors import DataError
    from lodeflow.monte_carlo.estimate import estimate
    from lodeflow.report.text_tables import Section, as_data, as_text

    resolved = resolve(scenario, overrides, seed, days)
    if key is not None:
        _explain(resolved, key, as_json=as_json)
        return
    world = resolved.scenario
    step, engine = (quarterly(world), "compiled") if reps > 1 else (world.tick_days, "simpy")
    detail = detail or ("market" if reps > 1 else "ledger")
    guard(world, reps, detail, step, fan=reps > 1)
    try:
        year = base_year(world.base_table, world.lanes)
        map_ = atlas(year, apart(world))
        prices = gate_prices(world.base_table, year, map_.cells)
        size = estimate(map_, world.days, world.tick_days, reps, detail, step, fan=reps > 1, engine=engine)
    except ValueError as contradiction:
        raise DataError(f"{world.name} on {world.base_table}: {contradiction}") from None
    everything = list(resolved.rows())
    values = [row for row in everything if as_json or resolved.own(row.path)]
    status = tonnes_by_status(year)
    parts = [
        Section(
            "Values" if as_json else f"Values that {resolved.file} sets itself, {len(values)} of {len(everything)}",
            ("key", "value", "unit", "set in"),
            [(row.path, _text(row.value), row.unit, row.place) for row in values],
        ),
        *_uncertain(resolved),
        *_duties(world, map_),
        Section(
            "Base table, kt/yr of flows by how far they are fact",
            ("material", *STATUSES),
            [
                *((m, *(f"{status[m][s] / 1e3:,.1f}" for s in STATUSES)) for m in status),
                _of_all("share of tonnes", {s: sum(m[s] for m in status.values()) for s in STATUSES}),
                _of_all("share of value", value_by_status(year, prices)),
            ],
        ),
        Section(
            "Base table against reported figures",
            ("figure", "is an", "reported", "table", "off", "expected within", "year", "source"),
            [
                (
                    r.figure,
                    r.role,
                    _number(r.reported),
                    _number(r.table),
                    f"{r.percent:+.1f} {'points' if r.unit == 'share' else '%'}",
                    f"{r.within:g}{'' if r.inside else '  OUTSIDE'}",
                    r.year,
                    r.source,
                )
                for r in residuals(world.base_table, year)
            ],
        ),
        Section(
            "Largest assumed flows",
            ("material", "from", "to", "kt/yr"),
            [(m, o, d, f"{t / 1e3:,.2f}") for m, o, d, t in largest_assumed(year)],
        ),
    ]
    for warning in resolved.warnings:
        click.echo(warning.render("warning"), err=True)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "scenario": world.name,
                    "sections": as_data(parts),
                    "rows": size.rows,
                    "megabytes": size.megabytes,
                    "minutes": size.minutes,
                }
            )
        )
        return
    click.echo(f"{world.name}: {world.question}\n")
    click.echo(as_text(parts))
    click.echo("--explain prints all values with meaning and source, --explain KEY those below a key")
    click.echo(f"{reps} replication{'s' * (reps > 1)}, {detail}: {size}")


def _explain(resolved: "Resolved", key: str, *, as_json: bool) -> None:
    """Print what is known about values; a key that leads nowhere is a mistake of the user."""
    from lodeflow.scenario.explain import explain

    try:
        found = explain(resolved, key)
    except LookupError as unknown:
        raise click.BadParameter(str(unknown), param_hint="--explain") from None
    for warning in resolved.warnings:
        click.echo(warning.render("warning"), err=True)
    click.echo(json.dumps([each._asdict() for each in found], indent=2) if as_json else "\n".join(map(str, found)))


def _text(value: object) -> str:
    """A value in a table; of a list its members."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _uncertain(resolved: "Resolved") -> "list[Section]":
    """How far each uncertain number may lie from its median; nothing where all are certain."""
    from lodeflow.report.text_tables import Section
    from lodeflow.scenario.uncertainties import uncertain

    found = uncertain(resolved.scenario)
    names = {parameter.path for parameter in found}
    leans = {c.of: f"{c.to} ({c.correlation:g})" for c in resolved.scenario.correlations.values() if c.to in names}
    columns = ("parameter", "distribution", "unit", "median", "correlated with", "set in")
    rows = [
        (
            path,
            str(distribution),
            unit,
            f"{distribution.central:.4g}",
            leans.get(path, ""),
            resolved.places[path],
        )
        for path, unit, distribution in found
    ]
    return [Section("Uncertain numbers", columns, rows)] if rows else []


def _duties(world: "Scenario", map_: "Atlas") -> "list[Section]":
    """What is due where that changes, programmes added up; nothing where it does not."""
    from lodeflow.base_world.duty_rules import spells
    from lodeflow.report.text_tables import Section

    rows = [
        (s.kind, s.payer, ", ".join(s.materials), ", ".join(s.partners), str(s.since), f"{100.0 * s.rate:.4g} %")
        for s in spells(world, map_.lanes)
    ]
    columns = ("duty", "levied by", "on", "in trade with", "from", "rate")
    return [Section("Duties that change, programmes added up", columns, rows)] if rows else []


def _of_all(title: str, by_status: "Mapping[str, float]") -> tuple[str, ...]:
    """Shares of a total by status."""
    total = sum(by_status.values())
    return (title, *(f"{100.0 * part / total:.1f} %" for part in by_status.values()))


def _number(value: float) -> str:
    """A share with three decimals, tonnes without."""
    return f"{value:.3f}" if value <= 1.0 else f"{value:,.0f}"
