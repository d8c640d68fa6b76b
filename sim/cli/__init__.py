"""The command line. Commands are imported when they are called, so that ``--help`` answers at once."""

from lodeflow.cli.group import main

__all__ = ["main"]
