"""``lodeflow new``: a commented scenario to fill in."""

import click


@click.command()
@click.argument("name")
@click.option(
    "--extends",
    default="status-quo",
    show_default=True,
    metavar="SCENARIO",
    help="Scenario to start from: a shipped name, or a path from this folder.",
)
def new(name: str, extends: str) -> None:
    """Write NAME.toml: a scenario that extends another, with an example of everything that can be said, commented out.

    An existing file is left as it is (exit code 73).
    """
    from lodeflow.scenario.template import new_scenario

    try:
        path = new_scenario(name, extends)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="NAME") from None
    click.echo(f"{path} written: fill it in, then lodeflow check {path}", err=True)
