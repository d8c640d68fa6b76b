"""Commands ``lodeflow backtest`` and ``lodeflow validate``: episodes of history beside what is simulated."""

import csv
import json
import sys
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from lodeflow.cli.say import say, screen
from lodeflow.errors import OutputError

if TYPE_CHECKING:
    from lodeflow.episodes.backtest import Backtest


@click.command()
@click.argument("episode")
@click.option("--reps", type=click.IntRange(2), help="Replications. Default: those of the episode.")
@click.option("--workers", type=click.IntRange(0), default=0, help="Threads; 0 for one per core.")
@click.option("--all", "everything", is_flag=True, help="List observations that are not scored as well.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="File for all lines: .csv.")
@click.option("--json", "as_json", is_flag=True, help="Print scores, demands and lines as JSON.")
@click.option("--set", "overrides", multiple=True, metavar="KEY.PATH=VALUE", help="Override a value of the scenario.")
def backtest(
    episode: str,
    reps: int | None,
    workers: int,
    out: Path | None,
    overrides: tuple[str, ...],
    *,
    everything: bool,
    as_json: bool,
) -> None:
    """Play an episode of history and set it beside what was observed.

    EPISODE is the name of a shipped episode or the path of a folder with episode.toml and observations.csv. Exits with
    1 if a demand of the episode is missed.

    \b
    lodeflow backtest gallium-2023
    lodeflow backtest ./my-episode --reps 200 -o lines.csv

    \f
    Args:
        episode: name or path.
        reps: replications.
        workers: threads.
        out: file for the lines.
        overrides: values of the scenario.
        everything: whether lines that are not scored are listed.
        as_json: whether to print JSON.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.episodes.backtest import backtest as run
    from lodeflow.episodes.reader import read_episode
    from lodeflow.episodes.told import as_rows, scores_in_numbers, told
    from lodeflow.report.text_tables import as_text

    if out is not None and out.suffix.lower() != ".csv":
        raise click.BadParameter(f"{out}: lines are written to a file that ends in .csv", param_hint="--out")
    found = run(read_episode(episode, overrides), replications=reps, workers=workers)
    if out is not None:
        _write(out, found)
    if as_json:
        demands = [{**each._asdict(), "met": each.met} for each in found.demands]
        scores = scores_in_numbers(found.scores)
        say(json.dumps({"episode": found.episode.name, "replications": found.replications, "passed": found.passed,
                        "scores": scores, "demands": demands, "lines": as_rows(found)}))  # fmt: skip
    else:
        head = (
            f"{found.episode.terms.title}: {found.replications} replications from {found.episode.scenario.start_date}"
        )
        say(fill(head, screen(), subsequent_indent="  "))
        say("")
        say(as_text(told(found, everything=everything), screen()))
        _say_misses(found)
        say("passed" if found.passed else "failed: " + ", ".join(each.name for each in found.demands if not each.met))
    if not found.passed:
        sys.exit(1)


@click.command()
@click.option("--reps", type=click.IntRange(2), help="Replications. Default: those of each episode.")
@click.option("--workers", type=click.IntRange(0), default=0, help="Threads; 0 for one per core.")
def validate(reps: int | None, workers: int) -> None:
    """Back-test all shipped episodes and print their scores, one line each and pooled.

    Exits with 1 if a demand of any episode is missed.

    \f
    Args:
        reps: replications.
        workers: threads.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.episodes.backtest import backtest as run
    from lodeflow.episodes.reader import shipped_episodes
    from lodeflow.episodes.told import pooled
    from lodeflow.report.text_tables import as_text

    found = [run(name, replications=reps, workers=workers) for name in shipped_episodes()]
    say(as_text([pooled(found)], screen()))
    for each in found:
        _say_misses(each)
    if not all(each.passed for each in found):
        sys.exit(1)


def _say_misses(found: "Backtest") -> None:
    """Print what the episode says that the model gets wrong."""
    for miss in found.episode.terms.misses:
        say(fill(f"{found.episode.name}: {miss}", screen(), initial_indent="* ", subsequent_indent="  "))


def _write(out: Path, found: "Backtest") -> None:
    """Write the lines of a back-test. Raises OutputError where that is not possible."""
    from lodeflow.episodes.told import as_rows

    rows = as_rows(found)
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from None
