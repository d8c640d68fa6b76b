"""Export controls that reach no cargo, and terms for regions that none of their cargoes goes to."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from lodeflow.atlas.atlas import DEFENCE, Lane
from lodeflow.language.patterns import fits
from lodeflow.language.uncertain_number import reach
from lodeflow.report.no_effect.where import Where, in_words
from lodeflow.scenario.idle import Idle
from lodeflow.terms.export_controls import LISTING, Control

FOR_GOOD = date.max
Rank = dict[tuple[Any, ...], tuple[Any, ...]]
"""Series of controls, the lowest overrules."""


def idle_controls(where: Where) -> Iterator[Idle]:
    """Controls of the scenario ``where`` that no lane is under, or that others overrule on all lanes and days."""
    controls = where.scenario.controls
    rank: Rank = {}
    for name, control in sorted(controls.items(), key=lambda each: (each[1].start, each[0])):
        rank.setdefault(control.series, (*control.generality, name))
    under = {name: _under(where, control) for name, control in controls.items()}
    for name, control in controls.items():
        path = ("controls", name)
        if not under[name]:
            yield Idle(path, f"reaches no cargo: {_nobody(where, control)}", where.trades(control.materials))
            continue
        over = [n for n, each in controls.items() if _overrules(where, each, control, rank) and under[n] >= under[name]]
        if over:
            said = f"never holds: {in_words(map(repr, over))}, more specific, overrules it on all lanes and days"
            yield Idle(path, said + "; only its news is heard" * (reach(control.news)[1] > 0.0))
        if (
            control.regime == "none"
            and not control.drawn
            and not any(under[n] & under[name] for n, each in controls.items() if each.series != control.series)
        ):
            said = "lets trade be free where no other control ever limits it: it has no effect"
            yield Idle((*path, "regime"), said, "is another regime meant: licensing, quota, ban, eased?")
        projects = where.scenario.projects
        for firm in control.firms if control.regime == LISTING else ():
            if not fits(control.destinations, projects[firm].region):
                said = f"'{firm}' is in {projects[firm].region}, where these goods do not go: it has no effect"
                yield Idle((*path, "firms"), said, "name its region among the destinations")
        yield from _nothing_held(where, control, under[name], (*path, "heading" if control.heading else "lookalikes"))
        yield from _nobody_applies(control, under[name], path)


def _nobody_applies(control: Control, under: set[Lane], path: tuple[str, ...]) -> Iterator[Idle]:
    """Approval rates of regions to which no cargo under a control goes."""
    for key, tagged in (("approval_by_region", False), ("defence_approval_by_region", True)):
        reached = {lane.destination for lane in under if (lane.tag == DEFENCE) == tagged}
        for region in getattr(control.licence, key):
            if region not in reached:
                users = "defence in " if tagged else ""
                said = f"no cargo under this control goes to {users}{region}: it has no effect"
                hint = f"they go to {in_words(sorted(reached))}" * bool(reached)
                yield Idle((*path, "licence", key, region), said, hint)


def _nothing_held(where: Where, control: Control, under: set[Lane], path: tuple[str, ...]) -> Iterator[Idle]:
    """A tariff heading, or lookalikes, of which nothing ever waits beside what is controlled."""
    if not control.taken_for or not (control.drawn or control.regime in ("licensing", "ban")):
        return
    held = where.lanes(control.controller, control.destinations, control.taken_for)
    waits = control.licence.blocked_days if control.licence.sorting_days is None else control.licence.sorting_days
    if not {lane for lane in held if not lane.smuggled and fits(control.tag or "*", lane.tag)} - under:
        yield Idle(path, "names no goods that go there besides the controlled ones: it has no effect")
    elif reach(waits)[1] <= 0.0:
        yield Idle(path, "customs can tell grades apart from the first day: it has no effect", "give sorting_days")


def _under(where: Where, control: Control) -> set[Lane]:
    """Lanes under a control. What is smuggled is under none."""
    found = where.lanes(control.controller, control.destinations, control.materials)
    return {lane for lane in found if not lane.smuggled and fits(control.tag or "*", lane.tag)}


def _nobody(where: Where, control: Control) -> str:
    to = "" if control.destinations == "*" else f" to {in_words(_listed(control.destinations))}"
    said = f"{control.controller} sells no {in_words(_listed(control.materials))} abroad{to}"
    if control.tag == DEFENCE and where.lanes(control.controller, control.destinations, control.materials):
        return f"{said} for defence, which keeps no stock of it apart ([defence] names materials and regions)"
    return said


def _listed(side: str | tuple[str, ...]) -> tuple[str, ...]:
    return (side,) if isinstance(side, str) else side


def _overrules(where: Where, other: Control, control: Control, rank: Rank) -> bool:
    """Whether another control is in force, and more specific, on all days of the run on which a control is."""
    if LISTING in (other.regime, control.regime):  # stands beside all others
        return False
    if other.series == control.series or rank[other.series] > rank[control.series]:
        return False
    if other.controller != control.controller or other.suspended is not None or other.regime == "suspended":
        return False
    after = where.scenario.start_date + timedelta(days=where.scenario.days)
    begins = max(control.start, where.scenario.start_date)
    return other.start <= begins and (other.end or FOR_GOOD) >= min(control.end or FOR_GOOD, after)
