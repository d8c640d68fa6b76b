"""Floods, crackdowns, surges and booms as arrays: when they come, whom they touch, how hard."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas, hashes
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.actors import Users, users_of
from lodeflow.base_world.rest_point import log_or_zero, smoothing
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import ORES, OXIDES, SECTORS
from lodeflow.kernels.core.kinds import CRACKDOWN, FLOOD, SURGE
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.shocks.business_cycle import BoomParams, BoomState, SurgeParams
from lodeflow.kernels.shocks.floods import FloodParams
from lodeflow.kernels.shocks.shocks import Shocks
from lodeflow.kernels.shocks.spells import NO_DATE, SpellParams, SpellState
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.kernels.supply.production_quotas import CrackdownParams
from lodeflow.language.patterns import Patterns, fits
from lodeflow.scenario.load import Scenario
from lodeflow.terms.shocks import Flood, ProductionQuota, Recurring


def spells_of(scenario: Scenario) -> list[tuple[str, int, Recurring]]:
    """Floods, crackdowns and surges by name, with their kind, in the order of the arrays."""
    return [
        *((f"flood:{name}", FLOOD, terms) for name, terms in scenario.floods.items()),
        *((f"crackdown:{name}", CRACKDOWN, terms) for name, terms in scenario.crackdowns.items()),
        *((f"{terms.label}:{name}", SURGE, terms) for name, terms in scenario.surges.items()),
    ]


def build_shocks(
    scenario: Scenario, year: BaseYear, atlas: Atlas, plant_params: PlantParams, mine_params: MineParams
) -> tuple[Shocks, tuple[str, ...]]:
    """What comes and goes, and the names of the spells."""
    found = spells_of(scenario)
    names = tuple(name for name, _, _ in found)
    row = {name: n for n, name in enumerate(names)}
    shocks = Shocks(
        spells=_spells(scenario, found),
        course=_course(found),
        floods=_floods(scenario, row, atlas, plant_params, mine_params),
        crackdowns=_crackdowns(scenario, row),
        surges=_surges(scenario, row, users_of(scenario, year, atlas)),
        booms=_booms(scenario),
        business=BoomState(np.zeros(len(SECTORS))),
    )
    return shocks, names


def _spells(scenario: Scenario, found: list[tuple[str, int, Recurring]]) -> SpellParams:
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


def _course(found: list[tuple[str, int, Recurring]]) -> SpellState:
    """Nothing is on yet. Pressure is what the scenario says; whoever knows what is being built may write it."""
    pressure = [terms.allied_share if isinstance(terms, Flood) else 0.0 for _, _, terms in found]
    count = len(found)
    return SpellState(
        np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count), np.array(pressure, np.float64)
    )


def _floods(
    scenario: Scenario, row: dict[str, int], atlas: Atlas, plant_params: PlantParams, mine_params: MineParams
) -> FloodParams:
    floods, quotas = list(scenario.floods.values()), scenario.production_quotas.values()
    of_lane, of_mine, of_plant = (
        np.full(len(each), -1) for each in (atlas.lanes, mine_params.cell, plant_params.product)
    )
    for n, f in enumerate(floods):  # the last by name where several sell the same
        lanes, cells = _flooded(atlas, f.controller, f.material, f.destination)
        of_lane[lanes] = n
        of_mine[cells[mine_params.cell]] = n
        of_plant[cells[plant_params.product].any(axis=1)] = n
    return FloodParams(
        spell=frozen([row[f"flood:{name}"] for name in scenario.floods], np.int64),
        wedge=frozen([f.wedge for f in floods]),
        capacity=frozen([f.capacity for f in floods]),
        of_lane=frozen(of_lane, np.int64),
        of_mine=frozen(of_mine, np.int64),
        of_plant=frozen(of_plant, np.int64),
        of_quota=frozen([_flood_of_quota(floods, quota) for quota in quotas], np.int64),
    )


@lru_cache(maxsize=256)
def _flooded(
    atlas: Atlas, controller: str, material: str | Patterns, destination: str | Patterns
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Masks of the lanes that a flood goes down, for nobody floods its own market, and of the cells that sell it, with
    False for a cell of number -1 at the end.
    """
    sells = {cell for cell in atlas.cells if cell[0] == controller and fits(material, cell[1])}
    lanes = [
        (k.origin, k.material) in sells and k.foreign and not k.smuggled and fits(destination, k.destination)
        for k in atlas.lanes
    ]
    return frozen(lanes, np.bool_), frozen([*(cell in sells for cell in atlas.cells), False], np.bool_)


def _crackdowns(scenario: Scenario, row: dict[str, int]) -> CrackdownParams:
    quotas, found = list(scenario.production_quotas), scenario.crackdowns
    return CrackdownParams(
        spell=frozen([row[f"crackdown:{name}"] for name in found], np.int64),
        quota=frozen([quotas.index(c.quota) for c in found.values()], np.int64),
        cut=frozen([c.cut for c in found.values()]),
    )


def _surges(scenario: Scenario, row: dict[str, int], users: Users) -> SurgeParams:
    found = scenario.surges
    lifts = np.array([_lifted(users, s.region, s.material, s.sector) for s in found.values()])
    return SurgeParams(
        spell=frozen([row[f"{s.label}:{name}"] for name, s in found.items()], np.int64),
        strength=frozen([log_or_zero(s.factor) for s in found.values()]),
        lifts=frozen(lifts.reshape(len(found), len(users)).T),
    )


def _booms(scenario: Scenario) -> BoomParams:
    """Weekly steps whose spread and memory are those of the scenario."""
    tick, sectors = float(scenario.tick_days), scenario.sectors
    kept = [1.0 - smoothing(tick, sectors[k].boom_days) for k in SECTORS]
    fresh = [sectors[k].boom_spread * math.sqrt(1.0 - share * share) for k, share in zip(SECTORS, kept, strict=True)]
    return BoomParams(frozen(hashes(f"sector:{k}" for k in SECTORS), np.int64), frozen(kept), frozen(fresh))


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


def _flood_of_quota(floods: Sequence[Flood], quota: ProductionQuota) -> int:
    """Number of the flood that sells what a quota limits, -1 for none; the last by name where several do."""
    limited = ORES if quota.stage == "mining" else OXIDES
    own = ((n, f.material) for n, f in enumerate(floods) if f.controller == quota.controller)
    return max((n for n, material in own if any(fits(material, m) for m in limited)), default=-1)


@lru_cache(maxsize=256)
def _lifted(
    users: Users, region: str | Patterns, material: str | Patterns, sector: str | Patterns
) -> NDArray[np.float64]:
    """1 for every user whose demand a surge lifts."""
    return frozen([fits(region, r) and fits(material, m) and fits(sector, k) for r, m, k in users])
