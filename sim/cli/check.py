"""``lodeflow check``: what a scenario says, how much of its base table is fact, and how large a run would be."""

import json
from typing import TYPE_CHECKING

import click

from lodeflow.cli.options import scenario_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lodeflow.scenario import Resolved
    from lodeflow.text_tables import Section


@click.command()
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
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result on stdout.")
def check(
    scenario: str,
    overrides: tuple[str, ...],
    seed: int | None,
    days: int | None,
    reps: int,
    detail: str | None,
    *,
    as_json: bool,
) -> None:
    """Validate SCENARIO and print what it says; nothing is written.

    Prints each value with its unit and where it was set; how far the uncertain ones may lie; how many tonnes of the
    base table are reported, derived and assumed; the table against every reported figure; the largest assumed flows;
    rows, bytes and time of a run.
    """
    from lodeflow.apart import apart
    from lodeflow.atlas import atlas
    from lodeflow.base_report import STATUSES, largest_assumed, residuals, tonnes_by_status, value_by_status
    from lodeflow.base_year import base_year
    from lodeflow.cli.options import guard, quarterly, resolve
    from lodeflow.errors import DataError
    from lodeflow.estimate import estimate
    from lodeflow.gate_prices import gate_prices
    from lodeflow.text_tables import Section, as_data, as_text

    resolved = resolve(scenario, overrides, seed, days)
    world = resolved.scenario
    step, engine = (quarterly(world), "compiled") if reps > 1 else (world.tick_days, "simpy")
    detail = detail or ("market" if reps > 1 else "ledger")
    guard(world, reps, detail, step, fan=reps > 1)
    try:
        year = base_year(world.base_table)
        map_ = atlas(year, apart(world))
        prices = gate_prices(world.base_table, year, map_.cells)
        size = estimate(map_, world.days, world.tick_days, reps, detail, step, fan=reps > 1, engine=engine)
    except ValueError as contradiction:
        raise DataError(f"{world.name} on {world.base_table}: {contradiction}") from None
    values = [(row.path, str(row.value), row.unit, row.place) for row in resolved.rows()]
    status = tonnes_by_status(year)
    parts = [
        Section("Values", ("key", "value", "unit", "set in"), values),
        *_uncertain(resolved),
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
    click.echo(f"{reps} replication{'s' * (reps > 1)}, {detail}: {size}")


def _uncertain(resolved: "Resolved") -> "list[Section]":
    """How far each uncertain number may lie from its median; nothing where all are certain."""
    from lodeflow.text_tables import Section
    from lodeflow.uncertain_numbers import uncertain

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


def _of_all(title: str, by_status: "Mapping[str, float]") -> tuple[str, ...]:
    """Shares of a total by status."""
    total = sum(by_status.values())
    return (title, *(f"{100.0 * part / total:.1f} %" for part in by_status.values()))


def _number(value: float) -> str:
    """A share with three decimals, tonnes without."""
    return f"{value:.3f}" if value <= 1.0 else f"{value:,.0f}"
