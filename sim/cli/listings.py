"""``lodeflow scenarios``, ``schema``, ``kinds``: what there is to choose from."""

import json

import click

KINDS = (
    (30, "outage", "a mine stops, or works again"),
    (34, "investment", "somebody looks whether to enter, invest, pause or cancel"),
    (36, "project", "a mine or plant enters its next stage"),
    (38, "care", "it is closed and kept in repair, or made ready again"),
    (50, "chokepoint", "a strait or canal closes, or opens again"),
    (70, "departure", "a loaded cargo leaves"),
    (80, "passage", "it reaches a chokepoint"),
    (90, "landfall", "it reaches the port of its buyer"),
    (100, "clearance", "customs lets it in, duties are paid"),
    (110, "arrival", "it enters the buyer's stock"),
    (120, "market", "prices, orders, dispatch, production"),
    (130, "loading", "a cargo that the market has just sent off is loaded"),
)


@click.command()
def scenarios() -> None:
    """List the shipped scenarios and the question of each."""
    from lodeflow.scenario import shipped

    for name, question in sorted(shipped().items()):
        click.echo(f"{name:<16}{question}")


@click.command()
def schema() -> None:
    """Print the JSON schema of a scenario, for editors."""
    from lodeflow.scenario import json_schema

    click.echo(json.dumps(json_schema(), indent=2, sort_keys=True))


@click.command()
def kinds() -> None:
    """Print the table of event kinds, in the order in which they happen within a day."""
    for rank, name, meaning in KINDS:
        click.echo(f"{rank:>4}  {name:<12}{meaning}")
