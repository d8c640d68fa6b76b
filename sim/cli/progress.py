"""Progress on stderr: a bar on a terminal, a plain line every half minute elsewhere, JSON lines on request."""

import json
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

SECONDS = 30.0


class Progress(AbstractContextManager["Progress"]):
    """Counts replications and says so, in one of the ways of ``--progress``."""

    def __init__(self, how: str, total: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        if how == "auto":
            how = "bar" if sys.stderr.isatty() else "plain"
        self.how, self.total, self.clock = how, total, clock
        self.done = 0
        self.start = self.said = clock()
        self.bar: Bar | None = None

    def __enter__(self) -> Self:
        """Show an empty bar, if a bar is wanted."""
        if self.how == "bar":
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as RichProgress

            self.bar = RichProgress(
                TextColumn("replications"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self.bar.start()
            self.task = self.bar.add_task("", total=self.total)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()

    def __call__(self, replications: int) -> None:
        """So many more replications are done."""
        self.done += replications
        now = self.clock()
        rate = self.done / max(now - self.start, 1e-9)
        left = (self.total - self.done) / rate
        if self.bar is not None:
            self.bar.advance(self.task, replications)
        elif self.how == "json":
            line = {
                "done": self.done,
                "of": self.total,
                "per_second": round(rate, 4),
                "seconds_left": round(left, 1),
            }
            print(json.dumps(line), file=sys.stderr, flush=True)  # noqa: T201
        elif self.how == "plain" and now - self.said >= SECONDS:
            self.said = now
            share = 100.0 * self.done / self.total
            text = f"{self.done}/{self.total} replications  {share:.0f} %  {rate:.2f}/s  {left:.0f} s left"
            print(text, file=sys.stderr, flush=True)  # noqa: T201
