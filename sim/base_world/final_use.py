"""Final users of the base year: who uses what in which sector, and how their demand grows and answers prices."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import CIVIL, DEFENCE, Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.growth import FOREVER, bend_of
from lodeflow.base_world.rest_point import Floats, smoothing
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import SECTORS, sector_shares
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.market import Sector

Users = tuple[tuple[str, str, str], ...]


def _later(sector: Sector) -> float:
    """Growth rate of a sector from the bend on, per year."""
    return sector.growth if sector.later_growth is None else sector.later_growth


def _bend(scenario: Scenario, sector: Sector) -> float:
    """Day on which the growth of a sector bends."""
    return float(FOREVER if sector.later_growth is None else bend_of(scenario))


@reused
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
    """int64 (users,): index in the goods of the atlas."""
    sector: NDArray[np.int64]
    """int64 (users,): index in ``SECTORS``."""


@lru_cache(maxsize=8)
def _used(base_table: str, year: BaseYear, atlas: Atlas) -> Used:
    found = [
        (region, material, sector, share)
        for region, material in atlas.shown_cells
        if year.final_use.get((region, material), 0.0) > 0.0
        for sector, share in sector_shares(base_table, material, region)
        if share > 0.0
    ]
    return Used(
        tuple((r, m, k) for r, m, k, _ in found),
        frozen([atlas.cell(r, m, DEFENCE if k == "defence" else CIVIL) for r, m, k, _ in found], np.int64),
        frozen([year.final_use[r, m] / DAYS_PER_YEAR * share for r, m, _, share in found]),
        frozen([atlas.goods.place(m) for _, m, _, _ in found], np.int64),
        frozen([SECTORS.index(k) for _, _, k, _ in found], np.int64),
    )


@reused
def build_user_params(scenario: Scenario, year: BaseYear, atlas: Atlas) -> UserParams:
    """Final demand at base prices, one row per final user: use that reaches a region less what its plants take.

    Args:
        scenario: elasticities by material and sector, growth of sectors.
        year: base table with final use by region and material.
        atlas: cells in which the users buy.

    """
    used = _used(scenario.base_table, year, atlas)
    short = np.array([terms.short_elasticity for terms in scenario.materials.values()])[used.material]
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
        settling=of_user([smoothing(float(scenario.tick_days), k.revision_days) for k in sectors]),
    )
