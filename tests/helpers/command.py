"""The command as a user would run it."""

import subprocess
import sys


def lodeflow(*arguments, **options):
    """Run the command as a user would."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", "from lodeflow.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
