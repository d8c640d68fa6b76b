"""Stoppages that reach no mine or plant, or stop nothing of it."""

from collections.abc import Iterator

from lodeflow.language.patterns import fits
from lodeflow.language.uncertain_number import reach
from lodeflow.report.no_effect.where import Where, in_words
from lodeflow.scenario.idle import Idle


def idle_stoppages(where: Where) -> Iterator[Idle]:
    """Stoppages of the scenario ``where`` that stop nothing."""
    for name, each in where.scenario.stoppages.items():
        path = ("stoppages", name)
        if reach(each.share)[1] == 0.0:
            yield Idle((*path, "share"), "is 0: nothing stops")
        elif each.material is not None:
            makers = {f.origin for f in where.year.flows if fits(each.material, f.material)}
            if each.region not in makers:
                said = f"{each.region} makes none of it: nothing stops"
                yield Idle((*path, "region"), said, f"it is made in {in_words(sorted(makers))}" if makers else "")
