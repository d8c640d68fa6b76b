"""Command group ``lodeflow``: its commands, and how failures end: one message, one exit code, no traceback."""

import difflib
import importlib
import io
import os
import sys
from contextlib import suppress

import click

from lodeflow.cli.ending import last_words
from lodeflow.cli.say import say
from lodeflow.errors import LodeflowError, MachineError, StorageError
from lodeflow.machine import want_of_memory_or_threads

COMMANDS = {
    "run": ("lodeflow.cli.run", "Run one replication and print its main outcomes."),
    "mc": ("lodeflow.cli.mc", "Run a Monte Carlo simulation and write a result folder."),
    "merge": ("lodeflow.cli.merge", "Merge the shards of a job array into one result folder."),
    "compare": ("lodeflow.cli.compare", "Compare policy scenarios under common random numbers."),
    "target": ("lodeflow.cli.target", "Find the smallest policy that reaches a goal in a share of replications."),
    "backtest": ("lodeflow.cli.backtest", "Play an episode of history and set it beside what was observed."),
    "validate": ("lodeflow.cli.backtest", "Back-test all shipped episodes and print their scores."),
    "plot": ("lodeflow.cli.plot", "Draw a picture of a result folder: SVG, PNG or PDF."),
    "report": ("lodeflow.cli.report", "Write a result folder or a comparison as one HTML page."),
    "check": ("lodeflow.cli.check", "Validate a scenario or a chain and summarise its data; write nothing."),
    "new": ("lodeflow.cli.new", "Write a commented scenario file, or the folder of a chain, to fill in."),
    "scenarios": ("lodeflow.cli.listings", "List the shipped scenarios and their questions."),
    "catalog": ("lodeflow.cli.catalog", "Print outcomes, columns and scenario keys with unit and meaning."),
    "schema": ("lodeflow.cli.listings", "Print the JSON schema of scenario files."),
    "kinds": ("lodeflow.cli.listings", "Print the table of event kinds."),
    "bench": ("lodeflow.cli.bench", "Measure the speed of this installation, as ratios."),
    "verify": ("lodeflow.cli.verify", "Check every file of a result folder against its manifest."),
}
"""Module and one line of help of each command."""


class Lazy(click.Group):
    """Command group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of the help text; ``ctx`` is not used."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Command called ``cmd_name``; an unknown name fails in ``ctx`` with a suggestion."""
        if cmd_name not in COMMANDS:
            near = difflib.get_close_matches(cmd_name, COMMANDS, 1)
            ctx.fail(f"no such command '{cmd_name}'" + (f"; did you mean '{near[0]}'?" if near else ""))
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands to ``formatter`` without importing them; ``ctx`` is not used."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lodeflow")
def lodeflow() -> None:
    """Simulate world trade in critical minerals under trade and industrial policies.

    SCENARIO is the path of a TOML file or the name of a shipped scenario.
    """


def run() -> None:
    """Run a command and exit: 0, the code of the failure, or the code that click chose."""
    try:
        code = _run()
    except BrokenPipeError:  # whoever read our output has had enough
        code = 0
    _silence()
    sys.exit(code)


def _run() -> int:
    """Exit code of the command. Raises BrokenPipeError where its output has no reader."""
    out = sys.stdout
    try:
        code: int = lodeflow.main(prog_name="lodeflow", standalone_mode=False) or 0
        sys.stdout.flush()
    except SystemExit:
        if sys.stdout is out:
            raise
        raise BrokenPipeError from None  # click wraps stdout where nobody reads it, and leaves with 1
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except click.ClickException as wrong:
        shown = io.StringIO()
        wrong.show(shown)
        with suppress(BrokenPipeError):
            say(shown.getvalue().rstrip("\n"), err=True)
        code = wrong.exit_code
    except LodeflowError as failure:
        words = last_words() if isinstance(failure, StorageError) else ""
        with suppress(BrokenPipeError):
            say(f"{failure}; {words}" if words else str(failure), err=True)
        code = failure.exit_code
    except BrokenPipeError:
        raise
    except Exception as fault:  # noqa: BLE001 - what fails for want of memory may raise anything
        if not (words := want_of_memory_or_threads(fault)):
            return _fault_of_files(fault)
        say("; ".join(each for each in (words, last_words()) if each), err=True)
        code = MachineError.exit_code
    return code


def _fault_of_files(fault: Exception) -> int:
    """Exit code of a fault of reading or writing. Raises ``fault`` where it is another one: a bug."""
    if not isinstance(fault, OSError):
        raise fault
    # what we print cannot be written, on a full disk; or what we need cannot be read
    what = f"{fault.filename} cannot be read" if fault.filename else "the result cannot be printed"
    say(f"{what}: {fault.strerror or fault}", err=True)
    return StorageError.exit_code


def _silence() -> None:
    """Discard further output that cannot be written, about which Python would complain when it flushes at exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
