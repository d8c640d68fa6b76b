"""Mines, plants and final users as arrays, scaled so that base prices reproduce the base table."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import CIVIL, DEFENCE, Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats, Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import MAGNETS, MATERIALS, OXIDES, SECTORS, sector_shares
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.supply.mine import MineParams, MineState
from lodeflow.kernels.supply.plant import PlantParams, PlantState
from lodeflow.scenario.load import Scenario
from lodeflow.terms.market import Sector

Users = tuple[tuple[str, str, str], ...]

FOREVER = 10**6
"""Days: a growth bend that no run reaches."""


def bend_of(scenario: Scenario) -> int:
    """Day of the run on which growth rates change (``growth.changes`` of ``scenario``); ``FOREVER`` without such a
    date.
    """
    return (scenario.growth.changes - scenario.start_date).days if scenario.growth.changes else FOREVER


def _later(sector: Sector) -> float:
    """Growth rate of a sector from the bend on, per year."""
    return sector.growth if sector.later_growth is None else sector.later_growth


def _bend(scenario: Scenario, sector: Sector) -> float:
    """Day on which the growth of a sector bends."""
    return float(FOREVER if sector.later_growth is None else bend_of(scenario))


def growth_of(scenario: Scenario, region: str) -> tuple[float, float, int]:
    """Capacity growth of a region: share per day before the bend, share per day after it, and the day of the bend.

    A ``region`` of which ``scenario`` says nothing does not grow.
    """
    terms = scenario.regions.get(region)
    bend = bend_of(scenario)
    if terms is None:
        return 0.0, 0.0, FOREVER
    return terms.capacity_growth / DAYS_PER_YEAR, terms.later_growth / DAYS_PER_YEAR, bend


def build_mine_params(scenario: Scenario, year: BaseYear, atlas: Atlas) -> tuple[MineParams, tuple[str, ...]]:
    """Mines as arrays, one row per region and ore, in the order of their names.

    Args:
        scenario: supply elasticity, limit of utilisation, growth of capacity.
        year: base table with tonnes, sites and utilisation of every mine.
        atlas: cells in which the mines sell.

    Returns:
        the parameters of the mines, and the names of all sites, neighbours of one mine together.

    """
    mines = sorted(year.mines, key=lambda m: (m.region, m.material))
    names, first = [], [0]
    for m in mines:
        names += [f"site:{m.region}:{m.material}:{k}" for k in range(m.sites)]
        first.append(len(names))
    growth = [growth_of(scenario, m.region) for m in mines]
    limit = scenario.supply.mine_utilisation_limit
    mine_params = MineParams(
        cell=frozen([atlas.cell(m.region, m.material) for m in mines], np.int64),
        basket=frozen([m.basket for m in mines]),
        base_capacity=frozen([m.tonnes / DAYS_PER_YEAR / m.utilisation for m in mines]),
        base_utilisation=frozen([m.utilisation for m in mines]),
        limit=frozen([limit for _ in mines]),
        elasticity=frozen([scenario.supply.mine_elasticity for _ in mines]),
        growth=frozen([g[0] for g in growth]),
        later_growth=frozen([g[1] for g in growth]),
        bend=frozen([g[2] for g in growth], np.int64),
        first_site=frozen(first, np.int64),
    )
    return mine_params, tuple(names)


def build_plant_params(scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest) -> PlantParams:
    """Separation plants and magnet makers as arrays, one row per plant, in the order of their names.

    Args:
        scenario: supply elasticity, limit of utilisation, substitution of oxides, growth of capacity.
        year: base table with recoveries, recipes, output and utilisation.
        atlas: cells in which the plants buy and sell.
        rest: base prices and landed costs, from which the margins follow.

    Returns:
        the parameters of the plants.

    Raises:
        ValueError: a plant loses money in the base year; all such plants are named.

    """
    rows = [*_separators(year, atlas, rest), *_makers(year, atlas)]
    rows.sort(key=lambda r: r["name"])
    margins = []
    for r in rows:
        earned = sum(
            y * rest.price[c] * (year.wanted_rest if atlas.cells[c][1] == "rest_oxide" else 1.0)
            for c, y in zip(r["product"], r["yield"], strict=True)
            if c >= 0
        )
        spent = sum(n * rest.landed[c] for c, n in zip(r["feed"], r["need"], strict=True) if c >= 0)
        margins.append(earned - spent)
    losers = [r["name"] for r, margin in zip(rows, margins, strict=True) if margin <= 0.0]
    if losers:
        raise ValueError(f"these plants lose money in the base year: {', '.join(losers)}")
    limit = scenario.supply.plant_utilisation_limit
    growth = [growth_of(scenario, r["region"]) for r in rows]
    return PlantParams(
        feed=frozen([r["feed"] for r in rows], np.int64),
        need=frozen([r["need"] for r in rows]),
        product=frozen([r["product"] for r in rows], np.int64),
        fixed_yield=frozen([r["yield"] for r in rows]),
        recovery=frozen([r["recovery"] for r in rows]),
        separates=frozen([r["separates"] for r in rows], np.bool_),
        base_capacity=frozen([r["tonnes"] / DAYS_PER_YEAR / r["utilisation"] for r in rows]),
        base_utilisation=frozen([r["utilisation"] for r in rows]),
        limit=frozen([limit for _ in rows]),
        elasticity=frozen([scenario.supply.plant_elasticity for _ in rows]),
        base_margin=frozen(margins),
        substitution=frozen([_saving(scenario, atlas, r["feed"][1])[0] for r in rows]),
        saving=frozen([_saving(scenario, atlas, r["feed"][1])[1] for r in rows]),
        growth=frozen([g[0] for g in growth]),
        later_growth=frozen([g[1] for g in growth]),
        bend=frozen([g[2] for g in growth], np.int64),
        spare_recovery=frozen([0.0 for _ in rows]),
    )


def _separators(year: BaseYear, atlas: Atlas, rest: Rest) -> list[dict[str, Any]]:
    """Rows of the separation plants; a plant's yields are those of the ore it bought in the base year."""
    rows = []
    for s in year.separators:
        feed = atlas.cell(s.region, s.feed)
        yields = [float(rest.feed_content[feed, e] * s.recovery[e]) for e in range(3)]
        rows.append(
            {
                "name": f"{s.region} {s.feed}",
                "region": s.region,
                "separates": True,
                "feed": (feed, -1),
                "need": (1.0, 0.0),
                "product": [atlas.cell(s.region, o) if y > 0.0 else -1 for o, y in zip(OXIDES, yields, strict=True)],
                "yield": yields,
                "recovery": s.recovery,
                "tonnes": year.received(s.feed, s.region),
                "utilisation": s.utilisation,
            }
        )
    return rows


def _makers(year: BaseYear, atlas: Atlas) -> list[dict[str, Any]]:
    """Rows of the magnet makers, by region and grade; a maker recycles its own swarf, so its need is what it buys."""
    rows = []
    for m in year.makers:
        for grade in MAGNETS:
            need = year.recipe.need[grade]
            oxides = [atlas.cell(m.region, o) if need[e] > 0.0 else -1 for e, o in enumerate(OXIDES[:2])]
            rows.append(
                {
                    "name": f"{m.region} {grade}",
                    "region": m.region,
                    "separates": False,
                    "feed": oxides,
                    "need": need,
                    "product": [atlas.cell(m.region, grade), -1, -1],
                    "yield": (1.0, 0.0, 0.0),
                    "recovery": (0.0, 0.0, 0.0),
                    "tonnes": year.output[m.region, grade],
                    "utilisation": m.utilisation,
                }
            )
    return rows


def _saving(scenario: Scenario, atlas: Atlas, cell: int) -> tuple[float, float]:
    """Price elasticity of a second feed's use per tonne of product: the short-run value, and what the long run adds."""
    if cell < 0:
        return 0.0, 0.0
    terms = scenario.materials[atlas.cells[cell][1]]
    return terms.short_elasticity, max(0.0, terms.thrift_elasticity - terms.short_elasticity)


def rested_plants(plant_params: PlantParams) -> PlantState:
    """Plants at rest: base yields and needs, all capacity open, no thrift; one row per row of ``plant_params``."""
    count = len(plant_params.need)
    return PlantState(
        planned=np.zeros(count),
        ran=np.zeros(count),
        yields=plant_params.fixed_yield.copy(),
        need=plant_params.need.copy(),
        size=np.ones(count),
        open=np.ones(count),
        extra=np.ones(count),
        circuit=np.zeros(count),
        thrift=np.zeros(count),
        dear=np.zeros(count),
        mean_price=np.zeros(count),
    )


def rested_mines(mine_params: MineParams) -> MineState:
    """Mines at rest: base size, all capacity open, no outage; one row per row of ``mine_params``."""
    count = len(mine_params.cell)
    return MineState(np.ones(count), np.zeros(count), np.ones(count), np.ones(count), np.zeros(count))


def users_of(scenario: Scenario, year: BaseYear, atlas: Atlas) -> Users:
    """Final users (region, material, sector), in the order of cells and sectors.

    Args:
        scenario: names the base table, which says how sectors share the use of a material.
        year: base table with final use by region and material.
        atlas: cells in which the users buy.

    """
    return _used(scenario.base_table, year, atlas).users


class Used(NamedTuple):
    """Final users of a base table, independent of a scenario's draws; one value per user, read-only."""

    users: Users
    """(region, material, sector) of each user."""
    cell: NDArray[np.int64]
    """int64 (users,): cell in which the user buys; defence's own cell where it has one."""
    base_use: Floats
    """float64 (users,) [t/d]: use in the base year."""
    material: NDArray[np.int64]
    """int64 (users,): index in ``MATERIALS``."""
    sector: NDArray[np.int64]
    """int64 (users,): index in ``SECTORS``."""


@lru_cache(maxsize=8)
def _used(base_table: str, year: BaseYear, atlas: Atlas) -> Used:
    found = [
        (region, material, sector, share)
        for region, material in atlas.shown_cells
        if year.final_use.get((region, material), 0.0) > 0.0
        for sector, share in sector_shares(base_table, material)
        if share > 0.0
    ]
    return Used(
        tuple((r, m, k) for r, m, k, _ in found),
        frozen([atlas.cell(r, m, DEFENCE if k == "defence" else CIVIL) for r, m, k, _ in found], np.int64),
        frozen([year.final_use[r, m] / DAYS_PER_YEAR * share for r, m, _, share in found]),
        frozen([MATERIALS.index(m) for _, m, _, _ in found], np.int64),
        frozen([SECTORS.index(k) for _, _, k, _ in found], np.int64),
    )


def build_user_params(scenario: Scenario, year: BaseYear, atlas: Atlas) -> UserParams:
    """Final demand at base prices, one row per final user: use that reaches a region less what its plants take.

    Args:
        scenario: elasticities by material and sector, growth of sectors.
        year: base table with final use by region and material.
        atlas: cells in which the users buy.

    """
    used = _used(scenario.base_table, year, atlas)
    short = np.array([scenario.materials[m].short_elasticity for m in MATERIALS])[used.material]
    sectors = [scenario.sectors[k] for k in SECTORS]

    def of_user(by_sector: list[float]) -> Floats:
        return frozen(np.array(by_sector)[used.sector])

    return UserParams(
        cell=used.cell,
        base_use=used.base_use,
        growth=of_user([k.growth / DAYS_PER_YEAR for k in sectors]),
        short=frozen(short),
        slow=frozen(np.maximum(0.0, of_user([k.long_elasticity for k in sectors]) - short)),
        sector=used.sector,
        later_growth=of_user([_later(k) / DAYS_PER_YEAR for k in sectors]),
        bend=of_user([_bend(scenario, k) for k in sectors]),
        recovered=of_user([k.recovered_share for k in sectors]),
    )
