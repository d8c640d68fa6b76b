"""Times rivals in turns, keeps them quiet, and does without those that are not installed."""

import gc
import importlib
import io
import logging
import sys
import time
import warnings
from contextlib import contextmanager, redirect_stderr, redirect_stdout


@contextmanager
def quiet():
    """Nothing is printed, logged or warned of: both streams go to memory, logging and warnings are switched off."""
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)


def rival(module, package):
    """Import a rival; None, and one line that says how to get it, if it is not installed."""
    try:
        with quiet():
            return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        print(f"{package} is left out ({missing}): pip install 'lodeflow[bench]'", file=sys.stderr)
        return None


def fastest(engines, rounds):
    """Fewest CPU seconds of each engine, and what it found.

    Engines take turns, so that a busy moment of the machine meets them all; the first turn also compiles. An engine is
    prepared before the clock starts: it is a function that returns the work to be timed.
    """
    best, found = dict.fromkeys(engines, float("inf")), {}
    for _ in range(rounds):
        for name, prepare in engines.items():
            with quiet():
                work = prepare()
                gc.collect()
                start = time.process_time()
                found[name] = work()
                best[name] = min(best[name], time.process_time() - start)
    return best, found


def table(heads, rows):
    """Lines of a text table: the first column to the left, numbers to the right."""
    cells = [heads, *rows]
    widths = [max(len(row[k]) for row in cells) for k in range(len(heads))]
    return [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
        for row in cells
    ]
