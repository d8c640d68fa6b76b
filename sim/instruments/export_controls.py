"""Export controls as arrays: who is covered, what is dated, what may be drawn, and what duties provoke."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas, hashes
from lodeflow.atlas.lane_columns import lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest, ends, log_or_zero, smoothing
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.export_controls.announcement import NewsParams, NewsState, silent_heralds
from lodeflow.kernels.export_controls.decree import (
    BEGINS,
    COMES,
    NONE,
    RETURNS,
    ControlParams,
    ControlState,
    free_trade,
)
from lodeflow.kernels.export_controls.lane_status import HOLD, PASS, RECALL, LaneStatus, open_arcs
from lodeflow.kernels.export_controls.licence_office import LicenceParams, LicenceState, closed_offices
from lodeflow.kernels.export_controls.quota import QuotaParams, QuotaState, idle_pools
from lodeflow.kernels.export_controls.retaliation import RetaliationParams, RetaliationState
from lodeflow.language.patterns import Patterns, fits, listed
from lodeflow.scenario.load import Scenario
from lodeflow.terms.export_controls import REGIMES, Control

AT_SEA = {"pass": PASS, "recall": RECALL, "hold": HOLD}
Step = tuple[int, int, int, int]  # day, what, entry, until


class Controls(NamedTuple):
    """Everything that export controls add to a market."""

    control_params: ControlParams
    licences: LicenceParams
    quotas: QuotaParams
    news_params: NewsParams
    control_state: ControlState
    lane_status: LaneStatus
    licence_state: LicenceState
    pools: QuotaState
    news_state: NewsState


def headings(scenario: Scenario) -> list[str]:
    """Names of the headings, each that of its first entry, in the order in which they overrule others."""
    return [entries[0] for entries in _series(scenario)]


def build_controls(scenario: Scenario, atlas: Atlas, rest: Rest) -> Controls:
    """The controls of a scenario at the start, when none is in force yet."""
    series = _series(scenario)
    names = [name for entries in series for name in entries]
    controls = [scenario.controls[name] for name in names]
    pools = [_pool(scenario, entries, name) for entries in series for name in entries]
    known = sorted(set(pools))
    covers = np.array([_covered(scenario.controls[e[0]], atlas) for e in series], np.bool_)
    covers = covers.reshape(len(series), len(atlas.lanes))
    steps = [_steps(scenario, entries, names) for entries in series]
    control_params = _decrees(scenario, atlas, series, controls, covers, steps)
    return Controls(
        control_params=control_params,
        licences=_licences(scenario, atlas, controls),
        quotas=QuotaParams(
            pool=frozen([known.index(pool) for pool in pools], np.int64),
            tonnes_a_day=frozen([(c.quota or 0.0) / DAYS_PER_YEAR for c in controls]),
            response=frozen([c.rent_response for c in controls]),
            days=frozen([c.rent_days for c in controls]),
            month=frozen([smoothing(float(scenario.tick_days), 30.0)]),
            base_flow=frozen(rest.flow),
        ),
        news_params=NewsParams(
            alarm=frozen([c.news for c in controls]),
            rush=frozen([c.rush for c in controls]),
            exposure=frozen(_exposure(atlas, rest, covers)),
        ),
        control_state=free_trade(control_params.first_step),
        lane_status=open_arcs(len(atlas.lanes), len(atlas.cells)),
        licence_state=closed_offices(len(series)),
        pools=idle_pools(len(known)),
        news_state=silent_heralds(len(series)),
    )


def build_retaliation(scenario: Scenario, atlas: Atlas, rest: Rest) -> tuple[RetaliationParams, RetaliationState]:
    """What provokes each controller: duties above those of the base year, by its base exports."""
    terms, series = scenario.retaliation, _series(scenario)
    weight = np.zeros((len(series), len(atlas.lanes)))
    for h, entries in enumerate(series):
        left = _lanes_under(atlas, scenario.controls[entries[0]].controller, "*", ("*",), ("*",))
        exports = left * rest.flow * rest.fob
        weight[h] = exports / max(float(exports.sum()), 1e-12)
    retaliation_params = RetaliationParams(
        weight=frozen(weight),
        base_tariff=frozen(rest.tariff),
        base_rate=frozen([min(terms.base_rate, terms.cap)]),
        cap=frozen([terms.cap]),
        doubling=frozen([max(terms.doubling, 1e-6)]),
        listings=frozen([float(exp(terms.listing_weight * terms.listings))]),
    )
    return retaliation_params, RetaliationState(np.zeros(len(series), np.int64), np.zeros(len(series)))


def _series(scenario: Scenario) -> list[list[str]]:
    """Controls on the same goods to the same destinations, by start; the most specific come first."""
    found: dict[tuple[object, ...], list[str]] = {}
    for name, control in sorted(scenario.controls.items(), key=lambda each: (each[1].start, each[0])):
        found.setdefault(control.series, []).append(name)
    return sorted(found.values(), key=lambda entries: (*scenario.controls[entries[0]].generality, entries[0]))


def _covered(control: Control, atlas: Atlas) -> NDArray[np.bool_]:
    """Lanes under a control, by true origin and destination. What is smuggled is under none."""
    sides = (control.controller, control.tag or "*", listed(control.materials), listed(control.destinations))
    return _lanes_under(atlas, *sides)


@lru_cache(maxsize=256)
def _lanes_under(
    atlas: Atlas, controller: str, tag: str, materials: Patterns, destinations: Patterns
) -> NDArray[np.bool_]:
    """Mask over lanes, the same for all replications."""
    lanes = [
        k.foreign
        and k.origin == controller
        and not k.smuggled
        and fits(tag, k.tag)
        and fits(materials, k.material)
        and fits(destinations, k.destination)
        for k in atlas.lanes
    ]
    return frozen(lanes, np.bool_)


@lru_cache(maxsize=256)
def _lanes_to(atlas: Atlas, destinations: Patterns) -> NDArray[np.bool_]:
    """Mask over lanes, the same for all replications."""
    return frozen([fits(destinations, k.destination) for k in atlas.lanes], np.bool_)


def _pool(scenario: Scenario, entries: list[str], name: str) -> str:
    """Pool in which an entry counts: a shared one by its name, else one of its heading."""
    return scenario.controls[name].pool or f"of {entries[0]}"


def _steps(scenario: Scenario, entries: list[str], names: list[str]) -> list[Step]:
    """What is dated for a heading, by day; what begins comes before what is announced on the same day."""

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
    """Since when a control has been in force without a break, None if it is not on this day."""
    if when < control.start or (control.end is not None and when >= control.end):
        return None
    if control.suspended is None or when < control.suspended:
        return control.start
    if control.resumes is None or when < control.resumes:
        return None
    return max(control.start, control.resumes)


def _decrees(
    scenario: Scenario,
    atlas: Atlas,
    series: list[list[str]],
    controls: list[Control],
    covers: np.ndarray,
    steps: list[list[Step]],
) -> ControlParams:
    flat = [step for each in steps for step in each]
    banned = np.array([_lanes_to(atlas, listed(c.ban_destinations)) for c in controls], np.bool_)
    qualifies = np.zeros(len(atlas.cells), np.bool_)
    qualifies[ends(atlas)[1][lane_columns(atlas).defence]] = True
    mean, odds = np.ones(len(REGIMES)), np.zeros((len(REGIMES), len(REGIMES)))
    for regime, terms in scenario.regimes.items():
        r = REGIMES.index(regime)
        mean[r] = terms.mean_days
        odds[r] = np.cumsum([terms.next.get(other, 0.0) for other in REGIMES])
    return ControlParams(
        name=frozen(hashes("control:" + "|".join(map(str, scenario.controls[e[0]].series)) for e in series), np.int64),
        first_step=frozen(np.cumsum([0, *map(len, steps)]), np.int64),
        step_day=frozen([step[0] for step in flat], np.int64),
        step_what=frozen([step[1] for step in flat], np.int64),
        step_entry=frozen([step[2] for step in flat], np.int64),
        step_until=frozen([step[3] for step in flat], np.int64),
        covers=frozen(covers, np.bool_),
        regime=frozen([REGIMES.index(c.regime) if c.regime in REGIMES else NONE for c in controls], np.int64),
        drawn=frozen([c.drawn for c in controls], np.bool_),
        at_sea=frozen([AT_SEA[c.at_sea] for c in controls], np.int64),
        banned=frozen(banned.reshape(len(controls), len(atlas.lanes)), np.bool_),
        mean_days=frozen(mean),
        odds=frozen(odds),
        civil=frozen(~lane_columns(atlas).defence, np.bool_),
        qualifies=frozen(qualifies, np.bool_),
    )


def _licences(scenario: Scenario, atlas: Atlas, controls: list[Control]) -> LicenceParams:
    approval = np.array([_approval(c, atlas) for c in controls], np.float64)
    gone = [max(0, (scenario.start_date - c.start).days) for c in controls]  # days in force before day 0
    return LicenceParams(
        ln_median=frozen([log_or_zero(c.licence.processing_median_days) for c in controls]),
        sigma=frozen([c.licence.processing_sigma for c in controls]),
        general=frozen([c.licence.general_share for c in controls]),
        blocked=frozen([max(0.0, c.licence.blocked_days - g) for c, g in zip(controls, gone, strict=True)]),
        tonnes_a_day=frozen([(c.licence.capacity or 0.0) / DAYS_PER_YEAR for c in controls]),
        approval=frozen(approval.reshape(len(controls), len(atlas.lanes))),
        lane=atlas.addresses,
        civil=frozen(~lane_columns(atlas).defence, np.bool_),
    )


def _approval(control: Control, atlas: Atlas) -> NDArray[np.float64]:
    """Share of applications for each lane that are approved."""
    terms = control.licence
    defence = lane_columns(atlas).defence
    approval = np.where(defence, terms.defence_approval, terms.approval)
    for by_region, tagged in ((terms.defence_approval_by_region, defence), (terms.approval_by_region, ~defence)):
        for region, share in by_region.items():
            approval[_lanes_to(atlas, (region,)) & tagged] = share
    return approval


def _exposure(atlas: Atlas, rest: Rest, covers: np.ndarray) -> np.ndarray:
    """Share of each buyer's base purchases that each heading covers."""
    buyer = ends(atlas)[1]
    bought = [np.bincount(buyer, weights=rest.flow * covered, minlength=len(atlas.cells)) for covered in covers]
    shares = np.array(bought, np.float64).reshape(len(covers), len(atlas.cells))
    return np.divide(shares, rest.use, out=np.zeros_like(shares), where=rest.use > 0.0)
