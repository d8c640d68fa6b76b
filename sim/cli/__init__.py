"""Command line. Commands are imported when they are called, so that ``--help`` answers at once."""

from lodeflow.cli.ending import asked, leave, listen

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit with the code of the outcome."""
    try:
        listen()
        from lodeflow.cli.group import run

        run()
    except BaseException:  # an import that is interrupted may raise anything
        code = asked()
        if code is None:
            raise
        leave(code)
