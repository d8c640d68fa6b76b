"""Command ``lodeflow compare``: policy scenarios under common random numbers, and their differences from the first."""

import json
import shlex
import sys
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from lodeflow.cli.design import show_design
from lodeflow.cli.ending import at_the_end_say
from lodeflow.cli.memory import affordable
from lodeflow.cli.options import (
    DETAIL,
    arms_options,
    build,
    elsewhere,
    folder_options,
    guard,
    output_options,
    quarterly,
    resolve,
    say_implausible,
    warn,
)
from lodeflow.cli.progress import Progress, say_if_compiling
from lodeflow.cli.say import say, screen
from lodeflow.errors import LodeflowError, ScenarioError
from lodeflow.report.length import years
from lodeflow.storage.ownership import ARMS, COMPARISON, DESIGN, SCENARIO

if TYPE_CHECKING:
    from lodeflow.comparison.differences import Comparison
    from lodeflow.scenario.load import Resolved, Scenario

EACH = "each"
"""Value of ``--against``: every two arms."""


@click.command()
@arms_options
@click.option("--reps", type=click.IntRange(1), help="Number of replications of each arm.")
@click.option("--out", type=click.Path(path_type=Path), help="Comparison folder to write.")
@folder_options(f"{DETAIL} Gains and losses need market.")
@click.option(
    "--by",
    type=click.Choice(["run", "year"]),
    default="run",
    show_default=True,
    help="Print differences of the whole run, or of each calendar year: means of the recorded markets, so that --every "
    "7 is finer than the default.",
)
@click.option(
    "--show",
    multiple=True,
    metavar="PATTERN",
    help="Print this instead of the main outcomes: words that name a quantity, a material, a region or a sector, with "
    "* and ?, such as 'spot_price magnet* EU'. Without a quantity, the price that users pay. Repeatable.",
)
@click.option(
    "--against",
    metavar="ARM",
    help="Print differences from this arm instead of the first; each: of every two arms. In a design a point.",
)
@output_options
def compare(
    scenarios: tuple[str, ...],
    reps: int | None,
    out: Path | None,
    detail: str,
    every: int | None,
    **options: Any,
) -> None:
    """Compare policy scenarios under common random numbers.

    All arms share the seed, so that replication n of each arm has the same random draws. The first SCENARIO is the
    base. Each arm becomes a result folder in PATH/arms. The tables in PATH/tables hold mean differences with paired 95
    % confidence intervals, gains and losses by group, and tail risk.

    With a comparison folder in the place of the scenarios, print what is in it; nothing is run. With the folder of a
    design (mc --sweep), print means by point and differences from the point --against.

    \b
    lodeflow compare truce tightening --reps 50 --out results/arms
    lodeflow compare results/arms --by year --show 'magnet_high_temperature EU'

    \f
    Args:
        scenarios: names or paths, the base first; or one comparison folder.
        reps: replications of each arm.
        out: the comparison folder.
        detail: outcomes, market or ledger.
        every: days between recorded markets; a quarter by default.
        options: all other options.

    """  # noqa: D301 - click ends the help text at a form feed
    if len(scenarios) == 1 and _print_what_is_there(Path(scenarios[0]), reps, out, options):
        return
    if len(scenarios) < 2:
        raise click.UsageError("compare needs two scenarios or more, the first is the base; or a comparison's folder")
    if reps is None or out is None:
        raise click.UsageError(f"Missing option '{'--out' if reps is not None else '--reps'}'.")
    arms = _resolve_all(scenarios, options)
    worlds = [arm.scenario for arm in arms]
    step = every or quarterly(worlds[0])
    for world in worlds:
        guard(world, reps * len(worlds), detail, step, fan=True)
    if options["against"] not in (None, EACH, *(world.name for world in worlds)):
        raise click.BadParameter(f"no arm is called '{options['against']}'", param_hint="--against")
    from lodeflow.comparison.run import compare as run
    from lodeflow.comparison.yearly import refuse_unknown
    from lodeflow.monte_carlo.run import Told
    from lodeflow.monte_carlo.workers import Recording
    from lodeflow.report.implausible_prices import PriceWatch

    say_if_compiling(options["engine"], options["progress"])
    plans = [build(world) for world in worlds]
    for arm, plan in zip(arms, plans, strict=True):
        warn(arm, plan, options["progress"])
    refuse_unknown(options["show"], plans, yearly=options["by"] == "year")
    prices = [PriceWatch(plan, options["engine"]) for plan in plans]
    workers = affordable(plans[0], detail, step, options["workers"], options["progress"])
    with (
        elsewhere(options["cluster"], options["workers"], options["engine"]) as others,
        Progress(options["progress"], reps * len(plans)) as progress,
    ):

        def watch(block: Told) -> None:
            next(each for each in prices if each.seen < reps).look(block.outcomes)  # one arm after the other
            progress(block.replications, kept=block.kept)

        recording = Recording(detail, step, options["engine"], workers)
        at_the_end_say(lambda: _go_on(out))
        found = run(plans, out, reps, recording, watch, resume=options["resume"], elsewhere=others)
    say_implausible(prices, options["progress"])
    _print(out, options, found)


def _print_what_is_there(folder: Path, reps: int | None, out: Path | None, options: dict[str, Any]) -> bool:
    """Print the comparison or design in a ``folder``; False if it holds none. Raises click.UsageError for a result."""
    if (folder / DESIGN).is_file():
        _print_design(folder, reps, out, options)
        return True
    if (folder / SCENARIO).is_file():
        raise click.UsageError(
            f"{folder} is the folder of one result; compare needs two scenarios, or the folder of a comparison"
        )
    if not (folder / COMPARISON).is_file():
        return False
    if reps is not None or out is not None:
        raise click.UsageError(f"{folder} is a comparison that is there already: it takes no --reps, --out")
    _print(folder, options)
    return True


def _print_design(folder: Path, reps: int | None, out: Path | None, options: dict[str, Any]) -> None:
    """Print what is in the design ``folder``. Raises click.UsageError for options that it does not take."""
    if reps is not None or out is not None or options["by"] == "year":
        raise click.UsageError(f"{folder} is a design that is there already: it takes no --reps, --out, --by year")
    show_design(folder, options["show"], options["against"], as_json=options["as_json"])


def _print(out: Path, options: dict[str, Any], found: "Comparison | None" = None) -> None:
    """Print the comparison in the folder ``out``: whole runs, or what ``--by`` and ``--show`` ask for.

    Args:
        out: the comparison folder.
        options: options of the command.
        found: the comparison with its first arm, if it is at hand.

    """
    from lodeflow.answers.compared import ComparedResult
    from lodeflow.answers.reading import Folder
    from lodeflow.answers.result import partial_years
    from lodeflow.comparison.summary import sections
    from lodeflow.comparison.tables import rows_of, tables, vocabulary
    from lodeflow.comparison.yearly import NOISE, by_year, of_run
    from lodeflow.report.text_tables import as_data, as_text

    compared = ComparedResult(out)
    against = options["against"]
    arms = list(compared.arms)
    if against is not None:
        compared = compared.against("*" if against == EACH else against)
    worlds = [resolve(str(arm.path / SCENARIO), (), None, None).scenario for arm in compared.arms.values()]
    rows: dict[str, Any] = {}
    if options["by"] == "year" or options["show"]:
        table, asked = (by_year if options["by"] == "year" else of_run)(compared, options["show"])
        rows = {"rows": asked}
    else:
        table = []
        for names in _orders(arms, against):
            of = found if found is not None and names == found.arms else _again(out, names, worlds)
            table += sections(of, years(worlds[0]), worlds)
            for name, columns in tables(of).items():
                rows.setdefault(name, []).extend(rows_of(name, columns, vocabulary(of)))
    count = len(next(iter(compared.arms.values())).replications)
    if options["as_json"]:
        said = {"arms": arms, "against": against or arms[0], "replications": count, "out": str(out)}
        say(json.dumps({**said, **rows, "sections": as_data(table)}))
        return
    lines = [*(f"{world.name}: {world.question}" for world in worlds), f"{count} replications of each arm, in {out}"]
    for line in lines:
        say(fill(line, screen(), subsequent_indent="  ", break_on_hyphens=False, break_long_words=False))
    say("")
    if "rows" in rows:
        partial = partial_years(Folder(out / ARMS / arms[0])) if options["by"] == "year" else ""
        heads = ["Means, and paired differences (± half-width of their 95 % interval)", NOISE, partial]
        say("\n".join([*(each for each in heads if each), ""]))
    say(as_text(table, screen()))


def _orders(arms: list[str], against: str | None) -> list[list[str]]:
    """Arms in the orders in which they are compared, the base of each first."""
    if against == EACH:
        return [arms[n:] for n in range(len(arms) - 1)]
    base = against or arms[0]
    return [[base, *(arm for arm in arms if arm != base)]]


def _again(out: Path, names: list[str], worlds: "list[Scenario]") -> "Comparison":
    """Comparison of arms in a folder, the base first. Raises StorageError."""
    from lodeflow.comparison.differences import compare_folders
    from lodeflow.comparison.run import members_of, world_of

    rates, goods = worlds[0].measures.discount_rates, world_of(worlds[0])
    return compare_folders(out, names, rates, members_of(worlds), goods)


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
