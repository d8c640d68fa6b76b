"""Progress on stderr: a bar on a terminal, a plain line every half minute elsewhere, JSON lines on request.

Beside the count stands what the run has found so far: the mean of one outcome and half of its 95 % interval. A line is
never longer than the terminal is wide: what does not fit is left out as a whole.
"""

import json
import os
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from fnmatch import fnmatchcase
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from lodeflow.monte_carlo.stopping import Running
    from lodeflow.outcomes.names import Name

SECONDS = 30.0
TOGETHER = 1.0  # seconds within which workers that began together finish their first blocks
NARROWEST = 40  # columns
COMPILING = "compiling the model, once; about a minute"
KEPT_NOWHERE = "its code is not kept for later runs"
ENTRIES = {"compiled": "loop.play-*.entry", "simpy": "market_day.market_day-*.entry"}
"""Compiled kernel that each engine calls first, as a file name in the cache: absent while the cache is cold."""


class Progress(AbstractContextManager["Progress"]):
    """Counts replications and says so, in one of the ways of ``--progress``."""

    def __init__(
        self,
        how: str,
        total: int,
        *,
        headline: "tuple[Name, Running] | None" = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``how``: auto, bar, plain, none or json; ``headline`` is the outcome that is shown; ``clock`` in seconds."""
        self.how, self.total, self.clock, self.headline = way(how), total, clock, headline
        self.done = self.counted = 0
        self.said = clock()
        self.start: float | None = None

    def __enter__(self) -> Self:
        """Show an empty bar, if a bar is wanted."""
        self._show_bar(0.0, None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self.how == "bar":
            _say("\r\x1b[K", end="")

    def __call__(self, replications: int, *, kept: bool = False) -> None:
        """So many more replications are done; ``kept`` ones were found finished and say nothing about speed.

        The clock starts with the first ones that were run: before, kernels were compiled.
        """
        self.done += replications
        now = self.clock()
        rate = 0.0
        if not kept and self.start is None:
            self.start = now
        elif not kept and self.start is not None and now - self.start > TOGETHER:
            self.counted += replications
        if self.start is not None and now > self.start:
            rate = self.counted / (now - self.start)
        left = (self.total - self.done) / rate if rate > 0.0 else None
        self._show_bar(rate, left)
        if self.how == "json":
            line = {
                "done": self.done,
                "of": self.total,
                "per_second": round(rate, 4),
                "seconds_left": None if left is None else round(left, 1),
                **self._numbers(),
            }
            _say(json.dumps(line))
        elif self.how == "plain" and now - self.said >= SECONDS:
            self.said = now
            _say(fitting(self._parts(rate, left), width()))

    def _show_bar(self, rate: float, left: float | None) -> None:
        """The bar as it now stands, in place of the last one."""
        if self.how != "bar":
            return
        columns = width() - 1  # in the last one some terminals begin a new line
        text = fitting(self._parts(rate, left), columns)
        room = min(columns - len(text) - 4, 40)
        full = max(0, min(room, room * self.done // max(1, self.total)))
        _say(f"\r\x1b[K{text}" + (f"  [{'#' * full}{'.' * (room - full)}]" if room >= 5 else ""), end="")

    def _parts(self, rate: float, left: float | None) -> list[str]:
        """What there is to say, the most important first."""
        share = 100.0 * self.done / max(1, self.total)
        speed = [] if left is None else [f"{rate:.2f}/s", f"{left:.0f} s left"]
        return [f"{self.done}/{self.total} replications", f"{share:.0f} %", *speed, *self._found()]

    def _found(self) -> list[str]:
        """The headline outcome in words."""
        if self.headline is None or self.headline[1].count < 2:
            return []
        name, running = self.headline
        return [f"{' '.join(w for w in name if w)} {running.mean:,.4g} ± {running.half_width:,.2g}"]

    def _numbers(self) -> dict[str, object]:
        """The headline outcome for machines."""
        if self.headline is None or self.headline[1].count < 2:
            return {}
        name, running = self.headline
        return {"outcome": [w for w in name if w], "mean": running.mean, "half_width": running.half_width}


def way(how: str) -> str:
    """Way in which progress is shown.

    Args:
        how: value of ``--progress``; ``auto`` is a bar on a terminal that can move its cursor, else plain lines.
    """
    if how != "auto":
        return how
    return "bar" if sys.stderr.isatty() and os.environ.get("TERM") not in (None, "", "dumb") else "plain"


def width() -> int:
    """Columns of the terminal, 40 or more; as many as anybody needs where there is none."""
    with suppress(ValueError):
        return max(NARROWEST, int(os.environ.get("COLUMNS", "")))
    with suppress(OSError, ValueError):
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
        return max(NARROWEST, columns) if columns else 80
    return 1000


def fitting(parts: list[str], columns: int) -> str:
    """Line of parts beside each other; a part that does not fit is left out whole.

    Args:
        parts: the parts.
        columns: width of the line.
    """
    line = ""
    for part in parts:
        longer = f"{line}  {part}" if line else part
        line = longer if len(longer) <= columns else line
    return line


def say_if_compiling(engine: str, how: str) -> None:
    """Print that kernels are compiled first, if the cache does not have them. Raises MachineError without the memory.

    Args:
        engine: simpy or compiled.
        how: value of ``--progress``; none and json print nothing.
    """
    from lodeflow.cli.memory import COMPILING as NEEDED
    from lodeflow.cli.memory import need
    from lodeflow.kernels.core.code_store import FOLDER, WHY_NOT

    warm = False
    with suppress(OSError):  # a cache that may not be read is as good as none
        warm = FOLDER is not None and any(fnmatchcase(name, ENTRIES[engine]) for name in FOLDER.names())
    if warm or os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return
    need(NEEDED)
    if how not in ("none", "json"):
        _say(textwrap.fill(f"{COMPILING}: {KEPT_NOWHERE}, {WHY_NOT}" if WHY_NOT else COMPILING, min(120, width())))


def _say(text: str, end: str = "\n") -> None:
    """On stderr; a run goes on where nobody reads it."""
    with suppress(OSError):
        print(text, end=end, file=sys.stderr, flush=True)  # noqa: T201
