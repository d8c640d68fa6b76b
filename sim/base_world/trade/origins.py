"""Origin of contained oxide on day 0: Chinese and member shares of every stock at rest.

Model.md 6 (content). Ore has the origin of its mine; buyers hold the mix of what they buy; plants pass on the mix of
their feed, element by element, except that material processed in China is Chinese. Ores become oxides and oxides
magnets and nothing flows back, so three rounds from the mines on give the exact fixed point. Old scrap, which the base
year leaves out, is not included.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import summed
from lodeflow.base_world.rest_point import ELEMENTS, Floats, Rest, ends, parts
from lodeflow.base_year.table import CHINA
from lodeflow.kernels.entities.cells import CHINESE, COLUMNS, MEMBER_CONTENT
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused

CHAIN_STEPS = 3  # ore, oxide, magnet


@reused
def chinese_cells(atlas: Atlas) -> Floats:
    """Indicator of Chinese cells, float64 (cells,): 1 for every cell of ``atlas`` in China, else 0."""
    return np.array([1.0 if region == CHINA else 0.0 for region, _ in atlas.cells])


def with_origins(
    atlas: Atlas, rest: Rest, plant_params: PlantParams, mine_params: MineParams, chinese: Floats, member: Floats
) -> Rest:
    """Rest point with columns of origin appended to its contents.

    Args:
        atlas: cells and lanes.
        rest: the rest point without origins.
        plant_params: plants, which mix what they buy.
        mine_params: mines, where origins begin.
        chinese: float64 (cells,), 1 where goods mined or processed count as Chinese.
        member: float64 (cells,), 1 where goods mined count as those of an alliance's member.

    """
    made, bought = _contents(atlas, rest, plant_params, mine_params, chinese, member)
    return rest._replace(content=made, feed_content=bought)


@reused
def _contents(
    atlas: Atlas, rest: Rest, plant_params: PlantParams, mine_params: MineParams, chinese: Floats, member: Floats
) -> tuple[Floats, Floats]:
    """Contents of what is made and of what is bought in every cell, with columns of origin."""
    seller, buyer = ends(atlas)
    part = parts(atlas, rest.flow, rest.use)[:, None]
    made = np.zeros((len(atlas.cells), COLUMNS))
    made[:, :ELEMENTS] = rest.content
    for before, counts in ((CHINESE, chinese), (MEMBER_CONTENT, member)):
        made[mine_params.cell, before : before + ELEMENTS] = (counts[:, None] * rest.content)[mine_params.cell]
    mix = _mixing(plant_params)
    for _ in range(CHAIN_STEPS):
        bought = summed(part * made[seller], buyer, len(made))
        _process(mix, chinese, made, bought)
    return made, bought


class Mixing(NamedTuple):
    """Products of plants with the sources of their elements; a row is one product of one plant."""

    cell: NDArray[np.int64]
    """int64 (rows,): cell of the product."""
    output: Floats
    """float64 (rows,) [t/d]: output in the base year."""
    source: NDArray[np.int64]
    """int64 (rows, elements): cell in which an element is bought, -1 for none."""


def _mixing(plant_params: PlantParams) -> Mixing:
    f, k = np.nonzero(plant_params.product >= 0)
    feed = np.full((len(plant_params.need), ELEMENTS), -1, np.int64)
    feed[:, :2] = plant_params.feed
    return Mixing(
        plant_params.product[f, k],
        (plant_params.base_capacity * plant_params.base_utilisation)[f] * plant_params.fixed_yield[f, k],
        np.where(plant_params.separates[f][:, None], plant_params.feed[f, :1], feed[f]),
    )


def _process(mix: Mixing, chinese: Floats, made: Floats, bought: Floats) -> None:
    """Update columns of origin of plants' products from those of their feed, each plant weighted by its output."""
    cell, output, source = mix.cell, mix.output[:, None], mix.source
    element = np.arange(ELEMENTS)
    total = summed(np.broadcast_to(output, source.shape), cell, len(made))
    for before in (CHINESE, MEMBER_CONTENT):
        shares = _ratio(bought[source, before + element], bought[source, element])
        counted = summed(output * np.where(source >= 0, shares, 0.0), cell, len(made))
        share = _ratio(counted, total)
        if before == CHINESE:
            share = np.maximum(share, chinese[:, None])
        made[cell, before : before + ELEMENTS] = (share * made[:, :ELEMENTS])[cell]


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Part of the whole, 0 where the whole is 0."""
    share: Floats = np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0.0)
    return share
