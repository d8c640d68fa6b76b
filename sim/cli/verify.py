"""Command ``lodeflow verify``: check of a result folder against its manifest."""

from pathlib import Path

import click

from lodeflow.cli.say import say
from lodeflow.errors import CheckFailed


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def verify(folder: Path) -> None:
    """Check every file of the result folder FOLDER against its manifest.

    \f
    Args:
        folder: the result folder.

    Raises:
        CheckFailed: a file is missing, damaged or unknown.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.storage import verify as checks

    problems = checks.verify(folder)
    for problem in problems:
        say(problem, err=True)
    if problems:
        raise CheckFailed(f"{folder}: {len(problems)} problem{'s' * (len(problems) > 1)}")
    say(f"{folder}: every file matches the manifest")
