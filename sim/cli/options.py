"""Options that several commands share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from lodeflow.plan import Plan
    from lodeflow.scenario.load import Resolved, Scenario

QUARTER = 91  # days
F = TypeVar("F", bound=Callable[..., Any])
_SETTINGS = (
    click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="KEY.PATH=VALUE",
        help="Change one value, in TOML syntax; repeatable.",
    ),
    click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed; default in the scenario."),
    click.option("--days", type=click.IntRange(1, 36525), help="Days to simulate; default in the scenario."),
)


def scenario_options(function: F) -> F:
    """SCENARIO, ``--set``, ``--seed``, ``--days``."""
    return _settings(click.argument("scenario"))(function)


def arms_options(function: F) -> F:
    """SCENARIO..., and the same options for all of them."""
    return _settings(click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True))(function)


def _settings(argument: Callable[[F], F]) -> Callable[[F], F]:
    """What is simulated."""

    def wrapped(function: F) -> F:
        for wrap in reversed((argument, *_SETTINGS)):
            function = wrap(function)
        return function

    return wrapped


def output_options(function: F) -> F:
    """``--every``, ``--progress``, ``--json``."""
    for wrap in reversed(
        (
            click.option(
                "--every",
                type=click.IntRange(1),
                metavar="DAYS",
                help="Days between recorded markets, a multiple of the tick.",
            ),
            click.option(
                "--progress",
                type=click.Choice(["auto", "bar", "plain", "none", "json"]),
                default="auto",
                show_default=True,
                help="How to show progress, on stderr.",
            ),
            click.option("--json", "as_json", is_flag=True, help="Machine-readable result on stdout."),
        )
    ):
        function = wrap(function)
    return function


def load(scenario: str, overrides: tuple[str, ...], seed: int | None, days: int | None) -> "Scenario":
    """The scenario with its overrides; the options come last."""
    from lodeflow.scenario.load import load as read

    extra = [f"seed={seed}"] * (seed is not None) + [f"days={days}"] * (days is not None)
    return read(scenario, (*overrides, *extra))


def engine_option(default: str) -> Callable[[F], F]:
    """``--engine``, with the default of the command."""
    return click.option(
        "--engine",
        type=click.Choice(["simpy", "compiled"]),
        default=default,
        show_default=True,
        help="Which scheduler runs the kernels; both give the same bits.",
    )


def folder_options(detail: str) -> Callable[[F], F]:
    """Options of commands that fill a result folder; ``detail`` is the help of ``--detail``."""

    def wrapped(function: F) -> F:
        for wrap in reversed(
            (
                click.option(
                    "--detail",
                    type=click.Choice(["outcomes", "market", "ledger"]),
                    default="market",
                    show_default=True,
                    help=detail,
                ),
                click.option("--workers", type=click.IntRange(0), default=0, help="Threads; default one per core."),
                click.option(
                    "--resume", is_flag=True, help="Keep the finished blocks of an earlier try in the same folder."
                ),
                engine_option("compiled"),
            )
        ):
            function = wrap(function)
        return function

    return wrapped


def resolve(scenario: str, overrides: tuple[str, ...], seed: int | None, days: int | None) -> "Resolved":
    """The scenario with its overrides, and where each value was set; the options come last."""
    from lodeflow.scenario.load import resolve as read

    extra = [f"seed={seed}"] * (seed is not None) + [f"days={days}"] * (days is not None)
    return read(scenario, (*overrides, *extra))


def guard(scenario: "Scenario", reps: int, detail: str, step: int, *, fan: bool) -> int:
    """Refuse a step that is no multiple of the tick, and a run of more rows than anybody can use. Returns the step."""
    from lodeflow.atlas.atlas import atlas
    from lodeflow.base_world.headroom import refuse_overfull
    from lodeflow.base_year.close import base_year
    from lodeflow.errors import DataError
    from lodeflow.monte_carlo.estimate import MOST_ROWS, estimate

    if step % scenario.tick_days:
        raise click.BadParameter(
            f"{step} is not a multiple of the tick, {scenario.tick_days} days", param_hint="--every"
        )
    try:
        year = base_year(scenario.base_table, scenario.lanes)
        refuse_overfull(scenario, year)
        size = estimate(
            atlas(year),
            scenario.days,
            scenario.tick_days,
            reps,
            detail,
            step,
            fan=fan,
        )
    except ValueError as contradiction:
        raise DataError(f"{scenario.name} on {scenario.base_table}: {contradiction}") from None
    if size.total > MOST_ROWS:
        raise DataError(
            f"this run would write {size}; at most {MOST_ROWS:,} rows: use --detail outcomes, a longer --every, "
            "or fewer replications"
        )
    return step


def quarterly(scenario: "Scenario") -> int:
    """Days between the markets that a Monte Carlo writes down if nothing else is asked for: whole ticks, a quarter."""
    return -(-QUARTER // scenario.tick_days) * scenario.tick_days


def build(scenario: "Scenario") -> "Plan":
    """The world of a scenario; a base table that contradicts itself is a fault of the data."""
    from lodeflow.assembly import plan
    from lodeflow.errors import DataError

    try:
        return plan(scenario)
    except ValueError as contradiction:
        raise DataError(f"{scenario.name} on {scenario.base_table}: {contradiction}") from None


def years(scenario: "Scenario") -> float:
    """Years of production and use in a run: whole ticks, the last one begins before the end."""
    return -(-scenario.days // scenario.tick_days) * scenario.tick_days / 365.0
