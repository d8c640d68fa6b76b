"""Command ``lodeflow report``: a result folder or a comparison as one HTML page to read, print or send."""

from pathlib import Path

import click

from lodeflow.cli.say import say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="File to write: .html.")
def report(folder: Path, out: Path) -> None:
    """Write what the result or comparison in FOLDER says as one HTML page.

    The page holds the answer in a few sentences, pictures, tables, the scenario with its sources and how it was made.
    It needs no network and no other file.

    \b
    lodeflow report results/arms -o arms.html

    \f
    Args:
        folder: the result folder.
        out: file to write.

    """  # noqa: D301 - click ends the help text at a form feed
    from lodeflow.answers.library import library
    from lodeflow.errors import DataError, OutputError
    from lodeflow.storage.ownership import COMPARISON, DESIGN, POINTS, point_name

    if out.suffix.lower() not in (".html", ".htm"):
        raise DataError(f"{out}: a report is written to a file that ends in .html")
    library("matplotlib.figure", "lodeflow report")
    if (folder / DESIGN).is_file():
        raise DataError(
            f"{folder} is a design of several points; lodeflow compare {folder} prints it, and a report is of one "
            f"point, such as {folder / POINTS / point_name(0)}"
        )
    if (folder / COMPARISON).is_file():
        from lodeflow.pages.of_comparison import of_comparison as text_of
    else:
        from lodeflow.pages.of_result import of_result as text_of
    text = text_of(folder)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from None
    say(f"{out}: {len(text.encode()) / 1e3:,.0f} kB, one file that needs nothing else", err=True)
