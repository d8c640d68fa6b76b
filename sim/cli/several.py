"""Scenarios of several chains on the command line: each chain is played in its turn, and their tables are joined."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeflow.cli.say import say

if TYPE_CHECKING:
    from lodeflow.plans import Plan

Play = Callable[[str, Path], "tuple[Plan, int]"]
"""Plays one chain, by its name or path, into a result folder; returns the plan and the number of replications."""


def chains_of(scenario: str) -> tuple[str, ...]:
    """Chains that ``scenario``, a name or path, names if there are several; an empty tuple for all others.

    A scenario that cannot be found or read has none: whoever reads it next says why. Nor has what comes through a pipe,
    which can be read once only.
    """
    from lodeflow.errors import ScenarioError
    from lodeflow.scenario.files import several

    place = Path(scenario)
    with suppress(OSError, ValueError):
        if place.exists() and not place.is_file():
            return ()
    try:
        return several(scenario)
    except ScenarioError as wrong:
        if any(problem.path for problem in wrong.problems):
            raise
        return ()


def play_all(chains: tuple[str, ...], out: Path, play: Play, *, as_json: bool) -> None:
    """Play every one of ``chains`` into its folder below ``out``, join their tables, and print prices side by side.

    Args:
        chains: names or paths of the chains.
        out: folder of the world.
        play: plays one chain.
        as_json: whether to print JSON.

    Raises:
        LodeflowError: a chain cannot be played; finished ones are kept.

    """
    from lodeflow.comparison.worlds import SHOWN, finish, folder_of, last_stage, rows_of, section
    from lodeflow.report.text_tables import as_data, as_text
    from lodeflow.scenario.of_chain.several import short_name

    plans: dict[str, Plan] = {}
    done = 0
    for number, chain in enumerate(chains, 1):
        name = short_name(chain)
        say(f"{name}, chain {number} of {len(chains)}", err=True)
        plans[name], done = play(chain, folder_of(out, name))
    first = next(iter(plans.values())).scenario
    said = {"scenario": first.name.removesuffix(f"-{next(iter(plans))}"), "question": first.question}
    shown = {name: last_stage(plan) for name, plan in plans.items()}
    finish(out, list(plans), {**said, "replications": done, "seed": first.seed, SHOWN: shown})
    table = section(rows_of(out))
    if as_json:
        say(json.dumps({**said, "replications": done, "chains": list(plans), "out": str(out),
                        "sections": as_data([table])}))  # fmt: skip
        return
    say(f"{said['scenario']}: {said['question']}\n{done} replications of each of {len(plans)} chains, in {out}\n")
    say(as_text([table]))


def part_of(out: Path, chain: str) -> Path:
    """Folder of a ``chain`` in the folder ``out`` of a world; ``out`` itself where there is one chain."""
    from lodeflow.comparison.worlds import folder_of
    from lodeflow.scenario.of_chain.several import short_name

    return folder_of(out, short_name(chain)) if chain else out


def chains_of_arms(scenarios: tuple[str, ...]) -> tuple[str, ...]:
    """Chains of a comparison, if its ``scenarios`` name several. Raises click.UsageError where the scenarios differ."""
    named = [chains_of(scenario) for scenario in scenarios]
    if len({frozenset(chains) for chains in named}) > 1:
        said = "; ".join(f"{s}: {', '.join(c) or 'one'}" for s, c in zip(scenarios, named, strict=True))
        raise click.UsageError(f"the arms of a comparison play the same chains ({said})")
    return named[0] if named else ()


def refuse_options(chains: tuple[str, ...], options: dict[str, Any]) -> None:
    """Raise click.UsageError for an option in ``options`` that no world of several ``chains`` can have."""
    for option, value in options.items():
        if value:
            said = f"the scenario names {len(chains)} chains; {option} is for one: name a chain's own scenario"
            raise click.UsageError(said)
