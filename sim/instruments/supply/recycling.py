"""Recycling as arrays: magnets in use by region, and the cells that buy their oxides back."""

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Whole, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest, smoothing
from lodeflow.instruments.card import Instrument
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import COLUMNS
from lodeflow.kernels.supply.recycling import ELEMENTS, LIFE_STAGES, RecyclingParams, RecyclingState
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

LEAST_PASSING = 0.1
"""Share at least to which a stage of life is thinned by past growth: use that shrank fast leaves ten times as much."""


def build_recycling(
    scenario: Scenario, atlas: Atlas, rest: Rest, user_params: UserParams
) -> tuple[RecyclingParams, RecyclingState]:
    """Terms of recycling, and magnets in use on day 0 as steady past growth has left them.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        rest: rest point, with the columns of origin in its contents.
        user_params: users of magnets.

    """
    terms, tick = scenario.recycling, float(scenario.tick_days)
    stage_days = terms.life_days / LIFE_STAGES
    first = (terms.start - scenario.start_date).days if terms.start else 0
    worn, yard, into = _yards(atlas, rest, user_params)
    params = RecyclingParams(
        worn=worn,
        yard=yard,
        into=into,
        passing=frozen([smoothing(tick, stage_days)]),
        collected=frozen([terms.collected]),
        first=frozen([first], np.int64),
        full=frozen([first + int(terms.growth_days)], np.int64),
        elasticity=frozen([terms.price_elasticity]),
    )
    return params, _in_use(rest, worn, yard, len(into), stage_days, terms.past_growth)


@reused
def _yards(atlas: Atlas, rest: Rest, user_params: UserParams) -> tuple[Whole, Whole, Whole]:
    """Cells with magnets in use, the region of each by number, and the cells that buy each region's oxides."""
    worn = [c for c in np.unique(user_params.cell).tolist() if atlas.cells[c][1] in atlas.goods.products]
    regions = [r for r in atlas.goods.regions if any(atlas.cells[c][0] == r for c in worn)]
    yard = [regions.index(atlas.cells[c][0]) for c in worn]
    into = [[_bought(atlas, rest, r, oxide) for oxide in atlas.goods.of_element[:ELEMENTS]] for r in regions]
    return frozen(worn, np.int64), frozen(yard, np.int64), frozen(np.reshape(into, (-1, ELEMENTS)), np.int64)


@reused
def _in_use(
    rest: Rest, worn: Whole, yard: Whole, regions: int, stage_days: float, past_growth: float
) -> RecyclingState:
    """Magnets in use on day 0, by region and stage of life, as steady growth has left them."""
    passes_on = max(LEAST_PASSING, 1.0 + past_growth / DAYS_PER_YEAR * stage_days)
    in_use = np.zeros((regions, LIFE_STAGES, COLUMNS))
    flow = rest.use[worn, None] * rest.feed_content[worn]
    for stage in range(LIFE_STAGES):
        flow = flow / passes_on
        in_use[:, stage] = summed(flow * stage_days, yard, regions)
    return RecyclingState(in_use, np.zeros((regions, COLUMNS)), np.zeros(ELEMENTS), np.zeros(ELEMENTS), np.zeros(1))


def _bought(atlas: Atlas, rest: Rest, region: str, material: str) -> int:
    """Cell in which ``region`` buys ``material``, -1 if it buys none."""
    cell = atlas.cell(region, material)
    return cell if cell >= 0 and rest.use[cell] > 0.0 else -1


RECYCLING = Instrument(
    stem="recycling",
    tables=("recycling",),
    build=lambda b: dict(
        zip(
            ("recycling", "recycling_state"),
            build_recycling(b.scenario, b.atlas, b.found["origins"], b.found["user_params"]),
            strict=True,
        )
    ),
    slices=("recycling", "recycling_state"),
)
"""Oxides recovered from worn-out magnets."""
