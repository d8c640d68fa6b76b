"""Spells (floods, crackdowns, surges) as arrays: shocks that last a while and may recur."""

import numpy as np

from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.final_use import users_of
from lodeflow.catalog.names import SECTORS
from lodeflow.instruments.card import AUTHORITIES, PRODUCERS, USERS, Actors, Blueprint, Instrument, Story
from lodeflow.instruments.shocks.floods import build_floods
from lodeflow.instruments.shocks.surges import build_booms, build_revisions, build_surges
from lodeflow.instruments.supply.production_quotas import build_crackdowns
from lodeflow.kernels.core.kinds import CRACKDOWN, FLOOD, SURGE, Kind
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.shocks.growth_news import RevisionState
from lodeflow.kernels.shocks.shocks import Shocks
from lodeflow.kernels.shocks.spells import NO_DATE, SpellParams, SpellState, await_spell
from lodeflow.kernels.shocks.surges import BoomState
from lodeflow.language.addresses import hashes
from lodeflow.plans import Plan
from lodeflow.processes.spells import spell
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.shocks.floods import Flood
from lodeflow.terms.shocks.spells import Recurring


def spells_of(scenario: Scenario) -> list[tuple[str, int, Recurring]]:
    """Name, kind and terms of every flood, crackdown and surge, in the order of the arrays.

    Args:
        scenario: the scenario.

    """
    return [
        *((f"flood:{name}", FLOOD, terms) for name, terms in scenario.floods.items()),
        *((f"crackdown:{name}", CRACKDOWN, terms) for name, terms in scenario.crackdowns.items()),
        *((f"{terms.label}:{name}", SURGE, terms) for name, terms in scenario.surges.items()),
    ]


def build_spells(b: Blueprint) -> dict[str, Shocks]:
    """Floods, crackdowns, surges, booms and revisions of growth of a scenario; none is on before day 0.

    Args:
        b: the world so far, with plants and mines.

    """
    row = _rows(b.scenario)
    return {
        "shocks": Shocks(
            spells=_spells(b.scenario),
            course=_course(b.scenario),
            floods=build_floods(b.scenario, row, b.atlas, b.found["plant_params"], b.found["mine_params"]),
            crackdowns=build_crackdowns(b.scenario, row),
            surges=build_surges(b.scenario, row, users_of(b.scenario, b.year, b.atlas)),
            booms=build_booms(b.scenario),
            business=_no_boom(),
            revisions=build_revisions(b.scenario),
            revised=_no_news(),
        )
    }


@reused
def _rows(scenario: Scenario) -> dict[str, int]:
    """Number of each spell of ``scenario`` by its name."""
    return {name: n for n, (name, _, _) in enumerate(spells_of(scenario))}


@reused
def _no_boom() -> BoomState:
    """State of the sectors before day 0."""
    return BoomState(np.zeros(len(SECTORS)))


@reused
def _no_news() -> RevisionState:
    """Growth of the sectors on day 0: that of their paths."""
    return RevisionState(np.zeros(len(SECTORS)), np.zeros(len(SECTORS)))


@reused
def _spells(scenario: Scenario) -> SpellParams:
    """Kinds, dates, waits and durations of the spells of ``scenario``."""
    found = spells_of(scenario)
    days = [_dates(scenario, terms) for _, _, terms in found]
    return SpellParams(
        kind=frozen([kind for _, kind, _ in found], np.int64),
        name=frozen(hashes(name for name, _, _ in found), np.int64),
        first=frozen([first for first, _ in days], np.int64),
        last=frozen([last for _, last in days], np.int64),
        mean_wait=frozen([_mean_wait(terms) for _, _, terms in found]),
        mean_days=frozen([terms.mean_days for _, _, terms in found]),
        evenness=frozen([1.0 if kind == SURGE else 0.0 for _, kind, _ in found]),
        gain=frozen([_gain(terms) for _, _, terms in found]),
    )


@reused
def _course(scenario: Scenario) -> SpellState:
    """State of the spells of ``scenario`` before day 0: none is on. A flood's pressure is its ``allied_share``."""
    found = spells_of(scenario)
    pressure = [terms.allied_share if isinstance(terms, Flood) else 0.0 for _, _, terms in found]
    count = len(found)
    return SpellState(
        np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count), np.array(pressure, np.float64)
    )


def _dates(scenario: Scenario, terms: Recurring) -> tuple[int, int]:
    """First day and the day after the last of a dated spell; NO_DATE for a drawn one, and for one over before day 0."""
    if terms.start is None:
        return NO_DATE, NO_DATE
    last = (terms.end - scenario.start_date).days if terms.end else NO_DATE
    if terms.end and last <= 0:
        return NO_DATE, NO_DATE
    return max(0, (terms.start - scenario.start_date).days), last


def _gain(terms: Recurring) -> float:
    """Gain of a flood's hazard by allied capacity under way [-]; 0 for other spells."""
    return terms.threat_gain if isinstance(terms, Flood) else 0.0


def _mean_wait(terms: Recurring) -> float:
    """Mean time between candidates at the highest hazard, in days; 0 for never."""
    highest = terms.per_year * (1.0 + _gain(terms))
    return DAYS_PER_YEAR / highest if highest > 0.0 and terms.start is None else 0.0


def _story(plan: Plan) -> Story:
    """Words of the events of spells: who floods a market, closes works, or uses more."""
    behind = tuple(BEHIND[kind] for _, kind, _ in spells_of(plan.scenario))
    return Story(_KINDS, plan.spells, behind, ("begins", "ends"))


_KINDS = (Kind.FLOOD, Kind.CRACKDOWN, Kind.SURGE)
BEHIND = {FLOOD: PRODUCERS, CRACKDOWN: AUTHORITIES, SURGE: USERS}
"""Actor behind each kind of spell."""
SPELLS = Instrument(
    stem="spells",
    tables=(),
    build=build_spells,
    slices=("shocks",),
    actors=(
        Actors(
            _KINDS,
            lambda w: len(w.shocks.course.on),
            await_spell,
            spell,
            _story,
        ),
    ),
)
"""Dates and draws of floods, crackdowns and surges."""
