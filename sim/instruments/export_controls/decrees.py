"""Dated and drawn export controls as arrays: days of change, lanes covered, and transitions between regimes."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import lane_columns
from lodeflow.atlas.project_lanes import projects_and_entrants
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import ends
from lodeflow.catalog.names import OXIDES
from lodeflow.instruments.export_controls.coverage import covered, held, lanes_past, lanes_to
from lodeflow.kernels.export_controls.decree import BEGINS, COMES, LISTING, NONE, RETURNS, ControlParams
from lodeflow.kernels.export_controls.lane_status import HOLD, PASS, RECALL
from lodeflow.language.addresses import hashes
from lodeflow.language.patterns import fits, listed
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.export_controls import LISTING as LISTING_WORD
from lodeflow.terms.export_controls import REGIMES, Control

AT_SEA = {"pass": PASS, "recall": RECALL, "hold": HOLD}
Step = tuple[int, int, int, int]  # step_day, step_what, step_entry, step_until of ControlParams


def steps_of(scenario: Scenario, entries: list[str], names: list[str]) -> list[Step]:
    """Dated changes of a heading, by day; on the same day beginnings come before announcements.

    Args:
        scenario: the scenario.
        entries: names of the controls of the heading.
        names: names of all controls, in the order of their numbers.

    """

    def day(when: date) -> int:
        return (when - scenario.start_date).days

    steps: list[Step] = []
    turns = set()
    for name in entries:
        c = scenario.controls[name]
        turns |= {when for when in (c.start, c.end, c.suspended, c.resumes) if when is not None}
        if c.announced is not None:
            until = min(c.start, c.suspended) if c.suspended is not None else c.start
            steps.append((day(c.announced), COMES, names.index(name), day(until)))
        if c.suspended is not None and c.resumes is not None:
            steps.append((day(c.suspended), RETURNS, names.index(name), day(max(c.start, c.resumes))))
    before = -1
    for when in sorted(turns):
        since = [(begun, name) for name in entries if (begun := _begun(scenario.controls[name], when)) is not None]
        holder = max(since)[1] if since else ""
        now = -1 if not holder or scenario.controls[holder].regime == "suspended" else names.index(holder)
        if now != before:
            steps.append((day(when), BEGINS, now, 0))
            before = now
    return sorted(steps)


def _begun(control: Control, when: date) -> date | None:
    """Day since which a control has been in force without a break; None if it is not in force on day ``when``."""
    if when < control.start or (control.end is not None and when >= control.end):
        return None
    if control.suspended is None or when < control.suspended:
        return control.start
    if control.resumes is None or when < control.resumes:
        return None
    return max(control.start, control.resumes)


def build_decrees(scenario: Scenario, atlas: Atlas, series: list[list[str]]) -> ControlParams:
    """Export controls with their dates, the lanes that they cover, and the regimes that may be drawn.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        series: names of the controls of each heading.

    Raises:
        ValueError: two headings have the same address.

    """
    mean = np.ones(len(REGIMES))
    for regime, terms in scenario.regimes.items():
        mean[REGIMES.index(regime)] = terms.mean_days
    controls = [scenario.controls[name] for entries in series for name in entries]
    barred = [c.firms_share if _lists(c) else 0.0 for c in controls]
    return _dated(scenario, atlas, series)._replace(mean_days=frozen(mean), barred=frozen(barred))


@reused
def coverage(scenario: Scenario, atlas: Atlas, series: list[list[str]]) -> NDArray[np.bool_]:
    """Lanes under each heading, bool (headings, lanes).

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        series: names of the controls of each heading.

    """
    covers = np.array([covered(scenario.controls[e[0]], atlas) for e in series], np.bool_)
    return covers.reshape(len(series), len(atlas.lanes))


@reused
def _dated(scenario: Scenario, atlas: Atlas, series: list[list[str]]) -> ControlParams:
    """Export controls without the mean lengths of their regimes."""
    names = [name for entries in series for name in entries]
    controls = [scenario.controls[name] for name in names]
    steps = [steps_of(scenario, entries, names) for entries in series]
    flat = [step for each in steps for step in each]
    banned = np.array([lanes_to(atlas, listed(c.ban_destinations)) for c in controls], np.bool_)
    alike = np.array([held(c, atlas) for c in controls], np.bool_)
    qualifies = np.zeros(len(atlas.cells), np.bool_)
    qualifies[ends(atlas)[1][lane_columns(atlas).defence]] = True
    odds = np.zeros((len(REGIMES), len(REGIMES)))
    for regime, terms in scenario.regimes.items():
        odds[REGIMES.index(regime)] = np.cumsum([terms.next.get(other, 0.0) for other in REGIMES])
    return ControlParams(
        name=frozen(hashes("control:" + "|".join(map(str, scenario.controls[e[0]].series)) for e in series), np.int64),
        first_step=frozen(np.cumsum([0, *map(len, steps)]), np.int64),
        step_day=frozen([step[0] for step in flat], np.int64),
        step_what=frozen([step[1] for step in flat], np.int64),
        step_entry=frozen([step[2] for step in flat], np.int64),
        step_until=frozen([step[3] for step in flat], np.int64),
        covers=frozen(coverage(scenario, atlas, series), np.bool_),
        regime=frozen([LISTING if _lists(c) else _code(c) for c in controls], np.int64),
        drawn=frozen([c.drawn for c in controls], np.bool_),
        at_sea=frozen([AT_SEA[c.at_sea] for c in controls], np.int64),
        banned=frozen(banned.reshape(len(controls), len(atlas.lanes)), np.bool_),
        held=frozen(alike.reshape(len(controls), len(atlas.lanes)), np.bool_),
        barred=frozen([]),
        firm=frozen(_named(scenario, controls), np.bool_),
        passed_on=frozen(_passed_on(atlas, controls), np.bool_),
        of_content=frozen([_of_content(c) for c in controls], np.bool_).reshape(len(controls), len(OXIDES)),
        believed_days=frozen([c.believed_days for c in controls]),
        mean_days=frozen([]),
        odds=frozen(odds),
        civil=frozen(~lane_columns(atlas).defence, np.bool_),
        qualifies=frozen(qualifies, np.bool_),
    )


def _lists(control: Control) -> bool:
    """True for a listing of firms."""
    return control.regime == LISTING_WORD


def _code(control: Control) -> int:
    """Number of the regime of a control that lists no firms."""
    return REGIMES.index(control.regime) if control.regime in REGIMES else NONE


def _named(scenario: Scenario, controls: list[Control]) -> NDArray[np.bool_]:
    """Projects that listings name, bool (controls, projects)."""
    projects = [name for name, _ in projects_and_entrants(scenario)]
    found = [[_lists(c) and name in c.firms for name in projects] for c in controls]
    return np.array(found, np.bool_).reshape(len(controls), len(projects))


def _passed_on(atlas: Atlas, controls: list[Control]) -> NDArray[np.bool_]:
    """Lanes of third countries that listings reach, bool (controls, lanes)."""
    found = np.zeros((len(controls), len(atlas.lanes)), np.bool_)
    for e, c in enumerate(controls):
        if _lists(c) and c.third_countries:
            found[e] = lanes_past(atlas, c.controller, c.tag or "*", listed(c.materials), listed(c.destinations))
    return found


def _of_content(control: Control) -> list[bool]:
    """Whether each oxide is controlled: all where a control names none, only goods made of them."""
    named = [fits(listed(control.materials), oxide) for oxide in OXIDES]
    return named if any(named) else [True for _ in OXIDES]
