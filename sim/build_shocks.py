"""Floods, crackdowns, surges and booms as arrays: when they come, whom they touch, how hard."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from lodeflow.arrays import frozen
from lodeflow.atlas import Atlas, Lane, hashes
from lodeflow.base_year import BaseYear
from lodeflow.build_actors import users_of
from lodeflow.calibration import DAYS_PER_YEAR, log_or_zero, smoothing
from lodeflow.facts import ORES, OXIDES, SECTORS
from lodeflow.kernels.flood import Floods
from lodeflow.kernels.kinds import CRACKDOWN, FLOOD, SURGE
from lodeflow.kernels.mine import Deposits
from lodeflow.kernels.plant import Works
from lodeflow.kernels.production_quota import Crackdowns
from lodeflow.kernels.shocks import Shocks
from lodeflow.kernels.spells import NO_DATE, Course, Spells
from lodeflow.kernels.swing import Booms, Business, Surges
from lodeflow.patterns import fits
from lodeflow.scenario import Scenario
from lodeflow.shock_terms import Flood, ProductionQuota, Recurring, Surge


def spells_of(scenario: Scenario) -> list[tuple[str, int, Recurring]]:
    """Floods, crackdowns and surges by name, with their kind, in the order of the arrays."""
    return [
        *((f"flood:{name}", FLOOD, terms) for name, terms in scenario.floods.items()),
        *((f"crackdown:{name}", CRACKDOWN, terms) for name, terms in scenario.crackdowns.items()),
        *((f"{terms.label}:{name}", SURGE, terms) for name, terms in scenario.surges.items()),
    ]


def build_shocks(
    scenario: Scenario, year: BaseYear, atlas: Atlas, works: Works, deposits: Deposits
) -> tuple[Shocks, tuple[str, ...]]:
    """What comes and goes, and the names of the spells."""
    found = spells_of(scenario)
    names = tuple(name for name, _, _ in found)
    row = {name: n for n, name in enumerate(names)}
    shocks = Shocks(
        spells=_spells(scenario, found),
        course=_course(found),
        floods=_floods(scenario, row, atlas, works, deposits),
        crackdowns=_crackdowns(scenario, row),
        surges=_surges(scenario, row, users_of(scenario, year, atlas)),
        booms=_booms(scenario),
        business=Business(np.zeros(len(SECTORS))),
    )
    return shocks, names


def _spells(scenario: Scenario, found: list[tuple[str, int, Recurring]]) -> Spells:
    days = [_dates(scenario, terms) for _, _, terms in found]
    return Spells(
        kind=frozen([kind for _, kind, _ in found], np.int64),
        name=frozen(hashes(name for name, _, _ in found), np.int64),
        first=frozen([first for first, _ in days], np.int64),
        last=frozen([last for _, last in days], np.int64),
        mean_wait=frozen([_mean_wait(terms) for _, _, terms in found]),
        mean_days=frozen([terms.mean_days for _, _, terms in found]),
        evenness=frozen([1.0 if kind == SURGE else 0.0 for _, kind, _ in found]),
        gain=frozen([_gain(terms) for _, _, terms in found]),
    )


def _course(found: list[tuple[str, int, Recurring]]) -> Course:
    """Nothing is on yet. Pressure is what the scenario says; whoever knows what is being built may write it."""
    pressure = [terms.allied_share if isinstance(terms, Flood) else 0.0 for _, _, terms in found]
    count = len(found)
    return Course(np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count), np.array(pressure, np.float64))


def _floods(scenario: Scenario, row: dict[str, int], atlas: Atlas, works: Works, deposits: Deposits) -> Floods:
    floods, quotas = list(scenario.floods.values()), scenario.production_quotas.values()
    return Floods(
        spell=frozen([row[f"flood:{name}"] for name in scenario.floods], np.int64),
        wedge=frozen([f.wedge for f in floods]),
        capacity=frozen([f.capacity for f in floods]),
        of_lane=frozen([_flood_of_lane(floods, lane) for lane in atlas.lanes], np.int64),
        of_mine=frozen([_flood_of(floods, _named(atlas, [c])) for c in deposits.cell], np.int64),
        of_plant=frozen([_flood_of(floods, _named(atlas, cells)) for cells in works.product], np.int64),
        of_quota=frozen([_flood_of(floods, _limited(quota)) for quota in quotas], np.int64),
    )


def _crackdowns(scenario: Scenario, row: dict[str, int]) -> Crackdowns:
    quotas, found = list(scenario.production_quotas), scenario.crackdowns
    return Crackdowns(
        spell=frozen([row[f"crackdown:{name}"] for name in found], np.int64),
        quota=frozen([quotas.index(c.quota) for c in found.values()], np.int64),
        cut=frozen([c.cut for c in found.values()]),
    )


def _surges(scenario: Scenario, row: dict[str, int], users: list[tuple[str, str, str]]) -> Surges:
    found = scenario.surges
    lifts = np.array([[_lifts(s, user) for s in found.values()] for user in users], np.float64)
    return Surges(
        spell=frozen([row[f"{s.label}:{name}"] for name, s in found.items()], np.int64),
        strength=frozen([log_or_zero(s.factor) for s in found.values()]),
        lifts=frozen(lifts.reshape(len(users), len(found))),
    )


def _booms(scenario: Scenario) -> Booms:
    """Weekly steps whose spread and memory are those of the scenario."""
    tick, sectors = float(scenario.tick_days), scenario.sectors
    kept = [1.0 - smoothing(tick, sectors[k].boom_days) for k in SECTORS]
    fresh = [sectors[k].boom_spread * math.sqrt(1.0 - share * share) for k, share in zip(SECTORS, kept, strict=True)]
    return Booms(frozen(hashes(f"sector:{k}" for k in SECTORS), np.int64), frozen(kept), frozen(fresh))


def _dates(scenario: Scenario, terms: Recurring) -> tuple[int, int]:
    """First day and the day after the last of a dated spell, NO_DATE if it is drawn; one that is over never comes."""
    if terms.start is None:
        return NO_DATE, NO_DATE
    last = (terms.end - scenario.start_date).days if terms.end else NO_DATE
    if terms.end and last <= 0:
        return NO_DATE, NO_DATE
    return max(0, (terms.start - scenario.start_date).days), last


def _gain(terms: Recurring) -> float:
    return terms.threat_gain if isinstance(terms, Flood) else 0.0


def _mean_wait(terms: Recurring) -> float:
    """Mean days between candidates, at the highest hazard; 0 for never."""
    highest = terms.per_year * (1.0 + _gain(terms))
    return DAYS_PER_YEAR / highest if highest > 0.0 and terms.start is None else 0.0


def _flood_of_lane(floods: Sequence[Flood], lane: Lane) -> int:
    """Number of the flood that goes down a lane, -1 for none: nobody floods its own market."""
    legal_abroad = lane.foreign and not lane.smuggled
    found = [n for n, f in enumerate(floods) if legal_abroad and fits(f.destination, lane.destination)]
    return max((n for n in found if _flood_of([floods[n]], [(lane.origin, lane.material)]) == 0), default=-1)


def _flood_of(floods: Sequence[Flood], made: Iterable[tuple[str, str]]) -> int:
    """Number of the flood that sells one of these (region, material); the last by name where several do."""
    made = list(made)
    found = [n for n, f in enumerate(floods) if any(r == f.controller and fits(f.material, m) for r, m in made)]
    return found[-1] if found else -1


def _named(atlas: Atlas, cells: Iterable[int]) -> list[tuple[str, str]]:
    return [atlas.cells[c] for c in cells if c >= 0]


def _limited(quota: ProductionQuota) -> list[tuple[str, str]]:
    """What a quota limits."""
    return [(quota.controller, m) for m in (ORES if quota.stage == "mining" else OXIDES)]


def _lifts(surge: Surge, user: tuple[str, str, str]) -> float:
    """1 where a surge lifts the demand of a user (region, material, sector)."""
    patterns = (surge.region, surge.material, surge.sector)
    return 1.0 if all(fits(p, name) for name, p in zip(user, patterns, strict=True)) else 0.0
