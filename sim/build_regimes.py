"""Quotas, spells, booms and recycling as arrays."""

from collections.abc import Sequence
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from lodeflow.arrays import frozen
from lodeflow.atlas import Atlas, hashes
from lodeflow.base_year import BaseYear
from lodeflow.build_actors import users_of
from lodeflow.calibration import DAYS_PER_YEAR, Rest, log_or_zero, smoothing
from lodeflow.facts import MAGNETS, ORES, OXIDES, REGIONS, SECTORS
from lodeflow.kernels.demand import Habits
from lodeflow.kernels.flood import Floods
from lodeflow.kernels.kinds import CRACKDOWN, FLOOD, SURGE
from lodeflow.kernels.maths import exp
from lodeflow.kernels.mine import Deposits
from lodeflow.kernels.plant import Works
from lodeflow.kernels.production_quota import Crackdowns, QuotaRoom, Quotas
from lodeflow.kernels.recycling import ELEMENTS, STAGES, Recycling, Yards
from lodeflow.kernels.regimes import Regimes
from lodeflow.kernels.spells import NO_DATE, Course, Spells
from lodeflow.kernels.swing import Booms, Business, Surges
from lodeflow.regime_terms import Flood, ProductionQuota, Recurring, Surge
from lodeflow.scenario import Scenario

NEVER_DAY = 10**7  # a day that does not come


def spells_of(scenario: Scenario) -> list[tuple[str, int, Recurring]]:
    """Floods, crackdowns and surges by name, with their kind, in the order of the arrays."""
    tables = (("flood", FLOOD, scenario.floods), ("crackdown", CRACKDOWN, scenario.crackdowns), ("surge", SURGE, scenario.surges))
    return [
        (f"{getattr(terms, 'label', word)}:{name}", kind, terms)
        for word, kind, table in tables
        for name, terms in table.items()
    ]


def build_regimes(
    scenario: Scenario, year: BaseYear, atlas: Atlas, works: Works, deposits: Deposits
) -> tuple[Regimes, tuple[str, ...]]:
    """What comes and goes, and the names of the spells."""
    found = spells_of(scenario)
    names = tuple(name for name, _, _ in found)
    row = {name: n for n, name in enumerate(names)}
    tick = float(scenario.tick_days)
    quotas = list(scenario.production_quotas)
    floods, crackdowns, surges = scenario.floods, scenario.crackdowns, scenario.surges
    days = [_dates(scenario, terms) for _, _, terms in found]
    waits = [_mean_wait(terms) for _, _, terms in found]
    spells = Spells(
        kind=frozen([kind for _, kind, _ in found], np.int64),
        name=frozen(hashes(names), np.int64),
        first=frozen([first for first, _ in days], np.int64),
        last=frozen([last for _, last in days], np.int64),
        mean_wait=frozen(waits),
        mean_days=frozen([terms.mean_days for _, _, terms in found]),
        evenness=frozen([1.0 if kind == SURGE else 0.0 for _, kind, _ in found]),
        gain=frozen([_gain(terms) for _, _, terms in found]),
    )
    count = len(found)
    pressure = np.array([getattr(terms, "allied_share", 0.0) for _, _, terms in found], np.float64)
    users = users_of(scenario, year, atlas)
    kept = [1.0 - smoothing(tick, scenario.sectors[k].boom_days) for k in SECTORS]
    spread = [scenario.sectors[k].boom_spread for k in SECTORS]
    regimes = Regimes(
        spells=spells,
        course=Course(np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count), pressure),
        floods=Floods(
            spell=frozen([row[f"flood:{name}"] for name in floods], np.int64),
            wedge=frozen([f.wedge for f in floods.values()]),
            capacity=frozen([f.capacity for f in floods.values()]),
            of_lane=frozen([_flood_of_lane(floods.values(), lane) for lane in atlas.lanes], np.int64),
            of_mine=frozen([_flood_of(floods.values(), atlas, [c]) for c in deposits.cell], np.int64),
            of_plant=frozen([_flood_of(floods.values(), atlas, cells) for cells in works.product], np.int64),
            of_quota=frozen([_flood_of_quota(floods.values(), q) for q in scenario.production_quotas.values()], np.int64),
        ),
        crackdowns=Crackdowns(
            spell=frozen([row[f"crackdown:{name}"] for name in crackdowns], np.int64),
            quota=frozen([quotas.index(c.quota) for c in crackdowns.values()], np.int64),
            cut=frozen([c.cut for c in crackdowns.values()]),
        ),
        surges=Surges(
            spell=frozen([row[f"{s.label}:{name}"] for name, s in surges.items()], np.int64),
            strength=frozen([log_or_zero(s.factor) for s in surges.values()]),
            lifts=frozen(np.array([[_lifts(s, user) for s in surges.values()] for user in users], np.float64).reshape(len(users), len(surges))),
        ),
        booms=Booms(
            name=frozen(hashes(f"sector:{k}" for k in SECTORS), np.int64),
            kept=frozen(kept),
            fresh=frozen([s * float(np.sqrt(1.0 - k * k)) for s, k in zip(spread, kept, strict=True)]),
        ),
        business=Business(np.zeros(len(SECTORS))),
    )
    return regimes, names


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


def _flood_of_lane(floods: Any, lane: Any) -> int:
    """Number of the flood that goes down a lane, the last by name where several fit; none at home."""
    fits = [
        n
        for n, f in enumerate(floods)
        if lane.foreign
        and lane.origin == f.controller
        and fnmatchcase(lane.destination, f.destination)
        and fnmatchcase(lane.material, f.material)
    ]
    return fits[-1] if fits else -1


def _flood_of(floods: Any, atlas: Atlas, made: Sequence[int]) -> int:
    """Number of the flood that adds to the capacity of who makes these cells, -1 for none."""
    cells = [atlas.cells[c] for c in made if c >= 0]
    fits = [
        n for n, f in enumerate(floods) if any(r == f.controller and fnmatchcase(m, f.material) for r, m in cells)
    ]
    return fits[-1] if fits else -1


def _flood_of_quota(floods: Any, quota: ProductionQuota) -> int:
    materials = ORES if quota.stage == "mining" else OXIDES
    fits = [
        n
        for n, f in enumerate(floods)
        if f.controller == quota.controller and any(fnmatchcase(m, f.material) for m in materials)
    ]
    return fits[-1] if fits else -1


def _lifts(surge: Surge, user: tuple[str, str, str]) -> float:
    """1 where a surge lifts the demand of a user (region, material, sector)."""
    region, material, sector = user
    fits = fnmatchcase(region, surge.region) and fnmatchcase(material, surge.material)
    return 1.0 if fits and fnmatchcase(sector, surge.sector) else 0.0


def build_quotas(scenario: Scenario, atlas: Atlas, works: Works, deposits: Deposits) -> tuple[Quotas, QuotaRoom]:
    """Quotas by calendar year, who is under them, and their room."""
    quotas = list(scenario.production_quotas.values())
    start, last = scenario.start_date, scenario.start_date + timedelta(days=scenario.days)
    years = range(start.year, last.year + 1)
    level = np.zeros((len(quotas), len(years)))
    imports = np.zeros_like(level)
    counts = np.full(len(quotas), NEVER_DAY, np.int64)
    for n, quota in enumerate(quotas):
        level[n] = [_tonnes(scenario, quota, y) / DAYS_PER_YEAR for y in years]
        since = quota.imported_ore_from
        if since is not None:
            counts[n] = (since - start).days
            then = _tonnes(scenario, quota, since.year)
            if then > 0.0:
                imports[n] = quota.imported_tonnes / then * level[n]
    seats = {(q.controller, q.stage): n for n, q in enumerate(quotas)}
    home = np.zeros((len(works.need), 2), np.int64)
    of_plant = np.full(len(works.need), -1, np.int64)
    for f, cell in enumerate(works.feed[:, 0]):
        region, ore = atlas.cells[cell] if cell >= 0 else ("", "")
        if works.separates[f] and (region, "separation") in seats:
            of_plant[f] = seats[region, "separation"]
            lanes = [s for s, k in enumerate(atlas.lanes) if (k.origin, k.destination, k.material) == (region, region, ore)]
            home[f] = (lanes[0], lanes[-1] + 1) if lanes else (0, 0)
    count = len(quotas)
    return (
        Quotas(
            level=frozen(level),
            imports=frozen(imports),
            new_year=frozen([(date(y, 1, 1) - start).days for y in years], np.int64),
            counts_imports=frozen(counts, np.int64),
            illegal=frozen([q.illegal_share for q in quotas]),
            of_mine=frozen([seats.get((atlas.cells[c][0], "mining"), -1) for c in deposits.cell], np.int64),
            of_plant=frozen(of_plant, np.int64),
            home=frozen(home, np.int64),
        ),
        QuotaRoom(np.zeros(count), np.zeros(count), np.ones(count), np.ones(count)),
    )


def _tonnes(scenario: Scenario, quota: ProductionQuota, year: int) -> float:
    """Quota of a calendar year, t: the one given last, grown from the last year given on."""
    given = {int(y): t for y, t in quota.tonnes.items()}
    known = [y for y in given if y <= year]
    latest = max(known) if known else min(given)
    if year <= max(given):
        return given[latest]
    later = quota.growth if quota.later_growth is None else quota.later_growth
    bend = scenario.growth.changes.year if scenario.growth.changes else year + 1
    before = max(0, min(year, bend - 1) - latest)
    return float(given[latest] * exp(quota.growth * before + later * (year - latest - before)))


def build_recycling(scenario: Scenario, atlas: Atlas, rest: Rest, habits: Habits) -> tuple[Recycling, Yards]:
    """How magnets come back, and what is in use on day 0: what a past of steady growth has left."""
    terms, tick = scenario.recycling, float(scenario.tick_days)
    worn = sorted({int(c) for c in habits.cell if atlas.cells[c][1] in MAGNETS})
    regions = [r for r in REGIONS if any(atlas.cells[c][0] == r for c in worn)]
    yard = [regions.index(atlas.cells[c][0]) for c in worn]
    into = [[_bought(atlas, rest, r, oxide) for oxide in OXIDES[:ELEMENTS]] for r in regions]
    stage_days = terms.life_days / STAGES
    passes_on = 1.0 + terms.past_growth / DAYS_PER_YEAR * stage_days
    in_use = np.zeros((len(regions), STAGES, ELEMENTS))
    for c, y in zip(worn, yard, strict=True):
        flow = rest.use[c] * rest.feed_content[c, :ELEMENTS]
        for stage in range(STAGES):
            flow = flow / passes_on
            in_use[y, stage] += flow * stage_days
    first = (terms.start - scenario.start_date).days if terms.start else 0
    return (
        Recycling(
            worn=frozen(worn, np.int64),
            yard=frozen(yard, np.int64),
            into=frozen(into, np.int64),
            passing=frozen([smoothing(tick, stage_days)]),
            collected=frozen([terms.collected]),
            first=frozen([first], np.int64),
            full=frozen([first + int(terms.growth_days)], np.int64),
            elasticity=frozen([terms.price_elasticity]),
        ),
        Yards(in_use, np.zeros((len(regions), ELEMENTS)), np.zeros(ELEMENTS), np.zeros(ELEMENTS), np.zeros(1)),
    )


def _bought(atlas: Atlas, rest: Rest, region: str, material: str) -> int:
    """Cell in which a region buys a material, -1 if it buys none."""
    cell = atlas.cell(region, material)
    return cell if cell >= 0 and rest.use[cell] > 0.0 else -1

