"""The command as a user would run it, in this process: an import of everything for each costs more than most commands."""

import io
import re
import signal
import sys
import warnings
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from typing import NamedTuple

from lodeflow.cli import ending, main


class Done(NamedTuple):
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def lodeflow(*arguments, cwd="."):
    """Run the command; a warning is an error. An exception that it lets through is the test's to see."""
    said, complained, code = io.StringIO(), io.StringIO(), 0
    with _as_it_was(["lodeflow", *map(str, arguments)]), chdir(cwd), warnings.catch_warnings():
        warnings.simplefilter("error")
        with redirect_stdout(said), redirect_stderr(complained):
            try:
                main()
            except SystemExit as leaving:
                code = leaving.code or 0
    return Done(code, said.getvalue(), complained.getvalue())


def moves_the_cursor(text):
    """Characters that a terminal would obey, and those that turn the direction of writing."""
    return re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)


@contextmanager
def _as_it_was(words):
    """A command line for a while, and afterwards what a command sets for the rest of its process is as before."""
    line, sys.argv = sys.argv, words
    answers = {number: signal.getsignal(number) for number in ending.SIGNALS}
    try:
        yield
    finally:
        sys.argv = line
        ending.at_the_end_say(lambda: "")
        for number, answer in answers.items():
            signal.signal(number, answer)
