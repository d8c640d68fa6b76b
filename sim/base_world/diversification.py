"""Diversification away from China: final users by region, content of their goods, and calendar years to count by."""

from datetime import date, timedelta

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_year.table import CHINA
from lodeflow.catalog.names import REGIONS
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.record.diversification import (
    LIGHT_AND_HEAVY,
    DiversificationParams,
    DiversificationState,
    empty_headline,
)
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

YEAR_DAYS = 365


@reused
def build_diversification(
    scenario: Scenario, atlas: Atlas, rest: Rest, user_params: UserParams
) -> tuple[DiversificationParams, DiversificationState]:
    """Requirements of final users by region, and the empty record of what was delivered.

    Args:
        scenario: start date, length and tick of the run.
        atlas: cells with their regions.
        rest: contained oxide per tonne of what each cell buys.
        user_params: final users and the cells in which they buy.

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
    )
    return needs, empty_headline(len(years), len(regions), -(-YEAR_DAYS // scenario.tick_days))


def needy(atlas: Atlas, user_params: UserParams) -> list[str]:
    """Regions with final users, in the order of the tables; ``user_params`` has the users, ``atlas`` their regions."""
    found = {atlas.cells[c][0] for c in user_params.cell}
    return [region for region in REGIONS if region in found]


def calendar_years(scenario: Scenario) -> range:
    """Calendar years that a run of ``scenario`` touches."""
    last = scenario.start_date + timedelta(days=scenario.days - 1)
    return range(scenario.start_date.year, last.year + 1)
