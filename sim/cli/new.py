"""Command ``lodeflow new``: a commented scenario file to fill in."""

import click

from lodeflow.cli.say import say


@click.command()
@click.argument("name")
@click.option(
    "--extends",
    default="status-quo",
    show_default=True,
    metavar="SCENARIO",
    help="Scenario to extend: a shipped name, or a path relative to this folder.",
)
def new(name: str, extends: str) -> None:
    """Write NAME.toml, a scenario that extends another, with an example of every setting as a comment.

    An existing file is not overwritten; the exit code is then 73.

    \f
    Args:
        name: name of the new scenario.
        extends: scenario that it extends.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.scenario.template import new_scenario

    try:
        path = new_scenario(name, extends)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="NAME") from None
    say(f"{path} written; fill it in, then run: lodeflow check {path}", err=True)
