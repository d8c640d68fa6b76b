"""Command ``lodeflow new``: a commented scenario file, or the folder of a chain, to fill in."""

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
@click.option("--chain", "is_chain", is_flag=True, help="Write a folder NAME with the tables of a chain instead.")
def new(name: str, extends: str, *, is_chain: bool) -> None:
    """Write NAME.toml, a scenario that extends another, with an example of every setting as a comment.

    With --chain, write a folder NAME: chain.toml and every table that a chain may have, with made-up figures and a
    comment on each column. An existing file or folder is not overwritten; the exit code is then 73.

    \f
    Args:
        name: name of the new scenario or chain.
        extends: scenario that it extends.
        is_chain: whether to write a chain.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.cli.chain import new_chain
    from lodeflow.scenario.template import new_scenario

    try:
        if is_chain:
            new_chain(name)
            return
        path = new_scenario(name, extends)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="NAME") from None
    say(f"{path} written; fill it in, then run: lodeflow check {path}", err=True)
