"""Command ``lodeflow target``: the smallest policy that reaches a goal in a share of replications."""

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from lodeflow.cli.options import resolve, scenario_options
from lodeflow.cli.say import say

if TYPE_CHECKING:
    from lodeflow.evaluation.target import Goal, Target

REACH = re.compile(r"^\s*(?P<outcome>.+?)\s*(?P<sign>>=|<=)\s*(?P<level>[-+0-9.eE]+)\s*(?P<percent>%)?"
                   r"(?:\s+by\s+(?P<year>\d{4}))?\s*$")  # fmt: skip


@click.command()
@scenario_options
@click.option(
    "--reach",
    required=True,
    metavar="'OUTCOME >= X by YEAR'",
    help="Goal: an outcome with its material, region and sector, >= or <=, and a number in its unit, or in %. With a "
    "year the run ends with it; outcomes are those of the whole run.",
)
@click.option("--with", "key", required=True, metavar="KEY.PATH", help="Key of the scenario that is changed.")
@click.option("--between", nargs=2, required=True, metavar="A B", help="Its smallest and largest value, with a unit.")
@click.option(
    "--share",
    type=click.FloatRange(0.0, 1.0, min_open=True),
    default=0.5,
    show_default=True,
    help="Share of replications that must reach the goal.",
)
@click.option("--reps", type=click.IntRange(2), default=40, show_default=True, help="Replications at each value.")
@click.option(
    "--tolerance",
    type=click.FloatRange(1e-6, 0.5),
    default=0.02,
    show_default=True,
    help="Width at which the search ends, as a share of the range.",
)
@click.option("--workers", type=click.IntRange(0), default=0, help="Number of threads. Default: one per processor.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def target(scenario: str, reach: str, key: str, between: tuple[str, str], **options: Any) -> None:
    """Find the smallest policy that reaches a goal in a share of replications.

    All values are tried with the same random draws. The interval holds the smallest value with 95 % probability.

    \b
    lodeflow target money-only --with public_money.usa_rare_earth.capex_share --between 0 '90 %' \\
        --reach 'non_chinese_share_of_requirements light_oxide >= 40 % by 2035' --share 0.5

    \f
    Args:
        scenario: name or path.
        reach: the goal.
        key: the key that is changed.
        between: its smallest and largest value.
        options: all other options.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.errors import ScenarioError
    from lodeflow.evaluation.evaluator import Evaluator
    from lodeflow.evaluation.points import points_of, scenarios_of
    from lodeflow.evaluation.target import find_target
    from lodeflow.terms.walk import numbers

    goal, year = _goal(reach)
    world = resolve(scenario, options["overrides"], options["seed"], options["days"]).scenario
    if year is not None:
        days = (date(year + 1, 1, 1) - world.start_date).days
        if days < 1:
            raise click.BadParameter(f"{year} is before the run begins, {world.start_date}", param_hint="--reach")
        world = resolve(scenario, options["overrides"], options["seed"], days).scenario
    evaluator = Evaluator(world, [goal.outcome], replications=options["reps"], workers=options["workers"])
    ends = [_typed(text) for text in between]
    found, problems = scenarios_of(world, points_of([{key: end} for end in ends]))
    if problems:
        raise ScenarioError(problems)
    low, high = (float(numbers(each.__dict__)[key]) for each in found)

    def values_at(x: float) -> Any:
        table = evaluator([{key: x}], by_replication=True)
        return table[goal.outcome].to_numpy()

    answer = find_target(values_at, goal, options["share"], (low, high), options["tolerance"])
    if options["as_json"]:
        say(json.dumps({"scenario": world.name, "key": key, "goal": reach, **answer._asdict()}))
        return
    say(f"{world.name}: {goal.outcome} {'>=' if goal.above else '<='} {goal.level:g}, "
        f"{world.days} days from {world.start_date}, {options['reps']} replications with common draws\n")  # fmt: skip
    for value, count in answer.tried:
        say(f"  {key} = {value:<12.6g} reached in {count} of {answer.replications}")
    say("\n" + _said(answer, key, options["share"], (low, high)))


def _said(answer: "Target", key: str, share: float, between: tuple[float, float]) -> str:
    """The answer in words."""
    part = f"{100.0 * share:g} % of the replications"
    if answer.value is None:
        best = max(count for _, count in answer.tried)
        said = (
            f"The goal is not reached in {part} at {key} = {between[1]:g}: at best in {best} of {answer.replications}."
        )
    elif answer.at_once:
        said = f"The goal is reached in {part} at {key} = {between[0]:g} already: no policy between is smaller."
    else:
        low = f"{answer.low:.4g}" if answer.low is not None else f"below {between[0]:g}"
        high = f"{answer.high:.4g}" if answer.high is not None else f"above {between[1]:g}"
        said = f"The smallest {key} that reaches the goal in {part} is {answer.value:.4g} (95 %: {low} to {high})."
    if not answer.monotone:
        said += "\nA larger value reached the goal in fewer replications than a smaller one: other values may do too."
    return said


def _goal(text: str) -> "tuple[Goal, int | None]":
    """Goal and last year of a text such as 'unmet magnet_standard USA <= 100 by 2030'."""
    from lodeflow.evaluation.target import Goal

    match = REACH.match(text)
    try:
        level = float(match["level"]) if match else None
    except ValueError:
        level = None
    if match is None or level is None:
        said = f"expected 'OUTCOME >= X by YEAR' or 'OUTCOME <= X', found '{text}'"
        raise click.BadParameter(said, param_hint="--reach")
    outcome = " ".join(match["outcome"].split())
    goal = Goal(outcome, level / 100.0 if match["percent"] else level, match["sign"] == ">=")
    return goal, int(match["year"]) if match["year"] else None


def _typed(text: str) -> float | str:
    """A number where the text is one, else the text, with its unit."""
    try:
        return float(text)
    except ValueError:
        return text
