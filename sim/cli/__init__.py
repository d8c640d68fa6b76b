"""Command line. Commands are imported when they are called, so that ``--help`` answers at once."""

import os
import sys
from importlib.util import find_spec

from lodeflow.cli.ending import asked, leave, listen
from lodeflow.machine import processors

__all__ = ["main"]

NO_LOCKS = "lodeflow runs on Linux and macOS: this system has no locks for result folders (Python's module fcntl)"


def main() -> None:
    """Run the command line and exit with the code of the outcome."""
    try:
        if find_spec("fcntl") is None:
            print(NO_LOCKS, file=sys.stderr)  # noqa: T201 - click is not loaded yet
            sys.exit(71)
        listen()
        _limit_threads()
        from lodeflow.cli.group import run

        run()
    except BaseException:  # an import that is interrupted may raise anything
        code = asked()
        if code is None:
            raise
        leave(code)


def _limit_threads() -> None:
    """Threads of libraries as far as processors may be used; they read these variables when they are loaded.

    OpenBLAS, which no result passes through, reserves memory for every processor of the machine.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", str(processors()))  # of Arrow
