"""Production quotas as arrays: level by calendar year, with the mines and separators under each."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Whole
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.growth import UNMOVED, answering
from lodeflow.base_world.prices.part_values import PARTS
from lodeflow.base_world.rest_point import Floats
from lodeflow.instruments.card import Instrument
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.entities.cells import CellParams
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.kernels.supply.production_quotas import CrackdownParams, ProductionQuotaParams, ProductionQuotaState
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.supply.production_quotas import ProductionQuota

NEVER_DAY = 10**7  # day of an event that never happens


def build_production_quotas(
    scenario: Scenario, atlas: Atlas, plant_params: PlantParams, mine_params: MineParams, cell_params: CellParams
) -> tuple[ProductionQuotaParams, ProductionQuotaState]:
    """Quotas by calendar year, the mines and separators under them, and their state on day 0.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        plant_params: plants, projects included.
        mine_params: mines, projects included.
        cell_params: cells, with base prices.

    """
    quotas = list(scenario.production_quotas.values())
    start, last = scenario.start_date, scenario.start_date + timedelta(days=scenario.days)
    years = range(start.year, last.year + 1)
    level = np.zeros((len(quotas), len(years)))
    imports = np.zeros_like(level)
    counts = np.full(len(quotas), NEVER_DAY, np.int64)
    for n, quota in enumerate(quotas):
        tonnes = _tonnes(scenario, quota)
        level[n] = [tonnes(y) / DAYS_PER_YEAR for y in years]
        since = quota.imported_ore_from
        if since is not None:
            counts[n] = (since - start).days
            then = tonnes(since.year)
            if then > 0.0:
                imports[n] = quota.imported_tonnes / then * level[n]
    of_mine, of_plant, home = _under_quotas(scenario, atlas, plant_params, mine_params)
    weight_of_mine, weight_of_plant = _weights(of_mine, of_plant, plant_params, mine_params, cell_params)
    return (
        ProductionQuotaParams(
            level=frozen(level),
            imports=frozen(imports),
            new_year=_new_years(scenario),
            counts_imports=frozen(counts, np.int64),
            illegal=frozen([q.illegal_share for q in quotas]),
            of_mine=of_mine,
            of_plant=of_plant,
            home=home,
            weight_of_mine=weight_of_mine,
            weight_of_plant=weight_of_plant,
            answering=_answering(scenario),
            answers_from=_last_years(scenario),
        ),
        _before_day_0(len(quotas)),
    )


@reused
def _new_years(scenario: Scenario) -> Whole:
    """First day of every calendar year that a run touches, counted from its start."""
    start, last = scenario.start_date, scenario.start_date + timedelta(days=scenario.days)
    return frozen([(date(y, 1, 1) - start).days for y in range(start.year, last.year + 1)], np.int64)


@reused
def _before_day_0(count: int) -> ProductionQuotaState:
    """State of the quotas, none of them used."""
    return ProductionQuotaState(
        asked=np.zeros(count),
        cut=np.zeros(count),
        tolerated=np.ones(count),
        lifted=np.ones(count),
        answer=np.zeros((count, 2)),
        within=np.ones((count, 3)),
        granted=np.zeros(count),
        to_come=np.ones((count, PARTS)),
    )


@reused
def _weights(
    of_mine: Whole, of_plant: Whole, plant_params: PlantParams, mine_params: MineParams, cell_params: CellParams
) -> tuple[Floats, Floats]:
    """Share of every mine and of every plant in the base year's revenue of its quota; 0 without one."""
    price = cell_params.base_price
    dug = mine_params.base_capacity * mine_params.base_utilisation * price[mine_params.cell]
    value = np.where(plant_params.product >= 0, plant_params.fixed_yield * price[plant_params.product], 0.0)
    made = plant_params.base_capacity * plant_params.base_utilisation * (value[:, 0] + value[:, 1] + value[:, 2])
    found = []
    for of, revenue in ((of_mine, dug), (of_plant, made)):
        share = np.zeros(len(of))
        for q in set(of[of >= 0].tolist()):
            total = sum(revenue[of == q].tolist())
            share[of == q] = revenue[of == q] / total if total > 0.0 else 0.0
        found.append(frozen(share))
    return found[0], found[1]


@reused
def _answering(scenario: Scenario) -> Floats:
    """Long-run response of each quota to the price, float64 (production quotas, 5)."""
    tick = float(scenario.tick_days)
    rows = [
        answering(tick, q.price_response, q.price_response_days, q.price_response_limit, q.long_run_price)
        for q in scenario.production_quotas.values()
    ]
    return frozen(np.array(rows).reshape(-1, len(UNMOVED)))


@reused
def _last_years(scenario: Scenario) -> Whole:
    """1 January of the last year that each quota gives, int64 [day]."""
    last = [max(map(int, q.tonnes)) for q in scenario.production_quotas.values()]
    return frozen([(date(year, 1, 1) - scenario.start_date).days for year in last], np.int64)


@reused
def _under_quotas(
    scenario: Scenario, atlas: Atlas, plant_params: PlantParams, mine_params: MineParams
) -> tuple[Whole, Whole, Whole]:
    """Quota of every mine and of every plant, -1 for none, and the lanes of each plant's own ore."""
    seats = {(q.controller, q.stage): n for n, q in enumerate(scenario.production_quotas.values())}
    home = np.zeros((len(plant_params.need), 2), np.int64)
    of_plant = np.full(len(plant_params.need), -1, np.int64)
    for f, cell in enumerate(plant_params.feed[:, 0]):
        region, ore = atlas.cells[cell] if cell >= 0 else ("", "")
        if plant_params.separates[f] and (region, "separation") in seats:
            of_plant[f] = seats[region, "separation"]
            home[f] = _home(atlas, region, ore)
    of_mine = [seats.get((atlas.cells[c][0], "mining"), -1) for c in mine_params.cell]
    return frozen(of_mine, np.int64), frozen(of_plant, np.int64), frozen(home, np.int64)


@lru_cache(maxsize=64)
def _home(atlas: Atlas, region: str, ore: str) -> tuple[int, int]:
    """First lane on which ``region`` sends ``ore`` to itself, and the one after the last; 0 and 0 for none."""
    arc = (region, region, ore)
    lanes = [s for s, k in enumerate(atlas.lanes) if (k.origin, k.destination, k.material) == arc]
    return (lanes[0], lanes[-1] + 1) if lanes else (0, 0)


def _tonnes(scenario: Scenario, quota: ProductionQuota) -> Callable[[int], float]:
    """Quota of a calendar year [t]: the latest one given; after the last year given it grows."""
    given = {int(y): t for y, t in quota.tonnes.items()}
    first, last, growth = min(given), max(given), quota.growth
    later = growth if quota.later_growth is None else quota.later_growth
    changes = scenario.growth.changes

    def of(year: int) -> float:
        if year <= last:
            return given[max((y for y in given if y <= year), default=first)]
        bend = changes.year if changes else year + 1
        before = max(0, min(year, bend - 1) - last)
        return float(given[last] * exp(growth * before + later * (year - last - before)))

    return of


@reused
def build_crackdowns(scenario: Scenario, row: dict[str, int]) -> CrackdownParams:
    """Crackdowns on illegal output, with the quota that each enforces.

    Args:
        scenario: the scenario.
        row: number of each spell by its name.

    """
    quotas, found = list(scenario.production_quotas), scenario.crackdowns
    return CrackdownParams(
        spell=frozen([row[f"crackdown:{name}"] for name in found], np.int64),
        quota=frozen([quotas.index(c.quota) for c in found.values()], np.int64),
        cut=frozen([c.cut for c in found.values()]),
    )


PRODUCTION_QUOTAS = Instrument(
    stem="production_quotas",
    tables=("production_quotas", "crackdowns"),
    build=lambda b: dict(
        zip(
            ("production_quotas", "production_quota_state"),
            build_production_quotas(
                b.scenario, b.atlas, b.found["plant_params"], b.found["mine_params"], b.found["cell_params"]
            ),
            strict=True,
        )
    ),
    slices=("production_quotas", "production_quota_state"),
)
"""Yearly output that a state allows its mines or separators, and crackdowns on illegal output."""
