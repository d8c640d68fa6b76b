"""Dates of a scenario that lie outside its run, so that what they date never happens."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from lodeflow.language.toml_places import Path
from lodeflow.language.uncertain_number import reach
from lodeflow.scenario.idle import Idle
from lodeflow.scenario.model import Scenario
from lodeflow.terms.alliance import Policy
from lodeflow.terms.supply.production_quotas import ProductionQuota

_DAYS: Path = ("days",)
_START: Path = ("start_date",)
_FIRST_OUTPUT = {
    "begun": "its stage begins",
    "permits": "its permits come",
    "decision": "it is decided",
    "first_output": "its first output comes",
    "promised_output": "its first output is promised",
}


class Run:
    """The days of a run: the first one, and the first one after it."""

    def __init__(self, scenario: Scenario) -> None:
        self.first, self.after = scenario.start_date, scenario.start_date + timedelta(days=scenario.days)
        self.hint = f"the run goes from {self.first} to {self.after - timedelta(days=1)}: was another year meant?"

    def late(self, path: Path, day: date | None, what: str = "starts", so: str = "it has no effect") -> Iterator[Idle]:
        """Yield the value at ``path`` if its ``day`` is after the run: ``what`` it dates, and what follows (``so``)."""
        if day is not None and day >= self.after:
            yield Idle(path, f"{what} on {day}, after the run has ended: {so}", self.hint, _DAYS)

    def over(self, path: Path, day: date | None, what: str = "ends") -> Iterator[Idle]:
        """Yield the value at ``path`` if its ``day`` is before the run; ``what`` it dates is over by then."""
        if day is not None and day <= self.first:
            yield Idle(path, f"{what} on {day}, before the run begins: it has no effect", self.hint, _START)


def idle_dates(scenario: Scenario) -> Iterator[Idle]:
    """Dates of ``scenario`` that lie outside its run."""
    run = Run(scenario)
    for kind, name, each in _dated(scenario):
        yield from run.late((kind, name, "start"), each.start)
        yield from run.over((kind, name, "end"), each.end)
    for name, control in scenario.controls.items():
        yield from run.late(("controls", name, "start"), control.announced or control.start)
        yield from run.over(("controls", name, "end"), control.end)
        if control.start < run.after:
            yield from run.late(("controls", name, "suspended"), control.suspended, "is put off")
    for name, policy in scenario.policies.items():
        yield from _of_policy(run, name, policy)
    for name, quota in scenario.production_quotas.items():
        path = ("production_quotas", name, "imported_ore_from")
        yield from run.late(path, quota.imported_ore_from, "counts imported ore")
        yield from _years_of_quota(run, name, quota)
    for name, project in (*scenario.projects.items(), *scenario.entrants.items()):
        table = "entrants" if name in scenario.entrants else "projects"
        for key, what in _FIRST_OUTPUT.items():
            yield from run.late((table, name, key), getattr(project, key), what, "it makes nothing in the run")
        yield from run.over((table, name, "offtake_until"), project.offtake_until, "its long contracts end")
    yield from run.late(("relabelling", "start"), scenario.relabelling.start)
    yield from run.late(("recycling", "start"), scenario.recycling.start)
    yield from run.late(("growth", "changes"), scenario.growth.changes, "growth bends")


def _dated(scenario: Scenario) -> Iterator[tuple[str, str, Any]]:
    """Entries with a start and an end of all tables but those that a function here looks at more closely."""
    for kind in Scenario.model_fields:
        table = getattr(scenario, kind)
        if isinstance(table, Mapping) and kind not in ("controls", "policies"):
            for name, each in table.items():
                if hasattr(each, "start") and hasattr(each, "end"):
                    yield kind, name, each


def _of_policy(run: Run, name: str, policy: Policy) -> Iterator[Idle]:
    table = ("policies", name)
    starts = policy.start or run.first
    ended = [] if policy.end is None else [*run.over((*table, "end"), policy.end)]
    if (policy.announced or starts) >= run.after or ended:
        yield from run.late((*table, "start"), policy.announced or starts)
        yield from ended
        return
    for key, so in (("joins", "it is no member in this run"), ("leaves", "it is a member until then")):
        days: Mapping[str, date] = getattr(policy, key)
        for region, day in days.items():
            path = (*table, key, region)
            yield from run.late(path, day, f"{region} {key}", so)
            if policy.end is not None and policy.end <= day < run.after:
                yield Idle(path, f"{region} {key} on {day}, when the policy has ended, on {policy.end}: {so}")
    for region, day in policy.joins.items():
        if max(day, run.first) == max(starts, run.first) and region not in policy.joining_per_year:
            said = f"{region} is a member from the policy's start anyway, {max(starts, run.first)}"
            yield Idle((*table, "joins", region), said, "leave it out, or give a later day")
    given = sorted(policy.reference_from)
    for year in given:
        path, day = (*table, "reference_from", year), date(int(year), 1, 1)
        yield from run.late(path, day, "the reference changes")
        if policy.end is not None and policy.end <= day < run.after:
            yield Idle(path, f"the policy has ended by then, on {policy.end}: it has no effect")
        if any(day < date(int(other), 1, 1) <= run.first for other in given):
            yield Idle(path, "a later year has its own before the run begins: it has no effect", run.hint)


def _years_of_quota(run: Run, name: str, quota: ProductionQuota) -> Iterator[Idle]:
    first, last = run.first.year, run.after.year
    given = sorted(map(int, quota.tonnes))
    rates = (quota.growth, quota.growth if quota.later_growth is None else quota.later_growth)
    still = all(reach(rate) == (0.0, 0.0) for rate in rates)
    for year in given:
        path = ("production_quotas", name, "tonnes", str(year))
        if any(year < other <= first for other in given):
            yield Idle(path, "a later year has its own before the run begins: it has no effect", run.hint, _START)
        if year > last and (any(last < other < year for other in given) or (still and given[0] <= last)):
            yield Idle(path, "lies after the end of the run: it has no effect", run.hint, _DAYS)


def never_begins(scenario: Scenario) -> Iterator[Idle]:
    """Floods, surges and crackdowns of ``scenario`` that are neither dated nor drawn, entrants of which none begins."""
    tables: dict[str, Mapping[str, Any]] = {k: getattr(scenario, k) for k in ("floods", "surges", "crackdowns")}
    for kind, named in tables.items():
        for name, each in named.items():
            if each.start is None and reach(each.per_year)[1] == 0.0:
                said = "never happens: it has no start, and per_year is 0"
                yield Idle((kind, name), said, "give start, or per_year above 0")
    for name, entrants in scenario.entrants.items():
        if reach(entrants.per_year)[1] == 0.0:
            yield Idle(("entrants", name), "none of them ever begins", "per_year must be above 0")
