"""Printing of everything that a command says, with control characters escaped."""

import click

from lodeflow.errors import printable


def say(text: str, *, err: bool = False) -> None:
    """Print a text and a newline. Names and questions come from files that somebody else may have written.

    Args:
        text: the text; newlines and tabs stay, other control characters are escaped.
        err: True for stderr.

    """
    click.echo(printable(text, keep="\n\t"), err=err)
