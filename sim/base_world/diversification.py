"""Diversification away from China: final users by region, content of their goods, and calendar years to count by."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats, Rest
from lodeflow.base_year.table import CHINA
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import HEAVY, CellParams
from lodeflow.kernels.record.diversification import (
    LIGHT_AND_HEAVY,
    DiversificationParams,
    DiversificationState,
    empty_headline,
)
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

YEAR_DAYS = 365


class Installed(NamedTuple):
    """Content that reaches final users per tonne of each stage outside China [t/t], columns light and heavy oxide."""

    of_mine: Floats
    """float64 (mines, 2): per tonne of ore."""
    of_plant: Floats
    """float64 (plants, 2): per tonne of oxide of a separator, per tonne of a magnet maker."""
    of_oxide: Floats
    """float64 (cells, 2): per tonne of oxide."""
    direct: Floats
    """float64 (users, 2): per tonne required as oxide."""


@reused
def build_diversification(
    scenario: Scenario,
    atlas: Atlas,
    rest: Rest,
    user_params: UserParams,
    plant_params: PlantParams,
    mine_params: MineParams,
    cell_params: CellParams,
) -> tuple[DiversificationParams, DiversificationState]:
    """Requirements of final users by region, and the empty record of what was delivered.

    Args:
        scenario: start date, length and tick of the run.
        atlas: cells with their regions.
        rest: contained oxide per tonne of what each cell buys.
        user_params: final users and the cells in which they buy.
        plant_params: plants, projects included.
        mine_params: mines, projects included.
        cell_params: content of magnets.

    """
    regions = needy(atlas, user_params)
    place = {region: n for n, region in enumerate(regions)}
    cells = np.unique(user_params.cell)
    years = calendar_years(scenario)
    needs = DiversificationParams(
        cell=frozen(cells, np.int64),
        place=frozen([place[atlas.cells[c][0]] for c in user_params.cell], np.int64),
        place_of_cell=frozen([place[atlas.cells[c][0]] for c in cells], np.int64),
        abroad=frozen([0.0 if region == CHINA else 1.0 for region in regions]),
        grade=frozen(rest.feed_content[user_params.cell, :LIGHT_AND_HEAVY]),
        begins=frozen([(date(year, 1, 1) - scenario.start_date).days for year in years], np.int64),
        goal=frozen([scenario.measures.diversification_goal]),
        **_installed(atlas, rest, user_params, plant_params, mine_params, cell_params)._asdict(),
    )
    return needs, empty_headline(len(years), len(regions), -(-YEAR_DAYS // scenario.tick_days))


@reused
def _installed(
    atlas: Atlas,
    rest: Rest,
    user_params: UserParams,
    plant_params: PlantParams,
    mine_params: MineParams,
    cell_params: CellParams,
) -> Installed:
    """Content that reaches final users per tonne of each stage outside China, losses on the way taken off.

    Losses of oxide are those of the base year's mix of needs outside China, of which magnets lose swarf and oxide used
    as such nothing. Ore counts with the recovery of the best separator outside China.
    """
    abroad = np.array([region != CHINA for region, _ in atlas.cells] + [False])  # the last for a cell of number -1
    material = [m for _, m in atlas.cells]
    separates, product, feed = plant_params.separates, plant_params.product[:, 0], plant_params.feed
    sells_abroad = abroad[plant_params.product].any(axis=1)
    makers = ~separates & sells_abroad
    of_oxide = np.zeros((len(atlas.cells), LIGHT_AND_HEAVY))
    recovery = np.zeros(LIGHT_AND_HEAVY)
    direct = np.zeros((len(user_params.cell), LIGHT_AND_HEAVY))
    for e, oxide in enumerate(atlas.goods.of_element[:LIGHT_AND_HEAVY]):
        is_oxide = np.array([m == oxide for m in material])
        content = rest.feed_content[user_params.cell, e]
        direct[:, e] = np.where(is_oxide[user_params.cell] & abroad[user_params.cell], content, 0.0)
        makes = makers & (feed[:, e] >= 0)
        made = plant_params.base_capacity * makes
        held = sum((made * cell_params.grade[product, e]).tolist())
        fed = sum((made * plant_params.need[:, e]).tolist())
        needed = user_params.base_use * content * abroad[user_params.cell]
        whole, as_oxide = sum(needed.tolist()), sum((user_params.base_use * direct[:, e]).tolist())
        kept = held / fed if fed > 0.0 else 1.0
        asked = as_oxide + (whole - as_oxide) / kept if kept > 0.0 else whole
        of_oxide[:, e] = np.where(is_oxide & abroad[:-1], whole / asked if asked > 0.0 else 1.0, 0.0)
        recovered = np.where(separates & sells_abroad, plant_params.recovery[:, e], 0.0)
        if e == HEAVY:  # beside a separator, or in a circuit of its own
            recovered = recovered + np.where(separates & sells_abroad, plant_params.spare_recovery, 0.0)
        recovery[e] = min(1.0, max(recovered.tolist(), default=0.0))
    kept_of_oxide = of_oxide.max(axis=0)
    of_plant = np.where(separates[:, None], kept_of_oxide, cell_params.grade[product, :LIGHT_AND_HEAVY])
    basket = mine_params.basket[:, :LIGHT_AND_HEAVY]
    return Installed(
        of_mine=frozen(basket * recovery * kept_of_oxide * abroad[mine_params.cell][:, None]),
        of_plant=frozen(of_plant * sells_abroad[:, None]),
        of_oxide=frozen(of_oxide),
        direct=frozen(direct),
    )


def needy(atlas: Atlas, user_params: UserParams) -> list[str]:
    """Regions with final users, in the order of the tables; ``user_params`` has the users, ``atlas`` their regions."""
    found = {atlas.cells[c][0] for c in user_params.cell}
    return [region for region in atlas.goods.regions if region in found]


def calendar_years(scenario: Scenario) -> range:
    """Calendar years that a run of ``scenario`` touches."""
    last = scenario.start_date + timedelta(days=scenario.days - 1)
    return range(scenario.start_date.year, last.year + 1)
