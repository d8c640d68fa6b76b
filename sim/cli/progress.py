"""Progress on stderr: a bar on a terminal, a plain line every half minute elsewhere, JSON lines on request.

Beside the count stands what the run has found so far: the mean of one outcome and half of its 95 % interval.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from lodeflow.monte_carlo.stopping import Running
    from lodeflow.outcomes.names import Name

SECONDS = 30.0


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
        if how == "auto":
            how = "bar" if sys.stderr.isatty() else "plain"
        self.how, self.total, self.clock, self.headline = how, total, clock, headline
        self.done = self.kept = 0
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
                TextColumn("{task.description}"),
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

    def __call__(self, replications: int, *, kept: bool = False) -> None:
        """So many more replications are done; ``kept`` ones were found finished and say nothing about speed."""
        self.done += replications
        self.kept += replications * kept
        now = self.clock()
        rate = (self.done - self.kept) / max(now - self.start, 1e-9)
        left = (self.total - self.done) / rate if rate > 0.0 else None
        if self.bar is not None:
            self.bar.update(self.task, advance=replications, description=f"{rate:.1f}/s  {self._found()}")
        elif self.how == "json":
            line = {
                "done": self.done,
                "of": self.total,
                "per_second": round(rate, 4),
                "seconds_left": None if left is None else round(left, 1),
                **self._numbers(),
            }
            print(json.dumps(line), file=sys.stderr, flush=True)  # noqa: T201
        elif self.how == "plain" and now - self.said >= SECONDS:
            self.said = now
            share = 100.0 * self.done / self.total
            wait = "" if left is None else f"  {left:.0f} s left"
            text = f"{self.done}/{self.total} replications  {share:.0f} %  {rate:.2f}/s{wait}  {self._found()}"
            print(text.rstrip(), file=sys.stderr, flush=True)  # noqa: T201

    def _found(self) -> str:
        """The headline outcome in words."""
        if self.headline is None or self.headline[1].count < 2:
            return ""
        name, running = self.headline
        return f"{' '.join(w for w in name if w)} {running.mean:,.4g} ± {running.half_width:,.2g}"

    def _numbers(self) -> dict[str, object]:
        """The headline outcome for machines."""
        if self.headline is None or self.headline[1].count < 2:
            return {}
        name, running = self.headline
        return {"outcome": [w for w in name if w], "mean": running.mean, "half_width": running.half_width}
