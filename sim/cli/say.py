"""Printing of everything that a command says, with control characters escaped."""

import shutil
import sys

import click

from lodeflow.errors import printable

NARROW = 80
"""Columns of a screen of which nothing is known, and of a file or a pipe."""


def screen() -> int:
    """Columns that printed tables may take: those of the terminal, at least ``NARROW``."""
    return max(NARROW, shutil.get_terminal_size((NARROW, 24)).columns) if sys.stdout.isatty() else NARROW


def say(text: str, *, err: bool = False) -> None:
    """Print a text and a newline. Names and questions come from files that somebody else may have written.

    Args:
        text: the text; newlines and tabs stay, other control characters are escaped.
        err: True for stderr.

    """
    click.echo(printable(text, keep="\n\t"), err=err)
