"""Command ``lodeflow catalog``: outcomes, tables, columns and scenario keys with units and meanings, by pattern."""

import json
from textwrap import wrap

import click

from lodeflow.cli.say import say, screen

KINDS = ("outcome", "table", "column", "key")
LEAST = 40
"""Columns that a meaning has at least."""


@click.command()
@click.argument("pattern", default="")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Kind to list. Repeatable. Default: all."
)
@click.option("--json", "as_json", is_flag=True, help="Print the entries as JSON.")
def catalog(pattern: str, kinds: tuple[str, ...], *, as_json: bool) -> None:
    """Print outcomes, tables, columns and scenario keys with unit and meaning.

    PATTERN is a part of a name, such as weeks, or a pattern, such as 'mean_*'. Where no name fits, meanings are
    searched.

    \b
    lodeflow catalog unmet
    lodeflow catalog --kind key 'policies.*'

    \f
    Args:
        pattern: what names are searched for; all without one.
        kinds: kinds of entries; all without one.
        as_json: whether to print JSON.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.report.dictionary import found, told

    try:
        some = found(pattern, kinds or KINDS)
    except LookupError as unknown:
        raise click.BadParameter(str(unknown.args[0]), param_hint="PATTERN") from None
    if as_json:
        say(json.dumps([each._asdict() for each in some], indent=2))
        return
    for section in told(some):
        say(f"{section.title}\n")
        for name, unit, meaning in section.rows:
            say(f"  {name}{f' [{unit}]' if unit else ''}")
            for line in wrap(meaning, max(LEAST, screen() - 6)):
                say(f"      {line}")
        say("")
