"""Options that several commands share, and steps that they share: load, check the size, build."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lodeflow.cli.memory import READING, RUNNING, need
from lodeflow.cli.say import say

if TYPE_CHECKING:
    from lodeflow.monte_carlo.run import Elsewhere
    from lodeflow.plans import Plan
    from lodeflow.report.implausible_prices import PriceWatch
    from lodeflow.scenario.load import Resolved, Scenario

QUARTER = 91
"""Days between recorded markets, before they are rounded up to whole ticks."""
DETAIL = (
    "Tables to write. outcomes: outcomes, events and projects; market: also prices, stocks and welfare; ledger: also "
    "flows, shipments and payments."
)
"""Help of ``--detail``."""
F = TypeVar("F", bound=Callable[..., Any])
_SETTINGS = (
    click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="KEY.PATH=VALUE",
        help="Change one value of the scenario, in TOML syntax. Repeatable.",
    ),
    click.option(
        "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the random numbers. Default: the scenario's seed."
    ),
    click.option("--days", type=click.IntRange(1, 36525), help="Days to simulate. Default: the scenario's length."),
)


def scenario_options(function: F) -> F:
    """Decorator for the command ``function``: SCENARIO, ``--set``, ``--seed``, ``--days``."""
    return _settings(click.argument("scenario"))(function)


def arms_options(function: F) -> F:
    """Decorator for the command ``function``: SCENARIO..., and ``--set``, ``--seed``, ``--days`` for all of them."""
    return _settings(click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True))(function)


def _settings(argument: Callable[[F], F]) -> Callable[[F], F]:
    """Decorator for an argument and ``--set``, ``--seed``, ``--days``."""

    def wrapped(function: F) -> F:
        for wrap in reversed((argument, *_SETTINGS)):
            function = wrap(function)
        return function

    return wrapped


def output_options(function: F) -> F:
    """Decorator for the command ``function``: ``--every``, ``--progress``, ``--json``."""
    for wrap in reversed(
        (
            click.option(
                "--every",
                type=click.IntRange(1),
                metavar="DAYS",
                help="Days between recorded markets, a multiple of the tick. Default: a tick in run, else a quarter.",
            ),
            click.option(
                "--progress",
                type=click.Choice(["auto", "bar", "plain", "none", "json"]),
                default="auto",
                show_default=True,
                help="Style of the progress report on stderr.",
            ),
            click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
        )
    ):
        function = wrap(function)
    return function


def engine_option(default: str) -> Callable[[F], F]:
    """Decorator for ``--engine``; ``default`` is its default in the command."""
    return click.option(
        "--engine",
        type=click.Choice(["simpy", "compiled"]),
        default=default,
        show_default=True,
        help="Engine that schedules the events. Both give identical results; compiled is faster.",
    )


def folder_options(detail: str) -> Callable[[F], F]:
    """Decorator for commands that write a result folder: ``--detail``, ``--workers``, ``--resume``, ``--cluster``,
    ``--engine``.

    ``detail`` is the help of ``--detail``.
    """

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
                click.option(
                    "--workers",
                    type=click.IntRange(0),
                    default=0,
                    help="Number of threads. Default: one per processor that the process may use, if memory allows.",
                ),
                click.option(
                    "--resume", is_flag=True, help="Keep the finished blocks of an earlier run in the same folder."
                ),
                click.option(
                    "--cluster",
                    metavar="local|tcp://HOST:PORT",
                    help="Run blocks on the workers of a Dask cluster, which write them into the folder: that of a "
                    "scheduler, or one of processes here.",
                ),
                engine_option("compiled"),
            )
        ):
            function = wrap(function)
        return function

    return wrapped


@contextmanager
def elsewhere(address: str | None, workers: int, engine: str) -> "Iterator[Elsewhere | None]":
    """Context manager for the cluster of ``--cluster``; None without one.

    Args:
        address: value of ``--cluster``.
        workers: value of ``--workers``.
        engine: simpy or compiled.

    Raises:
        click.BadParameter: it is no address.
        MachineError: Dask is not installed, or the scheduler does not answer.

    """
    if address is None:
        yield None
        return
    from lodeflow.monte_carlo.cluster import LOCAL, cluster

    if address != LOCAL and "://" not in address:
        raise click.BadParameter(
            f"'{address}' is neither local nor an address such as tcp://host:8786", param_hint="--cluster"
        )
    with cluster(address, workers, engine) as found:
        yield found


def resolve(
    scenario: str, overrides: tuple[str, ...], seed: int | None, days: int | None, only: str = ""
) -> "Resolved":
    """Scenario with overrides, and the place where each value was set; ``--seed`` and ``--days`` come after ``--set``.

    Args:
        scenario: name or path.
        overrides: values of ``--set``.
        seed: value of ``--seed``.
        days: value of ``--days``.
        only: the chain that is meant, if the scenario names several.

    Raises:
        ScenarioError: the scenario is not valid.
        MachineError: there is not enough memory to read it.

    """
    from lodeflow.scenario.load import resolve as read

    need(READING)
    extra = [f"seed={seed}"] * (seed is not None) + [f"days={days}"] * (days is not None)
    return read(scenario, (*overrides, *extra), only=only)


def guard(scenario: "Scenario", reps: int, detail: str, step: int, *, fan: bool) -> int:
    """Check the recording step and the size of a run before it starts.

    Args:
        scenario: the scenario.
        reps: number of replications.
        detail: outcomes, market or ledger.
        step: days between recorded markets.
        fan: True if percentiles over the replications are written.

    Returns:
        the step.

    Raises:
        click.BadParameter: the step is not a multiple of the tick.
        DataError: the base table contradicts the scenario, or the run has too many rows.

    """
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
            f"this run would write {size}; the limit is {MOST_ROWS:,} rows: use --detail outcomes, a longer --every, "
            "or fewer replications"
        )
    return step


def quarterly(scenario: "Scenario") -> int:
    """Days between recorded markets by default in Monte Carlo runs of ``scenario``: a quarter in whole ticks."""
    return -(-QUARTER // scenario.tick_days) * scenario.tick_days


def build(scenario: "Scenario") -> "Plan":
    """Plan of ``scenario``. Raises DataError if the base table contradicts itself, MachineError without memory."""
    need(RUNNING)
    from lodeflow.assembly import plan
    from lodeflow.errors import DataError

    try:
        return plan(scenario)
    except ValueError as contradiction:
        raise DataError(f"{scenario.name} on {scenario.base_table}: {contradiction}") from None


def warn(resolved: "Resolved", plan: "Plan", progress: str) -> None:
    """Print on stderr what of a user's scenario has no effect, one line each; as JSON where ``progress`` is JSON.

    Shipped scenarios are not warned about here, only by ``check``: nobody who runs one wrote it. Nor is a shipped
    scenario that was made short on the command line: whoever asks for eight weeks knows that later dates do not come.

    Args:
        resolved: the scenario, and where each value was set.
        plan: its world.
        progress: how progress is shown.

    """
    from lodeflow.report.no_effect.warnings import warnings_of
    from lodeflow.scenario.files import shipped_files, shipped_worlds

    shipped = {f"{name}.toml" for name in (*shipped_files(), *shipped_worlds())}
    plain = resolved.file in shipped and not os.path.exists(resolved.file)  # noqa: PTH110 - Path.exists may raise
    for warning in warnings_of(resolved, plan.year, plan.atlas):
        if plain and (warning.file in shipped or (warning.file, warning.path) == ("--set", "days")):
            continue
        said = warning.in_one_line("warning")
        say(json.dumps({"warning": said}) if progress == "json" else said, err=True)


def say_implausible(watches: "Iterable[PriceWatch]", progress: str) -> None:
    """Print on stderr where the prices of a run left the plausible, one line for each scenario; as JSON where
    ``progress`` is JSON.

    Args:
        watches: what was seen of each scenario.
        progress: how progress is shown.

    """
    for watch in watches:
        if words := watch.words():
            said = f"warning: {words}"
            say(json.dumps({"warning": said}) if progress == "json" else said, err=True)
