"""Commands ``lodeflow scenarios``, ``schema`` and ``kinds``: shipped scenarios, scenario schema, event kinds."""

import json

import click

KINDS = (
    (10, "policy", "a tariff or an export tax comes into force, or lapses"),
    (11, "levy", "an alliance sets its reference prices and levies, or its policy begins or ends"),
    (12, "control", "an export control is announced, comes into force, changes or ends"),
    (13, "accession", "a region joins an alliance, or leaves it"),
    (14, "retaliation", "a country decides whether to answer new duties with an export control"),
    (16, "flood", "a state begins or stops to sell below the price it pays its producers"),
    (18, "crackdown", "a crackdown on illegal mining begins or ends"),
    (20, "surge", "a temporary rise of some users' demand begins or ends"),
    (30, "outage", "a mine stops, or resumes production"),
    (34, "investment", "an investor decides whether to enter, invest, close or cancel a project"),
    (36, "project", "a mine or plant enters its next project stage"),
    (38, "care", "a mine or plant goes into care and maintenance, or is restarted"),
    (50, "chokepoint", "a strait or canal closes, or reopens"),
    (60, "licence", "a licence office decides on a cargo"),
    (70, "departure", "a loaded cargo departs"),
    (75, "seizure", "customs seizes a smuggled cargo at the exporter's border"),
    (80, "passage", "a cargo reaches a chokepoint"),
    (90, "landfall", "a cargo reaches its destination port"),
    (100, "clearance", "a cargo clears customs and its duties are paid"),
    (110, "arrival", "a cargo enters the buyer's stock"),
    (120, "market", "a market day: prices, orders, dispatch, production"),
    (130, "loading", "loading of a newly dispatched cargo begins"),
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
