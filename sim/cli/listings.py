"""Commands ``lodeflow scenarios``, ``schema`` and ``kinds``: shipped scenarios, scenario schema, event kinds."""

import json

import click

KINDS = (
    (10, "policy", "a tariff or an export tax comes into force, or lapses"),
    (11, "levy", "reference prices and levies are fixed, or an alliance's policy begins or ends"),
    (12, "control", "an export control is announced, comes into force, changes or ends"),
    (13, "accession", "a region joins an alliance, or leaves it"),
    (14, "retaliation", "a country answers new duties with a control, or does not"),
    (16, "flood", "a state begins to sell below what it pays its producers, or stops"),
    (18, "crackdown", "illegal mining is cracked down upon, or let go on again"),
    (20, "surge", "some users want more for a while, or no more"),
    (30, "outage", "a mine stops, or works again"),
    (34, "investment", "somebody looks whether to enter, invest, pause or cancel"),
    (36, "project", "a mine or plant enters its next stage"),
    (38, "care", "it is closed and kept in repair, or made ready again"),
    (50, "chokepoint", "a strait or canal closes, or opens again"),
    (60, "licence", "a licence office decides on a cargo"),
    (70, "departure", "a loaded cargo leaves"),
    (75, "seizure", "a smuggled cargo is seized at the border it leaves by"),
    (80, "passage", "it reaches a chokepoint"),
    (90, "landfall", "it reaches the port of its buyer"),
    (100, "clearance", "customs lets it in, duties are paid"),
    (110, "arrival", "it enters the buyer's stock"),
    (120, "market", "prices, orders, dispatch, production"),
    (130, "loading", "a cargo that the market has just sent off is loaded"),
)
"""Rank, name and meaning of each kind of event; the rank orders events within a day."""


@click.command()
def scenarios() -> None:
    """List the shipped scenarios with the question that each of them answers."""
    from lodeflow.scenario.load import shipped

    for name, question in sorted(shipped().items()):
        click.echo(f"{name:<18}{question}")


@click.command()
def schema() -> None:
    """Print the JSON schema of scenario files, for editors."""
    from lodeflow.scenario.load import json_schema

    click.echo(json.dumps(json_schema(), indent=2, sort_keys=True))


@click.command()
def kinds() -> None:
    """Print the table of event kinds, in the order in which they happen within a day."""
    for rank, name, meaning in KINDS:
        click.echo(f"{rank:>4}  {name:<12}{meaning}")
