"""Means of a Monte Carlo run while it goes on, and the table that ``mc`` and ``merge`` print of them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from lodeflow.cli.options import say_implausible
from lodeflow.cli.say import say

if TYPE_CHECKING:
    from lodeflow.monte_carlo.run import Told
    from lodeflow.monte_carlo.stopping import Until
    from lodeflow.plans import Plan


class RunMeans:
    """Running means of a run.

    Args:
        plan: the plan of the run.
        engine: simpy or compiled, by which implausible prices are looked for.
        rule: stopping rule, if any; its outcome is then the headline.

    """

    def __init__(self, plan: "Plan", engine: str, rule: "Until | None" = None) -> None:
        from lodeflow.monte_carlo.stopping import HEADLINE, Running
        from lodeflow.outcomes.measure import Outcomes
        from lodeflow.report.implausible_prices import PriceWatch
        from lodeflow.report.over_replications import Means
        from lodeflow.report.summary import printed, shown_of

        self.plan, self.rule = plan, rule
        found, self._shown = Outcomes(plan), shown_of(plan)
        self.means, self.running = Means(found.names, printed(self._shown)), Running()
        self.prices = PriceWatch(plan, engine)
        headline = rule.outcome if rule else HEADLINE if HEADLINE in found.place else self._shown.headline
        self.headline = (headline, self.running)
        self._place = found.place[headline]

    def add(self, block: "Told") -> None:
        """Add the replications of a finished ``block``."""
        self.prices.look(block.outcomes)
        for values in block.outcomes:
            self.means.add(values)
            self.running.add(float(values[self._place]))

    def show(self, done: int, out: Path, progress: str, *, as_json: bool) -> None:
        """Print the means.

        Args:
            done: number of replications.
            out: the result folder.
            progress: style of the progress report, by which warnings are printed.
            as_json: True to print JSON.

        """
        from lodeflow.report.length import years
        from lodeflow.report.summary import nowcasts, sections
        from lodeflow.report.text_tables import as_data, as_text

        say_implausible([self.prices], progress)
        world = self.plan.scenario
        table = [*sections(self.means, years(world), self._shown), *nowcasts(world)]
        if as_json:
            of_run = {"scenario": world.name, "replications": done, "out": str(out)}
            say(json.dumps({**of_run, "outcomes": self.means.rows(), "sections": as_data(table)}))
            return
        say(
            f"{world.name}: {world.question}\n"
            f"means of {done} replications with their standard errors, and medians; results are in {out}"
        )
        if self.rule:
            said = " ".join(w for w in self.rule.outcome if w)
            reached = "reached" if self.rule.reached(self.running) else "NOT reached"
            say(f"{said}: {self.running.mean:,.6g} ± {self.running.half_width:,.3g}; --until {reached}")
        say(f"\n{as_text(table)}")
